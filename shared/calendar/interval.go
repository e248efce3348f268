package calendar

import (
	"slices"
	"time"
)

// Interval is a span of time, its end exclusive.
type Interval struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Span is the interval of a length that begins at start.
func Span(start time.Time, length time.Duration) Interval {
	return Interval{Start: start, End: start.Add(length)}
}

// Length is how long it lasts.
func (i Interval) Length() time.Duration { return i.End.Sub(i.Start) }

// Empty reports whether there is no time in it.
func (i Interval) Empty() bool { return !i.Start.Before(i.End) }

// Overlaps reports whether both have time in common; touching is not overlapping.
func (i Interval) Overlaps(j Interval) bool {
	return i.Start.Before(j.End) && j.Start.Before(i.End)
}

// Contains reports whether all of j lies in i.
func (i Interval) Contains(j Interval) bool {
	return !j.Start.Before(i.Start) && !j.End.After(i.End)
}

// Clip is what of i lies in j; it may be empty.
func (i Interval) Clip(j Interval) Interval {
	if i.Start.Before(j.Start) {
		i.Start = j.Start
	}
	if i.End.After(j.End) {
		i.End = j.End
	}
	return i
}

// Clashes reports whether two jobs cannot both be done, each keeping the buffer after it.
func (i Interval) Clashes(j Interval, buffer time.Duration) bool {
	return i.Start.Before(j.End.Add(buffer)) && j.Start.Before(i.End.Add(buffer))
}

// Union is the same time as disjoint intervals in order; touching ones become one.
func Union(list []Interval) []Interval {
	sorted := slices.DeleteFunc(slices.Clone(list), Interval.Empty)
	slices.SortFunc(sorted, func(a, b Interval) int { return a.Start.Compare(b.Start) })
	joined := sorted[:0]
	for _, next := range sorted {
		last := len(joined) - 1
		if last < 0 || next.Start.After(joined[last].End) {
			joined = append(joined, next)
		} else if next.End.After(joined[last].End) {
			joined[last].End = next.End
		}
	}
	return joined
}
