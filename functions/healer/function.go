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
}

// Ringer tells the sender that it may send again.
type Ringer interface {
	Ring(ctx context.Context, id string) error
}

// Finder looks for one kind of what was left behind; keep is called before each page.
type Finder interface {
	Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error)
}

// Works are the jobs of this function; what the finders look for, the healer does too.
func Works(relay *healing.Relay, healer *healing.Healer, finders []Finder, gateway Gateway, accounts Accounts, bell Ringer) map[string]job.Work {
	heal := []part{healer.Run}
	for _, f := range finders {
		heal = append(heal, f.Run)
	}
	return map[string]job.Work{
		"relay":    counted(relay.Run),
		"healer":   counted(heal...),
		"janitor":  counted(healer.Janitor),
		"watchdog": watchdog{gateway, accounts, bell}.run,
	}
}

// part is some work, and how much of it there was.
type part func(ctx context.Context, now time.Time, keep func(context.Context) error) (int, error)

// counted is work in several parts; one part's trouble is no reason to leave the others.
func counted(parts ...part) job.Work {
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
