package scheduler_test

import (
	"context"
	"net"
	"testing"
	"time"

	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"github.com/stretchr/testify/require"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/proli/proli/infra/scheduler"
	"github.com/proli/proli/shared/fault"
)

const relay = "projects/p/locations/l/jobs/relay"

var (
	next = time.Date(2026, 3, 1, 10, 1, 0, 0, time.UTC)
	last = next.Add(-time.Minute)
)

// service has one job.
type service struct {
	schedulerpb.UnimplementedCloudSchedulerServer
	job  *schedulerpb.Job
	runs int
}

func (s *service) one(name string) (*schedulerpb.Job, error) {
	if name != relay {
		return nil, status.Error(codes.NotFound, "no such job")
	}
	return s.job, nil
}

func (s *service) ListJobs(context.Context, *schedulerpb.ListJobsRequest) (*schedulerpb.ListJobsResponse, error) {
	return &schedulerpb.ListJobsResponse{Jobs: []*schedulerpb.Job{s.job}}, nil
}

func (s *service) GetJob(_ context.Context, r *schedulerpb.GetJobRequest) (*schedulerpb.Job, error) {
	return s.one(r.Name)
}

func (s *service) RunJob(_ context.Context, r *schedulerpb.RunJobRequest) (*schedulerpb.Job, error) {
	s.runs++
	return s.one(r.Name)
}

func (s *service) PauseJob(_ context.Context, r *schedulerpb.PauseJobRequest) (*schedulerpb.Job, error) {
	s.job.State, s.job.ScheduleTime = schedulerpb.Job_PAUSED, nil
	return s.one(r.Name)
}

func (s *service) ResumeJob(_ context.Context, r *schedulerpb.ResumeJobRequest) (*schedulerpb.Job, error) {
	s.job.State, s.job.ScheduleTime = schedulerpb.Job_ENABLED, timestamppb.New(next)
	return s.one(r.Name)
}

func (s *service) UpdateJob(_ context.Context, r *schedulerpb.UpdateJobRequest) (*schedulerpb.Job, error) {
	if r.Job.Schedule == "soon" {
		return nil, status.Error(codes.InvalidArgument, "schedule")
	}
	if len(r.UpdateMask.Paths) == 1 && r.UpdateMask.Paths[0] == "schedule" {
		s.job.Schedule = r.Job.Schedule
	}
	return s.one(r.Job.Name)
}

func TestSteering(t *testing.T) {
	s := &service{job: &schedulerpb.Job{
		Name: relay, Schedule: "* * * * *", TimeZone: "Asia/Jerusalem", State: schedulerpb.Job_ENABLED,
		ScheduleTime: timestamppb.New(next), LastAttemptTime: timestamppb.New(last), Status: &rpcstatus.Status{Code: int32(codes.Unavailable)},
	}}
	server := grpc.NewServer()
	schedulerpb.RegisterCloudSchedulerServer(server, s)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(server.Stop)
	c, err := scheduler.New(t.Context(), "projects/p/locations/l", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })

	want := scheduler.Job{Name: "relay", Schedule: "* * * * *", Zone: "Asia/Jerusalem", Next: next, Last: last, Failed: true}
	all, err := c.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []scheduler.Job{want}, all)
	got, err := c.Get(t.Context(), "relay")
	require.NoError(t, err)
	require.Equal(t, want, got)

	_, err = c.Run(t.Context(), "relay")
	require.NoError(t, err)
	require.Equal(t, 1, s.runs)
	got, err = c.Pause(t.Context(), "relay")
	require.NoError(t, err)
	require.True(t, got.Paused)
	require.Zero(t, got.Next)
	got, err = c.Resume(t.Context(), "relay")
	require.NoError(t, err)
	require.False(t, got.Paused)
	got, err = c.SetHours(t.Context(), "relay", "*/2 * * * *")
	require.NoError(t, err)
	require.Equal(t, "*/2 * * * *", got.Schedule)

	_, err = c.SetHours(t.Context(), "relay", "soon")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = c.Get(t.Context(), "other")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}
