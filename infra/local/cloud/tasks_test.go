package cloud_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func (r *rig) request(name string, in time.Duration) *cloudtaskspb.CreateTaskRequest {
	return &cloudtaskspb.CreateTaskRequest{Parent: queue, Task: &cloudtaskspb.Task{
		Name:         queue + "/tasks/" + name,
		ScheduleTime: timestamppb.New(r.time().Add(in)),
		MessageType: &cloudtaskspb.Task_HttpRequest{HttpRequest: &cloudtaskspb.HttpRequest{
			Url: r.url + "/timer", HttpMethod: cloudtaskspb.HttpMethod_POST, Body: []byte(name),
			AuthorizationHeader: &cloudtaskspb.HttpRequest_OidcToken{OidcToken: &cloudtaskspb.OidcToken{ServiceAccountEmail: "tasks@p"}},
		}},
	}}
}

func TestTaskRingsOnceAtItsTime(t *testing.T) {
	r := start(t)
	c := r.tasks(t)
	for name, in := range map[string]time.Duration{"third": 3 * time.Hour, "first": time.Hour, "second": 2 * time.Hour} {
		_, err := c.CreateTask(t.Context(), r.request(name, in))
		require.NoError(t, err)
	}
	next, ok := r.queue.Next()
	require.True(t, ok)
	require.WithinDuration(t, r.time().Add(time.Hour), next, 0)
	require.Zero(t, r.queue.Backlog())

	for _, name := range []string{"first", "second", "third"} {
		due := r.time().Add(time.Hour)
		r.advance(time.Hour)
		got := r.next(t)
		require.Equal(t, name, got.body)
		require.Equal(t, "tasks@p", got.caller)
		require.Equal(t, name, got.header.Get("X-CloudTasks-TaskName"))
		require.Equal(t, "alarms", got.header.Get("X-CloudTasks-QueueName"))
		require.Equal(t, fmt.Sprintf("%d.%06d", due.Unix(), due.Nanosecond()/1000), got.header.Get("X-CloudTasks-TaskETA"))
		r.settled(t)
	}
	require.Empty(t, r.calls)
}

func TestTaskNameIsTakenForAnHourMore(t *testing.T) {
	r := start(t)
	c := r.tasks(t)
	create := func() codes.Code {
		_, err := c.CreateTask(t.Context(), r.request("offer-1", time.Minute))
		return status.Code(err)
	}
	require.Equal(t, codes.OK, create())
	require.Equal(t, codes.AlreadyExists, create(), "waiting")
	r.advance(time.Minute)
	r.next(t)
	r.settled(t)
	require.Equal(t, codes.AlreadyExists, create(), "it ran just now")
	r.advance(59 * time.Minute)
	require.Equal(t, codes.AlreadyExists, create())
	r.advance(time.Minute)
	require.Equal(t, codes.OK, create())

	require.NoError(t, c.DeleteTask(t.Context(), &cloudtaskspb.DeleteTaskRequest{Name: queue + "/tasks/offer-1"}))
	require.Equal(t, codes.AlreadyExists, create(), "deleted just now")
	r.advance(2 * time.Hour)
	require.Empty(t, r.calls, "a deleted task does not ring")
	require.Equal(t, codes.OK, create())
	r.queue.Reset()
	require.Equal(t, codes.OK, create(), "nothing is remembered")
}

func TestRefusedTaskRingsAgain(t *testing.T) {
	r := start(t)
	r.answers <- http.StatusServiceUnavailable
	r.answers <- http.StatusTooManyRequests
	_, err := r.tasks(t).CreateTask(t.Context(), r.request("again", 0))
	require.NoError(t, err)
	for retry := range 3 {
		require.Equal(t, fmt.Sprint(retry), r.next(t).header.Get("X-CloudTasks-TaskRetryCount"))
	}
	r.settled(t)
	require.Empty(t, r.calls)
}

func TestTaskThatTheServiceWouldRefuse(t *testing.T) {
	r := start(t)
	c := r.tasks(t)
	far := r.request("far", 31*24*time.Hour)
	elsewhere := r.request("a", time.Hour)
	elsewhere.Parent = location + "/queues/other"
	nameless := r.request("lead/1", time.Hour)
	relative := r.request("b", time.Hour)
	relative.Task.GetHttpRequest().Url = "/timer"
	for want, requests := range map[codes.Code][]*cloudtaskspb.CreateTaskRequest{
		codes.InvalidArgument: {far, nameless, relative},
		codes.NotFound:        {elsewhere},
	} {
		for _, request := range requests {
			_, err := c.CreateTask(t.Context(), request)
			require.Equal(t, want, status.Code(err), "%v", err)
		}
	}
}

func TestPausedQueueKeepsItsTasks(t *testing.T) {
	r := start(t)
	c := r.tasks(t)
	paused, err := c.PauseQueue(t.Context(), &cloudtaskspb.PauseQueueRequest{Name: queue})
	require.NoError(t, err)
	require.Equal(t, cloudtaskspb.Queue_PAUSED, paused.State)
	for i := range 5 {
		_, err := c.CreateTask(t.Context(), r.request(fmt.Sprint(i), 0))
		require.NoError(t, err)
	}
	require.Zero(t, r.queue.Backlog())
	var listed []string
	all := c.ListTasks(t.Context(), &cloudtaskspb.ListTasksRequest{Parent: queue, PageSize: 2})
	for {
		task, err := all.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		require.NoError(t, err)
		require.Empty(t, task.GetHttpRequest().Body, "lists do not show what is in a task")
		listed = append(listed, task.Name[len(queue+"/tasks/"):])
	}
	require.Equal(t, []string{"0", "1", "2", "3", "4"}, listed)
	require.Empty(t, r.calls)
	_, err = c.ResumeQueue(t.Context(), &cloudtaskspb.ResumeQueueRequest{Name: queue})
	require.NoError(t, err)
	for range 5 {
		r.next(t)
	}
	r.settled(t)
}
