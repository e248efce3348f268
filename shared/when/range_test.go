package when_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// TestRangesThatNameThePartOfTheDay: each hour of a range may say of which part of the day it is.
func TestRangesThatNameThePartOfTheDay(t *testing.T) {
	for text, want := range map[string][2]string{
		"אני בבית מחר בין 8 בבוקר ל-12 בצהריים":                {"03-02T08:00", "03-02T12:00"},
		"מחר בין 8 בבוקר ל 12 בצהריים":                         {"03-02T08:00", "03-02T12:00"},
		"מחר בין 8:30 בבוקר ל-12:00 בצהריים":                   {"03-02T08:30", "03-02T12:00"},
		"מחר בין השעות 8 בבוקר ל-12 בצהריים":                   {"03-02T08:00", "03-02T12:00"},
		"מחר בין שמונה בבוקר לשתים עשרה בצהריים":               {"03-02T08:00", "03-02T12:00"},
		"מחר בין 8 בבוקר לצהריים":                              {"03-02T08:00", "03-02T12:00"},
		"מחר בין 4 אחר הצהריים ל-7 בערב":                       {"03-02T16:00", "03-02T19:00"},
		`מחר בין 4 אחה"צ ל-7 בערב`:                             {"03-02T16:00", "03-02T19:00"},
		"מחר בין 4 אחרי הצהריים ל-7":                           {"03-02T16:00", "03-02T19:00"},
		"מחר בין 10 בבוקר ל-2":                                 {"03-02T10:00", "03-02T14:00"},
		"מחר בין 10 בבוקר ל-2 בצהריים":                         {"03-02T10:00", "03-02T14:00"},
		"מחר מ-8 בבוקר ל-12":                                   {"03-02T08:00", "03-02T12:00"},
		"מחר מ-8 בבוקר עד 12 בצהריים":                          {"03-02T08:00", "03-02T12:00"},
		"מחר מ8 בבוקר עד 12":                                   {"03-02T08:00", "03-02T12:00"},
		"מחר מהשעה 8 בבוקר עד 12":                              {"03-02T08:00", "03-02T12:00"},
		"מחר משמונה בבוקר עד שתים עשרה":                        {"03-02T08:00", "03-02T12:00"},
		"מחר 8 בבוקר - 12 בצהריים":                             {"03-02T08:00", "03-02T12:00"},
		"מחר בין 10 ל-7 בערב":                                  {"03-02T10:00", "03-02T19:00"},
		"מחר בין 9 ל-5 אחר הצהריים":                            {"03-02T09:00", "03-02T17:00"},
		"מחר בין 8 ל-10 בבוקר":                                 {"03-02T08:00", "03-02T10:00"},
		"מחר בין 8 ל-10 בערב":                                  {"03-02T20:00", "03-02T22:00"},
		"מחר בערב בין 8 ל-10":                                  {"03-02T20:00", "03-02T22:00"},
		"מחר בבוקר בין 8 ל-10":                                 {"03-02T08:00", "03-02T10:00"},
		"מחר בין 10 ל-12 בצהריים":                              {"03-02T10:00", "03-02T12:00"},
		"הערב בין 7 ל-9":                                       {"03-01T19:00", "03-01T21:00"},
		"בין 7 ל-9 הערב":                                       {"03-01T19:00", "03-01T21:00"},
		"בין 8 בבוקר ל-12 בצהריים ביום רביעי":                  {"03-04T08:00", "03-04T12:00"},
		"tomorrow between 8 in the morning and noon":           {"03-02T08:00", "03-02T12:00"},
		"tomorrow between 8 in the morning and 12":             {"03-02T08:00", "03-02T12:00"},
		"tomorrow from 9am to 1pm":                             {"03-02T09:00", "03-02T13:00"},
		"tomorrow from 9 am until 1 pm":                        {"03-02T09:00", "03-02T13:00"},
		"tomorrow from 4 in the afternoon to 7 in the evening": {"03-02T16:00", "03-02T19:00"},
		"tomorrow between 10 in the morning and 2":             {"03-02T10:00", "03-02T14:00"},
		"tomorrow 9 to 5 in the afternoon":                     {"03-02T09:00", "03-02T17:00"},
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.Equal(t, want, [2]string{stamp(got.Start), stamp(got.End)}, text)
	}
	for text, want := range map[string]string{ // one hour, whatever else is counted
		"מחר ב-8 בבוקר ו-2 שקעים": "03-02T08:00", "מחר ב-8 בבוקר, 3 חדרים": "03-02T08:00", "מחר ב-12 בצהריים": "03-02T12:00", "tomorrow at 8 in the morning": "03-02T08:00",
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.Equal(t, want, stamp(got.Start), text)
		require.True(t, got.End.IsZero(), text)
	}
}
