package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/scheduler"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/fault"
)

// Scheduler is where the jobs' hours stand.
type Scheduler interface {
	List(ctx context.Context) ([]scheduler.Job, error)
	// Run has a job run now; it does not wait for the run.
	Run(ctx context.Context, name string) (scheduler.Job, error)
	// SetHours gives a job another cron expression; one that is none is invalid.
	SetHours(ctx context.Context, name, cron string) (scheduler.Job, error)
}

// Workings are what happens by itself, as operators look at it.
type Workings interface {
	JobStore
	QueueStore
}

// JobStore keeps which jobs are on, and what they did last.
type JobStore interface {
	// JobsOff are the jobs that an admin has switched off.
	JobsOff(ctx context.Context) (map[string]bool, error)
	// SwitchJob switches one off or on; doing it twice is doing it once.
	SwitchJob(ctx context.Context, job string, off bool) error
	LastRuns(ctx context.Context, jobs []string) (map[string]mongo.JobRun, error)
}

// jobNames are all jobs there are, in the order of the page.
var jobNames = []string{"healer", "relay", "janitor", "watchdog", "agenda", "appointment", "completion", "reporter"}

// jobRow is one job as the page shows it.
type jobRow struct {
	Name  string
	Off   bool
	Known bool // to the scheduler
	Job   scheduler.Job
	Last  mongo.JobRun
	Form  *form
}

type jobsPage struct {
	frame
	Rows []jobRow
	Away bool // the scheduler cannot be reached: hours are not known
}

func (*jobsPage) template() string { return "settings_jobs" }
func (*jobsPage) topics() []string { return []string{mongo.Settings, mongo.Runs} }

func (s *server) jobs(v *visit) (answer, error) {
	return s.showJobs(v, http.StatusOK, "", nil)
}

// showJobs shows the page; one of the jobs may have a form that came back.
func (s *server) showJobs(v *visit, status int, job string, typed *form) (answer, error) {
	ctx := v.Context()
	off, err := s.Truth.JobsOff(ctx)
	if err != nil {
		return answer{}, err
	}
	last, err := s.Truth.LastRuns(ctx, jobNames)
	if err != nil {
		return answer{}, err
	}
	p := &jobsPage{}
	known, err := s.Jobs.List(ctx)
	if err != nil { // the database still says what is on and what was done
		p.Away = true
		s.fail(v, err)
	}
	for _, name := range jobNames {
		row := jobRow{Name: name, Off: off[name], Last: last[name]}
		if i := slices.IndexFunc(known, func(j scheduler.Job) bool { return jobOf(j.Name) == name }); i >= 0 {
			row.Known, row.Job = true, known[i]
		}
		row.Form = blank(v, "cron-"+name, row.Job.Schedule)
		if name == job {
			row.Form = typed
		}
		p.Rows = append(p.Rows, row)
	}
	return show(status, p), nil
}

// jobOf is a job's name as we know it: in the cloud it may carry a prefix.
func jobOf(name string) string {
	for _, job := range jobNames {
		if name == job || strings.HasSuffix(name, "-"+job) {
			return job
		}
	}
	return name
}

// scheduled is the scheduler's name of a job.
func (s *server) scheduled(ctx context.Context, job string) (scheduler.Job, error) {
	known, err := s.Jobs.List(ctx)
	if err != nil {
		return scheduler.Job{}, err
	}
	for _, j := range known {
		if jobOf(j.Name) == job {
			return j, nil
		}
	}
	return scheduler.Job{}, fault.New(fault.NotFound, "admin.jobs", "the scheduler has no such job")
}

func (v *visit) job() (string, error) {
	job := v.PathValue("job")
	if !slices.Contains(jobNames, job) {
		return "", fault.New(fault.NotFound, "admin.jobs", "no such job")
	}
	return job, nil
}

func (s *server) switchJob(v *visit) (answer, error) {
	job, err := v.job()
	if err != nil {
		return answer{}, err
	}
	off := v.PostFormValue("off") != ""
	err = s.audited(v, "settings.job", "jobs/"+job, audit.Fields{"off": strconv.FormatBool(!off)}, audit.Fields{"off": strconv.FormatBool(off)},
		func(ctx context.Context) error { return s.Truth.SwitchJob(ctx, job, off) })
	if err != nil {
		return answer{}, err
	}
	key := "settings.jobs.switched_on"
	if off {
		key = "settings.jobs.switched_off"
	}
	return s.done(v, "/settings/jobs", key, "job", v.text("job."+job)), nil
}

// runJob writes the record first: a run that was asked for is known even if the answer is lost.
func (s *server) runJob(v *visit) (answer, error) {
	job, err := v.job()
	if err != nil {
		return answer{}, err
	}
	j, err := s.scheduled(v.Context(), job)
	if err == nil {
		err = s.audited(v, "settings.job_run", "jobs/"+job, nil, audit.Fields{"asked": "now"}, func(context.Context) error { return nil })
	}
	if err == nil {
		_, err = s.Jobs.Run(v.Context(), j.Name)
	}
	if err != nil {
		s.fail(v, err)
		return s.refused(v, "/settings/jobs", "settings.jobs.away"), nil
	}
	return s.done(v, "/settings/jobs", "settings.jobs.asked", "job", v.text("job."+job)), nil
}

func (s *server) setJobHours(v *visit) (answer, error) {
	job, err := v.job()
	if err != nil {
		return answer{}, err
	}
	f := typed(v)
	field := "cron-" + job
	cron := f.Need(field, 100)
	var j scheduler.Job
	if f.OK() {
		if j, err = s.scheduled(v.Context(), job); err != nil {
			return answer{}, err
		}
		_, err = s.Jobs.SetHours(v.Context(), j.Name, cron)
		if fault.KindOf(err) == fault.Invalid {
			f.Refuse(field, "settings.jobs.cron")
		} else if err != nil {
			return answer{}, err
		}
	}
	if !f.OK() {
		return s.showJobs(v, f.status(), job, f)
	}
	err = s.audited(v, "settings.job_hours", "jobs/"+job, audit.Fields{"hours": j.Schedule}, audit.Fields{"hours": cron}, func(context.Context) error { return nil })
	if err != nil {
		return answer{}, err
	}
	return s.done(v, "/settings/jobs", "settings.saved"), nil
}
