package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

// heal is the role of what happens by itself after crashes: every event without an end is
// delivered again, and then, when all deadlines have passed, the offers that nobody answered are ended.
func heal(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	open, err := unfinished(plan.Dir)
	if err != nil {
		return err
	}
	receipts, err := openReceipts(plan.Dir, "healer")
	if err != nil {
		return err
	}
	d := newDesk(plan, db, receipts)
	if err := d.redeliver(ctx, open, time.Now()); err != nil {
		return err
	}
	after := time.Now().Add(time.Hour) // every hold has expired by then
	ended := 0
	for {
		offers, err := db.LateLeads(ctx, lead.New, after, "", page)
		if err != nil {
			return err
		}
		if len(offers) == 0 {
			break
		}
		ended += len(offers)
		events := make([]event, len(offers))
		for i, l := range offers {
			events[i] = event{id: l.ID + "/late", attempt: Attempt{Act: late, Lead: l.ID}}
			if err := receipts.add(Line{What: tried, Attempt: events[i].id, Try: &events[i].attempt}, false); err != nil {
				return err
			}
		}
		if err := d.redeliver(ctx, events, after); err != nil {
			return err
		}
	}
	fmt.Printf("healer      %d events delivered again, %d offers without an answer ended\n", len(open), ended)
	return nil
}

const page = 1000

type event struct {
	id      string
	attempt Attempt
	at      time.Time
}

// unfinished are the attempts without a done, in the order of their tries.
func unfinished(dir string) ([]event, error) {
	open := map[string]event{}
	err := readReceipts(dir, func(l Line) {
		switch l.What {
		case tried:
			open[l.Attempt] = event{l.Attempt, *l.Try, l.At}
		case ended:
			delete(open, l.Attempt)
		}
	})
	events := make([]event, 0, len(open))
	for _, e := range open {
		events = append(events, e)
	}
	slices.SortFunc(events, func(a, b event) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id))
	})
	return events, err
}

// deliveries is how often an event is delivered before we say that it cannot be handled.
const deliveries = 20

// redeliver delivers events until each has its done, several at once.
func (d *desk) redeliver(ctx context.Context, events []event, now time.Time) error {
	queue := make(chan event)
	failed := make(chan error, hands)
	var all sync.WaitGroup
	for range hands {
		all.Go(func() {
			for e := range queue {
				var err error
				for range deliveries {
					if err = d.attempt(ctx, e.id, e.attempt, shelf, now); err == nil || ctx.Err() != nil || fault.Final(err) {
						break
					}
				}
				if err != nil {
					select {
					case failed <- fmt.Errorf("event %s cannot be handled: %w", e.id, err):
					default:
					}
				}
			}
		})
	}
	for _, e := range events {
		queue <- e
	}
	close(queue)
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return ctx.Err()
	}
}
