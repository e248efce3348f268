package when_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// TestTownsNamedByNumbers: the number in a town's name is no hour.
func TestTownsNamedByNumbers(t *testing.T) {
	for text, want := range map[string][3]string{
		"אינסטלטור בבאר שבע בבוקר":      {"03-02T06:00", "03-02T12:00", "בבוקר"},
		"באר שבע בבוקר":                 {"03-02T06:00", "03-02T12:00", "בבוקר"},
		"באר-שבע מחר בבוקר":             {"03-02T06:00", "03-02T12:00", "מחר בבוקר"},
		"אני מבאר שבע, מחר ב-10":        {"03-02T10:00", "", "מחר ב-10"},
		"מחר בשבע בבוקר בבאר שבע":       {"03-02T07:00", "", "מחר בשבע בבוקר"},
		"מחר בבאר שבע בשבע":             {"03-02T07:00", "", "מחר בשבע"},
		"שבע בבוקר":                     {"03-02T07:00", "", "שבע בבוקר"},
		"קריית שמונה בערב":              {"03-01T18:00", "03-02", "בערב"},
		"בקרית שמונה, מחר בשמונה":       {"03-02T08:00", "", "מחר בשמונה"},
		"לקריית ארבע אחר הצהריים":       {"03-01T14:00", "03-01T18:00", "אחר הצהריים"},
		"תל שבע מחר אחר הצהריים":        {"03-02T14:00", "03-02T18:00", "מחר אחר הצהריים"},
		"ובאר שבע מחר בין 8 בבוקר ל-12": {"03-02T08:00", "03-02T12:00", "מחר בין 8 בבוקר ל-12"},
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.Equal(t, want, [3]string{stamp(got.Start), stamp(got.End), got.Text}, text)
	}
	for _, text := range []string{"באר שבע", "בקריית שמונה", "אינסטלטור בבאר שבע"} {
		_, ok := when.Read(text, at(t, sunday))
		require.False(t, ok, text)
	}
}
