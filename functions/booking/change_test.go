package booking_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

func TestAMoveFreesTheOldHourAtOnce(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)

	require.Equal(t, http.StatusOK, w.move("m1", l, stage.Monday(14, 0)))
	moved := w.Read("l1")
	require.Equal(t, lead.Booked, moved.Status)
	require.Equal(t, stage.Monday(14, 0).UTC(), moved.Appointment.Start.UTC())
	entries := w.Entries(w.p1)
	require.Len(t, entries, 1)
	require.Equal(t, moved.Appointment.ID, entries[0].ID)
	for _, chat := range []string{stage.C, w.p1.Chat()} {
		require.Contains(t, w.Last(chat).Text, "10:00")
		require.Contains(t, w.Last(chat).Text, "14:00")
		require.True(t, w.Last(chat).Reply)
	}
	require.Equal(t, stage.Monday(12, 0).UTC(), w.Alarms("l1")["reminder/2"], "the newer one stands beside the old")
	w.Take(w.p1, "other", stage.Monday(10, 0))
	require.Equal(t, http.StatusOK, w.move("m0", moved, stage.Monday(9, 0)))
	require.Equal(t, stage.Monday(20, 59).AddDate(0, 0, -1).UTC(), w.Alarms("l1")["reminder/2"], "seven is too early")
	require.Equal(t, http.StatusOK, w.move("m00", w.Read("l1"), stage.Monday(14, 0)))
	moved = w.Read("l1")

	told := len(w.Said(stage.C))
	require.Equal(t, http.StatusOK, w.move("m1", l, stage.Monday(14, 0)), "delivered again")
	require.Len(t, w.Said(stage.C), told)
	require.Equal(t, http.StatusOK, w.move("m2", moved, stage.Monday(14, 0)))
	require.Contains(t, w.Last(stage.C).Text, "לא השתנה")
	require.Equal(t, moved.Version, w.Read("l1").Version)
}

func TestAMoveToATakenHourIsAskedAgain(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	w.Take(w.p1, "other", stage.Monday(14, 0))
	require.Equal(t, http.StatusOK, w.move("m1", l, stage.Monday(14, 0)))
	require.Equal(t, l, w.Read("l1"))
	q := w.Question(stage.C)
	require.Equal(t, conversation.AskNewHour, q.Kind)
	require.Len(t, q.Options, 5)
	require.Contains(t, w.Last(stage.C).Text, "נתפס בינתיים")

	require.Equal(t, http.StatusOK, w.move("m2", l, q.Options[0].Start))
	require.Equal(t, q.Options[0].Start.UTC(), w.Read("l1").Appointment.Start.UTC())
	require.Nil(t, w.Question(stage.C))
}

func TestAMoveIsNeverHalfDone(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	w.Crash(func(*change.Set) error { return killed })
	require.Equal(t, http.StatusServiceUnavailable, w.move("m1", l, stage.Monday(14, 0)))
	require.Equal(t, l, w.Read("l1"))
	require.Len(t, w.Entries(w.p1), 2, "the old one stands while the new one is held")
	require.Equal(t, http.StatusOK, w.move("m1", l, stage.Monday(14, 0)))
	require.Len(t, w.Entries(w.p1), 1)

	l = w.Read("l1")
	w.Crash(func(*change.Set) error { // cancelled just then
		require.Equal(t, http.StatusOK, w.ask(event.Booking{Kind: event.BookingCancel, Lead: "l1", Chat: stage.C, By: "customer"}, "x1"))
		return nil
	})
	require.Equal(t, http.StatusOK, w.move("m2", l, stage.Monday(16, 0)))
	require.Equal(t, lead.Cancelled, w.Read("l1").Status)
	require.Empty(t, w.Entries(w.p1))
}

func TestTwoMovesToOneHour(t *testing.T) {
	w := newWorld(t)
	one := w.booked("l1", stage.C)
	two := stage.Leak("l2", stage.C2, &w.p1)
	two.Wanted = &lead.Wanted{Start: stage.Monday(12, 0).UTC(), Grain: "hour"}
	w.Lead(two)
	_, err := w.leads.Handle(t.Context(), event.Lead{ID: "l2/offer", Kind: event.LeadOffer, Lead: "l2", At: w.Now()}, w.Now())
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, w.approve("yes-l2", "l2", w.p1))
	two = w.Read("l2")

	var done sync.WaitGroup
	done.Go(func() { w.move("m1", one, stage.Monday(15, 0)) })
	done.Go(func() { w.move("m2", two, stage.Monday(15, 0)) })
	done.Wait()
	got := []time.Time{w.Read("l1").Appointment.Start.UTC(), w.Read("l2").Appointment.Start.UTC()}
	require.Contains(t, got, stage.Monday(15, 0).UTC())
	require.NotEqual(t, got[0], got[1])
	require.Len(t, w.Entries(w.p1), 2)
}

