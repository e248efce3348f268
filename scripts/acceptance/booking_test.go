package acceptance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// asks brings a lead to its offer in one message.
func (w *world) asks(chat, words string) {
	w.Helper()
	w.writes(chat, words)
	require.Equal(w, lead.New, w.lead(chat).Status, "%s", texts(w.news(chat)))
	w.news(chat)
}

const leakTomorrow = "יש לי נזילה מתחת לכיור בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10"

func TestFromWordsToAppointment(t *testing.T) { // 21
	w := begin(t).agreed(dana)
	w.shows(dana, "יש לי נזילה מתחת לכיור בתל אביב")
	w.hears(dana)
	l := w.lead(dana)
	require.Equal(t, lead.Contacted, l.Status)
	require.Len(t, l.Facts.Media, 1)
	require.NotEmpty(t, l.Facts.Media[0].Object, "the picture is kept")
	require.NotEmpty(t, l.ProID, "P1 speaks")

	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	offer := w.hearsAll(p1, "972000000001", "דיזנגוף 50", "3", "12", "נזילה", "10:00", "450", "google.com/maps", "אשר")
	require.Contains(t, offer, "http", "a link to the picture")
	pictures := 0
	for _, m := range w.everything(p1) {
		if m.Media != nil {
			pictures++
		}
	}
	require.Equal(t, 1, pictures, "the picture is in the chat")

	w.writes(p1, "אשר")
	l = w.lead(dana)
	require.Equal(t, lead.Booked, l.Status)
	require.Equal(t, utc("2026-03-02T08:00:00Z"), l.Appointment.Start.UTC())
	require.Equal(t, utc("2026-03-02T09:00:00Z"), l.Appointment.End.UTC())
	entries := w.calendar(p1)
	require.Len(t, entries, 1)
	require.Equal(t, l.Appointment.ID, entries[0].ID)
	w.hearsAll(dana, "10:00", "דיזנגוף 50", "450", "4.9", "972000000011")
}

func TestApproveTwice(t *testing.T) { // 24
	w := begin(t).agreed(dana, yossi)
	w.asks(dana, leakTomorrow)
	w.writes(p2, "אשר")
	require.Equal(t, lead.New, w.lead(dana).Status, "P2 cannot approve P1's offer")
	w.news(p2)
	w.writes(p1, "אשר")
	w.news(p1)
	booked := w.lead(dana)
	w.writes(p1, "אשר")
	w.hears(p1, "כבר")
	require.Equal(t, booked.Version, w.lead(dana).Version)

	w.asks(yossi, "יש לי סתימה בתל אביב, אלנבי 10, קומה 1 דירה 2, מחר ב-12")
	require.NoError(t, w.secondOffer())
	w.news(p1)
	w.writes(p1, "אשר")
	w.hears(p1, "1", "2")
	w.writes(p1, "2")
	require.EqualValues(t, 2, w.count(mongo.Leads, map[string]any{"status": "booked"}))
}

// secondOffer has a third customer ask for P1.
func (w *world) secondOffer() error {
	const third = "972000000003@c.us"
	w.agreed(third)
	w.asks(third, "יש לי נזילה בתל אביב, הירקון 7, קומה 1 דירה 1, מחר ב-14")
	return nil
}

func TestRejectedGoesToTheNextPro(t *testing.T) { // 25
	w := begin(t).agreed(dana)
	w.asks(dana, "יש לי נזילה מתחת לכיור בחולון, סוקולוב 5, קומה 3 דירה 12, מחר ב-10")
	first := w.lead(dana).ProID
	at := map[string]string{}
	for _, chat := range []string{p1, p2} {
		p, err := w.db.ProByChat(t.Context(), chat)
		require.NoError(t, err)
		at[p.ID] = chat
	}
	w.news(p1)
	w.news(p2)
	w.writes(at[first], "דחה")
	w.hears(at[first])
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.NotEqual(t, first, l.ProID)
	require.Contains(t, l.Excluded, first)
	w.hears(dana, "450")
	w.hearsAll(at[l.ProID], "אשר")
	require.Empty(t, w.calendar(at[first]))

	w.writes(at[l.ProID], "דחה")
	require.Equal(t, lead.PendingReview, w.lead(dana).Status)
	w.hears(dana)
	for _, chat := range []string{p1, p2} {
		require.Empty(t, w.calendar(chat))
	}
}

func TestCustomerCancels(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(p1)
	w.news(dana)
	w.writes(dana, "ביטול")
	w.hears(dana, "10:00")
	require.Equal(t, lead.Booked, w.lead(dana).Status, "nothing is undone before the answer")
	w.writes(dana, "כן")
	require.Equal(t, lead.Cancelled, w.lead(dana).Status)
	require.Empty(t, w.calendar(p1))
	w.hears(dana)
	w.hears(p1)
}

func TestCustomerMoves(t *testing.T) { // 29
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(p1)
	w.news(dana)
	w.writes(dana, "מועד אחר")
	w.hears(dana, "1.", "5.")
	w.writes(dana, "99")
	w.hears(dana)
	before := w.lead(dana)
	w.writes(dana, "1")
	after := w.lead(dana)
	require.Equal(t, lead.Booked, after.Status)
	require.NotEqual(t, before.Appointment.Start, after.Appointment.Start)
	entries := w.calendar(p1)
	require.Len(t, entries, 1)
	require.Equal(t, booking.Appointment, entries[0].Kind)
	require.Equal(t, after.Appointment.ID, entries[0].ID)
	w.hears(p1, "10:00")
	w.hears(dana)

	w.writes(dana, "מועד אחר")
	w.hears(dana)
	w.writes(dana, "ביטול")
	w.hears(dana)
	require.Equal(t, after.Version, w.lead(dana).Version, "unchanged")

	// An hour of one's own instead of a number: hours near it are offered, and the chat goes on.
	w.writes(dana, "מועד אחר")
	w.hears(dana)
	w.writes(dana, "אפשר ביום שלישי ב-14:00?")
	w.hears(dana, "14:00")
	w.writes(dana, "1")
	w.hears(dana)
	require.Equal(t, lead.Booked, w.lead(dana).Status)

	// A day is asked for: all that is offered is on that day.
	w.writes(dana, "אפשר להזיז ליום רביעי?")
	require.Equal(t, 5, strings.Count(w.hears(dana), "יום רביעי, 4 במרץ"))
}

func TestLoadLimit(t *testing.T) { // 34
	w := begin(t)
	hours := []string{"9:00", "11:00", "13:00"}
	for i, chat := range []string{"972000000031@c.us", "972000000032@c.us", "972000000033@c.us"} {
		w.agreed(chat)
		w.asks(chat, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-"+hours[i])
	}
	require.Len(t, w.calendar(p1), 3)
	w.agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-15:00")
	p, err := w.db.ProByChat(t.Context(), p2)
	require.NoError(t, err)
	require.Equal(t, p.ID, w.lead(dana).ProID)
	require.Len(t, w.calendar(p1), 3)
}

func TestTheTradeDecides(t *testing.T) { // 35
	w := begin(t).agreed(dana)
	w.asks(dana, "יש לי שקע שרוף במטבח בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hearsAll(e1, "שקע", "300")
	w.hearsNothing(p1)
}
