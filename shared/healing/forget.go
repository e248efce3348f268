package healing

import (
	"context"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
)

// Forgetter deletes customers who asked for it.
type Forgetter interface {
	// Forget is false while the receipt has not gone out, unless that was waited for long enough.
	Forget(ctx context.Context, chat string, waited bool, now time.Time) (done bool, err error)
}

// The receipt is looked for each minute, an hour long.
const (
	forgetEvery = time.Minute
	forgetTries = 60
)

// forget deletes the customer of a chat, the alarm with it. Whoever cannot reach all the
// stores leaves it to the task, which rings where they can be reached.
func (d *Desk) forget(ctx context.Context, a alarm.Alarm, now time.Time) (string, error) {
	if d.Forgetter == nil {
		return Postponed, d.Commit.Arm(ctx, []alarm.Alarm{a})
	}
	done, err := d.Forgetter.Forget(ctx, a.Chat, a.N >= forgetTries, now)
	if err != nil || done {
		return "forgotten", err
	}
	next := alarm.OfChat(alarm.Forget, a.Chat, now.Add(forgetEvery))
	next.N = a.N + 1
	return d.commit(ctx, &change.Set{Claim: a.ID, Now: now, Rung: []string{a.ID}, Alarms: []alarm.Alarm{next}}, Postponed)
}
