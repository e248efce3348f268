package phone_test

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/phone"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]phone.Number{
		"050-123-4567":                          "972501234567",
		"0501234567":                            "972501234567",
		"501234567":                             "972501234567",
		"+972 50 123 4567":                      "972501234567",
		"+972 (0)50-123-4567":                   "972501234567",
		"00972501234567":                        "972501234567",
		"972501234567":                          "972501234567",
		"\u2066+972\u201150\u20111234567\u2069": "972501234567",
		"03-123-4567":                           "97231234567",
		"077 1234567":                           "972771234567",
		"972000000021":                          "972000000021",
		"+972000000021":                         "972000000021",
		"000-000-0021":                          "972000000021",
		"+1 415 555 0123":                       "14155550123",
		"14155550123":                           "14155550123",
		"+49 30 12345678":                       "493012345678",
		"":                                      "",
		"מחר ב-10":                              "",
		"1234":                                  "",
		"1234567890":                            "",
		"050-123-456":                           "",
		"05012345678":                           "",
		"+972 60 123 4567":                      "",
		"050123456x":                            "",
		"+1234567890123456":                     "",
		"12345678901234567890123":               "",
		"0":                                     "",
	} {
		got, ok := phone.Parse(in)
		require.Equal(t, want, got, in)
		require.Equal(t, want != "", ok, in)
		if ok {
			again, ok := phone.Parse(got.String())
			require.True(t, ok, "what was stored is read again: %s", in)
			require.Equal(t, got, again)
		}
	}
}

func TestOfChat(t *testing.T) {
	for chat, want := range map[string]phone.Number{
		"972501234567@c.us":       "972501234567",
		"972000000001@c.us":       "972000000001",
		"71234567890@c.us":        "71234567890",
		"123456789012345@lid":     "",
		"120363043968066561@g.us": "",
		"status@broadcast":        "",
		"@c.us":                   "",
		"97250x234567@c.us":       "",
		"972501234567":            "",
	} {
		got, ok := phone.OfChat(chat)
		require.Equal(t, want, got, chat)
		require.Equal(t, want != "", ok, chat)
	}
}

func TestForms(t *testing.T) {
	require.Equal(t, "050-123-4567", phone.Number("972501234567").Local())
	require.Equal(t, "03-123-4567", phone.Number("97231234567").Local())
	require.Equal(t, "000-000-0021", phone.Number("972000000021").Local())
	require.Equal(t, "+14155550123", phone.Number("14155550123").Local())
	require.Equal(t, "972501234567@c.us", phone.Number("972501234567").Chat())
	require.Equal(t, "***4567", phone.Number("972501234567").Masked())
	require.Equal(t, "***", phone.Number("").Masked())
}

func TestLoggedMasked(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "phone", phone.Number("972501234567"))
	require.Contains(t, out.String(), `"***4567"`)
	require.NotContains(t, out.String(), "50123")
}
