package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/routing"
)

// policy chooses a pro and an hour for a lead; false when there is nobody.
type policy struct {
	name   string
	choose func(ctx context.Context, s store, l *lead.Lead, wanted calendar.Interval, now time.Time) (routing.Look, bool, error)
}

var policies = []policy{
	{"proli", ours},
	{"best rated first", simple(func(a, b routing.Candidate) int {
		return cmp.Compare(b.Pro.SocialProof.Shrunk(), a.Pro.SocialProof.Shrunk())
	})},
	{"round robin", simple(func(a, b routing.Candidate) int { return a.Pro.LastOfferAt.Compare(b.Pro.LastOfferAt) })},
}

// ours is the product's own router.
func ours(ctx context.Context, s store, l *lead.Lead, wanted calendar.Interval, now time.Time) (routing.Look, bool, error) {
	d, _, err := routing.New(s).Decide(ctx, l, wanted, now)
	if err != nil {
		return routing.Look{}, false, err
	}
	best, ok := d.Best()
	return best, ok && best.Free != routing.Never, nil
}

// simple takes, of the pros of the first step that has any with room, the first in an order,
// at whatever hour that one has.
func simple(order func(a, b routing.Candidate) int) func(context.Context, store, *lead.Lead, calendar.Interval, time.Time) (routing.Look, bool, error) {
	return func(ctx context.Context, s store, l *lead.Lead, wanted calendar.Interval, now time.Time) (routing.Look, bool, error) {
		for _, step := range routing.Steps {
			var found []routing.Candidate
			search := routing.Search{Trades: []string{l.Trade, "general"}, Reach: routing.Around(l.Place, step), At: *l.Place, Km: step}
			for c, err := range s.Candidates(ctx, search) {
				if err != nil {
					return routing.Look{}, false, err
				}
				found = append(found, c)
			}
			slices.SortFunc(found, func(a, b routing.Candidate) int { return cmp.Or(order(a, b), cmp.Compare(a.Pro.ID, b.Pro.ID)) })
			for _, c := range found {
				if look := routing.Consider(c, l, wanted, now); look.Eligible() && look.Free != routing.Never {
					return look, true, nil
				}
			}
		}
		return routing.Look{}, false, nil
	}
}
