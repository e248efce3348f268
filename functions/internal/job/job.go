// Package job runs scheduled jobs: each by its name, one run at a time however many
// schedulers call, none that an admin has switched off, and each with a record of what it did.
//
// A job called twice is done twice, one after the other; that the second run has no effect
// is the job's own doing: whatever it writes is claimed under an id that follows from what
// it is about.
package job

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/fault"
)

// astray is how far the scheduler's clock and ours may be apart: more than all its retries take.
const astray = 24 * time.Hour

// life is how long a run may be silent before another may take its place, by the database's clock.
const life = 10 * time.Second

// Store keeps who runs what, and what was run.
type Store interface {
	TakeLease(ctx context.Context, name, holder string, life time.Duration) (bool, error)
	GiveBack(ctx context.Context, name, holder string) error
	// JobOff reports whether a job is switched off.
	JobOff(ctx context.Context, job string) (bool, error)
	// Ran keeps the record of a finished run, and of what it did how often.
	Ran(ctx context.Context, job string, slot, began, ended time.Time, did int, what map[string]int) error
}

// Run is one run of a job.
type Run struct {
	Now  time.Time // when it began
	Slot time.Time // the minute that it stands for: two calls for one minute have one
	keep func(context.Context) error
}

// Keep holds the run's lease; a run calls it before each item or page of its work.
func (r Run) Keep(ctx context.Context) error { return r.keep(ctx) }

// Done is what a run came to: how many things it did, and a word for the log when "ran" says too little.
type Done struct {
	Did    int
	What   map[string]int // of which kind; kept with the run
	Word   string
	Alert  string         // a word on which somebody is called
	Oldest *time.Duration // see serve.Outcome
}

// Work does a job.
type Work func(ctx context.Context, r Run) (Done, error)

// Part is a part of a job by the name of what it does; keep is called before each page or item.
type Part struct {
	Name string
	Run  func(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error)
}

// Parts is work in several parts; one part's trouble is no reason to leave the others.
func Parts(parts ...Part) Work {
	return func(ctx context.Context, r Run) (Done, error) {
		done, errs := Done{What: map[string]int{}}, make([]error, len(parts))
		for i, p := range parts {
			did, err := p.Run(ctx, r.Now, r.Keep)
			if errs[i] = err; did > 0 {
				done.Did += did
				done.What[p.Name] += did
			}
		}
		return done, errors.Join(errs...)
	}
}

// Jobs are those of one function, by name.
type Jobs struct {
	store Store
	now   func() time.Time
	works map[string]Work
}

// New makes a table of jobs.
func New(store Store, now func() time.Time, works map[string]Work) *Jobs {
	return &Jobs{store: store, now: now, works: works}
}

// Handle does the job that the call names.
func (j *Jobs) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	var call struct {
		Job string `json:"job"`
	}
	if err := json.Unmarshal(d.Data, &call); err != nil {
		return serve.Outcome{}, fault.Wrap(fault.Invalid, "decode job", err)
	}
	out := serve.Outcome{MessageID: call.Job}
	work, ok := j.works[call.Job]
	if !ok {
		known := slices.Sorted(maps.Keys(j.works))
		return out, fault.New(fault.Invalid, "decode job", "no job %q: there are %s", call.Job, strings.Join(known, ", "))
	}
	began := j.now()
	if called := slot(d, began); began.Sub(called).Abs() > astray {
		out.Result = "clock_astray"
		return out, fault.New(fault.Unavailable, "job "+call.Job, "it is called for %s and the clock here says %s: one of the two is wrong, nothing was done",
			called.Format(time.RFC3339), began.UTC().Format(time.RFC3339))
	}
	off, err := j.store.JobOff(ctx, call.Job)
	if err != nil {
		return out, err
	}
	if off {
		out.Result = "switched_off"
		return out, nil
	}
	name, holder := "job/"+call.Job, rand.Text()
	taken, err := j.store.TakeLease(ctx, name, holder, life)
	if err != nil {
		return out, err
	}
	if !taken { // the scheduler tries again, in case the one at work is dead
		out.Result = "busy"
		return out, fault.New(fault.Unavailable, "job "+call.Job, "another run is at work")
	}
	r := Run{Now: began, Slot: slot(d, began), keep: func(ctx context.Context) error {
		if held, err := j.store.TakeLease(ctx, name, holder, life); err != nil || !held {
			return fault.New(fault.Unavailable, "job "+call.Job, "the lease has gone to another run: %w", err)
		}
		return nil
	}}
	done, err := work(ctx, r)
	if err == nil {
		err = j.store.Ran(ctx, call.Job, r.Slot, began, j.now(), done.Did, done.What)
	}
	if back := j.store.GiveBack(context.WithoutCancel(ctx), name, holder); err == nil {
		err = back
	}
	out.Count, out.Result, out.Alert, out.Oldest = done.Did, cmp.Or(done.Word, "ran"), done.Alert, done.Oldest
	return out, err
}

// slot is the minute for which the scheduler calls; without one, this minute.
func slot(d serve.Delivery, now time.Time) time.Time {
	if !d.PublishTime.IsZero() {
		now = d.PublishTime
	}
	return now.UTC().Truncate(time.Minute)
}
