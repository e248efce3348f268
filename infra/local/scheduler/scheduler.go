// Package scheduler stands in for Cloud Scheduler: jobs that ring at their
// minutes by the clock that people see, in Israel's time.
package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"github.com/robfig/cron/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/proli/proli/infra/local/call"
	"github.com/proli/proli/infra/local/identity"
)

const (
	zone     = "Asia/Jerusalem"
	deadline = 330 * time.Second // of one attempt
	retries  = 3
	minPause = time.Second // before the first retry; it doubles
)

// Job is a scheduled call of a function.
type Job struct {
	Name     string
	Schedule string // cron, in Israel's time
	URL      string // of the function; also the audience of the caller's token
	// EachTime jobs ring at each of their minutes when the clock is moved over
	// them; the others then ring once, at the end.
	EachTime bool
}

// Options say what a scheduler works with.
type Options struct {
	Parent   string // projects/p/locations/l
	Email    string // of the service account that calls
	Identity *identity.Issuer
	Now      func() time.Time
	Jobs     []Job
	// MinPause replaces the service's pause before the first retry; zero keeps it.
	MinPause time.Duration
}

// Scheduler rings jobs; register it as the gRPC service.
type Scheduler struct {
	schedulerpb.UnimplementedCloudSchedulerServer
	options Options
	caller  *call.Caller
	changed chan struct{}
	running context.Context
	stop    context.CancelFunc
	done    sync.WaitGroup

	mu     sync.Mutex
	jobs   []*job // in the table's order
	held   bool
	active int
}

type job struct {
	Job
	proto    *schedulerpb.Job // schedule, state and last run as clients see them
	schedule cron.Schedule
	next     time.Time
	busy     bool
}

// New starts a scheduler; Stop ends it.
func New(o Options) (*Scheduler, error) {
	if o.MinPause == 0 {
		o.MinPause = minPause
	}
	s := &Scheduler{options: o, caller: call.New(o.Identity), changed: make(chan struct{}, 1)}
	s.running, s.stop = context.WithCancel(context.Background())
	if err := s.Reset(); err != nil {
		return nil, err
	}
	s.done.Go(s.run)
	return s, nil
}

// Reset restores all jobs to the table.
func (s *Scheduler) Reset() error {
	jobs := make([]*job, 0, len(s.options.Jobs))
	for _, j := range s.options.Jobs {
		body, err := json.Marshal(map[string]string{"job": j.Name})
		if err != nil {
			return fmt.Errorf("job %s: %w", j.Name, err)
		}
		schedule, err := parse(j.Schedule, zone)
		if err != nil {
			return fmt.Errorf("job %s: %w", j.Name, err)
		}
		target := &schedulerpb.HttpTarget{
			Uri: j.URL, HttpMethod: schedulerpb.HttpMethod_POST, Body: body, Headers: map[string]string{"Content-Type": "application/json"},
			AuthorizationHeader: &schedulerpb.HttpTarget_OidcToken{OidcToken: &schedulerpb.OidcToken{ServiceAccountEmail: s.options.Email, Audience: j.URL}},
		}
		jobs = append(jobs, &job{Job: j, schedule: schedule, proto: &schedulerpb.Job{
			Name: s.options.Parent + "/jobs/" + j.Name, Target: &schedulerpb.Job_HttpTarget{HttpTarget: target},
			Schedule: j.Schedule, TimeZone: zone, State: schedulerpb.Job_ENABLED, AttemptDeadline: durationpb.New(deadline),
			RetryConfig: &schedulerpb.RetryConfig{RetryCount: retries, MinBackoffDuration: durationpb.New(minPause)},
		}})
	}
	s.mu.Lock()
	s.jobs = jobs
	s.mu.Unlock()
	s.Release()
	return nil
}

func parse(schedule, zone string) (cron.Schedule, error) {
	if _, err := time.LoadLocation(zone); err != nil || zone == "" {
		return nil, fmt.Errorf("time zone %q is not known", zone)
	}
	parsed, err := cron.ParseStandard("CRON_TZ=" + zone + " " + schedule)
	if err != nil {
		return nil, fmt.Errorf("schedule %q: %w", schedule, err)
	}
	return parsed, nil
}

