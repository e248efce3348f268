package acceptance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestFragmentsWithinASecond(t *testing.T) { // 10
	w := begin(t).agreed(dana)
	for _, text := range []string{"יש לי", "נזילה", "בתל אביב"} {
		w.types(dana, text)
	}
	w.settle()
	w.hears(dana)
	l := w.lead(dana)
	require.Equal(t, "plumber", l.Trade)
	require.Equal(t, "5000", l.Place.Code)
	require.EqualValues(t, 1, w.count(mongo.Leads, nil2()))
	require.Len(t, w.calls(), 1, "one turn, one call")
	require.EqualValues(t, 3, w.count(mongo.Messages, bson.M{"chat": dana}))
}

func TestACompleteMessageStartsTheTurn(t *testing.T) {
	w := begin(t).agreed(dana)
	w.types(dana, "נזילה")
	w.types(dana, "בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10.")
	w.settle()
	w.hears(dana, "אינסטלציה דיזנגוף")
	require.Equal(t, lead.New, w.lead(dana).Status)
}

// TestABurstSurvives has the process of the function that begins a burst's turn, and of the one that
// stores it, end in the middle: nothing is lost, and one reply comes.
func TestABurstSurvives(t *testing.T) {
	for _, function := range []string{"triage", "timer"} {
		t.Run(function, func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.turn(map[string]any{"kill": function})
			for _, text := range []string{"יש לי", "נזילה", "בתל אביב"} {
				w.types(dana, text)
			}
			w.settle()
			w.hears(dana)
			require.Equal(t, "plumber", w.lead(dana).Trade)
			require.Equal(t, "5000", w.lead(dana).Place.Code)
		})
	}
}

func TestTimesAsTheyAreMeant(t *testing.T) { // 14
	for words, want := range map[string]string{
		"מחר ב-10":          "2026-03-02T08:00:00Z",
		"ביום ראשון בבוקר":  "2026-03-08T04:00:00Z",
		"10/3 בשעה 14:30":   "2026-03-10T12:30:00Z",
		"tomorrow at 10":    "2026-03-02T08:00:00Z",
		"בעוד שעתיים":       "2026-03-01T12:00:00Z",
		"2/3 בשעה 9 בבוקר.": "2026-03-02T07:00:00Z",
	} {
		t.Run(words, func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.writes(dana, "יש לי נזילה בתל אביב.")
			w.writes(dana, words)
			l := w.lead(dana)
			require.NotNil(t, l.Wanted)
			require.WithinDuration(t, utc(want), l.Wanted.Start, time.Minute) // the clock runs on
		})
	}
}

func TestFactsAreMergedAndPutRight(t *testing.T) { // 15
	w := begin(t).agreed(dana)
	w.writes(dana, "אני דנה מתל אביב")
	w.writes(dana, "יש לי נזילה")
	l := w.lead(dana)
	require.Equal(t, "דנה", l.Facts.Name)
	require.Equal(t, "נזילה", l.Facts.Issue)
	require.Equal(t, "5000", l.Place.Code)
	w.writes(dana, "דיזנגוף 50")
	w.writes(dana, "לא 50, 52")
	require.Equal(t, "52", w.lead(dana).Facts.Number)
	require.Equal(t, "דיזנגוף", w.lead(dana).Facts.Street)
	w.writes(dana, "ביום חמישי")
	w.writes(dana, "ב-15:00")
	require.Equal(t, utc("2026-03-05T13:00:00Z"), w.lead(dana).Wanted.Start.UTC(), "an hour of the day that was named before")
}

func TestThanksAndStatus(t *testing.T) { // 19
	w := begin(t).agreed(dana)
	w.writes(dana, "תודה רבה")
	w.hears(dana, "בשמחה")
	w.writes(dana, "סטטוס")
	w.hears(dana, "אין אצלנו בקשה")
	require.Empty(t, w.calls())

	w.writes(dana, "יש לי נזילה בתל אביב.")
	w.news(dana)
	w.writes(dana, "?")
	w.hears(dana, "רחוב")
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.news(dana)
	asked := len(w.calls())
	w.writes(dana, "סטטוס")
	w.hears(dana, "אינסטלציה דיזנגוף", "10:00")
	w.writes(p1, "אשר")
	w.news(dana)
	w.writes(dana, "Status")
	w.hears(dana, "אינסטלציה דיזנגוף", "10:00", "דיזנגוף 50")
	require.Len(t, w.calls(), asked, "no model call")
	w.news(p1)
	w.writes(dana, "מתי הוא מגיע?")
	w.hears(dana, "10:00", "העברנו")
	w.hears(p1, "מתי הוא מגיע?")

	w.writes(dana, "ביטול")
	w.writes(dana, "כן")
	w.news(dana)
	w.writes(dana, "סטטוס")
	w.hears(dana, "בוטלה")
}

