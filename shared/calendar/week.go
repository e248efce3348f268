// Package calendar is time as a pro's week sees it: intervals, the weekly template
// and its exceptions, in Israel wall-clock time.
package calendar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Week is a weekly template as people write it: for each day (sun … sat) the spans
// worked, as wall-clock times: {"sun": [["09:00","17:00"]]}. A day that is absent is closed;
// a span whose end is not after its start ends on the next day.
type Week map[string][][2]string

// Exception replaces one local date's hours; no hours means a day off.
type Exception struct {
	Date  string      `json:"date"` // 2026-03-01
	Hours [][2]string `json:"hours"`
}

// DefaultWeek is worked by a pro who names no hours.
func DefaultWeek() Week {
	long, short := [][2]string{{"08:00", "18:00"}}, [][2]string{{"08:00", "14:00"}}
	return Week{"sun": long, "mon": long, "tue": long, "wed": long, "thu": long, "fri": short}
}

// Days are a week's keys, in the order of time.Weekday.
var Days = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// fridayCloses is when a Friday, and so the eve of a holiday, ends when the template does not say.
const fridayCloses Clock = 14 * 60

type span struct{ from, to Clock } // to may be past 24:00

// Hours is a template with its exceptions, ready to be asked.
type Hours struct {
	week       [7][]span
	exceptions map[Date][]span
	eveCloses  Clock
}

// Parse reads a template and its exceptions; the error names every wrong day and value.
// No template at all means the default week.
func Parse(week Week, exceptions []Exception) (Hours, error) {
	if len(week) == 0 {
		week = DefaultWeek()
	}
	h := Hours{exceptions: map[Date][]span{}, eveCloses: fridayCloses}
	var wrong []error
	for day, list := range week {
		i := slices.Index(Days[:], day)
		if i < 0 {
			wrong = append(wrong, fmt.Errorf("hours: %q is not a day; the days are %v", day, Days))
			continue
		}
		spans, err := parseSpans(list)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("hours of %s: %w", day, err))
		}
		h.week[i] = spans
	}
	for _, e := range exceptions {
		date, err := ParseDate(e.Date)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("exception: %w", err))
			continue
		}
		spans, err := parseSpans(e.Hours)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("exception of %s: %w", e.Date, err))
		}
		if _, twice := h.exceptions[date]; twice {
			wrong = append(wrong, fmt.Errorf("exception of %s stands there twice", e.Date))
		}
		h.exceptions[date] = spans
	}
	if friday := h.week[time.Friday]; len(friday) > 0 {
		h.eveCloses = min(friday[len(friday)-1].to, 24*60) // a holiday is closed from its midnight
	}
	return h, errors.Join(wrong...)
}

func parseSpans(list [][2]string) ([]span, error) {
	var spans []span
	for _, pair := range list {
		from, err := ParseClock(pair[0])
		if err != nil {
			return nil, err
		}
		to, err := ParseClock(pair[1])
		if err != nil {
			return nil, err
		}
		switch {
		case from == 24*60:
			return nil, fmt.Errorf("%s-%s: a day's last start is 23:59", pair[0], pair[1])
		case from == to:
			return nil, fmt.Errorf("%s-%s has no length; a whole day is 00:00-24:00", pair[0], pair[1])
		case to < from:
			to += 24 * 60
		}
		spans = append(spans, span{from, to})
	}
	slices.SortFunc(spans, func(a, b span) int { return int(a.from - b.from) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return nil, fmt.Errorf("the spans from %s and from %s overlap", spans[i-1].from, spans[i].from)
		}
	}
	return spans, nil
}

// On is the time worked of the spans that begin on a date; one that crosses midnight
// reaches into the next. An exception decides alone; without one a closed holiday is closed,
// and its eve ends when a Friday does.
func (h Hours) On(d Date) []Interval {
	spans, named := h.exceptions[d]
	if !named {
		spans = h.regular(d)
	}
	worked := make([]Interval, 0, len(spans))
	for _, s := range spans {
		worked = append(worked, Interval{Start: border(d, s.from), End: border(d, s.to)})
	}
	return worked
}

func (h Hours) regular(d Date) []span {
	switch spans := h.week[d.Weekday()]; DayOf(d) {
	case Closed:
		return nil
	case Eve:
		var cut []span
		for _, s := range spans {
			if s.to = min(s.to, h.eveCloses); s.from < s.to {
				cut = append(cut, s)
			}
		}
		return cut
	default:
		return spans
	}
}

// Within is all time worked in a window, as disjoint intervals in order.
func (h Hours) Within(window Interval) []Interval {
	var worked []Interval
	last := DateOf(window.End)
	for d := DateOf(window.Start).Add(-1); !last.Before(d); d = d.Add(1) { // yesterday may cross midnight
		for _, i := range h.On(d) {
			worked = append(worked, i.Clip(window))
		}
	}
	return Union(worked)
}

// Covers reports whether all of an interval is working time.
func (h Hours) Covers(i Interval) bool {
	worked := h.Within(i)
	return len(worked) == 1 && worked[0].Contains(i)
}
