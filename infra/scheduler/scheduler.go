// Package scheduler steers the daily jobs, which stand in Cloud Scheduler.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	cloudscheduler "cloud.google.com/go/scheduler/apiv1"
	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/proli/proli/shared/fault"
)

// callLimit bounds one call.
const callLimit = 10 * time.Second

// Job is one job as the scheduler knows it.
type Job struct {
	Name     string // the last part of its full name
	Schedule string // cron
	Zone     string
	Paused   bool
	Next     time.Time // zero when paused
	Last     time.Time // zero before the first run
	Failed   bool      // the last run was answered with an error
}

// Client steers the jobs of one location.
type Client struct {
	jobs   *cloudscheduler.CloudSchedulerClient
	parent string
}

// New makes a client; it does not connect yet. Parent is projects/p/locations/l,
// emulator host:port of a stand-in, or empty.
func New(ctx context.Context, parent, emulator string) (*Client, error) {
	var opts []option.ClientOption
	if emulator != "" {
		opts = append(opts, option.WithEndpoint(emulator), option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	}
	client, err := cloudscheduler.NewCloudSchedulerClient(ctx, opts...)
	if err != nil {
		return nil, fmt.Errorf("open scheduler: %w", err)
	}
	return &Client{jobs: client, parent: parent}, nil
}

// List gives all jobs.
func (c *Client) List(ctx context.Context) ([]Job, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var all []Job
	for jobs := c.jobs.ListJobs(ctx, &schedulerpb.ListJobsRequest{Parent: c.parent}); ; {
		j, err := jobs.Next()
		if errors.Is(err, iterator.Done) {
			return all, nil
		}
		if err != nil {
			return nil, judged("list jobs", err)
		}
		all = append(all, read(j))
	}
}

// Get gives one job.
func (c *Client) Get(ctx context.Context, name string) (Job, error) {
	return c.do(ctx, "get job "+name, func(ctx context.Context) (*schedulerpb.Job, error) {
		return c.jobs.GetJob(ctx, &schedulerpb.GetJobRequest{Name: c.full(name)})
	})
}

// Run has a job run now, paused or not; it does not wait for the run.
func (c *Client) Run(ctx context.Context, name string) (Job, error) {
	return c.do(ctx, "run job "+name, func(ctx context.Context) (*schedulerpb.Job, error) {
		return c.jobs.RunJob(ctx, &schedulerpb.RunJobRequest{Name: c.full(name)})
	})
}

// Pause keeps a job from running at its hours.
func (c *Client) Pause(ctx context.Context, name string) (Job, error) {
	return c.do(ctx, "pause job "+name, func(ctx context.Context) (*schedulerpb.Job, error) {
		return c.jobs.PauseJob(ctx, &schedulerpb.PauseJobRequest{Name: c.full(name)})
	})
}

// Resume ends a pause.
func (c *Client) Resume(ctx context.Context, name string) (Job, error) {
	return c.do(ctx, "resume job "+name, func(ctx context.Context) (*schedulerpb.Job, error) {
		return c.jobs.ResumeJob(ctx, &schedulerpb.ResumeJobRequest{Name: c.full(name)})
	})
}

// SetHours gives a job another cron expression; one that is none is invalid.
func (c *Client) SetHours(ctx context.Context, name, cron string) (Job, error) {
	return c.do(ctx, "set hours of job "+name, func(ctx context.Context) (*schedulerpb.Job, error) {
		return c.jobs.UpdateJob(ctx, &schedulerpb.UpdateJobRequest{
			Job:        &schedulerpb.Job{Name: c.full(name), Schedule: cron},
			UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"schedule"}},
		})
	})
}

// Close ends the connections.
func (c *Client) Close() error { return c.jobs.Close() }

func (c *Client) full(name string) string { return c.parent + "/jobs/" + name }

func (c *Client) do(ctx context.Context, op string, call func(context.Context) (*schedulerpb.Job, error)) (Job, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	j, err := call(ctx)
	if err != nil {
		return Job{}, judged(op, err)
	}
	return read(j), nil
}

func read(j *schedulerpb.Job) Job {
	return Job{
		Name:     j.GetName()[strings.LastIndex(j.GetName(), "/")+1:],
		Schedule: j.GetSchedule(),
		Zone:     j.GetTimeZone(),
		Paused:   j.GetState() == schedulerpb.Job_PAUSED,
		Next:     instant(j.GetScheduleTime()),
		Last:     instant(j.GetLastAttemptTime()),
		Failed:   j.GetStatus().GetCode() != 0,
	}
}

func instant(t *timestamppb.Timestamp) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.AsTime()
}

func judged(op string, err error) error {
	switch status.Code(err) {
	case codes.NotFound:
		return fault.Wrap(fault.NotFound, op, err)
	case codes.InvalidArgument:
		return fault.Wrap(fault.Invalid, op, err)
	case codes.FailedPrecondition, codes.Aborted:
		return fault.Wrap(fault.Conflict, op, err)
	}
	return fault.Wrap(fault.Unavailable, op, err)
}
