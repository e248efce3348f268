// Package booking receives, in order for each lead, what pros and customers decide about an
// appointment: approve, reject, move, cancel, finish. It guarantees that of any number of
// attempts for one hour one wins, that an hour and its lead change together or not at all, and
// that an event has its effect once. It refuses what the lead no longer allows, and says so to
// whoever asked.
package booking

import (
	"context"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/event"
)

// Desk makes and changes appointments.
type Desk interface {
	// Handle does one event; an event done before changes nothing.
	Handle(ctx context.Context, e event.Booking, now time.Time) (appointment.Result, error)
}

// Booker handles the events of the topic bookings.
type Booker struct {
	desk Desk
	now  func() time.Time
}

// New is a booker that works at a desk, by a clock.
func New(desk Desk, now func() time.Time) *Booker { return &Booker{desk: desk, now: now} }

// Handle does what one delivery asks for.
func (b *Booker) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	e, err := event.DecodeBooking(d.Data)
	out := serve.Outcome{MessageID: e.ID, LeadID: e.Lead}
	if err != nil {
		return out, err
	}
	result, err := b.desk.Handle(ctx, e, b.now())
	out.Result, out.ProID, out.AppointmentID = result.Outcome, result.ProID, result.AppointmentID
	return out, err
}
