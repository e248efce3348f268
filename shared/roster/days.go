package roster

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// Mode is what is done with days.
type Mode string

// The modes.
const (
	Close   Mode = "close"   // nothing is worked
	Open    Mode = "open"    // these hours are worked, whatever the template says
	Regular Mode = "regular" // the template speaks again
)

// Days is what is wanted of a range of local dates, both included.
type Days struct {
	From, To calendar.Date
	Weekdays []time.Weekday // only these; none means all
	Mode     Mode
	Hours    [][2]string // of Open
}

// Bounds of one request.
const (
	MaxDays     = 92
	MaxPros     = 500
	keptForDays = 400 // exceptions older than this are dropped when a pro's days are written
)

// Check names what is wrong with a request; nil when nothing is.
func (w Days) Check(now time.Time) []Problem {
	var wrong []Problem
	refuse := func(when bool, field, key string) {
		if when {
			wrong = append(wrong, Problem{Field: field, Key: key})
		}
	}
	refuse(w.From.Before(calendar.DateOf(now)), "from", "past")
	refuse(w.To.Before(w.From), "to", "order")
	refuse(!w.To.Before(w.From.Add(MaxDays)), "to", "range")
	refuse(!slices.Contains([]Mode{Close, Open, Regular}, w.Mode), "mode", "mode")
	refuse(w.Mode == Open && len(w.Hours) == 0, "hours", "hours.needed")
	return wrong
}

// Collision is a day that was left as it is, because somebody was promised or offered an hour.
type Collision struct {
	Date  calendar.Date
	Entry booking.Entry
}

// Result is what became of one pro's days.
type Result struct {
	Pro     pro.Pro
	Changed int // days
	Kept    []Collision
	Err     error // of this pro alone; the others' days are done
}

// tries is how often a pro's days are done anew when somebody took an hour meanwhile.
const tries = 4

// SetDays opens or closes days of several pros, each in one commit. A day with an hour that
// was promised or is offered, and would no longer be worked, is left alone and said.
func (d *Desk) SetDays(ctx context.Context, a Act, pros []string, w Days) []Result {
	results := make([]Result, 0, len(pros))
	for _, id := range pros {
		r, err := change.Afresh(tries, func() (Result, error) { return d.setDays(ctx, a, id, w) })
		r.Err = err
		results = append(results, r)
	}
	return results
}

// LookAtDays tells what SetDays would do, and does nothing.
func (d *Desk) LookAtDays(ctx context.Context, a Act, pros []string, w Days) []Result {
	results := make([]Result, 0, len(pros))
	for _, id := range pros {
		r, _, _, err := d.plan(ctx, a, id, w)
		r.Err = err
		results = append(results, r)
	}
	return results
}

func (d *Desk) setDays(ctx context.Context, a Act, id string, w Days) (Result, error) {
	act := a
	act.ID, act.Seen = event.ID(a.ID, "days", id), 0
	r, before, c, err := d.plan(ctx, act, id, w)
	if err != nil || r.Changed == 0 {
		return r, err
	}
	r.Pro.Retime(before)
	err = d.Commit.Run(ctx, &change.Set{
		Claim: act.ID, Now: a.Now, Pros: []change.ProWrite{{Pro: &r.Pro, Calendar: c.Version}},
		Audit: []audit.Entry{act.record("schedule.days", &before, &r.Pro)},
	})
	if errors.Is(err, change.ErrDuplicate) {
		err = nil
	}
	return r, err
}

// plan is what becomes of a pro's days as everything stands; the result's pro is the changed one.
func (d *Desk) plan(ctx context.Context, a Act, id string, w Days) (r Result, before pro.Pro, c booking.Calendar, err error) {
	if before, err = d.open(ctx, a, id); err != nil {
		return r, before, c, err
	}
	r.Pro = before
	if c, err = d.Truth.Calendar(ctx, id); err != nil {
		return r, before, c, err
	}
	after := before
	after.Exceptions = recent(before.Exceptions, a.Now)
	for date := w.From; !w.To.Before(date); date = date.Add(1) {
		if len(w.Weekdays) > 0 && !slices.Contains(w.Weekdays, date.Weekday()) {
			continue
		}
		next := after
		next.Exceptions = w.apply(after.Exceptions, date)
		hit, err := collides(after, next, c, date, w.Mode == Close, a.Now)
		switch {
		case err != nil:
			return r, before, c, err
		case hit != nil:
			r.Kept = append(r.Kept, Collision{Date: date, Entry: *hit})
		case !slices.EqualFunc(next.Exceptions, after.Exceptions, sameException):
			after = next
			r.Changed++
		}
	}
	r.Pro = after
	return r, before, c, nil
}

// apply is a list of exceptions with one day as it is wanted.
func (w Days) apply(list []calendar.Exception, date calendar.Date) []calendar.Exception {
	next := slices.DeleteFunc(slices.Clone(list), func(e calendar.Exception) bool { return e.Date == date.String() })
	switch w.Mode {
	case Close:
		next = append(next, calendar.Exception{Date: date.String(), Hours: [][2]string{}})
	case Open:
		next = append(next, calendar.Exception{Date: date.String(), Hours: w.Hours})
	}
	slices.SortFunc(next, func(a, b calendar.Exception) int {
		if a.Date < b.Date {
			return -1
		}
		return 1
	})
	return next
}

func recent(list []calendar.Exception, now time.Time) []calendar.Exception {
	oldest := calendar.DateOf(now).Add(-keptForDays).String()
	return slices.DeleteFunc(slices.Clone(list), func(e calendar.Exception) bool { return e.Date < oldest })
}

func sameException(a, b calendar.Exception) bool {
	return a.Date == b.Date && slices.Equal(a.Hours, b.Hours)
}

// collides finds an hour of a day that is promised or offered and would no longer be worked.
func collides(before, after pro.Pro, c booking.Calendar, date calendar.Date, closing bool, now time.Time) (*booking.Entry, error) {
	was, errWas := calendar.Parse(before.Hours, before.Exceptions)
	is, errIs := calendar.Parse(after.Hours, after.Exceptions)
	if err := errors.Join(errWas, errIs); err != nil {
		return nil, fault.New(fault.Invalid, "roster.days", "pro %s: %w", before.ID, err)
	}
	midnight, _ := calendar.LocalTime(date, 0)
	next, _ := calendar.LocalTime(date.Add(1), 0)
	day := calendar.Interval{Start: midnight, End: next}
	for i, e := range c.Entries {
		if e.Kind == booking.Block || !e.Live(now) || !e.End.After(now) || e.Interval().Clip(day).Empty() || is.Covers(e.Interval()) {
			continue
		}
		if closing || was.Covers(e.Interval()) { // what an admin placed outside the hours stays so
			return &c.Entries[i], nil
		}
	}
	return nil, nil
}
