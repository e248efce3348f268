package serve

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// grace is a little less than the ten seconds that Cloud Run gives.
const grace = 9 * time.Second

// flush is for net/http, which writes an answer out after its handler has returned.
const flush = 100 * time.Millisecond

var inFlight gate

// gate counts the requests inside and, once closed, lets no more in.
type gate struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.inside.Add(1)
	return true
}

func (g *gate) leave() { g.inside.Done() }

func (g *gate) close(limit time.Duration) {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	empty := make(chan struct{})
	go func() { g.inside.Wait(); close(empty) }()
	select {
	case <-empty:
	case <-time.After(limit):
	}
}

// stopOnSignal ends the process well: requests in flight finish, new ones are
// sent away. The framework's server has no shutdown of its own. A second signal ends it at once.
func stopOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-signals
		signal.Stop(signals)
		inFlight.close(grace)
		time.Sleep(flush)
		os.Exit(0)
	}()
}
