package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/proli/proli/infra/local/bridge"
	"github.com/proli/proli/infra/local/cloud"
	"github.com/proli/proli/infra/local/front"
	"github.com/proli/proli/infra/local/gateway"
	"github.com/proli/proli/infra/local/gemini"
	"github.com/proli/proli/infra/local/identity"
	"github.com/proli/proli/infra/local/proxy"
	"github.com/proli/proli/infra/local/scheduler"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/local/storage"
	"github.com/proli/proli/infra/local/supervise"
	"github.com/proli/proli/infra/local/tasks"
)

// System is the running system.
type System struct {
	// Addresses of what people use. PhonesURL is empty when another gateway than
	// our stand-in is used.
	PhonesURL, DashboardURL, WebhookURL, ControlURL, MongoURI, RedisURL string
	// Password is the first owner's, when it was made at this start.
	Password string

	options    Options
	real       substitutes
	clockFile  string
	now        func() time.Time
	identity   *identity.Issuer
	frontURL   string
	storageURL string
	gatewayURL string

	mongo     *servers.Mongo
	redis     *servers.Redis
	proxy     *proxy.Proxy // nil when Redis cannot be taken down
	data      data
	push      *bridge.Bridge
	tasks     *tasks.Queue
	scheduler *scheduler.Scheduler
	cloud     *cloud.Server
	storage   *storage.Store
	model     *gemini.Server
	gateway   *gateway.Gateway // nil when it is not ours
	front     *front.Front
	functions *supervise.Supervisor

	mu    sync.Mutex
	stops []func() // done in reverse order
}

// atStop has something done when the system stops, before all that was asked earlier.
func (s *System) atStop(stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stops = append(s.stops, stop)
}

// Stop ends everything that Start started and waits for it.
func (s *System) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.stops) - 1; i >= 0; i-- {
		s.stops[i]()
	}
	s.stops = nil
}

// KillFunctions ends the functions' process at once (kill -9); it comes back by itself.
func (s *System) KillFunctions() { s.functions.Kill() }

// AwaitFunctions returns when the functions' process is there, or there again.
func (s *System) AwaitFunctions(ctx context.Context) error { return s.functions.Wait(ctx) }

// Calls counts the calls of functions so far, and those whose process was ended under them.
func (s *System) Calls() (made, died int64) { return s.front.Calls(), s.front.Died() }

// RefuseEvents has Pub/Sub refuse whatever is published, as in an outage, or ends that.
func (s *System) RefuseEvents(on bool) { s.push.SetRefuse(on) }

// DieAt ends the functions' process when it next passes a step, once; see package step. The
// returned function calls it off and reports whether it was still to come.
func (s *System) DieAt(step string) (callOff func() (pending bool), err error) {
	if err := os.WriteFile(s.stepFile(), []byte(step), 0o600); err != nil {
		return nil, fmt.Errorf("die at %s: %w", step, err)
	}
	return func() bool { return os.Remove(s.stepFile()) == nil }, nil
}

func (s *System) stepFile() string { return s.clockFile + "-step" }

// Mongo is the database server, to be killed and restarted; nil when it is not ours.
func (s *System) Mongo() *servers.Mongo { return s.mongo }

// serve serves HTTP on the listener until the system stops.
func (s *System) serve(l net.Listener, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // it ends by Stop only
	s.atStop(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil { // streams of pages that are still open
			_ = server.Close()
		}
	})
}

// logFile opens the log of a program, anew at each start.
func (s *System) logFile(name string) (*os.File, error) {
	dir := filepath.Join(s.options.Home, "logs")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("log of %s: %w", name, err)
	}
	f, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return nil, fmt.Errorf("log of %s: %w", name, err)
	}
	return f, nil
}

// together does things side by side and returns when all have ended.
func together(do ...func() error) error {
	errs := make([]error, len(do))
	var all sync.WaitGroup
	for i, f := range do {
		all.Go(func() { errs[i] = f() })
	}
	all.Wait()
	return errors.Join(errs...)
}
