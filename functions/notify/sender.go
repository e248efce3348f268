package notify

import (
	"context"
	"crypto/rand"
	"errors"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

// account names the lease of the one account that we send by.
const account = "account"

// The sender's times, all of them real: they pace a machine, not what people see.
const (
	turn       = 60 * time.Second // one request sends for so long, then rings again
	leaseLife  = 5 * time.Second  // beyond the next send; a sender that died blocks the others no longer
	sendLimit  = 8 * time.Second  // one call to the provider
	doubtAfter = 10 * time.Second // longer than sendLimit: nobody looks up a send that is on its way
	recheck    = 500 * time.Millisecond
)

// With pace 0 several chats are served at once, each by one worker.
const (
	atOnce  = 8
	chats   = 64
	perChat = 16
)

var errLost = errors.New("the lease has gone to another sender")

// Sender is the one door out.
type Sender struct {
	store   Store
	gateway Gateway
	files   Files
	runner  change.Runner
	admins  []string // their chats
	now     func() time.Time
}

// New makes a sender, which tells the admins in their chats what they should know.
func New(store Store, gateway Gateway, files Files, runner change.Runner, admins []string, now func() time.Time) *Sender {
	return &Sender{store: store, gateway: gateway, files: files, runner: runner, admins: admins, now: now}
}

// Result is what came of one doorbell.
type Result struct {
	Outcome string
	Sent    int
	Alert   string // a word on which an admin is called
}

// Outcomes of a doorbell.
const (
	Drained   = "drained"   // nothing that may go out is left
	Busy      = "busy"      // another sender is at work
	Stopped   = "stopped"   // by an admin
	Held      = "held"      // the account cannot send
	Rang      = "rang"      // its time is over, the next request goes on
	Overtaken = "overtaken" // another sender has taken over
)

// run is one doorbell's work.
type run struct {
	*Sender
	holder string
	over   time.Time
	blind  bool // the provider's journal could not be read: what is in doubt stays so
	quota  atomic.Bool
	result Result
}

// Ring answers a doorbell: it sends what may go out, if no other sender does. One that
// comes again waits for the lease, because the sender that it woke before has died with it.
func (s *Sender) Ring(ctx context.Context, again bool) (Result, error) {
	r := &run{Sender: s, holder: rand.Text(), over: time.Now().Add(turn)}
	patience := time.Now().Add(leaseLife + time.Second)
	for {
		taken, err := s.store.TakeLease(ctx, account, r.holder, leaseLife)
		if err != nil {
			return r.result, err
		}
		if !taken {
			if again && time.Now().Before(patience) {
				if err := pause(ctx, recheck); err != nil {
					return r.result, err
				}
				continue
			}
			if r.result.Outcome == "" {
				r.result.Outcome = Busy
			}
			return r.result, nil
		}
		step.Reached("notify/leased")
		r.result.Outcome, err = r.drain(ctx)
		step.Reached("notify/drained")
		if back := s.store.GiveBack(context.WithoutCancel(ctx), account, r.holder); err == nil {
			err = back
		}
		step.Reached("notify/given_back")
		switch {
		case err != nil:
			return r.result, err
		case r.result.Outcome == Rang:
			return r.result, s.runner.Ring(ctx, r.holder)
		case r.result.Outcome != Drained:
			return r.result, nil
		}
		// Whoever rang while the lease was held was sent away: look once more.
		settings, err := s.store.SendingSettings(ctx)
		if err != nil {
			return r.result, err
		}
		if waits, err := s.store.Waits(ctx, settings.Quiet().Gate(s.now()), 0); err != nil || !waits {
			return r.result, errors.Join(err, s.wake(ctx))
		}
	}
}

// drain sends until nothing that may go out is left, or one of the reasons to stop is there.
func (r *run) drain(ctx context.Context) (outcome string, err error) {
	for time.Now().Before(r.over) {
		settings, err := r.store.SendingSettings(ctx)
		if err != nil {
			return "", err
		}
		if settings.Stopped {
			return Stopped, nil
		}
		if open, err := r.authorized(ctx); err != nil || !open {
			return Held, err
		}
		if err := r.expire(ctx); err != nil {
			return "", err
		}
		unsettled, err := r.settle(ctx)
		if err != nil {
			return "", err
		}
		lines, err := r.lines(ctx, settings)
		switch {
		case err != nil:
			return "", err
		case len(lines) > 0:
			err = r.serve(ctx, lines, settings)
		case r.blind:
			return Held, nil
		case !unsettled:
			return Drained, nil
		default:
			err = r.await(ctx)
		}
		if errors.Is(err, errLost) {
			return Overtaken, nil
		}
		if err != nil {
			return "", err
		}
	}
	return Rang, nil
}

// lines are the next to be sent: one notice when there is a pace, so that a reply that
// comes meanwhile is next, otherwise as much as several chats have.
func (r *run) lines(ctx context.Context, settings notice.Settings) ([][]notice.Notice, error) {
	most, each := chats, perChat
	if settings.Pace() > 0 {
		most, each = 1, 1
	}
	return r.store.Lines(ctx, settings.Quiet().Gate(r.now()), most, each)
}

// await lets a send that another began run out of its time.
func (r *run) await(ctx context.Context) error {
	if err := pause(ctx, recheck); err != nil {
		return err
	}
	taken, err := r.store.TakeLease(ctx, account, r.holder, leaseLife)
	if err == nil && !taken {
		err = errLost
	}
	return err
}

// serve sends the lines of several chats, each in order.
func (r *run) serve(ctx context.Context, lines [][]notice.Notice, settings notice.Settings) error {
	var sent atomic.Int64
	var group errgroup.Group // one chat's trouble must not cut off another's send
	group.SetLimit(atOnce)
	for _, line := range lines {
		group.Go(func() error {
			for _, n := range line {
				wait, held, err := r.store.Slot(ctx, account, r.holder, leaseLife, settings.Pace())
				if err != nil {
					return err
				}
				if !held {
					return errLost
				}
				if err := pause(ctx, wait); err != nil {
					return err
				}
				gone, err := r.send(ctx, n, settings.Buttons)
				if err != nil || !gone { // what follows in this chat must not overtake
					return err
				}
				sent.Add(1)
			}
			return nil
		})
	}
	err := group.Wait()
	r.result.Sent += int(sent.Load())
	if r.quota.Load() {
		r.result.Alert = QuotaUsedUp
	}
	return err
}

// authorized asks the provider when what we know of the account is old.
func (s *Sender) authorized(ctx context.Context) (bool, error) {
	known, err := s.store.Account(ctx)
	if err != nil {
		return false, err
	}
	if !known.Known(s.now()) {
		if known, err = s.Ask(ctx); err != nil {
			return false, err
		}
	}
	return known.State == notice.Authorized, nil
}

// Ask asks the provider for the account's state and keeps the answer. No answer is Unknown.
func (s *Sender) Ask(ctx context.Context) (notice.Account, error) {
	limited, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	state, err := s.gateway.State(limited)
	if err != nil || state == "" {
		state = notice.Unknown
	}
	known := notice.Account{State: state, At: s.now()}
	return known, s.store.SetAccount(ctx, known)
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