// Hold stops the ringing while somebody moves the clock.
func (s *Scheduler) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// Release goes on from the present time; what lies before it is not made up for.
func (s *Scheduler) Release() {
	s.mu.Lock()
	s.held = false
	for _, j := range s.jobs {
		j.next = j.schedule.Next(s.options.Now())
	}
	s.mu.Unlock()
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Next is the first minute after the given one in which EachTime jobs ring, and
// their names; none when all are paused.
func (s *Scheduler) Next(after time.Time) (at time.Time, names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if !j.EachTime || j.proto.State != schedulerpb.Job_ENABLED {
			continue
		}
		switch next := j.schedule.Next(after); {
		case next.IsZero():
		case at.IsZero() || next.Before(at):
			at, names = next, []string{j.Name}
		case next.Equal(at):
			names = append(names, j.Name)
		}
	}
	return at, names
}

// Backlog counts the jobs in progress.
func (s *Scheduler) Backlog() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.active
}

// Stop ends the scheduler; jobs in progress are cut off.
func (s *Scheduler) Stop() {
	s.stop()
	s.done.Wait()
}

func (s *Scheduler) run() {
	for {
		timer := time.NewTimer(s.startDue())
		select {
		case <-s.running.Done():
			timer.Stop()
			return
		case <-s.changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// startDue rings what is due and says how long the next job has.
func (s *Scheduler) startDue() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := time.Hour
	if s.held {
		return wait
	}
	now := s.options.Now()
	for _, j := range s.jobs {
		if j.proto.State != schedulerpb.Job_ENABLED {
			continue
		}
		if !j.next.After(now) {
			due := j.next
			j.next = j.schedule.Next(now)
			if !j.busy { // the next run waits for the last one to end
				j.busy = true
				s.active++
				s.done.Go(func() { _ = s.ring(s.running, j, due) }) // its outcome stands in the job
			}
		}
		wait = min(wait, j.next.Sub(now))
	}
	return wait
}

// ring calls a job that is marked busy until it is done or given up.
func (s *Scheduler) ring(ctx context.Context, j *job, due time.Time) error {
	target := j.proto.GetHttpTarget()
	header := http.Header{}
	for name, value := range target.Headers {
		header.Set(name, value)
	}
	header.Set("User-Agent", "Google-Cloud-Scheduler")
	header.Set("X-CloudScheduler", "true")
	header.Set("X-CloudScheduler-JobName", j.Name)
	header.Set("X-CloudScheduler-ScheduleTime", due.UTC().Format(time.RFC3339))
	token := target.GetOidcToken()
	request := call.Request{URL: target.Uri, Email: token.ServiceAccountEmail, Audience: token.Audience, Header: header, Body: target.Body, Deadline: deadline}
	err := s.caller.Post(ctx, request)
	for attempt := range retries {
		if err == nil || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(s.options.MinPause << attempt):
			err = s.caller.Post(ctx, request)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	j.busy = false
	s.active--
	j.proto.LastAttemptTime = timestamppb.New(s.options.Now())
	j.proto.Status = nil
	if err != nil {
		j.proto.Status = status.New(codes.Unavailable, err.Error()).Proto()
	}
	return err
}

// Run rings a job now, waits for its turn if it is ringing already, and returns
// when it has ended.
func (s *Scheduler) Run(ctx context.Context, name string, due time.Time) error {
	for {
		s.mu.Lock()
		at := slices.IndexFunc(s.jobs, func(j *job) bool { return j.Name == name })
		if at < 0 {
			s.mu.Unlock()
			return fmt.Errorf("job %q does not exist", name)
		}
		j := s.jobs[at]
		if !j.busy {
			j.busy = true
			s.active++
			s.mu.Unlock()
			return s.ring(ctx, j, due)
		}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return fmt.Errorf("job %s: %w", name, ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
}
