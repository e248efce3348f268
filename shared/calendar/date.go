package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone must not depend on the machine
)

// Zone is Israel's wall clock.
var Zone = mustLoad("Asia/Jerusalem")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // cannot happen: tzdata is embedded
	}
	return zone
}

// Date is a day of the civil calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day in Israel at an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Zone).Date()
	return Date{y, m, d}
}

// ParseDate reads 2026-03-01; a day that does not exist is refused.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q is not a day written 2026-03-01", s)
	}
	y, m, d := t.Date()
	return Date{y, m, d}, nil
}

// String writes 2026-03-01.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Add moves by days.
func (d Date) Add(days int) Date {
	y, m, day := d.utc().AddDate(0, 0, days).Date()
	return Date{y, m, day}
}

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.utc().Before(e.utc()) }

// Days of the day count: whole days since 1970-01-01.
func (d Date) days() int { return int(d.utc().Unix() / 86400) }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Clock is a time of day in minutes since midnight; 24:00, the end of a day, is 1440.
type Clock int

// ParseClock reads 09:30; 24:00 is allowed.
func ParseClock(s string) (Clock, error) {
	if s == "24:00" {
		return 24 * 60, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, fmt.Errorf("%q is not a time of day written 09:30", s)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String writes 09:30.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// LocalTime is the instant of a wall-clock time in Israel. One that exists twice means
// the first; ok is false for one that does not exist.
func LocalTime(d Date, c Clock) (t time.Time, ok bool) {
	wall := d.utc().Add(time.Duration(c) * time.Minute)
	// The offsets in force the day before and the day after cover any change between them;
	// the larger one gives the earlier instant.
	_, before := wall.Add(-24 * time.Hour).In(Zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(Zone).Zone()
	for _, offset := range []int{max(before, after), min(before, after)} {
		t := wall.Add(-time.Duration(offset) * time.Second)
		if _, real := t.In(Zone).Zone(); real == offset {
			return t, true
		}
	}
	return time.Time{}, false
}

// At is LocalTime for people's input: the error names a time that does not exist.
func At(d Date, c Clock) (time.Time, error) {
	t, ok := LocalTime(d, c)
	if !ok {
		return time.Time{}, fmt.Errorf("%s on %s does not exist: the clocks go forward then", c, d)
	}
	return t, nil
}

// border is where a span of working time begins or ends: a missing wall-clock time
// means the instant of the change, which is when the missing hour would have begun.
func border(d Date, c Clock) time.Time {
	if t, ok := LocalTime(d, c); ok {
		return t
	}
	for ; ; c++ { // at most an hour's minutes
		if t, ok := LocalTime(d, c); ok {
			return t
		}
	}
}
