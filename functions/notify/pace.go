package notify

import (
	"context"
	"errors"
	"time"
)

// slot takes the next send's turn, holds the lease until then, and waits till it is near. Without
// a pace there are no turns, and a lease that was renewed a moment ago is held.
func (r *run) slot(ctx context.Context, pace time.Duration) error {
	r.mu.Lock()
	fresh := pace == 0 && time.Since(r.renewed) < moment
	if !fresh {
		r.renewed = time.Now() // of several workers one renews
	}
	r.mu.Unlock()
	if fresh {
		return nil
	}
	wait, held, err := r.store.Slot(ctx, account, r.holder, leaseLife, pace)
	if err != nil {
		return err
	}
	if !held {
		return errLost
	}
	r.mu.Lock()
	r.due = time.Now().Add(wait)
	if next := r.gone.Add(pace); r.due.Before(next) {
		r.due = next
	}
	wait = time.Until(r.due) - ready
	r.mu.Unlock()
	return pause(ctx, wait)
}

// depart waits for the turn of what is ready to go. The pace is kept where a notice leaves: after
// one that was late the next is no sooner.
func (r *run) depart(ctx context.Context) error {
	r.mu.Lock()
	due := r.due
	r.mu.Unlock()
	err := pause(ctx, time.Until(due))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = time.Now()
	return err
}

// giveBack ends the lease. Whoever has it next keeps the pace after our last send too.
func (r *run) giveBack(ctx context.Context) error {
	r.mu.Lock()
	left := time.Until(r.gone.Add(r.door.settings.Pace()))
	r.mu.Unlock()
	var err error
	if left > 0 {
		err = r.store.Defer(ctx, account, left)
	}
	return errors.Join(err, r.store.GiveBack(ctx, account, r.holder))
}

func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
