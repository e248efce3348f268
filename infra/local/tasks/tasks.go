// Package tasks stands in for Cloud Tasks with one queue: named tasks that ring
// once at their time, by the clock that people see, and again when refused.
package tasks

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"

	"github.com/proli/proli/infra/local/call"
	"github.com/proli/proli/infra/local/identity"
)

// The service's limits, and the retry settings of our queue.
const (
	horizon     = 30 * 24 * time.Hour // a task may be scheduled this far ahead
	remembered  = time.Hour           // a name stays taken after its task has gone
	maxTasks    = 1_000_000
	maxAttempts = 100
	minBackoff  = time.Second
	maxBackoff  = 60 * time.Second
	deadline    = 10 * time.Minute // of one call, unless the task says otherwise
	concurrency = 64
)

// Options say what a queue works with.
type Options struct {
	Name     string // projects/p/locations/l/queues/q
	Identity *identity.Issuer
	Now      func() time.Time
	// MinBackoff replaces the queue's first pause; zero keeps it.
	MinBackoff time.Duration
}

// Queue is the queue; register it as the gRPC service.
type Queue struct {
	cloudtaskspb.UnimplementedCloudTasksServer
	options Options
	caller  *call.Caller
	slots   chan struct{}
	changed chan struct{} // the first task or the clock may be another now
	stop    context.CancelFunc
	done    sync.WaitGroup

	mu      sync.Mutex
	tasks   map[string]*task
	order   schedule
	gone    map[string]time.Time // names of tasks that ran or were deleted
	created int
	paused  bool
	active  int // due and not finished
	epoch   *epoch
}

// epoch is the time between two resets; calls begun in it end with it.
type epoch struct {
	context.Context
	cancel context.CancelFunc
	calls  sync.WaitGroup
}

func newEpoch() *epoch {
	ctx, cancel := context.WithCancel(context.Background())
	return &epoch{Context: ctx, cancel: cancel}
}

type task struct {
	proto *cloudtaskspb.Task
	at    time.Time
	index int // in the schedule; -1 once due
}

// New starts a queue; Stop ends it.
func New(o Options) *Queue {
	if o.MinBackoff == 0 {
		o.MinBackoff = minBackoff
	}
	ctx, stop := context.WithCancel(context.Background())
	q := &Queue{
		options: o, caller: call.New(o.Identity), slots: make(chan struct{}, concurrency),
		changed: make(chan struct{}, 1), stop: stop,
		tasks: map[string]*task{}, gone: map[string]time.Time{}, epoch: newEpoch(),
	}
	q.done.Go(func() { q.run(ctx) })
	return q
}

// Wake tells the queue that the clock was moved.
func (q *Queue) Wake() {
	select {
	case q.changed <- struct{}{}:
	default:
	}
}

// Backlog counts the tasks that are due and not finished.
func (q *Queue) Backlog() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n := q.active; n > 0 || q.paused || len(q.order) == 0 || q.order[0].at.After(q.options.Now()) {
		return n
	}
	return 1 // due this instant, not yet taken up
}

// Next is the time of the first task that is not due yet.
func (q *Queue) Next() (time.Time, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.paused || len(q.order) == 0 {
		return time.Time{}, false
	}
	return q.order[0].at, true
}

// Reset forgets every task and name. Calls in progress are cut off.
func (q *Queue) Reset() {
	q.mu.Lock()
	ended := q.epoch
	ended.cancel()
	q.epoch = newEpoch()
	q.tasks, q.order, q.gone = map[string]*task{}, nil, map[string]time.Time{}
	q.paused = false
	q.mu.Unlock()
	ended.calls.Wait()
}

// Stop ends the queue.
func (q *Queue) Stop() {
	q.stop()
	q.done.Wait()
	q.Reset()
}

func (q *Queue) run(ctx context.Context) {
	for {
		wait := q.startDue()
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-q.changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// startDue calls what is due and says how long the next one has.
func (q *Queue) startDue() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	const idle = time.Hour
	for len(q.order) > 0 && !q.paused {
		// Virtual time runs at real speed, so the difference can be slept.
		if wait := q.order[0].at.Sub(q.options.Now()); wait > 0 {
			return min(wait, idle)
		}
		t := heap.Pop(&q.order).(*task)
		q.active++
		e := q.epoch
		e.calls.Go(func() { q.ring(e, t) })
	}
	return idle
}

// schedule is a heap of tasks by time.
type schedule []*task

// Len implements heap.Interface.
func (s schedule) Len() int { return len(s) }

// Less implements heap.Interface.
func (s schedule) Less(i, j int) bool { return s[i].at.Before(s[j].at) }

// Swap implements heap.Interface.
func (s schedule) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].index, s[j].index = i, j
}

// Push implements heap.Interface.
func (s *schedule) Push(x any) {
	t := x.(*task)
	t.index = len(*s)
	*s = append(*s, t)
}

// Pop implements heap.Interface.
func (s *schedule) Pop() any {
	last := len(*s) - 1
	t := (*s)[last]
	(*s)[last] = nil
	*s = (*s)[:last]
	t.index = -1
	return t
}
