package serve

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/fault"
)

// Delivery is one event, task or job as it reached us.
type Delivery struct {
	Data        []byte
	Key         string            // ordering key of a push
	MessageID   string            // Pub/Sub's id, the task's name, the job's name
	Attempt     int               // from 1; 0 when the caller does not count
	PublishTime time.Time         // when it was published, or due
	Attributes  map[string]string // of a push
}

// Handler does a delivery's work. An error whose fault is final ends the
// delivery, any other has it delivered again.
type Handler func(context.Context, Delivery) (Outcome, error)

// Poison is told of every delivery that failed. When this one shall not come
// again (its fault is final, or it failed too often for reasons of its own) it
// keeps the delivery with the cause and says so; the delivery is then done.
type Poison func(ctx context.Context, d Delivery, cause error) (kept bool, err error)

// Push registers the function behind a push subscription. Poison may be nil: a
// final fault then leaves nothing but its log line.
func Push(name string, handle Handler, poison Poison) {
	register(name, PushHandler(name, handle, poison))
}

// Task registers the function that Cloud Tasks calls.
func Task(name string, handle Handler, poison Poison) {
	register(name, TaskHandler(name, handle, poison))
}

// Job registers a function that Cloud Scheduler calls.
func Job(name string, handle Handler) { register(name, JobHandler(name, handle)) }

// PushHandler is Push without the registration.
func PushHandler(name string, handle Handler, poison Poison) http.Handler {
	return deliveries{name, pushDeadline, handle, poison, func(r *http.Request, body []byte) (Delivery, error) { return DecodePush(body) }}
}

// TaskHandler is Task without the registration.
func TaskHandler(name string, handle Handler, poison Poison) http.Handler {
	return deliveries{name, taskDeadline, handle, poison, decodeTask}
}

// JobHandler is Job without the registration.
func JobHandler(name string, handle Handler) http.Handler {
	return deliveries{name, jobDeadline, handle, nil, decodeJob}
}

// deliveries serves POST requests that carry one delivery each.
type deliveries struct {
	name     string
	deadline time.Duration
	handle   Handler
	poison   Poison
	decode   func(*http.Request, []byte) (Delivery, error)
}

// ServeHTTP handles one delivery: 200 when it is done with, 503 when it shall come again.
func (s deliveries) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		methodNotAllowed(w)
		return
	}
	ctx := r.Context()
	c := call{function: s.name, deadline: s.deadline}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		err = fault.Wrap(fault.Invalid, "read body", err)
	}
	var d Delivery
	if err == nil {
		d, err = s.decode(r, body)
	}
	if err != nil { // not a delivery at all: our callers send none such
		status := statusOf(err)
		writeError(w, status, fault.KindOf(err))
		c.log(ctx, Outcome{}, err, status, 0)
		return
	}
	ctx = logging.Begin(ctx, d.Attributes["traceparent"], d.Attributes["googclient_traceparent"],
		r.Header.Get("traceparent"), r.Header.Get("X-Cloud-Trace-Context"))
	c.messageID, c.attempt = d.MessageID, d.Attempt

	out, took, err := c.run(ctx, func(ctx context.Context) (Outcome, error) { return s.handle(ctx, d) })
	status := http.StatusOK
	if err != nil {
		var done bool
		if done, err = s.settle(ctx, d, err); !done {
			status = http.StatusServiceUnavailable
			writeError(w, status, fault.Unavailable)
		}
	}
	c.log(ctx, out, err, status, took)
}

// settle says whether a failed delivery is done with. It outlives the call's own
// deadline a little, so that what took too long can still be kept.
func (s deliveries) settle(ctx context.Context, d Delivery, cause error) (bool, error) {
	if s.poison == nil {
		return fault.Final(cause), cause
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	kept, err := s.poison(ctx, d, cause)
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, "keep what cannot be handled", errors.Join(cause, err))
	}
	return kept, cause
}

// DecodePush reads Pub/Sub's wrapped push body.
func DecodePush(body []byte) (Delivery, error) {
	var e struct {
		Message struct {
			Data        []byte            `json:"data"`
			Attributes  map[string]string `json:"attributes"`
			MessageID   string            `json:"messageId"`
			PublishTime time.Time         `json:"publishTime"`
			OrderingKey string            `json:"orderingKey"`
		} `json:"message"`
		DeliveryAttempt int `json:"deliveryAttempt"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return Delivery{}, fault.Wrap(fault.Invalid, "decode push envelope", err)
	}
	if e.Message.MessageID == "" {
		return Delivery{}, fault.New(fault.Invalid, "decode push envelope", "messageId is missing")
	}
	return Delivery{
		Data: e.Message.Data, Key: e.Message.OrderingKey, MessageID: e.Message.MessageID,
		Attempt: e.DeliveryAttempt, PublishTime: e.Message.PublishTime, Attributes: e.Message.Attributes,
	}, nil
}
