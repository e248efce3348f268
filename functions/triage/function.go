// Package triage receives every message of every chat, in order within a chat, and turns
// it into a reply, into facts of a lead, or into work for routing and booking. It guarantees
// that a message has its effect once, however often it is delivered; it refuses to write
// anything that was not decided on what still stands.
package triage

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/triage"
)

// attempts is how often a turn is done when somebody else moves first.
const attempts = 3

// Runner commits a set and lets its effects out.
type Runner interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes an event that was handled before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
}

// Reports keeps what the provider says of our notices' way.
type Reports interface {
	// Delivered moves a notice forward, never back: it may come late, twice and in any order.
	Delivered(ctx context.Context, d change.Delivery) error
}

// Triage handles messages.
type Triage struct {
	desk    triage.Desk
	runner  Runner
	cache   Cache
	reports Reports
	now     func() time.Time
}

// New handles messages at a desk, by a clock.
func New(desk triage.Desk, runner Runner, cache Cache, reports Reports, now func() time.Time) *Triage {
	return &Triage{desk: desk, runner: runner, cache: cache, reports: reports, now: now}
}

// Handle handles one message.
func (f *Triage) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	m, err := event.DecodeMessage(d.Data)
	out := serve.Outcome{MessageID: m.ID}
	if err != nil {
		return out, err
	}
	if m.Kind == event.KindStatus { // three of these follow each message of ours: one update each, and no claim
		out.Result = "delivery_state"
		return out, f.reports.Delivered(ctx, triage.Delivery(m))
	}
	desk := f.desk
	desk.Store = cached{f.desk.Store, f.cache}
	switch {
	case m.Kind == event.KindTurn: // whether fragments wait is asked of the truth: who finds none claims the turn
		desk.Store = f.desk.Store
	case m.Chat != "":
		desk.Store = readAhead(ctx, desk.Store, m.Chat)
	}
	if done, err := f.runner.Resume(ctx, m.ID); done || err != nil {
		out.Result = "duplicate"
		return out, err
	}
	step.Reached("triage/received")
	var memo triage.Memo
	for attempt := 1; ; attempt++ {
		set, err := desk.Handle(ctx, m, f.now(), &memo)
		if err != nil {
			return out, err
		}
		for _, l := range set.Leads {
			out.LeadID = l.ID
		}
		step.Reached("triage/thought")
		err = f.runner.Run(ctx, set)
		switch {
		case errors.Is(err, change.ErrDuplicate):
			out.Result = "duplicate"
			return out, nil
		case fault.KindOf(err) == fault.Conflict && attempt < attempts:
			desk.Store = f.desk.Store // what was read is old: the truth
			continue
		case err != nil:
			return out, err
		}
		keep(ctx, f.cache, set)
		step.Reached("triage/kept")
		out.Result, out.Count = "handled", len(set.Notices)
		return out, nil
	}
}
