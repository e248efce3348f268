package when

import (
	"time"

	"github.com/proli/proli/shared/calendar"
)

// atClock resolves an hour, or a range of hours, on a day.
func (r request) atClock(now, day time.Time, said bool) (Time, bool) {
	minutes := r.minutes(*r.clock, now, day, said)
	if !said {
		// An hour by itself is the next time the clock shows it.
		if t, ok := onClock(day, minutes); ok && t.Before(now) && r.until == nil {
			day = day.AddDate(0, 0, 1)
		}
	}
	if r.until == nil {
		start, ok := r.clock.on(day, minutes)
		return Time{Start: start, Grain: grain(*r.clock)}, ok
	}
	minutes, last := r.bothEnds(minutes, now, day, said)
	start, ok := r.clock.on(day, minutes)
	end, ok2 := r.until.on(day, last)
	if !said && ok2 && !end.After(now) {
		day = day.AddDate(0, 0, 1)
		start, ok = r.clock.on(day, minutes)
		end, ok2 = r.until.on(day, last)
	}
	g := grain(*r.clock)
	if grain(*r.until) == Minute {
		g = Minute
	}
	return Time{Start: start, End: end, Grain: g}, ok && ok2 && end.After(start)
}

// bothEnds settles the half of the day of both hours of a range: the end is the
// first such hour after the start, and a start without a half goes with the end
// (`3-4pm`).
func (r request) bothEnds(start int, now, day time.Time, said bool) (from, to int) {
	end := r.minutes(*r.until, now, day, said)
	if r.clock.half == unsaid && r.until.half != unsaid && r.part == nil {
		raw := r.clock.hour%12*60 + r.clock.minute
		start = raw
		if raw+12*60 < end || r.clock.hour == 12 && end > 12*60 {
			start = raw + 12*60
		}
	}
	if r.until.half == unsaid {
		end = r.until.hour%12*60 + r.until.minute
		for end <= start {
			end += 12 * 60
		}
	}
	return start, end
}

// bounded resolves "after 5" and "until 12": the open side is the end of the
// day, or its beginning, or now.
func (r request) bounded(now, day time.Time, said bool) (Time, bool) {
	if r.after != nil {
		minutes := r.minutes(*r.after, now, day, said)
		if t, ok := onClock(day, minutes); ok && !said && t.Before(now) && now.Hour() >= 20 {
			day = day.AddDate(0, 0, 1)
		}
		start, ok := onClock(day, minutes)
		return Time{Start: start, End: day.AddDate(0, 0, 1), Grain: grain(*r.after)}, ok
	}
	end, ok := onClock(day, r.minutes(*r.before, now, day, said))
	if ok && !said && !end.After(now) {
		day = day.AddDate(0, 0, 1)
		end, ok = onClock(day, r.minutes(*r.before, now, day, true))
	}
	start := day.Add(time.Duration(hours[morning][0]) * time.Hour)
	if !day.After(now) {
		start = now.Truncate(time.Minute)
	}
	return Time{Start: start, End: end, Grain: grain(*r.before)}, ok && end.After(start)
}

func grain(c clock) Grain {
	if c.exact {
		return Minute
	}
	return Hour
}

// minutes gives the minutes after midnight that a spoken hour means. With no
// half said, the part of the day decides, else a bare 1 to 6 is the afternoon,
// and today's bare 7, 8 or 9 that has passed is tonight's; 10:00 has just passed.
func (r request) minutes(c clock, now, day time.Time, said bool) int {
	h := c.hour
	switch {
	case c.half == full:
	case c.half == morningHalf:
		h %= 12
		if c.hour == 12 {
			h = 24
		}
	case c.half == eveningHalf:
		h = h%12 + 12
	case r.part != nil:
		h = inPartOfDay(h, r.part.part)
	case h <= 6:
		h += 12
	case said && day.Equal(midnight(now)) && h < 10 && !c.exact && h*60+c.minute+c.nudge < now.Hour()*60+now.Minute():
		h += 12
	}
	return h*60 + c.minute + c.nudge
}

func inPartOfDay(h int, p part) int {
	switch p {
	case noon:
		if h <= 6 {
			return h + 12
		}
	case afternoon:
		if h < 12 {
			return h + 12
		}
	case evening:
		return h%12 + 12 + 12*(h/12)
	case night:
		if h == 12 || h < 6 {
			return h%12 + 24
		}
		return h + 12
	}
	return h
}

// inPart resolves a part of a day. Without a day it is the coming one: once a
// morning has begun, `בבוקר` is tomorrow's; of the later parts an hour must be left.
func (r request) inPart(now, day time.Time, said bool) (Time, bool) {
	h := hours[r.part.part]
	if r.part.period.english {
		h[0] = 12
	}
	last := day.Add(time.Duration(h[1]-1) * time.Hour)
	if r.part.part == morning || r.part.part == earlyMorning {
		last = day.Add(time.Duration(h[0]) * time.Hour)
	}
	if !said && now.After(last) {
		day = day.AddDate(0, 0, 1)
	}
	start, ok := onClock(day, h[0]*60)
	end, ok2 := onClock(day, h[1]*60)
	return Time{Start: start, End: end, Grain: Part}, ok && ok2
}

func (r request) saturdayNight(day time.Time) (Time, bool) {
	start, ok := onClock(day, 20*60)
	return Time{Start: start, End: day.AddDate(0, 0, 1), Grain: Part}, ok
}

// on is an hour of a day on the clock on which it was said.
func (c clock) on(day time.Time, minutes int) (time.Time, bool) {
	if c.zone == nil {
		return onClock(day, minutes)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, minutes, 0, 0, c.zone).In(Zone), true
}

// onClock is the wall-clock time so many minutes after a day's midnight. It is
// false when the clock skips it, and the first of the two when it comes twice.
func onClock(day time.Time, minutes int) (time.Time, bool) {
	t, ok := calendar.LocalTime(calendar.DateOf(day), calendar.Clock(minutes))
	return t.In(Zone), ok
}
