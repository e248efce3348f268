// Package tasks sets alarms as Cloud Tasks: at the due time the timer function is called.
package tasks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/fault"
)

// Horizon is how far ahead a task may be set: the service's 30 days, less a little for clocks that differ.
const Horizon = 30*24*time.Hour - time.Hour

const (
	createLimit  = 10 * time.Second
	dispatchTime = 100 * time.Second // how long the service waits for the timer's answer
)

// Target is what a task calls, and as whom.
type Target struct {
	Queue   string // projects/p/locations/l/queues/q
	URL     string // also the audience of the token
	Invoker string // service account's e-mail
}

// Client sets tasks in one queue.
type Client struct {
	tasks  *cloudtasks.Client
	target Target
	now    func() time.Time
	trace  func(context.Context) string
}

// New makes a client; it does not connect yet. Emulator is host:port of a stand-in, or empty.
// Trace gives the W3C traceparent that belongs to a context and travels with the task; it may be nil.
func New(ctx context.Context, target Target, emulator string, now func() time.Time, trace func(context.Context) string) (*Client, error) {
	var opts []option.ClientOption
	if emulator != "" {
		opts = append(opts, option.WithEndpoint(emulator), option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	}
	client, err := cloudtasks.NewClient(ctx, opts...)
	if err != nil {
		return nil, fmt.Errorf("open tasks: %w", err)
	}
	if trace == nil {
		trace = func(context.Context) string { return "" }
	}
	return &Client{tasks: client, target: target, now: now, trace: trace}, nil
}

// Arm sets an alarm's task, whose body is {"alarm": id}. One beyond the horizon rings
// there, early: whoever answers finds it not yet due, and arms it again.
func (c *Client) Arm(ctx context.Context, a alarm.Alarm) error {
	body, err := json.Marshal(map[string]string{"alarm": a.ID})
	if err != nil {
		return fault.Wrap(fault.Invalid, "arm alarm "+a.ID, err)
	}
	name, at := a.ID, RingAt(a.DueAt, c.now())
	if !at.Equal(a.DueAt) {
		name += "/" + strconv.FormatInt(at.Unix(), 10)
	}
	return c.Schedule(ctx, name, at, body)
}

// RingAt is when a task that is made now rings for a due time: then, or at the horizon. There
// it is so early that whoever answers cannot take it for a clock that is off.
func RingAt(due, now time.Time) time.Time {
	far := now.Add(Horizon)
	if !due.After(far) {
		return due
	}
	at := far.Truncate(time.Hour) // armed twice within the hour, it is one task
	if due.Sub(at) < 2*time.Hour {
		at = at.Add(-2 * time.Hour)
	}
	return at
}

// Schedule sets a task. One of the same name, waiting or rung within the last
// hour, is success. Further ahead than the horizon is invalid.
func (c *Client) Schedule(ctx context.Context, name string, at time.Time, body []byte) error {
	op := "schedule task " + name
	if ahead := at.Sub(c.now()); ahead > Horizon {
		return fault.New(fault.Invalid, op, "due in %d hours, the service takes %d at most", int(ahead.Hours()), int(Horizon.Hours()))
	}
	headers := map[string]string{"Content-Type": "application/json"}
	if parent := c.trace(ctx); parent != "" {
		headers["traceparent"] = parent
	}
	ctx, cancel := context.WithTimeout(ctx, createLimit)
	defer cancel()
	_, err := c.tasks.CreateTask(ctx, &cloudtaskspb.CreateTaskRequest{
		Parent: c.target.Queue,
		Task: &cloudtaskspb.Task{
			Name:             c.target.Queue + "/tasks/" + taskID(name),
			ScheduleTime:     timestamppb.New(at),
			DispatchDeadline: durationpb.New(dispatchTime),
			MessageType: &cloudtaskspb.Task_HttpRequest{HttpRequest: &cloudtaskspb.HttpRequest{
				Url: c.target.URL, HttpMethod: cloudtaskspb.HttpMethod_POST, Body: body,
				Headers: headers,
				AuthorizationHeader: &cloudtaskspb.HttpRequest_OidcToken{OidcToken: &cloudtaskspb.OidcToken{
					ServiceAccountEmail: c.target.Invoker, Audience: c.target.URL,
				}},
			}},
		},
	})
	switch status.Code(err) {
	case codes.AlreadyExists:
		return nil
	case codes.InvalidArgument:
		return fault.Wrap(fault.Permanent, op, err)
	}
	return fault.Wrap(fault.Unavailable, op, err)
}

// Close ends the connections.
func (c *Client) Close() error { return c.tasks.Close() }

var number = regexp.MustCompile(`\d{11,}`)

// taskID begins with a hash, because names that follow one another slow the service
// down, and goes on with what a person can read. Names are logged: a chat in them keeps the
// last digits of its number only.
func taskID(name string) string {
	sum := sha256.Sum256([]byte(name))
	name = number.ReplaceAllStringFunc(name, func(digits string) string { return "x" + digits[len(digits)-4:] })
	readable := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '-'
	}, name)
	return hex.EncodeToString(sum[:12]) + "-" + readable[:min(len(readable), 200)]
}
