package booking_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	hours "github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

var killed = fault.New(fault.Unavailable, "test", "killed")

func TestAYesMakesTheHourTheAppointment(t *testing.T) {
	w := newWorld(t)
	offer := *w.offered("l1", stage.C).Offer

	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	l := w.Read("l1")
	require.Equal(t, lead.Booked, l.Status)
	require.Equal(t, offer.Hold, l.Appointment.ID)
	require.Equal(t, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), l.Appointment.Start.UTC())
	require.Equal(t, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), l.Appointment.End.UTC())
	require.Nil(t, l.Offer)
	entries := w.Entries(w.p1)
	require.Len(t, entries, 1)
	require.Equal(t, hours.Appointment, entries[0].Kind)

	card := w.Last(stage.C)
	require.Equal(t, notice.KindPromise, card.Kind)
	require.True(t, card.Reply)
	for _, part := range []string{
		w.p1.BusinessName, "972000000011", "אינסטלציה", "10:00–11:00", "דיזנגוף 50, קומה 3, דירה 12", "450 ₪", "4.9", "נשלח תזכורת",
	} {
		require.Contains(t, card.Text, part)
	}
	confirmed := w.Last(w.p1.Chat())
	require.True(t, confirmed.Reply)
	for _, part := range []string{"דנה", "972000000001", "דיזנגוף 50", "10:00–11:00", "סיימתי"} {
		require.Contains(t, confirmed.Text, part)
	}
	require.Equal(t, l.Appointment.Start.Add(-2*time.Hour).UTC(), w.Alarms("l1")["reminder/2"])
	require.NotContains(t, w.Alarms("l1"), "reminder/24", "its minute had passed")
	require.Equal(t, l.Appointment.End.UTC(), w.Alarms("l1")["completion/1"])

	told := len(w.Said(stage.C))
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1), "delivered again")
	require.Len(t, w.Said(w.p1.Chat()), 3)
	require.Equal(t, http.StatusOK, w.approve("m2", "l1", w.p1), "said again")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "כבר מאושרת")
	require.Equal(t, l, w.Read("l1"))
	require.Len(t, w.Said(stage.C), told)
}

func TestAProCannotApproveTheOfferOfAnother(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p2))
	require.Equal(t, l, w.Read("l1"))
	require.Contains(t, w.Last(w.p2.Chat()).Text, "לא פתוחה")
}

func TestAnHourThatIsGoneAtTheYes(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	require.NoError(t, w.Hours.Release(t.Context(), w.p1.ID, l.Offer.Hold))
	w.Take(w.p1, "other", stage.Monday(10, 30))

	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	l = w.Read("l1")
	require.Equal(t, lead.Contacted, l.Status)
	require.Nil(t, l.Appointment)
	q := w.Question(stage.C)
	require.Equal(t, conversation.AskHour, q.Kind)
	require.Len(t, q.Options, 5)
	require.Contains(t, w.Last(stage.C).Text, "1. מחר, 09:00")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "כבר לא פנוי")
	require.Len(t, w.Entries(w.p1), 1)
}

func TestAHoldThatExpiredIsTakenAgain(t *testing.T) {
	w := newWorld(t)
	l := w.offered("l1", stage.C)
	_, outcome, err := w.Hours.Renew(t.Context(), w.p1.ID, hours.Request{
		ID: l.Offer.Hold, Lead: "l1", Hour: w.Entries(w.p1)[0].Interval(), Deadline: w.Now().Add(time.Minute),
	}, w.Now())
	require.NoError(t, err)
	require.Equal(t, hours.Granted, outcome)
	w.Advance(2 * time.Minute)
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	require.Equal(t, lead.Booked, w.Read("l1").Status)
}

func TestAnEmergencyIsApprovedAfterItsHourBegan(t *testing.T) {
	w := newWorld(t)
	w.Advance(29 * time.Minute)
	l := stage.Leak("l1", stage.C, &w.p1)
	l.Facts.Urgent, l.Wanted = true, nil
	w.Lead(l)
	_, err := w.leads.Handle(t.Context(), event.Lead{ID: "m/offer", Kind: event.LeadOffer, Lead: "l1", At: w.Now()}, w.Now())
	require.NoError(t, err)
	w.Advance(5 * time.Minute)
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	l = w.Read("l1")
	require.Equal(t, lead.Booked, l.Status)
	require.True(t, l.Appointment.Start.Before(w.Now()))
	require.NotContains(t, w.Last(stage.C).Text, "תזכורת", "none is to come")
}

