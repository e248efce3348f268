package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

func TestMatchItem(t *testing.T) {
	english := []string{"visit", "leak", "clog", "socket", "lock", "paint room", "shelf", "boiler"}
	hebrew := []string{"ביקור", "תיקון נזילה", "פתיחת סתימה", "החלפת שקע", "החלפת מנעול", "צביעת חדר", "תליית מדף", "החלפת דוד", "פריצת דלת", "ניקיון דירה"}
	for _, c := range []struct {
		issue string
		items []string
		want  string
	}{
		{"נזילה מתחת לכיור", english, "leak"},
		{"הברז נוזל", english, "leak"},
		{"יש סתימה בשירותים", english, "clog"},
		{"שקע שרוף במטבח", english, "socket"},
		{"לצבוע את הסלון", english, "paint room"},
		{"צריך להחליף מנעול", english, "lock"},
		{"אין מים חמים", english, "boiler"},
		{"leak under the sink", english, "leak"},
		{"Water is flowing everywhere", english, "leak"},
		{"my sink is clogged", hebrew, "פתיחת סתימה"},
		{"leaking pipe", hebrew, "תיקון נזילה"},
		{"burnt socket", hebrew, "החלפת שקע"},
		{"ננעלתי מחוץ לבית", hebrew, "פריצת דלת"},
		{"locked out", hebrew, "פריצת דלת"},
		{"new lock for the door", hebrew, "החלפת מנעול"},
		{"ניקיון לפני פסח", hebrew, "ניקיון דירה"},
		{"התקנת ג'קוזי", []string{"ביקור", "ג'קוזי"}, "ג'קוזי"},
		{"נזילה", []string{"visit", "leak"}, "leak"},
		{"נזילה", []string{"ביקור"}, ""},
		{"משהו לא ברור", hebrew, ""},
		{"", english, ""},
		{"הדלת חורקת", english, ""},
	} {
		got := reader.MatchItem(c.issue, c.items)
		if c.want == "" {
			require.Equal(t, -1, got, c.issue)
			continue
		}
		require.GreaterOrEqual(t, got, 0, c.issue)
		require.Equal(t, c.want, c.items[got], c.issue)
	}
}

func TestIsVisit(t *testing.T) {
	for _, item := range []string{"visit", "ביקור", "Visit fee", "דמי ביקור", "הגעה ובדיקה"} {
		require.True(t, reader.IsVisit(item), item)
	}
	for _, item := range []string{"leak", "נזילה", "", "צביעת חדר"} {
		require.False(t, reader.IsVisit(item), item)
	}
}
