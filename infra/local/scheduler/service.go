package scheduler

import (
	"context"
	"slices"

	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// change does something to a job and gives it as it is then.
func (s *Scheduler) change(name string, do func(*job) error) (*schedulerpb.Job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.jobs, func(j *job) bool { return j.proto.Name == name })
	if at < 0 {
		return nil, status.Errorf(codes.NotFound, "job %q does not exist", name)
	}
	j := s.jobs[at]
	if err := do(j); err != nil {
		return nil, err
	}
	select { // its time may be the next one now
	case s.changed <- struct{}{}:
	default:
	}
	return s.seen(j), nil
}

func (s *Scheduler) seen(j *job) *schedulerpb.Job {
	seen := proto.Clone(j.proto).(*schedulerpb.Job)
	if seen.State == schedulerpb.Job_ENABLED {
		seen.ScheduleTime = timestamppb.New(j.next)
	}
	return seen
}

// ListJobs gives all jobs.
func (s *Scheduler) ListJobs(_ context.Context, r *schedulerpb.ListJobsRequest) (*schedulerpb.ListJobsResponse, error) {
	if r.Parent != s.options.Parent {
		return nil, status.Errorf(codes.NotFound, "location %q does not exist", r.Parent)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	response := &schedulerpb.ListJobsResponse{}
	for _, j := range s.jobs {
		response.Jobs = append(response.Jobs, s.seen(j))
	}
	return response, nil
}

// GetJob gives one job.
func (s *Scheduler) GetJob(_ context.Context, r *schedulerpb.GetJobRequest) (*schedulerpb.Job, error) {
	return s.change(r.Name, func(*job) error { return nil })
}

// UpdateJob changes a job's schedule and time zone; its target stands in the table.
func (s *Scheduler) UpdateJob(_ context.Context, r *schedulerpb.UpdateJobRequest) (*schedulerpb.Job, error) {
	return s.change(r.GetJob().GetName(), func(j *job) error {
		cron, zone := j.proto.Schedule, j.proto.TimeZone
		for _, path := range r.GetUpdateMask().GetPaths() {
			switch path {
			case "schedule":
				cron = r.Job.Schedule
			case "time_zone":
				zone = r.Job.TimeZone
			default:
				return status.Errorf(codes.InvalidArgument, "%s of a job cannot be changed here", path)
			}
		}
		schedule, err := parse(cron, zone)
		if err != nil {
			return status.Error(codes.InvalidArgument, err.Error())
		}
		j.schedule, j.proto.Schedule, j.proto.TimeZone = schedule, cron, zone
		j.next = schedule.Next(s.options.Now())
		j.proto.UserUpdateTime = timestamppb.New(s.options.Now())
		return nil
	})
}

// PauseJob stops a job from ringing by itself.
func (s *Scheduler) PauseJob(_ context.Context, r *schedulerpb.PauseJobRequest) (*schedulerpb.Job, error) {
	return s.change(r.Name, func(j *job) error {
		j.proto.State = schedulerpb.Job_PAUSED
		return nil
	})
}

// ResumeJob lets it ring again, from the present on.
func (s *Scheduler) ResumeJob(_ context.Context, r *schedulerpb.ResumeJobRequest) (*schedulerpb.Job, error) {
	return s.change(r.Name, func(j *job) error {
		j.proto.State = schedulerpb.Job_ENABLED
		j.next = j.schedule.Next(s.options.Now())
		return nil
	})
}

// RunJob rings a job now; it does not wait for its end.
func (s *Scheduler) RunJob(_ context.Context, r *schedulerpb.RunJobRequest) (*schedulerpb.Job, error) {
	return s.change(r.Name, func(j *job) error {
		if !j.busy {
			j.busy = true
			s.active++
			due := s.options.Now()
			s.done.Go(func() { _ = s.ring(s.running, j, due) }) // its outcome stands in the job
		}
		return nil
	})
}