func TestNoReminderIsPromisedToWhoSaidStop(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", stage.C)
	chat := w.chat(stage.C)
	chat.StoppedAt = w.Now()
	require.NoError(t, w.DB.Commit(t.Context(), &change.Set{Claim: "stop", Now: w.Now(), Conversations: []*conversation.Conversation{chat}}))
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	card := w.Last(stage.C).Text
	require.Contains(t, card, "*ביטול*")
	require.NotContains(t, card, "תזכורת")
}

func TestKilledBetweenTheRenewalAndTheCommit(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", stage.C)
	w.Crash(func(*change.Set) error { return killed })
	require.Equal(t, http.StatusServiceUnavailable, w.approve("m1", "l1", w.p1))
	require.Equal(t, lead.New, w.Read("l1").Status)
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	require.Equal(t, lead.Booked, w.Read("l1").Status)
	require.Len(t, w.Entries(w.p1), 1)

	w.CrashAfter()
	require.Equal(t, http.StatusServiceUnavailable, w.ask(event.Booking{Kind: event.BookingFinish, Lead: "l1", Pro: w.p1.ID, Chat: w.p1.Chat(), By: "pro"}, "m2"))
	require.Equal(t, http.StatusOK, w.ask(event.Booking{Kind: event.BookingFinish, Lead: "l1", Pro: w.p1.ID, Chat: w.p1.Chat(), By: "pro"}, "m2"))
	require.Equal(t, lead.Completed, w.Read("l1").Status)
}

// timeOut has routing go on to the next pro.
func (w world) timeOut(cause, id string) error {
	_, err := w.leads.Handle(w.T.Context(), event.Lead{
		ID: cause + "/next", Kind: event.LeadNext, Lead: id, Chat: stage.C, At: w.Now(), Reason: offering.TimedOut,
	}, w.Now())
	return err
}

func TestAYesThatComesTooLate(t *testing.T) {
	w := newWorld(t)
	w.offered("l1", stage.C)
	w.Crash(func(*change.Set) error { return w.timeOut("t1", "l1") }) // between the renewal and the commit
	require.Equal(t, http.StatusOK, w.approve("m1", "l1", w.p1))
	l := w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, w.p2.ID, l.Offer.ProID)
	require.Empty(t, w.Entries(w.p1))
	require.Len(t, w.Entries(w.p2), 1)
	require.Contains(t, w.Last(w.p1.Chat()).Text, "לא פתוחה")
}

func TestAYesAndTheDeadlineAtOnce(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		w.offered(id, stage.C)
		var done sync.WaitGroup
		done.Go(func() {
			for range 3 { // a conflict is redelivered
				if w.approve("m-"+id, id, w.p1) == http.StatusOK {
					return
				}
			}
		})
		done.Go(func() {
			for range 3 {
				if w.timeOut("t-"+id, id) == nil {
					return
				}
			}
		})
		done.Wait()
		l := w.Read(id)
		mine, others := w.Entries(w.p1), w.Entries(w.p2)
		if l.Status == lead.Booked {
			require.Len(t, mine, 1)
			require.Equal(t, hours.Appointment, mine[0].Kind)
			require.Empty(t, others)
			require.Equal(t, w.p1.ID, l.ProID)
		} else {
			require.Equal(t, lead.New, l.Status)
			require.Equal(t, w.p2.ID, l.ProID)
			require.Empty(t, mine)
			require.Len(t, others, 1)
		}
		require.Equal(t, http.StatusOK, w.ask(event.Booking{Kind: event.BookingCancel, Lead: id, Chat: stage.C, By: "customer"}, "x-"+id))
		require.Empty(t, w.Entries(w.p1))
		require.Empty(t, w.Entries(w.p2))
	}
}
