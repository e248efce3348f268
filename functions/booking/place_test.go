package booking_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/steering"
)

func (w world) desk() *appointment.Desk {
	return &appointment.Desk{Truth: w.DB, Calendars: w.Hours, Hours: w.leads, Commit: w}
}

func (w world) at(id string, p string, hour int) event.Booking {
	start := time.Date(2026, 3, 2, hour, 0, 0, 0, stage.Israel)
	return event.Booking{ID: id, Pro: p, Cause: id, At: w.Now(), Start: start, End: start.Add(time.Hour)}
}

// entries are the hours of P1, with what they are.
func (w world) entries() map[string]string {
	w.T.Helper()
	c, err := w.DB.Calendar(w.T.Context(), w.p1.ID)
	require.NoError(w.T, err)
	found := map[string]string{}
	for _, e := range c.Entries {
		found[e.Start.In(calendar.Zone).Format("15:04")] = string(e.Kind)
	}
	return found
}

func TestAnAdminPlacesAnAppointment(t *testing.T) {
	w := newWorld(t)
	fresh := stage.Leak("phoned", "972000000001@c.us", nil)
	fresh.Status, fresh.Version, fresh.History = "", 0, nil
	require.NoError(t, fresh.Move(lead.Contacted, w.Now(), lead.Admin, "phoned"))
	for range 2 { // pressed twice
		_, bad, err := w.steer().Place(t.Context(), w.desk(), w.at("act1", w.p1.ID, 10), &fresh, steering.Caller{Agreed: true}, w.Now())
		require.NoError(t, err)
		require.Empty(t, bad)
	}
	l := w.Read("phoned")
	require.Equal(t, lead.Booked, l.Status)
	require.Equal(t, 10, l.Appointment.Start.In(calendar.Zone).Hour())
	require.Equal(t, 450, l.Price.ILS)
	require.Equal(t, map[string]string{"10:00": "appointment"}, w.entries())
	require.Contains(t, w.Last(l.ChatID).Text, "אבי אינסטלציה")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "הצוות שלנו קבע")

	second := stage.Leak("second", "972000000002@c.us", nil)
	w.Lead(second)
	for hour, want := range map[int]error{10: appointment.ErrTaken, 22: appointment.ErrOutside} {
		e := w.at("act2", w.p1.ID, hour)
		e.Lead = second.ID
		_, err := w.desk().Place(t.Context(), e, w.Now())
		require.ErrorIs(t, err, want)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	require.Equal(t, lead.Contacted, w.Read("second").Status)
	e := w.at("act3", w.p1.ID, 22)
	e.Lead, e.AnyHour = second.ID, true
	_, err := w.desk().Place(t.Context(), e, w.Now())
	require.NoError(t, err, "an admin may decide on an hour outside the template")
	require.Equal(t, map[string]string{"10:00": "appointment", "22:00": "appointment"}, w.entries())
}

func TestAnAdminPlacesWhatWasOffered(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", "972000000001@c.us")
	e := w.at("act1", w.p2.ID, 14)
	e.Lead = "l1"
	_, err := w.desk().Place(t.Context(), e, w.Now())
	require.NoError(t, err)
	require.Equal(t, w.p2.ID, w.Read("l1").ProID)
	require.Empty(t, w.entries(), "the hold is given back")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "דנה", "who was asked is told that no answer is needed")

	w.offered("l2", "972000000002@c.us")
	e = w.at("act2", w.p1.ID, 10)
	e.Lead = "l2"
	for range 2 {
		_, err = w.desk().Place(t.Context(), e, w.Now())
		require.NoError(t, err, "the hour is held for this very lead")
	}
	require.Equal(t, map[string]string{"10:00": "appointment"}, w.entries())
}

func TestAnAdminMovesAnAppointment(t *testing.T) {
	w := newWorld(t)
	w.booked("l1", "972000000001@c.us")
	w.Take(w.p1, "other", time.Date(2026, 3, 2, 12, 0, 0, 0, stage.Israel))
	move := func(id string, hour int, any bool) error {
		e := w.at(id, "", hour)
		e.Kind, e.By, e.Lead, e.AnyHour = event.BookingMove, string(lead.Admin), "l1", any
		_, err := w.desk().Handle(t.Context(), e, w.Now())
		return err
	}
	require.ErrorIs(t, move("m1", 12, false), appointment.ErrTaken)
	require.ErrorIs(t, move("m2", 20, false), appointment.ErrOutside)
	require.ErrorIs(t, move("m3", 10, false), appointment.ErrSameHour)
	require.Nil(t, w.Question("972000000001@c.us"), "the customer is not asked about an admin's mistake")
	require.NoError(t, move("m4", 14, false))
	require.Equal(t, "appointment", w.entries()["14:00"])
	require.NotContains(t, w.entries(), "10:00")
	require.Contains(t, w.told("972000000001@c.us"), "14:00")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "14:00")
	require.NoError(t, move("m5", 20, true))
	require.Equal(t, lead.Admin, w.Read("l1").History[len(w.Read("l1").History)-1].By)
}

func TestAProWhoLeavesIsReplaced(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", "972000000001@c.us")
	e := event.Lead{ID: "gone/next", Kind: event.LeadNext, Lead: "l1", Chat: "972000000001@c.us", At: w.Now(), Reason: offering.Gone}
	_, err := w.leads.Handle(t.Context(), e, w.Now())
	require.NoError(t, err)
	require.Contains(t, w.told("972000000001@c.us"), "כבר לא איתנו")
	require.Equal(t, w.p2.ID, w.Read("l1").ProID)
}

// told is all that was said to a chat.
func (w world) told(chat string) string {
	w.T.Helper()
	var all string
	for _, n := range w.Said(chat) {
		all += n.Text + "\n"
	}
	return all
}