func TestStatusRepeatsTheOpenQuestion(t *testing.T) {
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר בבוקר")
	w.hears(dana, "1. ", "2. ")
	w.writes(dana, "סטטוס")
	w.hears(dana, "1. ", "2. ", "מחר")
	w.advance("31m")
	w.hears(dana, "1. ", "2. ")
	w.writes(dana, "2")
	require.Equal(t, lead.New, w.lead(dana).Status)
}

func TestHumanAndCalmWords(t *testing.T) { // 20
	w := begin(t).agreed(dana)
	w.writes(dana, "לא דחוף, אני מנהל משרד וצריך הסבר קצר")
	w.hears(dana)
	w.hearsNothing(admin)
	require.False(t, w.thread(dana).NeedsHuman)
	w.writes(dana, "helpful tips")
	require.NotContains(t, w.hears(dana), "מחק אותי", "no guide")
	w.asks(dana, leakTomorrow)
	require.False(t, w.lead(dana).Facts.Urgent)
	w.writes(p1, "אשר")
	w.news(dana)
	w.news(p1)

	w.writes(dana, "אני רוצה נציג אנושי")
	w.hears(dana, "לאדם")
	w.hears(p1, "נציג אנושי", "972000000001")
	require.True(t, w.thread(dana).NeedsHuman)
	w.advance("10m")
	w.writes(dana, "הלו?")
	w.hearsNothing(dana)
	w.advance("14m")
	w.writes(dana, "יש מישהו?")
	w.hearsNothing(dana)
	w.advance("16m")
	w.writes(dana, "סטטוס")
	w.hears(dana, "10:00")
}

func TestEmergencyNeedsOnlyACity(t *testing.T) { // 26
	w := begin(t).agreed(dana)
	w.writes(dana, "הצילו! פיצוץ מים בבית בתל אביב")
	w.hears(dana, "דחוף")
	w.hearsAll(p1, "דחוף", "פיצוץ מים")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Empty(t, l.Facts.Street)

	// What comes after the offer reaches the pro, in the lead and in words.
	w.writes(dana, "דיזנגוף 50 קומה 3")
	w.hears(dana, "העברנו", "דירה")
	w.hears(p1, "דיזנגוף 50", "קומה 3")
	l = w.lead(dana)
	require.Equal(t, "דיזנגוף", l.Facts.Street)
	require.Equal(t, "50", l.Facts.Number)
	w.writes(p1, "אשר")
	w.hears(dana, "דיזנגוף 50")
}

func TestLifeSafetyBeforeConsent(t *testing.T) {
	w := begin(t)
	w.writes(dana, "יש ריח גז חזק בבית")
	text := w.hears(dana, "102", "/privacy")
	require.Less(t, strings.Index(text, "102"), strings.Index(text, "/privacy"))
	require.Zero(t, w.count(mongo.Leads, nil2()))
}

func TestStopEndsWhatIsProactive(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(dana)
	w.writes(dana, "הסר")
	w.hears(dana, "לא נשלח")
	w.writes(dana, "הסר")
	w.hearsNothing(dana)
	require.Equal(t, lead.Booked, w.lead(dana).Status, "the appointment stands")
	w.advance("20h") // past the reminder of two hours before
	w.hearsNothing(dana)
	w.writes(p1, "סיימתי")
	w.hearsNothing(dana)
	w.writes(dana, "סטטוס")
	w.hears(dana)
}

// TestHelplessInput has people send what means nothing: each gets a sentence that helps on.
func TestHelplessInput(t *testing.T) {
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"model": "down"})
	for name, c := range map[string]struct{ text, hears string }{
		"emoji only":       {"🙏🙏😭", "עיר"},
		"numbers only":     {"12345", "עיר"},
		"signs only":       {"!!!", "עיר"},
		"another language": {"Здравствуйте, у меня протечка", "English"},
		"Arabic":           {"مرحبا، عندي تسرب مياه", "English"},
	} {
		t.Run(name, func(t *testing.T) {
			w.T = t
			w.writes(dana, c.text)
			w.hears(dana, c.hears)
		})
	}
	w.T = t
	w.sends("E1", dana, textData(""))
	w.advance("31s") // its readable copy may come so long
	w.hears(dana, "שוב")
}
