package bridge

import (
	"context"
	"sync"
	"time"
)

// subscription keeps a lane for every ordering key with messages.
type subscription struct {
	Subscription
	bridge *Bridge
	slots  chan struct{} // taken while a push is in progress

	mu    sync.Mutex
	lanes map[string]*lane
}

// lane is the queue of one key; its first message is the one being pushed.
type lane struct{ waiting []*message }

type message struct {
	id         string
	data       []byte
	attributes map[string]string
	key        string
	published  time.Time
	notBefore  time.Time // in real time
	attempt    int
}

// add queues a message; a message without a key has a lane to itself.
func (s *subscription) add(e *epoch, m *message, reorder bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.key == "" {
		s.start(e, "", &lane{waiting: []*message{m}})
		return
	}
	l, ok := s.lanes[m.key]
	if !ok {
		l = &lane{waiting: []*message{m}}
		s.lanes[m.key] = l
		s.start(e, m.key, l)
		return
	}
	l.waiting = append(l.waiting, m)
	if reorder {
		shuffle(l.waiting)
	}
}

func (s *subscription) start(e *epoch, key string, l *lane) {
	m := l.waiting[0]
	e.lanes.Add(1)
	go func() {
		defer e.lanes.Done()
		for m != nil {
			if !s.deliver(e, m) {
				s.remove(key, l, all)
				return
			}
			m = s.remove(key, l, 1)
		}
	}()
}

const all = -1

// remove takes the lane's first n messages out and gives the one after them; a
// lane that is empty is gone.
func (s *subscription) remove(key string, l *lane, n int) *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == all {
		n = len(l.waiting)
	}
	for _, m := range l.waiting[:n] {
		s.bridge.bytes.Add(-int64(len(m.data)))
		s.bridge.messages.Add(-1)
	}
	l.waiting = l.waiting[n:]
	if len(l.waiting) > 0 {
		return l.waiting[0]
	}
	if s.lanes[key] == l { // after a reset another one may stand there
		delete(s.lanes, key)
	}
	return nil
}

// forget lets go of all lanes; those at work notice the end of their epoch.
func (s *subscription) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lanes = map[string]*lane{}
}

// deliver pushes one message until it is acknowledged or dead. It reports false
// when the bridge ended first.
func (s *subscription) deliver(ctx context.Context, m *message) bool {
	if wait := time.Until(m.notBefore); wait > 0 && !s.pause(ctx, wait) {
		return false
	}
	for {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return false
		}
		m.attempt++
		acknowledged := s.push(ctx, m)
		<-s.slots
		if acknowledged {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		if m.attempt >= MaxAttempts && s.bury(ctx, m) == nil {
			return true
		}
		if !s.pause(ctx, s.backoff(m.attempt)) {
			return false
		}
	}
}

// backoff doubles from the least pause to the longest.
func (s *subscription) backoff(attempt int) time.Duration {
	d := s.bridge.options.MinBackoff
	for range attempt - 1 {
		if d *= 2; d >= s.bridge.options.MaxBackoff {
			return s.bridge.options.MaxBackoff
		}
	}
	return d
}

func (s *subscription) pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-s.bridge.options.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
