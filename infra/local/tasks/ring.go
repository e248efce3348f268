package tasks

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"

	"github.com/proli/proli/infra/local/call"
)

// ring calls a due task until it is taken or given up.
func (q *Queue) ring(e *epoch, t *task) {
	defer func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.active--
		q.forget(t)
	}()
	pause := q.options.MinBackoff
	for attempt := range maxAttempts {
		select {
		case q.slots <- struct{}{}:
		case <-e.Done():
			return
		}
		err := q.call(e, t, attempt)
		<-q.slots
		if err == nil || !q.exists(t) {
			return
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, maxBackoff)
		case <-e.Done():
			return
		}
	}
}

func (q *Queue) exists(t *task) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.tasks[t.proto.Name] == t
}

// forget removes a task; its name stays taken for a while. The caller holds mu.
func (q *Queue) forget(t *task) {
	if q.tasks[t.proto.Name] != t { // deleted, or the queue was reset
		return
	}
	delete(q.tasks, t.proto.Name)
	q.gone[t.proto.Name] = q.options.Now()
}

func (q *Queue) call(e *epoch, t *task, attempt int) error {
	request := t.proto.GetHttpRequest()
	header := http.Header{}
	for name, value := range request.GetHeaders() {
		header.Set(name, value)
	}
	header.Set("User-Agent", "Google-Cloud-Tasks")
	header.Set("X-CloudTasks-QueueName", path.Base(q.options.Name))
	header.Set("X-CloudTasks-TaskName", path.Base(t.proto.Name))
	header.Set("X-CloudTasks-TaskRetryCount", strconv.Itoa(attempt))
	header.Set("X-CloudTasks-TaskExecutionCount", strconv.Itoa(attempt))
	header.Set("X-CloudTasks-TaskETA", fmt.Sprintf("%d.%06d", t.at.Unix(), t.at.Nanosecond()/1000))
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/octet-stream")
	}
	limit := deadline
	if d := t.proto.GetDispatchDeadline(); d != nil {
		limit = d.AsDuration()
	}
	q.mu.Lock()
	t.proto.DispatchCount++
	q.mu.Unlock()
	return q.caller.Post(e, call.Request{
		URL: request.GetUrl(), Email: request.GetOidcToken().GetServiceAccountEmail(), Audience: request.GetOidcToken().GetAudience(),
		Header: header, Body: request.GetBody(), Deadline: limit,
	})
}

// basic is a task as lists show it: without its body and headers, which may
// carry what is nobody's business.
func basic(t *cloudtaskspb.Task) *cloudtaskspb.Task {
	return &cloudtaskspb.Task{
		Name: t.Name, ScheduleTime: t.ScheduleTime, CreateTime: t.CreateTime, DispatchCount: t.DispatchCount,
		DispatchDeadline: t.DispatchDeadline, View: cloudtaskspb.Task_BASIC,
		MessageType: &cloudtaskspb.Task_HttpRequest{HttpRequest: &cloudtaskspb.HttpRequest{
			Url: t.GetHttpRequest().GetUrl(), HttpMethod: t.GetHttpRequest().GetHttpMethod(),
		}},
	}
}
