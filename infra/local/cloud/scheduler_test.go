package cloud_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/proli/proli/infra/local/secrets"
)

func TestJobRunsNow(t *testing.T) {
	r := start(t)
	require.NoError(t, r.scheduler.Run(t.Context(), "agenda", r.time()))
	got := r.next(t)
	require.Equal(t, "/reminder", got.path)
	require.JSONEq(t, `{"job":"agenda"}`, got.body)
	require.Equal(t, "scheduler", got.caller)
	require.Equal(t, "agenda", got.header.Get("X-CloudScheduler-JobName"))
	require.Equal(t, "2026-03-01T10:00:00Z", got.header.Get("X-CloudScheduler-ScheduleTime"))
	require.Error(t, r.scheduler.Run(t.Context(), "absent", r.time()))

	for range 4 {
		r.answers <- http.StatusBadGateway
	}
	require.ErrorContains(t, r.scheduler.Run(t.Context(), "healer", r.time()), "502")
	job, err := r.jobs(t).GetJob(t.Context(), &schedulerpb.GetJobRequest{Name: location + "/jobs/healer"})
	require.NoError(t, err)
	require.Contains(t, job.Status.Message, "502")
}

func TestJobsDueOnTheWay(t *testing.T) {
	r := start(t) // Sunday noon
	at, names := r.scheduler.Next(r.time())
	require.Equal(t, "16:00 [reporter]", at.Format("15:04")+" ["+names[0]+"]")
	at, names = r.scheduler.Next(at.Add(12 * time.Hour))
	require.Equal(t, "Mon 08:00", at.Format("Mon 15:04"))
	require.Equal(t, []string{"agenda", "reporter"}, names)
	// Over the change to summer time, eight stays eight on the wall.
	at, _ = r.scheduler.Next(time.Date(2026, 3, 27, 1, 0, 0, 0, at.Location()))
	require.Equal(t, "04:00 +0300", at.Format("15:04 -0700"))
}

func TestHeldSchedulerMakesUpForNothing(t *testing.T) {
	r := start(t)
	r.advance(25 * time.Hour)
	require.Empty(t, r.calls)
	job, err := r.jobs(t).GetJob(t.Context(), &schedulerpb.GetJobRequest{Name: location + "/jobs/agenda"})
	require.NoError(t, err)
	require.Equal(t, "2026-03-03T06:00:00Z", job.ScheduleTime.AsTime().Format(time.RFC3339))
}

func TestJobsThroughTheAPI(t *testing.T) {
	r := start(t)
	c := r.jobs(t)
	var names []string
	all := c.ListJobs(t.Context(), &schedulerpb.ListJobsRequest{Parent: location})
	for {
		job, err := all.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		require.NoError(t, err)
		require.Equal(t, "Asia/Jerusalem", job.TimeZone)
		names = append(names, filepath.Base(job.Name))
	}
	require.Equal(t, []string{"healer", "agenda", "reporter"}, names)

	agenda := &schedulerpb.Job{Name: location + "/jobs/agenda", Schedule: "30 7 * * *"}
	mask := &fieldmaskpb.FieldMask{Paths: []string{"schedule"}}
	job, err := c.UpdateJob(t.Context(), &schedulerpb.UpdateJobRequest{Job: agenda, UpdateMask: mask})
	require.NoError(t, err)
	require.Equal(t, "30 7 * * *", job.Schedule)
	require.Equal(t, "2026-03-02T05:30:00Z", job.ScheduleTime.AsTime().Format(time.RFC3339))

	agenda.Schedule = "at eight"
	_, err = c.UpdateJob(t.Context(), &schedulerpb.UpdateJobRequest{Job: agenda, UpdateMask: mask})
	require.Equal(t, codes.InvalidArgument, status.Code(err))

	paused, err := c.PauseJob(t.Context(), &schedulerpb.PauseJobRequest{Name: agenda.Name})
	require.NoError(t, err)
	require.Equal(t, schedulerpb.Job_PAUSED, paused.State)
	_, due := r.scheduler.Next(r.time().Add(19 * time.Hour))
	require.Equal(t, []string{"reporter"}, due, "a paused job does not ring")
	_, err = c.ResumeJob(t.Context(), &schedulerpb.ResumeJobRequest{Name: agenda.Name})
	require.NoError(t, err)

	_, err = c.RunJob(t.Context(), &schedulerpb.RunJobRequest{Name: agenda.Name})
	require.NoError(t, err)
	require.JSONEq(t, `{"job":"agenda"}`, r.next(t).body)
	r.settled(t)
	_, err = c.RunJob(t.Context(), &schedulerpb.RunJobRequest{Name: location + "/jobs/absent"})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestSecretVersions(t *testing.T) {
	r := start(t)
	c := r.secrets(t)
	read := func(name string) (string, codes.Code) {
		got, err := c.AccessSecretVersion(t.Context(), &secretmanagerpb.AccessSecretVersionRequest{Name: "projects/proli-local/secrets/" + name})
		return string(got.GetPayload().GetData()), status.Code(err)
	}
	for name, want := range map[string]string{"token/versions/latest": "new", "token/versions/2": "new", "token/versions/1": "old"} {
		got, code := read(name)
		require.Equal(t, codes.OK, code)
		require.Equal(t, want, got)
	}
	for name, want := range map[string]codes.Code{
		"token/versions/3": codes.NotFound, "absent/versions/latest": codes.NotFound, "token/versions/first": codes.InvalidArgument, "token": codes.InvalidArgument,
	} {
		_, code := read(name)
		require.Equal(t, want, code, name)
	}
}

func TestSecretsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets.json")
	_, err := secrets.Load("p", path)
	require.NoError(t, err, "none")
	require.NoError(t, os.WriteFile(path, []byte(`{"token":"s3cret"}`), 0o600))
	_, err = secrets.Load("p", path)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "s3cret")
}
