package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/notice"
)

// Stale is how long something may wait, by the database's clock, before it counts as left behind.
const Stale = 10 * time.Second

// page bounds how much of the work is in memory at once; pages, how much one run does.
const (
	page  = 100
	pages = 100
)

// reach is how far ahead a task can be made.
const reach = 29 * 24 * time.Hour

// Left is what interrupted handlers have left behind.
type Left interface {
	// LeftBehind are claims whose events still wait to be published, in order of key and version.
	LeftBehind(ctx context.Context, old time.Duration, limit int) ([]string, error)
	// Waits reports whether a notice that may go out has waited that long, or a send is in doubt.
	Waits(ctx context.Context, g notice.Gate, old time.Duration) (bool, error)
	// UnarmedAlarms are alarms without a task, due before a time.
	UnarmedAlarms(ctx context.Context, old time.Duration, before time.Time, limit int) ([]alarm.Alarm, error)
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Reconcile gives delivery reports that were faster than the record of their send to their
	// notices, and says how many.
	Reconcile(ctx context.Context, limit int) (int, error)
}

// Finisher lets out what was committed; see change.Runner.
type Finisher interface {
	Publish(ctx context.Context, claim string) error
	Arm(ctx context.Context, alarms []alarm.Alarm) error
	Ring(ctx context.Context, id string) error
}

// Relay finishes what a handler committed and then had no time to let out: events, alarms, notices.
type Relay struct {
	Left   Left
	Finish Finisher
}

// Run does it all once and says how much there was. keep is called before each page.
func (r *Relay) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	for _, part := range []func(context.Context, time.Time, func(context.Context) error) (int, error){r.events, r.alarms, r.notices, r.reports} {
		n, failed := part(ctx, now, keep)
		did, err = did+n, errors.Join(err, failed) // one part's trouble is no reason to leave the others
	}
	return did, err
}

func (r *Relay) events(ctx context.Context, _ time.Time, keep func(context.Context) error) (did int, err error) {
	for range pages {
		if err := keep(ctx); err != nil {
			return did, err
		}
		claims, err := r.Left.LeftBehind(ctx, Stale, page)
		if err != nil {
			return did, err
		}
		for _, claim := range claims {
			if err := r.Finish.Publish(ctx, claim); err != nil {
				return did, err
			}
			did++
		}
		if len(claims) < page {
			break
		}
	}
	return did, nil
}

func (r *Relay) alarms(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	for range pages {
		if err := keep(ctx); err != nil {
			return did, err
		}
		unarmed, err := r.Left.UnarmedAlarms(ctx, Stale, now.Add(reach), page)
		if err != nil {
			return did, err
		}
		if err := r.Finish.Arm(ctx, unarmed); err != nil {
			return did, err
		}
		did += len(unarmed)
		if len(unarmed) < page {
			break
		}
	}
	return did, nil
}

// reports needs no pages: what is left over is met in a minute.
func (r *Relay) reports(ctx context.Context, _ time.Time, _ func(context.Context) error) (int, error) {
	return r.Left.Reconcile(ctx, pages*page)
}

func (r *Relay) notices(ctx context.Context, now time.Time, _ func(context.Context) error) (int, error) {
	settings, err := r.Left.SendingSettings(ctx)
	if err != nil {
		return 0, err
	}
	waits, err := r.Left.Waits(ctx, settings.Quiet().Gate(now), Stale)
	if err != nil || !waits {
		return 0, err
	}
	return 1, r.Finish.Ring(ctx, "relay")
}
