package booking_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/booking"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

func TestMain(m *testing.M) { servers.Main(m) }

type world struct {
	*stage.Stage
	p1, p2 pro.Pro
	leads  *offering.Desk
}

func newWorld(t *testing.T) world {
	s := stage.New(t)
	leads := &offering.Desk{Truth: s.DB, Calendars: s.Hours, Router: s.Route, Turns: s.DB, Files: s, Commit: s}
	desk := &appointment.Desk{Truth: s.DB, Calendars: s.Hours, Hours: leads, Commit: s}
	s.Serve(event.TopicBookings, serve.PushHandler("Booking", booking.New(desk, s.Now).Handle, nil))
	pros := s.Pros("[" + stage.P1 + "," + stage.P2 + "]")
	return world{s, pros[0], pros[1], leads}
}

// offered is a lead put to P1 for Monday at ten, by the desk of offers; the offer was sent.
func (w world) offered(id, chat string) lead.Lead {
	w.T.Helper()
	w.Lead(stage.Leak(id, chat, &w.p1))
	_, err := w.leads.Handle(w.T.Context(), event.Lead{ID: id + "/offer", Kind: event.LeadOffer, Lead: id, Chat: chat, At: w.Now()}, w.Now())
	require.NoError(w.T, err)
	l := w.Read(id)
	require.Equal(w.T, lead.New, l.Status)
	o := *l.Offer
	o.SentAt, o.Deadline = w.Now(), w.Now().Add(30*time.Minute)
	l.Offer = &o
	w.Lead(l)
	w.Advance(time.Minute)
	return w.Read(id)
}

// booked is offered and approved.
func (w world) booked(id, chat string) lead.Lead {
	w.T.Helper()
	w.offered(id, chat)
	require.Equal(w.T, http.StatusOK, w.approve("yes-"+id, id, w.p1))
	l := w.Read(id)
	require.Equal(w.T, lead.Booked, l.Status)
	w.Published()
	return l
}

func (w world) approve(cause, id string, p pro.Pro) int {
	w.T.Helper()
	return w.ask(event.Booking{Kind: event.BookingApprove, Lead: id, Pro: p.ID, Chat: p.Chat(), By: "pro"}, cause)
}

func (w world) move(cause string, l lead.Lead, start time.Time) int {
	w.T.Helper()
	return w.ask(event.Booking{Kind: event.BookingMove, Lead: l.ID, Pro: l.ProID, Chat: l.ChatID, By: "customer",
		Start: start, End: start.Add(time.Hour)}, cause)
}

func (w world) ask(b event.Booking, cause string) int {
	w.T.Helper()
	b.ID, b.Cause, b.At = cause+"/"+string(b.Kind), cause, w.Now()
	return w.Deliver(b.Published())
}
