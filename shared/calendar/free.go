package calendar

import (
	"slices"
	"time"
)

// The limits of what may be asked for.
const (
	Step      = 5 * time.Minute  // every start and length is a multiple of it
	HalfHour  = 30 * time.Minute // hours are offered at :00 and :30
	LeadTime  = time.Hour        // nothing is offered sooner
	Horizon   = 60 * 24 * time.Hour
	Emergency = time.Hour // how long an emergency takes
)

// Query asks for free hours of one pro.
type Query struct {
	Length  time.Duration
	Buffer  time.Duration // kept free after each job
	Near    time.Time     // the wanted time; zero means as soon as possible
	Now     time.Time
	Urgent  bool // an emergency: from the next half hour on, not an hour ahead
	AnyHour bool // also outside the working hours
}

// window is the time in which an asked-for hour may start.
func (q Query) window() Interval {
	from := q.Now
	if !q.Urgent {
		from = from.Add(LeadTime)
	}
	return Interval{Start: from, End: q.Now.Add(Horizon)}
}

// NextHalfHour is the first :00 or :30 that is not before t.
func NextHalfHour(t time.Time) time.Time {
	floor := t.Truncate(HalfHour) // Israel's offsets are whole hours
	if floor.Before(t) {
		return floor.Add(HalfHour)
	}
	return floor
}

// Free lists the n free hours nearest to the wanted time, in order of time. Busy are the
// entries without their buffers. Of two as near as each other the earlier is taken.
func (h Hours) Free(busy []Interval, q Query, n int) []Interval {
	near, window := q.Near, q.window()
	if near.Before(window.Start) {
		near = window.Start
	}
	if near.After(window.End) {
		near = window.End
	}
	later := h.walk(busy, q, DateOf(near), 1, n, func(t time.Time) bool { return !t.Before(near) })
	earlier := h.walk(busy, q, DateOf(near), -1, n, func(t time.Time) bool { return t.Before(near) })
	found := append(later, earlier...)
	slices.SortFunc(found, func(a, b Interval) int {
		if c := int(a.Start.Sub(near).Abs() - b.Start.Sub(near).Abs()); c != 0 {
			return c
		}
		return a.Start.Compare(b.Start)
	})
	found = found[:min(n, len(found))]
	slices.SortFunc(found, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	return found
}

// walk collects n free hours, going from day to day in one direction, among the starts that
// are wanted; within each day it goes in the same direction.
func (h Hours) walk(busy []Interval, q Query, d Date, step, n int, wanted func(time.Time) bool) []Interval {
	var found []Interval
	window := q.window()
	first, last := DateOf(window.Start), DateOf(window.End)
	for ; len(found) < n && !d.Before(first) && !last.Before(d); d = d.Add(step) {
		midnight := border(d.Add(1), 0)
		worked := h.open(Interval{Start: border(d, 0), End: midnight.Add(q.Length)}, q)
		starts := halfHours(worked, midnight)
		if step < 0 {
			slices.Reverse(starts)
		}
		for _, start := range starts {
			job := Span(start, q.Length)
			if len(found) < n && wanted(start) && fits(busy, worked, job, q) {
				found = append(found, job)
			}
		}
	}
	return found
}

// open is the time of a window in which a job may lie.
func (h Hours) open(window Interval, q Query) []Interval {
	if q.AnyHour {
		return []Interval{window}
	}
	return h.Within(window)
}

func halfHours(worked []Interval, until time.Time) []time.Time {
	var starts []time.Time
	for _, i := range worked {
		for t := NextHalfHour(i.Start); t.Before(i.End) && t.Before(until); t = t.Add(HalfHour) {
			starts = append(starts, t)
		}
	}
	return starts
}

// Fits reports whether an exact hour may be taken: in its window, on the 5-minute step, in
// working time, and clashing with nothing that is busy.
func (h Hours) Fits(busy []Interval, wanted Interval, q Query) bool {
	return !wanted.Empty() && fits(busy, h.open(wanted, q), wanted, q)
}

func fits(busy, worked []Interval, job Interval, q Query) bool {
	window := q.window()
	return !job.Empty() && OnStep(job) && !job.Start.Before(window.Start) && !job.Start.After(window.End) &&
		slices.ContainsFunc(worked, func(w Interval) bool { return w.Contains(job) }) &&
		!slices.ContainsFunc(busy, func(b Interval) bool { return b.Clashes(job, q.Buffer) })
}

// OnStep reports whether an interval starts and ends on the 5-minute step.
func OnStep(i Interval) bool {
	return i.Start.Truncate(Step).Equal(i.Start) && i.Length()%Step == 0
}
