// Package healer runs the jobs that keep everything going: relay (what an interrupted
// handler left unpublished or unsent), healer (deadlines whose alarm never rang, messages
// that the provider never delivered, events that Pub/Sub gave up), janitor (leads that nobody finished) and watchdog (the
// state of the provider's account).
//
// Each run walks its work in pages, one item one transaction, so that a run that is cut
// off is finished by the next. On a healthy system it writes nothing but its own record.
package healer

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/notice"
)

// Gateway is the provider as the watchdog asks it.
type Gateway interface {
	State(ctx context.Context) (string, error)
}

// Accounts remembers the state of the account.
type Accounts interface {
	Account(ctx context.Context) (notice.Account, error)
	SetAccount(ctx context.Context, a notice.Account) error
	// Paged notes that an admin was called.
	Paged(ctx context.Context, at time.Time) error
}

// Queue is what waits to be sent.
type Queue interface {
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Oldest is how long the oldest notice that may go out has waited; none: zero.
	Oldest(ctx context.Context, q notice.Quiet, now time.Time) (time.Duration, error)
}

// Ringer tells the sender that it may send again.
type Ringer interface {
	Ring(ctx context.Context, id string) error
}

// Works are the jobs of this function. What the healer looks for beside the deadlines, and the
// janitor, stands in their parts.
func Works(relay *healing.Relay, heal, tidy []job.Part, w Watchdog) map[string]job.Work {
	return map[string]job.Work{
		"relay":    job.Parts(job.Part{Name: "left_behind", Run: relay.Run}),
		"healer":   job.Parts(heal...),
		"janitor":  job.Parts(tidy...),
		"watchdog": w.run,
	}
}

// Watchdog asks for the account's state, looks for promises that have not arrived, and
// measures how long the oldest notice has waited. Its outcome is the account's state.
type Watchdog struct {
	Gateway  Gateway
	Accounts Accounts
	Queue    Queue
	Bell     Ringer
	Promises *healing.Undelivered
}

// patience bounds the question.
const patience = 10 * time.Second

func (w Watchdog) run(ctx context.Context, r job.Run) (job.Done, error) {
	done, err := w.account(ctx, r)
	did, late := w.Promises.Run(ctx, r.Now, r.Keep)
	done.Did += did
	oldest, lost := w.oldest(ctx, r.Now)
	if lost == nil {
		done.Oldest = &oldest
	}
	return done, errors.Join(err, late, lost)
}

// oldest is written to the log: an alert stands on it.
func (w Watchdog) oldest(ctx context.Context, now time.Time) (time.Duration, error) {
	s, err := w.Queue.SendingSettings(ctx)
	if err != nil {
		return 0, err
	}
	return w.Queue.Oldest(ctx, s.Quiet(), now)
}

func (w Watchdog) account(ctx context.Context, r job.Run) (job.Done, error) {
	before, err := w.Accounts.Account(ctx)
	if err != nil {
		return job.Done{}, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	state, err := w.Gateway.State(limited)
	if err != nil || state == "" {
		state = notice.Unknown
	}
	if err := w.Accounts.SetAccount(ctx, notice.Account{State: state, At: r.Now}); err != nil {
		return job.Done{}, err
	}
	done := job.Done{Word: "account_" + state}
	if state == notice.Authorized {
		if before.State == notice.Authorized {
			return done, nil
		}
		done.Did = 1
		return done, w.Bell.Ring(ctx, "watchdog")
	}
	now, err := w.Accounts.Account(ctx)
	if err != nil || !now.Page(r.Now) {
		return done, err
	}
	done.Did, done.Alert = 1, AccountDown
	return done, w.Accounts.Paged(ctx, r.Now)
}

// AccountDown is the alert of a log line that calls an admin: by Cloud Monitoring, because an
// account that is down cannot tell anybody by WhatsApp.
const AccountDown = "account_down"
