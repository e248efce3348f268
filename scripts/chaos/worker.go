package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
)

// hands is how many attempts one worker makes at once.
const hands = 8

// labour is the role of a worker: it attempts until it is killed. It knows nothing of the lives
// before it; whom to confirm, move and cancel it reads from the calendars, so that workers get
// into each other's way.
func labour(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("worker%d-%d", plan.Worker, plan.Life)
	receipts, err := openReceipts(plan.Dir, name)
	if err != nil {
		return err
	}
	d := newDesk(plan, db, receipts)
	random := rand.New(rand.NewPCG(plan.Seed, uint64(1+plan.Worker)<<32|uint64(plan.Life)))
	off := time.Duration(random.Int64N(int64(2*skew))) - skew
	var all sync.WaitGroup
	failed := make(chan error, hands)
	for h := range hands {
		mine := rand.New(rand.NewPCG(random.Uint64(), uint64(h)))
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				id := fmt.Sprintf("%s-%d-%d", name, h, n)
				if err := d.some(ctx, plan, id, off, mine); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// some makes one attempt of a random kind. That it failed is no error here: it leaves no done.
func (d *desk) some(ctx context.Context, plan Plan, id string, off time.Duration, random *rand.Rand) error {
	a := Attempt{Act: hold, Lead: "lead-" + id, Pro: somePro(random), Hour: plan.someHour(random)}
	if random.IntN(4) == 0 {
		if e, found := d.someEntry(ctx, a.Pro, random); found {
			a.Lead = e.Lead
			switch choice := random.IntN(10); {
			case e.Kind == booking.Hold && choice < 7:
				a.Act = confirm
			case e.Kind == booking.Appointment && choice < 5:
				a.Act = move
			default:
				a.Act = cancel
			}
		}
	}
	shelf := time.Second + time.Duration(random.Int64N(int64(shelf-time.Second)))
	if err := d.receipts.add(Line{What: tried, Attempt: id, Try: &a}, false); err != nil {
		return err
	}
	deliveries := 1
	if random.IntN(50) == 0 {
		deliveries = 2 // at the same moment
	}
	var both sync.WaitGroup
	for range deliveries {
		both.Go(func() {
			_ = d.attempt(ctx, id, a, shelf, time.Now().Add(off))
		})
	}
	both.Wait()
	return nil
}

func (d *desk) someEntry(ctx context.Context, pro int, random *rand.Rand) (booking.Entry, bool) {
	c, err := d.db.Calendar(ctx, d.pros[pro].ID)
	if err != nil || len(c.Entries) == 0 {
		return booking.Entry{}, false
	}
	return c.Entries[random.IntN(len(c.Entries))], true
}
