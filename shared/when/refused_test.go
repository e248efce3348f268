package when_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// TestTwoDaysDeclined: what does not suit is both days, whichever stands beside the no.
func TestTwoDaysDeclined(t *testing.T) {
	for _, text := range []string{
		"אני לא יכול היום ומחר", "לא יכולה מחר ומחרתיים", "מחר ומחרתיים אני לא יכול", "מחר ומחרתיים לא מתאים", "היום ומחר לא מסתדר לי", "לא היום ולא מחר", "לא יכול היום ולא מחר", "לא היום ומחר",
		"לא מתאים לי ביום שני וביום שלישי", "לא מתאים לי ביום שני ושלישי", "ביום שני וביום שלישי אני לא יכולה", "לא יכולה היום, מחר ומחרתיים", "היום, מחר ומחרתיים אני לא פנוי", "לא יכול מחר בבוקר ומחרתיים בבוקר", "לא יכול מחר וגם מחרתיים", "לא יכול היום או מחר",
		"מחר וביום שני אני לא יכול", "לא יכול מחר בבוקר", "לא יכול הערב ומחר", "לא יכול היום ומחר בבוקר",
		"I can't today and tomorrow", "I can't today or tomorrow", "I can't do Monday and Tuesday", "tomorrow and Monday don't work", "today and tomorrow doesn't work", "not today and not tomorrow", "I'm not free today and tomorrow",
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.False(t, ok, "%q read as %v (%s)", text, got.Start, got.Text)
		require.True(t, when.Declined(text), text)
	}
	for text, want := range map[string]string{
		"אני לא יכול היום ומחר, אפשר ביום רביעי": "03-04", "לא היום, מחר": "03-02", "לא מחר, מחרתיים": "03-03", "לא מחר אלא מחרתיים": "03-03", "לא יכול היום, מחר בסדר": "03-02", "לא יכול היום, מחר ב-10": "03-02T10:00",
		"לא יכול היום ומחר ב-10 אפשר": "03-02T10:00", "היום לא, מחר כן": "03-02", "היום לא מתאים ומחר כן": "03-02", "היום ומחר לא, ביום רביעי ב-9 כן": "03-04T09:00", "לא יכול היום, ומחר אני פנוי": "03-02", "לא היום, אבל מחר בבוקר": "03-02T06:00",
		"not today, tomorrow": "03-02", "I can't today, tomorrow is fine": "03-02", "I can't today and tomorrow, Wednesday at 9 works": "03-04T09:00", "not Monday, Tuesday at 9": "03-03T09:00", "can't today but tomorrow works": "03-02",
		"לא יכול מחר, ביום שלישי ב-9": "03-03T09:00", "מחרתיים, מחר לא": "03-03", "tomorrow I don't work": "03-02", "לא יכול היום ומחר אפשר ב-10": "03-02T10:00", "לא יכול היום ומחר אפשר ביום רביעי": "03-04", "לא יכול היום, מחר או מחרתיים, רק ביום רביעי": "03-04",
	} {
		got, ok := when.Read(text, at(t, sunday))
		require.True(t, ok, text)
		require.Equal(t, want, stamp(got.Start), text)
	}
}
