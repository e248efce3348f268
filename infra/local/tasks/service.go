package tasks

import (
	"container/heap"
	"context"
	"crypto/rand"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const pruneEvery = 1000 // creations; the names of long ago are forgotten then

var taskID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,500}$`)

// CreateTask queues a task; a name is taken while its task lives and an hour longer.
func (q *Queue) CreateTask(_ context.Context, r *cloudtaskspb.CreateTaskRequest) (*cloudtaskspb.Task, error) {
	if r.Parent != q.options.Name {
		return nil, status.Errorf(codes.NotFound, "queue %q does not exist", r.Parent)
	}
	t := proto.Clone(r.GetTask()).(*cloudtaskspb.Task)
	if t.GetHttpRequest() == nil {
		return nil, status.Error(codes.InvalidArgument, "task.http_request is required")
	}
	if u, err := url.Parse(t.GetHttpRequest().GetUrl()); err != nil || u.Host == "" {
		return nil, status.Error(codes.InvalidArgument, "task.http_request.url must be absolute")
	}
	if t.Name == "" {
		t.Name = q.options.Name + "/tasks/" + rand.Text()
	}
	if id, ours := strings.CutPrefix(t.Name, q.options.Name+"/tasks/"); !ours || !taskID.MatchString(id) {
		return nil, status.Errorf(codes.InvalidArgument, "task.name %q: use %s/tasks/ and letters, digits, - and _", t.Name, q.options.Name)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.options.Now()
	t.CreateTime = timestamppb.New(now)
	if t.ScheduleTime == nil {
		t.ScheduleTime = t.CreateTime
	}
	at := t.ScheduleTime.AsTime()
	if at.Sub(now) > horizon {
		return nil, status.Error(codes.InvalidArgument, "task.schedule_time is more than 30 days ahead")
	}
	if q.tasks[t.Name] != nil || q.remembers(t.Name) {
		return nil, status.Errorf(codes.AlreadyExists, "task %q exists, or existed within the hour", t.Name)
	}
	if len(q.tasks) >= maxTasks {
		return nil, status.Error(codes.ResourceExhausted, "too many tasks")
	}
	added := &task{proto: t, at: at}
	q.tasks[t.Name] = added
	heap.Push(&q.order, added)
	if added.index == 0 {
		q.Wake()
	}
	return proto.Clone(t).(*cloudtaskspb.Task), nil
}

// remembers tells whether a task of this name ran or was deleted within the
// hour. A time that has not come (again) since the clock was moved back does
// not count. The caller holds mu.
func (q *Queue) remembers(name string) bool {
	now := q.options.Now()
	over := func(since time.Time) bool { age := now.Sub(since); return age < 0 || age >= remembered }
	if q.created++; q.created%pruneEvery == 0 {
		maps.DeleteFunc(q.gone, func(_ string, since time.Time) bool { return over(since) })
	}
	since, ok := q.gone[name]
	return ok && !over(since)
}

// GetTask gives one task.
func (q *Queue) GetTask(_ context.Context, r *cloudtaskspb.GetTaskRequest) (*cloudtaskspb.Task, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t, ok := q.tasks[r.Name]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "task %q does not exist", r.Name)
	}
	if r.ResponseView == cloudtaskspb.Task_FULL {
		return proto.Clone(t.proto).(*cloudtaskspb.Task), nil
	}
	return basic(t.proto), nil
}

// ListTasks gives the queue's tasks in order of their time, all in one page
// unless a smaller one is asked for.
func (q *Queue) ListTasks(_ context.Context, r *cloudtaskspb.ListTasksRequest) (*cloudtaskspb.ListTasksResponse, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := make([]*task, 0, len(q.tasks))
	for _, t := range q.tasks {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *task) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return strings.Compare(a.proto.Name, b.proto.Name)
	})
	from := 0
	if r.PageToken != "" {
		from = slices.IndexFunc(all, func(t *task) bool { return t.proto.Name == r.PageToken })
		if from < 0 {
			return nil, status.Error(codes.InvalidArgument, "page_token is not valid any more")
		}
	}
	size := 1000
	if r.PageSize > 0 {
		size = min(size, int(r.PageSize))
	}
	response := &cloudtaskspb.ListTasksResponse{}
	for _, t := range all[from:] {
		if len(response.Tasks) == size {
			response.NextPageToken = t.proto.Name
			break
		}
		if r.ResponseView == cloudtaskspb.Task_FULL {
			response.Tasks = append(response.Tasks, proto.Clone(t.proto).(*cloudtaskspb.Task))
		} else {
			response.Tasks = append(response.Tasks, basic(t.proto))
		}
	}
	return response, nil
}

// DeleteTask removes a task; its name stays taken for an hour.
func (q *Queue) DeleteTask(_ context.Context, r *cloudtaskspb.DeleteTaskRequest) (*emptypb.Empty, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t, ok := q.tasks[r.Name]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "task %q does not exist", r.Name)
	}
	if t.index >= 0 {
		heap.Remove(&q.order, t.index)
	}
	q.forget(t)
	return &emptypb.Empty{}, nil
}

// GetQueue describes the queue.
func (q *Queue) GetQueue(_ context.Context, r *cloudtaskspb.GetQueueRequest) (*cloudtaskspb.Queue, error) {
	return q.described(r.Name, func() {})
}

// PauseQueue stops calls; tasks stay, and can be added.
func (q *Queue) PauseQueue(_ context.Context, r *cloudtaskspb.PauseQueueRequest) (*cloudtaskspb.Queue, error) {
	return q.described(r.Name, func() { q.paused = true })
}

// ResumeQueue goes on calling.
func (q *Queue) ResumeQueue(_ context.Context, r *cloudtaskspb.ResumeQueueRequest) (*cloudtaskspb.Queue, error) {
	defer q.Wake()
	return q.described(r.Name, func() { q.paused = false })
}

func (q *Queue) described(name string, change func()) (*cloudtaskspb.Queue, error) {
	if name != q.options.Name {
		return nil, status.Errorf(codes.NotFound, "queue %q does not exist", name)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	change()
	state := cloudtaskspb.Queue_RUNNING
	if q.paused {
		state = cloudtaskspb.Queue_PAUSED
	}
	return &cloudtaskspb.Queue{Name: q.options.Name, State: state}, nil
}
