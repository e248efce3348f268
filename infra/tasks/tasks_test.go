package tasks_test

import (
	"context"
	"net"
	"regexp"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/infra/tasks"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/fault"
)

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// queue keeps the tasks that it is given and knows their names.
type queue struct {
	cloudtaskspb.UnimplementedCloudTasksServer
	mu    sync.Mutex
	tasks map[string]*cloudtaskspb.Task
	err   error
}

func (q *queue) CreateTask(_ context.Context, r *cloudtaskspb.CreateTaskRequest) (*cloudtaskspb.Task, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil {
		return nil, q.err
	}
	if q.tasks[r.Task.Name] != nil {
		return nil, status.Error(codes.AlreadyExists, "exists")
	}
	q.tasks[r.Task.Name] = r.Task
	return r.Task, nil
}

func start(t *testing.T) (*queue, *tasks.Client) {
	t.Helper()
	q := &queue{tasks: map[string]*cloudtaskspb.Task{}}
	server := grpc.NewServer()
	cloudtaskspb.RegisterCloudTasksServer(server, q)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(server.Stop)
	c, err := tasks.New(t.Context(), tasks.Target{Queue: "projects/p/locations/l/queues/alarms", URL: "https://timer.example", Invoker: "tasks@p"},
		l.Addr().String(), func() time.Time { return now }, func(context.Context) string { return "00-trace" })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return q, c
}

func TestArm(t *testing.T) {
	q, c := start(t)
	a := alarm.New(alarm.OfferNudge, "lead1", 2, now.Add(10*time.Minute))
	require.NoError(t, c.Arm(t.Context(), a))
	require.NoError(t, c.Arm(t.Context(), a), "the same alarm is the same task")
	require.NoError(t, c.Arm(t.Context(), alarm.New(alarm.OfferNudge, "lead1", 2, now.Add(11*time.Minute))), "a moved alarm is another")
	require.Len(t, q.tasks, 2)
	for name, task := range q.tasks {
		require.Regexp(t, regexp.MustCompile(`^projects/p/locations/l/queues/alarms/tasks/[0-9a-f]{24}-lead1-offer_nudge-2-\d+$`), name)
		call := task.GetHttpRequest()
		require.Equal(t, "https://timer.example", call.Url)
		require.Equal(t, cloudtaskspb.HttpMethod_POST, call.HttpMethod)
		require.Equal(t, "tasks@p", call.GetOidcToken().ServiceAccountEmail)
		require.Equal(t, "https://timer.example", call.GetOidcToken().Audience)
		require.Contains(t, string(call.Body), `{"alarm":"lead1/offer_nudge/2/`)
		require.Equal(t, map[string]string{"Content-Type": "application/json", "traceparent": "00-trace"}, call.Headers)
	}
}

func TestATaskHoldsNoNumber(t *testing.T) {
	q, c := start(t)
	require.NoError(t, c.Arm(t.Context(), alarm.OfChat(alarm.Unreadable, "972000000001@c.us", now.Add(time.Minute))))
	require.NoError(t, c.Arm(t.Context(), alarm.OfChat(alarm.Unreadable, "972000010001@c.us", now.Add(time.Minute))))
	require.Len(t, q.tasks, 2)
	for name, task := range q.tasks {
		require.NotContains(t, name, "9720000")
		require.NotContains(t, string(task.GetHttpRequest().Body), "9720000")
	}
}

func TestBeyondTheHorizon(t *testing.T) {
	q, c := start(t)
	err := c.Schedule(t.Context(), "x", now.Add(31*24*time.Hour), nil)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.ErrorContains(t, err, "744 hours")

	a := alarm.New(alarm.Reminder, "lead1", 0, now.Add(50*24*time.Hour))
	require.NoError(t, c.Arm(t.Context(), a))
	require.NoError(t, c.Arm(t.Context(), a))
	require.Len(t, q.tasks, 1)
	for _, task := range q.tasks {
		at := task.ScheduleTime.AsTime()
		require.True(t, at.After(now.Add(29*24*time.Hour)) && !at.After(now.Add(tasks.Horizon)), "it rings early: %v", at)
	}
}

func TestTrouble(t *testing.T) {
	q, c := start(t)
	for code, kind := range map[codes.Code]fault.Kind{codes.PermissionDenied: fault.Unavailable, codes.InvalidArgument: fault.Permanent} {
		q.err = status.Error(code, "no")
		require.Equal(t, kind, fault.KindOf(c.Schedule(t.Context(), "x", now, nil)), code)
	}
}

func TestRingAt(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 20, 0, 0, time.UTC)
	for _, due := range []time.Duration{time.Minute, tasks.Horizon} {
		require.Equal(t, now.Add(due), tasks.RingAt(now.Add(due), now))
	}
	for _, beyond := range []time.Duration{time.Second, 40 * time.Minute, 90 * time.Minute, 20 * 24 * time.Hour} {
		due := now.Add(tasks.Horizon + beyond)
		at := tasks.RingAt(due, now)
		require.Greater(t, due.Sub(at), time.Hour, "too early to be a clock that is off")
		require.False(t, at.After(now.Add(tasks.Horizon)))
		if beyond > time.Minute {
			require.Equal(t, at, tasks.RingAt(due, now.Add(5*time.Minute)), "armed again soon, it is the same task")
		}
	}
}
