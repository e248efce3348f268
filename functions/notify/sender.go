package notify

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

// account names the lease of the one account that we send by; mark ends the doorbell's id in a
// holder's name.
const (
	account = "account"
	mark    = "/"
)

// The sender's times, all of them real: they pace a machine, not what people see.
const (
	turn       = 60 * time.Second // one request sends for so long, then rings again
	leaseLife  = 5 * time.Second  // beyond the next send: longer than a database takes to change its primary
	sendLimit  = 8 * time.Second  // one call to the provider
	doubtAfter = 10 * time.Second // longer than sendLimit: nobody looks up a send that is on its way
	recheck    = 500 * time.Millisecond
	moment     = time.Second            // so long a look at the door, or a lease renewed, counts as fresh
	ready      = 100 * time.Millisecond // before its turn a notice is made ready to go
)

// With pace 0 several chats are served at once, each by one worker.
const (
	atOnce  = 8
	chats   = 64
	perChat = 16
)

var (
	errLost = errors.New("the lease has gone to another sender")
	errShut = errors.New("nothing may go out any more")
)

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

	mu      sync.Mutex
	door    door      // as it was last seen
	renewed time.Time // when the lease was last renewed
	due     time.Time // the turn of the next send
	gone    time.Time // when the last one was handed over
}

// Ring answers a doorbell, a message of that id: it sends what may go out, if no other sender
// does. One that comes again says that the sender that it woke before has died: what that one
// held is taken over at once. From any other silence nobody can tell a dead sender from a slow
// one, so that a lease that somebody else holds is waited for, till it ends.
func (s *Sender) Ring(ctx context.Context, bell string, again bool) (Result, error) {
	r := &run{Sender: s, holder: bell + mark + rand.Text(), over: time.Now().Add(turn)}
	if again {
		if err := s.store.EndLease(ctx, account, bell+mark); err != nil {
			return r.result, err
		}
	}
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
		if back := r.giveBack(context.WithoutCancel(ctx)); err == nil {
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
		r.forget()
		d, err := r.look(ctx)
		if err != nil {
			return r.result, err
		}
		if waits, err := s.store.Waits(ctx, d.settings.Quiet().Gate(s.now()), 0); err != nil || !waits {
			return r.result, errors.Join(err, s.wake(ctx, d.settings))
		}
	}
}

// drain sends until nothing that may go out is left, or one of the reasons to stop is there.
func (r *run) drain(ctx context.Context) (outcome string, err error) {
	r.forget()
	for time.Now().Before(r.over) {
		d, err := r.look(ctx)
		if err != nil {
			return "", err
		}
		if d.shut != "" {
			return d.shut, nil
		}
		most, each := chats, perChat
		if d.settings.Pace() > 0 { // one notice, so that a reply that comes meanwhile is next
			most, each = 1, 1
		}
		queue, err := r.store.Outlook(ctx, d.settings.Quiet().Gate(r.now()), most, each)
		if err != nil {
			return "", err
		}
		if err := r.drop(ctx, queue.Expired); err != nil {
			return "", err
		}
		if err := r.settle(ctx, queue.Doubtful); err != nil {
			return "", err
		}
		switch {
		case len(queue.Lines) > 0:
			err = r.serve(ctx, queue.Lines)
		case r.blind && len(queue.Doubtful) > 0:
			return Held, nil
		case len(queue.Doubtful) == 0 && !queue.OnTheWay:
			return Drained, nil
		case len(queue.Doubtful) == 0:
			err = r.await(ctx)
		}
		if errors.Is(err, errLost) {
			return Overtaken, nil
		}
		if err != nil && !errors.Is(err, errShut) {
			return "", err
		}
	}
	return Rang, nil
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
func (r *run) serve(ctx context.Context, lines [][]notice.Notice) error {
	var sent atomic.Int64
	var group errgroup.Group // one chat's trouble must not cut off another's send
	group.SetLimit(atOnce)
	for _, line := range lines {
		group.Go(func() error {
			for _, n := range line {
				d, err := r.look(ctx)
				if err != nil {
					return err
				}
				if d.shut != "" {
					return errShut
				}
				if err := r.slot(ctx, d.settings.Pace()); err != nil {
					return err
				}
				gone, err := r.send(ctx, n, d.settings.Buttons)
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
