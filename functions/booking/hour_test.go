package booking_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

// wants has the customer put the open offer at another hour.
func (w world) wants(cause string, l lead.Lead, start time.Time) (offering.Result, error) {
	w.T.Helper()
	return w.leads.Handle(w.T.Context(), event.Lead{
		ID: cause + "/hour", Kind: event.LeadHour, Lead: l.ID, Offer: l.Offer.N, Chat: l.ChatID, Cause: cause, At: w.Now(),
		Choice: &event.Choice{ProID: l.Offer.ProID, Start: start, End: start.Add(time.Hour)},
	}, w.Now())
}

func TestAnOfferAtAnotherHour(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	result, err := w.wants("m1", l, stage.Monday(14, 0))
	require.NoError(t, err)
	require.Equal(t, offering.Offered, result.Outcome)
	moved := w.Read("l1")
	require.Equal(t, lead.New, moved.Status)
	require.Equal(t, stage.Monday(14, 0).UTC(), moved.Offer.Start.UTC())
	require.Equal(t, lead.Customer, moved.History[len(moved.History)-1].By)
	require.Len(t, w.Entries(w.p1), 1, "the old hour is free")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "10:00")

	require.Equal(t, http.StatusOK, w.approve("y1", "l1", w.p1), "typed before the new offer was sent")
	require.Equal(t, lead.New, w.Read("l1").Status)
	require.Contains(t, w.Last(w.p1.Chat()).Text, "14:00")

	_, err = w.wants("m1", l, stage.Monday(14, 0))
	require.NoError(t, err, "delivered again")
	require.Equal(t, moved, w.Read("l1"))
	_, err = w.wants("m2", l, stage.Monday(15, 0))
	require.NoError(t, err, "about the offer before")
	require.Equal(t, moved, w.Read("l1"))

	o := *moved.Offer
	o.SentAt, o.Deadline = w.Now(), w.Now().Add(30*time.Minute)
	moved.Offer = &o
	w.Lead(moved)
	w.Advance(time.Minute)
	require.Equal(t, http.StatusOK, w.approve("y2", "l1", w.p1))
	require.Equal(t, stage.Monday(14, 0).UTC(), w.Read("l1").Appointment.Start.UTC())
	require.Len(t, w.Entries(w.p1), 1)
}

func TestAnotherHourThatIsTaken(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	w.Take(w.p1, "other", stage.Monday(14, 0))
	_, err := w.wants("m1", l, stage.Monday(14, 0))
	require.NoError(t, err)
	now := w.Read("l1")
	require.Equal(t, l.Offer, now.Offer, "what stands stays")
	require.Equal(t, conversation.AskNewHour, w.Question(stage.C).Kind)
	require.Contains(t, w.Last(stage.C).Text, "1. ")
	require.Len(t, w.Entries(w.p1), 2)
}

func TestAYesAndAnotherHourAtOnce(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	w.Crash(func(*change.Set) error { // between the taking of the new hour and the commit
		w.approve("y1", "l1", w.p1)
		return nil
	})
	_, err := w.wants("m1", l, stage.Monday(14, 0))
	require.NoError(t, err)
	for _, p := range w.Published() {
		require.Equal(t, http.StatusOK, w.Deliver(p, nil))
	}
	booked := w.Read("l1")
	require.Equal(t, lead.Booked, booked.Status)
	require.Equal(t, stage.Monday(14, 0).UTC(), booked.Appointment.Start.UTC(), "the yes was faster, and the hour is moved")
	entries := w.Entries(w.p1)
	require.Len(t, entries, 1)
	require.Equal(t, booked.Appointment.ID, entries[0].ID)
}
