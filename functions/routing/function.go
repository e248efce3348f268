// Package routing receives, in order for each lead, what is to happen to a lead that needs a
// pro: find one, find the next one, start an offer's clocks. It guarantees that an hour is
// held before a pro is asked, that no pro is asked beyond the load limit, and that an event has
// its effect once. It refuses to move a lead that has gone on meanwhile.
package routing

import (
	"context"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/offering"
)

// Desk puts leads to pros.
type Desk interface {
	// Handle does one event; an event done before changes nothing.
	Handle(ctx context.Context, e event.Lead, now time.Time) (offering.Result, error)
}

// Router handles the events of the topic leads.
type Router struct {
	desk Desk
	now  func() time.Time
}

// New is a router that works at a desk, by a clock.
func New(desk Desk, now func() time.Time) *Router { return &Router{desk: desk, now: now} }

// Handle does what one delivery asks for.
func (r *Router) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	e, err := event.DecodeLead(d.Data)
	out := serve.Outcome{MessageID: e.ID, LeadID: e.Lead}
	if err != nil {
		return out, err
	}
	result, err := r.desk.Handle(ctx, e, r.now())
	out.Result, out.ProID = result.Outcome, result.ProID
	return out, err
}
