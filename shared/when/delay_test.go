package when_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// TestFromNow: what is counted from now is the next hour that a calendar offers.
func TestFromNow(t *testing.T) {
	for _, c := range []struct{ now, text, want string }{
		{"12:07", "עוד שעתיים", "03-01T14:30"},
		{"12:07", "בעוד שעה", "03-01T13:30"},
		{"12:07", "עוד חצי שעה", "03-01T13:00"},
		{"12:07", "in two hours", "03-01T14:30"},
		{"12:07", "תוך שעה וחצי", "03-01T14:00"},
		{"12:30", "עוד שעה", "03-01T13:30"},
		{"12:00", "עוד שעתיים", "03-01T14:00"},
		{"12:29", "עוד שעה", "03-01T13:30"},
		{"12:31", "עוד שעה", "03-01T14:00"},
		{"23:07", "עוד שעה", "03-02T00:30"},
		{"12:07", "עוד 20 דקות", "03-01T12:30"},
	} {
		got, ok := when.Read(c.text, at(t, "2026-03-01T"+c.now))
		require.True(t, ok, c.text)
		require.Equal(t, c.want, stamp(got.Start), "%s at %s", c.text, c.now)
		require.Equal(t, when.Minute, got.Grain)
	}
	got, ok := when.Read("עוד שעה", at(t, "2026-03-01T12:00").Add(1))
	require.True(t, ok)
	require.Equal(t, "03-01T13:00", stamp(got.Start), "the seconds of the message do not count")
}
