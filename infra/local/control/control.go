// Package control steers the local system: it moves the clock, brings mishaps
// about, runs jobs, starts everything over, and knows when nothing is under way.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Part is anything with work in hand.
type Part interface {
	// Backlog counts what is begun or due and not finished.
	Backlog() int
}

// Calls are the functions behind their front.
type Calls interface {
	Part
	// Calls counts all calls ever made: while it stands still, no function ran.
	Calls() int64
}

// Tasks are the alarms.
type Tasks interface {
	Part
	// Next is the time of the first alarm that is not due yet.
	Next() (time.Time, bool)
	// Wake tells them that the clock was moved.
	Wake()
}

// Jobs are the scheduled jobs.
type Jobs interface {
	Part
	// Next is the first minute after the given one in which jobs ring that are
	// not made up for, and their names.
	Next(after time.Time) (time.Time, []string)
	// Run rings one now and returns when it has ended.
	Run(ctx context.Context, name string, due time.Time) error
	// Hold stops them from ringing by themselves until Release.
	Hold()
	Release()
}

// Options are the parts of the system.
type Options struct {
	Now      func() time.Time
	Offset   func() time.Duration      // of the clock from real time
	SetClock func(time.Duration) error // moves it
	Zone     *time.Location            // in which times are shown

	Gateway  Part // webhooks on their way in, sends on their way out
	Calls    Calls
	Push     Part // Pub/Sub
	Tasks    Tasks
	Jobs     Jobs
	JobNames []string
	AtEnd    []string // jobs that ring once after the clock was moved forward
	// Unfinished says what the truth holds that should be done by now and is
	// not, in a word or two; empty when nothing.
	Unfinished func(context.Context) (string, error)

	Switches []Switch
	// Empty forgets all that the system holds and all that is under way, but the
	// owner; Load then puts the seed data there. Switches and clock are ours.
	Empty func(context.Context) error
	Load  func(context.Context) error
}

// Control is the handler of the control service.
type Control struct {
	options Options
	board   *board
	handler http.Handler

	moving sync.Mutex // one move of the clock, or reset, at a time
	mu     sync.Mutex
	busy   int // moves in progress
}

// New makes the service.
func New(o Options) *Control {
	c := &Control{options: o, board: newBoard(o.Switches)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /idle", c.getIdle)
	mux.HandleFunc("GET /clock", c.getClock)
	mux.HandleFunc("POST /clock", c.postClock)
	mux.HandleFunc("GET /switches", c.getSwitches)
	mux.HandleFunc("POST /switches", c.postSwitches)
	mux.HandleFunc("POST /jobs/{name}", c.postJob)
	mux.HandleFunc("POST /reset", c.postReset)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fail(w, http.StatusNotFound, "not_found", "there is no "+r.Method+" "+r.URL.Path+" here")
	})
	// A page on the web must not start a developer's system over.
	c.handler = http.NewCrossOriginProtection().Handler(mux)
	return c
}

// ServeHTTP implements http.Handler.
func (c *Control) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.handler.ServeHTTP(w, r) }

func (c *Control) getClock(w http.ResponseWriter, _ *http.Request) { c.writeNow(w) }

func (c *Control) writeNow(w http.ResponseWriter) {
	write(w, http.StatusOK, map[string]any{"now": c.options.Now().In(c.options.Zone).Format(time.RFC3339Nano)})
}

func (c *Control) postClock(w http.ResponseWriter, r *http.Request) {
	var want struct {
		Now     *time.Time `json:"now"`
		Advance *string    `json:"advance"`
	}
	if err := read(r, &want); err != nil || (want.Now == nil) == (want.Advance == nil) {
		fail(w, http.StatusBadRequest, "invalid", `send {"now":"2026-03-01T12:00:00+02:00"} or {"advance":"31m"}`)
		return
	}
	target := func() time.Time { return *want.Now }
	if want.Advance != nil {
		d, err := time.ParseDuration(*want.Advance)
		if err != nil {
			fail(w, http.StatusBadRequest, "invalid", fmt.Sprintf("advance %q is no duration such as 31m", *want.Advance))
			return
		}
		target = func() time.Time { return c.options.Now().Add(d) }
	}
	if err := c.move(r.Context(), target); err != nil {
		fail(w, http.StatusInternalServerError, "internal", err.Error())
		return
	}
	c.writeNow(w)
}

func (c *Control) getSwitches(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, c.board.values())
}

func (c *Control) postSwitches(w http.ResponseWriter, r *http.Request) {
	var want map[string]json.RawMessage
	if err := read(r, &want); err != nil || len(want) == 0 {
		fail(w, http.StatusBadRequest, "invalid", "send a JSON object of switches, any of: "+strings.Join(c.board.names(), ", "))
		return
	}
	if err := c.board.set(r.Context(), want); err != nil {
		var wrong *wrongSwitch
		if errors.As(err, &wrong) {
			fail(w, http.StatusBadRequest, "invalid", err.Error())
		} else {
			fail(w, http.StatusInternalServerError, "internal", err.Error())
		}
		return
	}
	c.getSwitches(w, r)
}

func (c *Control) postJob(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !slices.Contains(c.options.JobNames, name) {
		fail(w, http.StatusNotFound, "not_found", fmt.Sprintf("no job %q; there are: %s", name, strings.Join(c.options.JobNames, ", ")))
		return
	}
	if err := c.options.Jobs.Run(r.Context(), name, c.options.Now()); err != nil {
		fail(w, http.StatusBadGateway, "unavailable", err.Error())
		return
	}
	write(w, http.StatusOK, map[string]any{"job": name, "ended": true})
}

// postReset empties the system and restores switches and clock.
func (c *Control) postReset(w http.ResponseWriter, r *http.Request) {
	c.begin()
	defer c.end()
	c.options.Jobs.Hold()
	defer c.options.Jobs.Release()
	// First empty, then the clock: no alarm of the old world may ring on the way.
	err := c.options.Empty(r.Context())
	if err == nil {
		err = c.options.SetClock(0)
	}
	if err == nil {
		err = c.board.restore(r.Context())
	}
	if err == nil {
		err = c.options.Load(r.Context())
	}
	if err != nil {
		fail(w, http.StatusInternalServerError, "internal", err.Error())
		return
	}
	write(w, http.StatusOK, map[string]any{"reset": true})
}

func (c *Control) begin() {
	c.moving.Lock()
	c.mu.Lock()
	c.busy++
	c.mu.Unlock()
}

func (c *Control) end() {
	c.mu.Lock()
	c.busy--
	c.mu.Unlock()
	c.moving.Unlock()
}

const maxBody = 1 << 20

func read(r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func fail(w http.ResponseWriter, status int, kind, message string) {
	write(w, status, map[string]any{"error": map[string]string{"kind": kind, "message": message}})
}
