// Package healer runs the jobs that keep everything going: relay (what an interrupted
// handler left unpublished or unsent), healer (deadlines whose alarm never rang, messages
// that the provider never delivered), janitor (leads that nobody finished) and watchdog (the
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
}

// Ringer tells the sender that it may send again.
type Ringer interface {
	Ring(ctx context.Context, id string) error
}

// Works are the jobs of this function.
func Works(relay *healing.Relay, healer *healing.Healer, lost *healing.Lost, gateway Gateway, accounts Accounts, bell Ringer) map[string]job.Work {
	return map[string]job.Work{
		"relay":    counted(relay.Run),
		"healer":   counted(healer.Run, lost.Run),
		"janitor":  counted(healer.Janitor),
		"watchdog": watchdog{gateway, accounts, bell}.run,
	}
}

// counted is work in several parts; one part's trouble is no reason to leave the others.
func counted(parts ...func(context.Context, time.Time, func(context.Context) error) (int, error)) job.Work {
	return func(ctx context.Context, r job.Run) (done job.Done, err error) {
		for _, run := range parts {
			did, failed := run(ctx, r.Now, r.Keep)
			done.Did, err = done.Did+did, errors.Join(err, failed)
		}
		return done, err
	}
}

// watchdog asks for the account's state. Its outcome is that state, for alerts: an account
// that is down cannot tell anybody by WhatsApp.
type watchdog struct {
	gateway  Gateway
	accounts Accounts
	bell     Ringer
}

// patience bounds the question.
const patience = 10 * time.Second

func (w watchdog) run(ctx context.Context, r job.Run) (job.Done, error) {
	before, err := w.accounts.Account(ctx)
	if err != nil {
		return job.Done{}, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	state, err := w.gateway.State(limited)
	if err != nil || state == "" {
		state = notice.Unknown
	}
	if err := w.accounts.SetAccount(ctx, notice.Account{State: state, At: r.Now}); err != nil {
		return job.Done{}, err
	}
	done := job.Done{Word: "account_" + state}
	if state == notice.Authorized && before.State != notice.Authorized {
		done.Did = 1
		return done, w.bell.Ring(ctx, "watchdog")
	}
	return done, nil
}