func TestACancelledHourIsFreeAtOnce(t *testing.T) {
	w := newWorld(t)
	w.booked("l1", stage.C)
	cancel := event.Booking{Kind: event.BookingCancel, Lead: "l1", Chat: stage.C, By: "customer"}
	require.Equal(t, http.StatusOK, w.ask(cancel, "m1"))
	require.Equal(t, lead.Cancelled, w.Read("l1").Status)
	require.Empty(t, w.Entries(w.p1))
	require.Contains(t, w.Last(stage.C).Text, "בוטל")
	pros := w.Last(w.p1.Chat())
	require.Contains(t, pros.Text, "בוטל")
	require.Contains(t, pros.Text, "10:00")
	require.True(t, pros.Reply)
	require.Equal(t, http.StatusOK, w.ask(cancel, "m2"))
	require.Contains(t, w.Last(stage.C).Text, "אין כרגע תור")

	w.offered("l2", stage.C)
	cancel.Lead = "l2"
	require.Equal(t, http.StatusOK, w.ask(cancel, "m3"))
	require.Equal(t, lead.Cancelled, w.Read("l2").Status)
	require.Empty(t, w.Entries(w.p1))
	require.Contains(t, w.Last(w.p1.Chat()).Text, "אין צורך להשיב")
}

func TestWhenTheProCancelsTheRequestStartsAnew(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	cancel := event.Booking{Kind: event.BookingCancel, Lead: "l1", Pro: w.p2.ID, Chat: w.p2.Chat(), By: "pro"}
	require.Equal(t, http.StatusOK, w.ask(cancel, "m0"))
	require.Equal(t, l, w.Read("l1"), "another pro cannot")

	cancel.Pro, cancel.Chat = w.p1.ID, w.p1.Chat()
	require.Equal(t, http.StatusOK, w.ask(cancel, "m1"))
	require.Equal(t, lead.Cancelled, w.Read("l1").Status)
	require.Empty(t, w.Entries(w.p1))
	require.Contains(t, w.Last(stage.C).Text, w.p1.BusinessName)
	events := w.Published()
	require.Len(t, events, 1)
	e, err := event.DecodeLead(events[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.LeadOffer, e.Kind)
	again := w.Read(e.Lead)
	require.Equal(t, lead.Contacted, again.Status)
	require.Equal(t, l.Facts, again.Facts)
	require.Contains(t, again.Excluded, w.p1.ID)
	c, err := w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, again.ID, c.LeadID)

	_, err = w.leads.Handle(t.Context(), e, w.Now())
	require.NoError(t, err)
	require.Equal(t, w.p2.ID, w.Read(e.Lead).ProID)
	require.Equal(t, stage.Monday(10, 0).UTC(), w.Read(e.Lead).Offer.Start.UTC())
}

func TestFinishedWorkIsRatedAndPriced(t *testing.T) {
	w := newWorld(t)
	w.booked("l1", stage.C)
	finish := event.Booking{Kind: event.BookingFinish, Lead: "l1", Pro: w.p2.ID, Chat: w.p2.Chat(), By: "pro"}
	require.Equal(t, http.StatusOK, w.ask(finish, "m0"))
	require.Equal(t, lead.Booked, w.Read("l1").Status, "not by another pro")

	finish.Pro, finish.Chat = w.p1.ID, w.p1.Chat()
	require.Equal(t, http.StatusOK, w.ask(finish, "m1"))
	l := w.Read("l1")
	require.Equal(t, lead.Completed, l.Status)
	require.Equal(t, w.Now(), l.CompletedAt.UTC())
	require.Empty(t, w.Entries(w.p1), "the load is given back")
	require.Equal(t, conversation.AskRating, w.Question(stage.C).Kind)
	require.Equal(t, conversation.AskCharged, w.Question(w.p1.Chat()).Kind)
	require.Contains(t, w.Last(stage.C).Text, "מ-1")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "דלג")

	require.Equal(t, http.StatusOK, w.ask(finish, "m2"))
	require.Contains(t, w.Last(w.p1.Chat()).Text, "כבר סומנה")
}

func TestARefusalIsPassedOnToRouting(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", stage.C)
	reject := event.Booking{Kind: event.BookingReject, Lead: "l1", Pro: w.p1.ID, Chat: w.p1.Chat(), By: "pro"}
	require.Equal(t, http.StatusOK, w.ask(reject, "m1"))
	events := w.Published()
	require.Len(t, events, 1)
	e, err := event.DecodeLead(events[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.LeadNext, e.Kind)
	require.Equal(t, "rejected", e.Reason)
}
