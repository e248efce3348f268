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
	earlier, later := window, window
	earlier.End, later.Start = near, near
	found := append(h.walk(busy, q, later, 1, n), h.walk(busy, q, earlier, -1, n)...)
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

// FreeIn lists the first n free hours that start in a window.
func (h Hours) FreeIn(busy []Interval, q Query, window Interval, n int) []Interval {
	return h.walk(busy, q, window.Clip(q.window()), 1, n)
}

// walk collects n free hours that start in a window, going from day to day in one direction,
// and within each day in the same.
func (h Hours) walk(busy []Interval, q Query, window Interval, step, n int) []Interval {
	if window.Empty() {
		return nil
	}
	var found []Interval
	first, last := DateOf(window.Start), DateOf(window.End)
	d := first
	if step < 0 {
		d = last
	}
	for ; len(found) < n && !d.Before(first) && !last.Before(d); d = d.Add(step) {
		midnight := border(d.Add(1), 0)
		worked := h.open(Interval{Start: border(d, 0), End: midnight.Add(q.Length)}, q)
		starts := halfHours(worked, midnight)
		if step < 0 {
			slices.Reverse(starts)
		}
		for _, start := range starts {
			job := Span(start, q.Length)
			inside := !start.Before(window.Start) && start.Before(window.End)
			if len(found) < n && inside && fits(busy, worked, job, q) {
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
	return !job.Empty() && OnStep(job) && !job.Start.Before(window.Start) && job.Start.Before(window.End) &&
		slices.ContainsFunc(worked, func(w Interval) bool { return w.Contains(job) }) &&
		!slices.ContainsFunc(busy, func(b Interval) bool { return b.Clashes(job, q.Buffer) })
}

// OnStep reports whether an interval starts and ends on the 5-minute step.
func OnStep(i Interval) bool {
	return i.Start.Truncate(Step).Equal(i.Start) && i.Length()%Step == 0
}
