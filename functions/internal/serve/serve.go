// Package serve runs our functions: it registers them with the framework, decodes
// what Pub/Sub, Cloud Tasks and Cloud Scheduler send, bounds each call in time,
// survives a panic, writes the one log line of each handled event, and turns a
// fault into the answer that makes the caller try again or not.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/GoogleCloudPlatform/functions-framework-go/functions"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/fault"
)

// How long a call may take. A push ends well before the subscription's ack deadline of 120 s.
const (
	pushDeadline = 90 * time.Second
	taskDeadline = 90 * time.Second
	jobDeadline  = 5 * time.Minute
	httpDeadline = 30 * time.Second
)

// maxBody bounds a request, in bytes.
const maxBody = 10 << 20

// Outcome is what the log line says of a handled event. Result is a word or two
// in snake_case ("replied", "duplicate"); the ids are those that are known.
type Outcome struct {
	Result        string
	MessageID     string
	LeadID        string
	ProID         string
	AppointmentID string
	NoticeID      string
	Count         int            // how many things a job did
	Alert         string         // a word on which somebody is called: the line is then an error
	Oldest        *time.Duration // how long the oldest of what waits has waited, by whom that was asked
}

// HTTP registers a function that speaks HTTP itself. When its handler returns an
// error it must not have written anything: the answer is then made of the fault.
func HTTP(name string, handler func(http.ResponseWriter, *http.Request) (Outcome, error)) {
	register(name, HTTPHandler(name, handler))
}

// HTTPHandler is HTTP without the registration.
func HTTPHandler(name string, handler func(http.ResponseWriter, *http.Request) (Outcome, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := logging.Begin(r.Context(), r.Header.Get("traceparent"), r.Header.Get("X-Cloud-Trace-Context"))
		c := call{function: name, deadline: httpDeadline}
		outcome, took, err := c.run(ctx, func(ctx context.Context) (Outcome, error) { return handler(w, r.WithContext(ctx)) })
		status := http.StatusOK
		if err != nil {
			status = statusOf(err)
			writeError(w, status, fault.KindOf(err))
		}
		c.log(ctx, outcome, err, status, took)
	})
}

var setUp sync.Once

func register(name string, h http.Handler) {
	setUp.Do(func() {
		var level slog.Level // an unknown word means info: config refuses it with a reason
		_ = level.UnmarshalText([]byte(os.Getenv("LOG_LEVEL")))
		slog.SetDefault(logging.New(os.Stdout, level, os.Getenv("GOOGLE_CLOUD_PROJECT")))
		stopOnSignal()
	})
	functions.HTTP(name, func(w http.ResponseWriter, r *http.Request) {
		if !inFlight.enter() { // the process is ending: the caller finds another
			writeError(w, http.StatusServiceUnavailable, fault.Unavailable)
			return
		}
		defer inFlight.leave()
		h.ServeHTTP(w, r)
	})
}

// call is one run of a function.
type call struct {
	function  string
	messageID string
	attempt   int
	deadline  time.Duration
}

func (c call) run(ctx context.Context, f func(context.Context) (Outcome, error)) (out Outcome, took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.deadline)
	defer cancel()
	began := time.Now()
	defer func() {
		took = time.Since(began)
		if p := recover(); p != nil {
			err = &panicked{value: p, stack: debug.Stack()}
		}
	}()
	out, err = f(ctx)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("%w of %s: %w", errOverran, c.deadline, err)
	}
	return out, took, err
}

var errOverran = errors.New("ran out of its time")

// Own reports whether a handler failed by itself: it panicked, or took all of its time.
func Own(err error) bool {
	var crash *panicked
	return errors.As(err, &crash) || errors.Is(err, errOverran)
}

type panicked struct {
	value any
	stack []byte
}

// Error names the panic, without its stack.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }
