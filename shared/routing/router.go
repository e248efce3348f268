package routing

import (
	"context"
	"iter"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Search asks for the pros of one step. Who neither lives in the circle nor names the place
// may be left out.
type Search struct {
	Trades []string
	Reach  []string // any of these keys; see Reach
	At     lead.Place
	Km     int
}

// Candidates is where pros are found.
type Candidates interface {
	// Candidates walks the active, approved and present pros of a search by rank (the shrunk
	// rating), the best first, among equals who waited longest for an offer. It reads in
	// small batches as far as it is walked, and ends with the first error.
	Candidates(ctx context.Context, s Search) iter.Seq2[Candidate, error]
}

// Router chooses pros.
type Router struct{ candidates Candidates }

// New is a router over the candidates of a store.
func New(candidates Candidates) *Router { return &Router{candidates: candidates} }

// Bounds of one choice: who cannot be asked is passed over this often; this many who can be
// asked are looked at.
const (
	maxSeen     = 1000
	maxEligible = Kept
)

// Eligible reports whether a pro may be asked for the lead now; load is left to the calendar.
func (r *Router) Eligible(p pro.Pro, l *lead.Lead) bool { return len(Refusals(p, l)) == 0 }

// Match is the best eligible pro for a lead as far as it is known; nil when there is nobody.
func (r *Router) Match(ctx context.Context, l *lead.Lead, now time.Time) (*pro.Pro, error) {
	var near time.Time
	if l.Wanted != nil && !l.Wanted.ASAP {
		near = l.Wanted.Start
	}
	p, _, err := r.Choose(ctx, l, near, now)
	return p, err
}

// Choose is the best eligible pro for a lead near a time, which is zero for the earliest;
// nil when there is nobody. The decision is a Decision, to be kept.
func (r *Router) Choose(ctx context.Context, l *lead.Lead, near, now time.Time) (*pro.Pro, any, error) {
	d, p, err := r.Decide(ctx, l, Window(l, near, now), now)
	if err != nil {
		return nil, nil, err
	}
	return p, d, nil
}

// Window is when a lead's job shall begin, as Consider takes it: the range that the customer
// wanted, if that is what near is the beginning of, otherwise that moment.
func Window(l *lead.Lead, near, now time.Time) calendar.Interval {
	switch w := l.Wanted; {
	case l.Facts.Urgent, !near.After(now):
		return calendar.Interval{}
	case w != nil && w.Start.Equal(near) && w.Start.Before(w.End):
		return calendar.Interval{Start: w.Start, End: w.End}
	}
	return calendar.Interval{Start: near, End: near}
}

// Decide looks for the best pro step by step. A step ends with the first who is free at the
// wanted time, because all after that one rank lower, once those of the same rank have been
// seen too; the search ends with the first step in which somebody is free near it.
func (r *Router) Decide(ctx context.Context, l *lead.Lead, wanted calendar.Interval, now time.Time) (Decision, *pro.Pro, error) {
	d := newDecision(l, wanted, now)
	if l.Place == nil {
		return d, nil, nil
	}
	found := map[string]pro.Pro{}
	for _, step := range Steps {
		d.Steps = append(d.Steps, StepCount{Km: step})
		if err := r.step(ctx, step, l, wanted, now, &d, found); err != nil {
			return d, nil, fault.Wrap(fault.KindOf(err), "routing.Decide "+l.ID, err)
		}
		if best, ok := d.Best(); ok && best.Free <= Nearby || d.eligible() >= maxEligible {
			break
		}
	}
	best, ok := d.Best()
	if !ok {
		return d, nil, nil
	}
	d.Chosen = best.ProID
	chosen := found[best.ProID]
	return d, &chosen, nil
}

func (r *Router) step(ctx context.Context, step int, l *lead.Lead, wanted calendar.Interval, now time.Time, d *Decision, found map[string]pro.Pro) error {
	var first *Look // who is free at the wanted time
	seen := 0
	for c, err := range r.candidates.Candidates(ctx, Search{Trades: trades(l.Trade), Reach: Around(l.Place, step), At: *l.Place, Km: step}) {
		if err != nil {
			return err
		}
		if seen++; seen > maxSeen || d.eligible() >= maxEligible {
			return nil
		}
		if first != nil && c.Pro.SocialProof.Shrunk() < first.Rank {
			return nil
		}
		if serves, _ := Serves(c.Pro, l.Place); serves != step {
			continue // in the corner of a cell, or seen in a step before
		}
		look := Consider(c, l, wanted, now)
		d.add(look)
		if !look.Eligible() {
			continue
		}
		found[look.ProID] = c.Pro
		if look.Free == AtOnce && first == nil {
			first = &look
		}
	}
	return nil
}

func (d *Decision) eligible() int {
	n := 0
	for _, s := range d.Steps {
		n += s.Eligible
	}
	return n
}

func trades(trade string) []string {
	if trade == pro.General {
		return []string{pro.General}
	}
	return []string{trade, pro.General}
}
