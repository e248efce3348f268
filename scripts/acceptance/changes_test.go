package acceptance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
)

// Ways to ask for another hour, and to call off.
var (
	otherHours = []string{"אפשר לדחות?", "לא מסתדר לי מחר", "תזיזו לי את זה", "לא יכולה מחר", "can we do later?", "something came up", "tomorrow doesn't work", "אפשר ביום שלישי במקום?", "Tuesday would be better"}
	callingOff = []string{"אני צריכה לבטל", "כבר לא צריך", "תבטלו", "הבעיה נפתרה, תודה", "never mind, solved"}
)

func TestAnotherHourWhileAProIsAsked(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	first := w.news(p1)[0]
	before := w.lead(dana)
	for _, words := range otherHours {
		w.writes(dana, words)
		w.hears(dana, "1.", "5.")
		now := w.lead(dana)
		require.Equal(t, lead.New, now.Status, words)
		require.Equal(t, before.Offer, now.Offer, "%s: nothing changes before the answer", words)
		w.writes(dana, "ביטול")
		w.hears(dana, "10:00")
	}
	w.advance("61s") // as many messages a minute are enough
	w.hearsNothing(p1)

	w.writes(dana, "אפשר ביום שלישי ב-14:00 במקום? לא מסתדר לי מחר")
	w.hears(dana, "14:00")
	option := w.hoursOffered(dana, p1)[1]
	w.writes(dana, "2")
	w.hears(dana, "דיזנגוף")
	moved := w.lead(dana)
	require.Equal(t, lead.New, moved.Status)
	require.Equal(t, before.Offer.N+1, moved.Offer.N)
	require.Equal(t, option.Start.UTC(), moved.Offer.Start.UTC())
	require.Empty(t, moved.Excluded)
	entries := w.calendar(p1)
	require.Len(t, entries, 1, "the old hour is given back")
	require.Equal(t, booking.Hold, entries[0].Kind)
	w.hears(p1, "10:00", "לא בתוקף", "אשר")
	for _, word := range []string{"אשר", "דחה"} {
		w.quotes(p1, word, first.ID)
		w.hears(p1, "מועד אחר")
		require.Equal(t, moved.Offer.N, w.lead(dana).Offer.N, "a word about the offer before")
	}
	w.writes(p1, "אשר")
	booked := w.lead(dana)
	require.Equal(t, lead.Booked, booked.Status)
	require.Equal(t, option.Start.UTC(), booked.Appointment.Start.UTC())
	w.consistent()
}

func TestAnotherHourOfAnAppointment(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(dana)
	before := w.lead(dana)
	for _, words := range otherHours {
		w.writes(dana, words)
		w.hears(dana, "1.", "5.")
		require.Equal(t, before.Appointment, w.lead(dana).Appointment, words)
		w.writes(dana, "לא")
		w.hears(dana, "10:00")
	}
	w.advance("61s")
	w.writes(dana, "מועד אחר")
	w.hears(dana)
	w.writes(dana, "בעצם תבטלו את התור") // not an hour at all
	w.hears(dana, "*1*")
	w.writes(dana, "2")
	w.hears(dana)
	require.Equal(t, lead.Booked, w.lead(dana).Status)
}

func TestCallingOff(t *testing.T) {
	for _, state := range []lead.Status{lead.New, lead.Booked} {
		t.Run(string(state), func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.asks(dana, leakTomorrow)
			if state == lead.Booked {
				w.writes(p1, "אשר")
				w.news(dana)
			}
			for _, words := range callingOff {
				w.writes(dana, words)
				w.hears(dana, "*1*", "*2*")
				require.Equal(t, state, w.lead(dana).Status, words)
				w.writes(dana, "אל תבטלו")
				w.hears(dana)
				require.Equal(t, state, w.lead(dana).Status, words)
			}
			w.writes(dana, callingOff[0])
			w.hears(dana)
			w.writes(dana, "כן")
			require.Equal(t, lead.Cancelled, w.lead(dana).Status)
			require.Empty(t, w.calendar(p1))
		})
	}
}

// findsTheHourTaken has a customer choose among P1's hours, because the wanted one is another's.
func (w *world) findsTheHourTaken(chat, other string) {
	w.Helper()
	w.asks(other, "יש לי סתימה בתל אביב, אלנבי 10, קומה 1 דירה 2, מחר ב-10")
	w.writes(chat, "יש לי נזילה בתל אביב")
	w.hears(chat)
	w.writes(chat, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hears(chat, "1.", "5.")
}

func TestNoneOfTheHoursSuits(t *testing.T) {
	w := begin(t).agreed(dana, yossi)
	w.findsTheHourTaken(dana, yossi)
	w.writes(dana, "לא מתאים לי, אפשר יום אחר?")
	w.hears(dana, "מתי")
	w.writes(dana, "ביום רביעי ב-11")
	require.Equal(t, lead.New, w.lead(dana).Status)
	require.Equal(t, utc("2026-03-04T09:00:00Z"), w.lead(dana).Offer.Start.UTC())
}

func TestAnEmergencyThatIsNone(t *testing.T) {
	w := begin(t).agreed(dana)
	w.writes(dana, "הצילו! פיצוץ מים בבית בתל אביב")
	w.news(dana)
	urgent := w.lead(dana)
	require.Equal(t, lead.New, urgent.Status)
	require.True(t, urgent.Facts.Urgent)
	w.news(p1)
	w.writes(dana, "סגרתי את הברז, זה כבר לא דחוף")
	w.hears(dana, "לא דחוף", "1.", "רחוב")
	require.False(t, w.lead(dana).Facts.Urgent)
	require.Equal(t, urgent.Offer.Start, w.lead(dana).Offer.Start, "what is asked stands until another hour is chosen")
	w.hears(p1, "לא דחוף")
	w.writes(dana, "מחר ב-12:00")
	w.news(dana)
	w.writes(dana, "1")
	moved := w.lead(dana)
	require.Equal(t, lead.New, moved.Status)
	require.Equal(t, time.Hour, moved.Offer.End.Sub(moved.Offer.Start))
	require.True(t, moved.Offer.Start.After(urgent.Offer.Start))
	require.NotContains(t, w.hears(p1, "אשר"), "דחוף!")
}

func TestAFragmentBeforeTheNumber(t *testing.T) {
	w := begin(t).agreed(dana, yossi)
	w.findsTheHourTaken(dana, yossi)
	offered := w.hoursOffered(dana, p1)
	for _, words := range []string{"רגע", "אז", "2"} {
		w.types(dana, words)
	}
	w.settle()
	w.hears(dana, "דיזנגוף")
	require.Equal(t, lead.New, w.lead(dana).Status)
	require.Equal(t, offered[1].Start.UTC(), w.lead(dana).Offer.Start.UTC())
	w.get(w.control + "/idle?wait=5s")
	w.hearsNothing(dana)
}

func TestAnHourByItsClock(t *testing.T) {
	w := begin(t).agreed(dana, yossi)
	w.findsTheHourTaken(dana, yossi)
	third := w.hoursOffered(dana, p1)[2]
	w.writes(dana, third.Start.In(calendar.Zone).Format("15:04"))
	w.hears(dana, "דיזנגוף")
	require.Equal(t, third.Start.UTC(), w.lead(dana).Offer.Start.UTC())
}
