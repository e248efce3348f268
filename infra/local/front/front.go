// Package front stands before the functions as Cloud Run does: it checks who
// calls, bounds the call in time, and passes it on to the functions' process.
// It can also kill that process in mid-message.
package front

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/proli/proli/infra/local/identity"
)

const (
	maxBody     = 32 << 20              // Cloud Run's limit
	startLimit  = 5 * time.Second       // a request waits this long for a starting process
	killWindow  = 15 * time.Millisecond // a kill comes at random within it
	dialPause   = 2 * time.Millisecond  // before asking again for a process just gone
	connections = 256                   // kept open to the process
)

// Route is one function behind the front.
type Route struct {
	Function string        // served at /<function>
	Entry    string        // the process serves it at /<entry>
	Callers  []string      // e-mails of the service accounts that may call it
	Timeout  time.Duration // of one call
}

// Process is the functions' process.
type Process interface {
	// Wait returns when the process is ready to serve.
	Wait(ctx context.Context) error
	// Kill ends it at once; it starts again by itself.
	Kill()
}

// Options say where the front stands.
type Options struct {
	URL      string // ours; a token's audience is <URL>/<function>
	Target   string // of the process, http://host:port
	Identity *identity.Issuer
	Process  Process
}

// Front is the handler for calls by service accounts; see Open for the world's.
type Front struct {
	options  Options
	routes   map[string]Route
	client   *http.Client
	inFlight atomic.Int64
	calls    atomic.Int64
	died     atomic.Int64

	mu   sync.Mutex
	kill string
}

// New makes a front for the routes.
func New(routes []Route, o Options) *Front {
	f := &Front{options: o, routes: map[string]Route{}, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for _, r := range routes {
		f.routes[r.Function] = r
	}
	return f
}

// SetKill has the process killed while the function handles its next message,
// once; an empty name calls it off.
func (f *Front) SetKill(function string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kill = function
}

// Kill is the function whose next message kills the process, or empty.
func (f *Front) Kill() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kill
}

func (f *Front) takeKill(function string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kill != function {
		return false
	}
	f.kill = ""
	return true
}

// Backlog counts the calls in progress.
func (f *Front) Backlog() int { return int(f.inFlight.Load()) }

// Calls counts all calls passed on so far: when it stands still, no function ran.
func (f *Front) Calls() int64 { return f.calls.Load() }

// Died counts the calls whose process ended under them.
func (f *Front) Died() int64 { return f.died.Load() }

// ServeHTTP takes a service account's call of /<function>.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route, ok := f.routes[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		refuse(w, http.StatusNotFound, "not_found", "no such function")
		return
	}
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	caller, err := f.options.Identity.Verify(token, f.options.URL+"/"+route.Function, time.Now())
	if err != nil || !slices.Contains(route.Callers, caller) {
		refuse(w, http.StatusForbidden, "forbidden", "the caller may not call this function")
		return
	}
	f.forward(w, r, route)
}

// Open takes anybody's calls of one function, at the paths given ("POST /").
func (f *Front) Open(function string, patterns ...string) http.Handler {
	mux := http.NewServeMux()
	for _, pattern := range patterns {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { f.forward(w, r, f.routes[function]) })
	}
	return mux
}

func (f *Front) forward(w http.ResponseWriter, r *http.Request, route Route) {
	f.calls.Add(1)
	f.inFlight.Add(1)
	defer f.inFlight.Add(-1)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "invalid", "the body is cut off or too large")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), route.Timeout)
	defer cancel()
	call := func() (*answer, error) { return f.call(ctx, r, route, body) }
	if f.takeKill(route.Function) {
		call = func() (*answer, error) { return f.killDuring(ctx, r, route, body) }
	}
	a, err := call()
	switch {
	case err == nil:
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body) // a caller gone away has its own reasons
	case ctx.Err() == context.DeadlineExceeded:
		refuse(w, http.StatusGatewayTimeout, "unavailable", "the function took too long")
	default:
		refuse(w, http.StatusServiceUnavailable, "unavailable", "the function is not there")
	}
}

// answer is a function's whole response.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// call passes the request on, waiting for a process that is just starting.
func (f *Front) call(ctx context.Context, r *http.Request, route Route, body []byte) (*answer, error) {
	start, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		if err := f.options.Process.Wait(start); err != nil {
			return nil, err
		}
		a, err := f.attempt(ctx, r, route, body)
		var unsent *net.OpError
		if !errors.As(err, &unsent) || unsent.Op != "dial" {
			if err != nil && ctx.Err() == nil {
				f.died.Add(1)
			}
			return a, err
		}
		// It died and its end is not known yet; nothing was sent, so ask again.
		select {
		case <-start.Done():
			return nil, err
		case <-time.After(dialPause):
		}
	}
}

func (f *Front) attempt(ctx context.Context, r *http.Request, route Route, body []byte) (*answer, error) {
	url := f.options.Target + "/" + route.Entry
	if r.URL.RawQuery != "" {
		url += "?" + r.URL.RawQuery
	}
	out, err := http.NewRequestWithContext(ctx, r.Method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out.Header = r.Header.Clone()
	response, err := f.client.Do(out)
	if err != nil {
		return nil, err
	}
	received, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	return &answer{response.StatusCode, response.Header, received}, nil
}

// killDuring kills the process at a random instant of the call, at the latest
// when the answer is there but not yet given: what the function did stands, and
// its caller will not know.
func (f *Front) killDuring(ctx context.Context, r *http.Request, route Route, body []byte) (*answer, error) {
	// The instant counts from when the process can work on it, not from its start.
	if err := f.options.Process.Wait(ctx); err != nil {
		return nil, err
	}
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		_, _ = f.attempt(ctx, r, route, body) // killed or withheld
	}()
	select {
	case <-answered:
	case <-time.After(rand.N(killWindow)):
	}
	f.options.Process.Kill()
	<-answered
	return nil, errors.New("killed on request")
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"kind": kind, "message": message}})
}
