package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
)

// grace is how late a task may be before its alarm counts as lost.
const grace = time.Minute

// Late is what is overdue.
type Late interface {
	// OverdueAlarms are alarms that nobody answered, in order of their time, after a place in
	// it; of the given kinds, or of all.
	OverdueAlarms(ctx context.Context, due time.Time, after alarm.Alarm, limit int, kinds ...alarm.Kind) ([]alarm.Alarm, error)
	// LateLeads are leads of a status, new or booked, whose deadline may have passed at a time, by id after one.
	LateLeads(ctx context.Context, status lead.Status, due time.Time, after string, limit int) ([]lead.Lead, error)
	// LeadsSince are leads of a status made before a time, by id after one.
	LeadsSince(ctx context.Context, status lead.Status, made time.Time, after string, limit int) ([]lead.Lead, error)
}

// Healer answers the deadlines whose alarm never rang, or never stood.
type Healer struct {
	Late Late
	Desk *Desk
}

// Missed answers the alarms of some kinds that never rang, for the job that stands for them.
func (h *Healer) Missed(kinds ...alarm.Kind) func(context.Context, time.Time, func(context.Context) error) (int, error) {
	return func(ctx context.Context, now time.Time, keep func(context.Context) error) (int, error) {
		return h.answer(ctx, now, keep, walk(func(ctx context.Context, after alarm.Alarm) ([]alarm.Alarm, error) {
			return h.Late.OverdueAlarms(ctx, now.Add(-grace), after, page, kinds...)
		}))
	}
}

// Run answers every deadline that was missed and says how many it acted on.
func (h *Healer) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	due := now.Add(-grace)
	did, err = h.answer(ctx, now, keep, walk(func(ctx context.Context, after alarm.Alarm) ([]alarm.Alarm, error) {
		return h.Late.OverdueAlarms(ctx, due, after, page)
	}))
	// A lead's own times are the truth; the alarm may have been lost with its task.
	for _, status := range []lead.Status{lead.New, lead.Booked} {
		n, late := h.answer(ctx, now, keep, h.leads(func(ctx context.Context, after string) ([]lead.Lead, error) {
			return h.Late.LateLeads(ctx, status, due, after, page)
		}))
		did, err = did+n, errors.Join(err, late)
	}
	return did, err
}

// Janitor closes the leads that waited too long for their customer, or for an admin, and
// whose alarm was missed.
func (h *Healer) Janitor(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	for status, limit := range map[lead.Status]time.Duration{lead.Contacted: lead.Abandoned, lead.PendingReview: lead.Review} {
		n, failed := h.answer(ctx, now, keep, h.leads(func(ctx context.Context, after string) ([]lead.Lead, error) {
			return h.Late.LeadsSince(ctx, status, now.Add(-limit-grace), after, page)
		}))
		did, err = did+n, errors.Join(err, failed)
	}
	return did, err
}

// answer answers alarms page by page. One that fails does not keep the next from its turn.
func (h *Healer) answer(ctx context.Context, now time.Time, keep func(context.Context) error, next func(context.Context) ([]alarm.Alarm, error)) (did int, err error) {
	for range pages {
		if err := keep(ctx); err != nil {
			return did, err
		}
		found, failed := next(ctx)
		if failed != nil {
			return did, errors.Join(err, failed)
		}
		for _, a := range found {
			if a.DueAt.After(now) {
				continue
			}
			outcome, failed := h.Desk.Answer(ctx, a, now)
			switch {
			case failed != nil:
				err = errors.Join(err, failed)
			case outcome != Obsolete && outcome != Already && outcome != SwitchedOff:
				did++
			}
			if ctx.Err() != nil {
				return did, err
			}
		}
		if len(found) < page {
			break
		}
	}
	return did, err
}

// walk remembers the place in the order of alarms.
func walk(read func(context.Context, alarm.Alarm) ([]alarm.Alarm, error)) func(context.Context) ([]alarm.Alarm, error) {
	var last alarm.Alarm
	return func(ctx context.Context) ([]alarm.Alarm, error) {
		found, err := read(ctx, last)
		if len(found) > 0 {
			last = found[len(found)-1]
		}
		return found, err
	}
}

// leads walks leads by id and makes each the alarm of its deadline.
func (h *Healer) leads(read func(context.Context, string) ([]lead.Lead, error)) func(context.Context) ([]alarm.Alarm, error) {
	last := ""
	return func(ctx context.Context) ([]alarm.Alarm, error) {
		found, err := read(ctx, last)
		alarms := make([]alarm.Alarm, len(found))
		for i, l := range found {
			last = l.ID
			alarms[i], _ = change.Deadline(&l)
		}
		return alarms, err
	}
}
