package when

import (
	"time"

	"github.com/proli/proli/shared/calendar"
)

// request is the pieces put together: of each kind the last one said, which is
// how people correct themselves.
type request struct {
	day           *dayRef
	clock         *clock
	until         *clock // end of a range that begins at clock
	after, before *clock
	part          *piece
	delay         *delay
	period        *period
	side          side
	asap          bool
}

func gather(pieces []piece) request {
	var r request
	for i := range pieces {
		c := &pieces[i]
		switch c.kind {
		case dayPiece:
			r.takeDay(&c.day)
			r.side = c.side
		case clockPiece:
			r.clock, r.until, r.after, r.before = &c.clock, nil, nil, nil
		case rangePiece:
			r.clock, r.until, r.after, r.before = &c.clock, &c.until, nil, nil
		case afterPiece:
			r.after = &c.clock
		case beforePiece:
			r.before = &c.clock
		case partPiece:
			r.part = c
		case delayPiece:
			r.delay = &c.delay
		case periodPiece:
			r.period, r.side = &c.period, c.side
		case asapPiece:
			r.asap = true
		}
	}
	if r.after != nil && r.before != nil && r.clock == nil {
		r.clock, r.until, r.after, r.before = r.after, r.before, nil, nil
	}
	return r
}

// takeDay: the last day said counts, but a weekday beside a date or beside
// "today" or "tomorrow" only names it again.
func (r *request) takeDay(d *dayRef) {
	isWeekday := func(d *dayRef) bool {
		return d.kind == nthWeekday && d.n == 1 || d.kind == weekdayNextWeek || d.kind == weekdayThisWeek
	}
	if r.day != nil && isWeekday(d) && r.day.kind == calendarDate {
		return
	}
	if r.day != nil && isWeekday(d) && r.day.kind == relativeDay {
		r.day = &dayRef{kind: relativeDay, n: r.day.n, weekday: d.weekday, named: true}
		return
	}
	r.day = d
}

func resolve(pieces []piece, now time.Time) (Time, bool) {
	if len(pieces) == 0 {
		return Time{}, false
	}
	r := gather(pieces)
	if r.delay != nil && r.clock == nil && r.delay.minutes > 0 {
		return r.fromNow(now)
	}
	from, to, said, ok := r.date(now)
	if !ok {
		return Time{}, false
	}
	switch {
	case r.period != nil && r.period.kind == afterSabbath && r.clock == nil:
		return r.saturdayNight(from)
	case r.clock != nil:
		return dayless(said)(r.atClock(now, from, said))
	case r.after != nil || r.before != nil:
		return dayless(said)(r.bounded(now, from, said))
	case r.part != nil:
		return dayless(said)(r.inPart(now, from, said))
	case said && r.side != onDay:
		return r.besideDay(now, from, to)
	case said && !to.IsZero():
		return Time{Start: from, End: to, Grain: Day}, true
	case said:
		return Time{Start: from, Grain: Day}, true
	case r.asap:
		return Time{Start: now, Grain: Minute, ASAP: true}, true
	}
	return Time{}, false
}

func dayless(said bool) func(Time, bool) (Time, bool) {
	return func(t Time, ok bool) (Time, bool) {
		t.Dayless = !said
		return t, ok
	}
}

// fromNow rounds up to the half hour, as hours are offered: nobody who says "in an hour" at 12:07
// insists on 13:07.
func (r request) fromNow(now time.Time) (Time, bool) {
	start := now.Truncate(time.Minute).Add(time.Duration(r.delay.minutes) * time.Minute)
	return Time{Start: calendar.NextHalfHour(start), Grain: Minute}, true
}

// besideDay resolves "by Friday", from now to that day's end, and "after
// Friday", from the next day.
func (r request) besideDay(now, from, to time.Time) (Time, bool) {
	if to.IsZero() {
		to = from.AddDate(0, 0, 1)
	}
	if r.side == afterDay {
		return Time{Start: to, Grain: Day}, true
	}
	return Time{Start: now.Truncate(time.Minute), End: to, Grain: Day}, to.After(now)
}

// date gives the day asked for, and for a period the day after its end; said is
// false when the words name none, and then it is today.
func (r request) date(now time.Time) (from, to time.Time, said, ok bool) {
	today := midnight(now)
	switch {
	case r.period != nil && r.day != nil && (r.day.kind == nthWeekday || r.day.kind == weekdayNextWeek):
		from = week(today).AddDate(0, 0, int(r.day.weekday))
		if r.period.kind == nextWeek || r.period.kind == startOfNextWeek || r.period.kind == nextWeekend {
			from = from.AddDate(0, 0, 7)
		} else if from.Before(today) {
			from = from.AddDate(0, 0, 7)
		}
		return from, to, true, true
	case r.day != nil && r.day.kind == nthWeekday && r.delay != nil && r.delay.days > 0 && r.delay.days%7 == 0:
		// עוד שבוע ביום שלישי: that day of the week after so many.
		return week(today).AddDate(0, 0, r.delay.days+int(r.day.weekday)), to, true, true
	case r.day != nil:
		from, ok = r.day.resolve(today)
		return from, to, true, ok
	case r.delay != nil:
		return today.AddDate(0, r.delay.months, r.delay.days), to, true, true
	case r.period != nil && r.period.kind == afterSabbath:
		return next(today.AddDate(0, 0, -1), time.Saturday, 1), to, true, true
	case r.period != nil:
		from, to = r.period.resolve(today)
		return from, to, true, true
	case r.part != nil && r.part.period.today:
		return today, to, true, true
	}
	return today, to, false, true
}

func (d dayRef) resolve(today time.Time) (time.Time, bool) {
	switch d.kind {
	case relativeDay:
		day := today.AddDate(0, 0, d.n)
		if d.named && day.Weekday() != d.weekday {
			// מחר, no: on Thursday. The weekday was said last.
			return next(today, d.weekday, 1), true
		}
		return day, true
	case nthWeekday:
		return next(today, d.weekday, d.n), true
	case weekdayNextWeek:
		return week(today).AddDate(0, 0, 7+int(d.weekday)), true
	case weekdayThisWeek:
		return week(today).AddDate(0, 0, int(d.weekday)), true
	case lastWeekday:
		return d.lastOfMonth(today), true
	}
	return d.onCalendar(today)
}

func next(today time.Time, wd time.Weekday, n int) time.Time {
	ahead := (int(wd)-int(today.Weekday())+6)%7 + 1
	return today.AddDate(0, 0, ahead+7*(n-1))
}

func (d dayRef) lastOfMonth(today time.Time) time.Time {
	year := today.Year()
	if time.Month(d.month) < today.Month() {
		year++
	}
	end := time.Date(year, time.Month(d.month)+1, 0, 0, 0, 0, 0, Zone)
	return end.AddDate(0, 0, -((int(end.Weekday()) - int(d.weekday) + 7) % 7))
}

// onCalendar resolves a date; without a year it is the next time it comes, and
// a day that the month does not have is no date.
func (d dayRef) onCalendar(today time.Time) (time.Time, bool) {
	year, month := d.year, time.Month(d.month)
	if month == 0 {
		first := time.Date(today.Year(), today.Month()+time.Month(d.monthsAhead), 1, 0, 0, 0, 0, Zone)
		if d.monthsAhead == 0 && d.day < today.Day() {
			first = first.AddDate(0, 1, 0)
		}
		year, month = first.Year(), first.Month()
	} else if year == 0 {
		year = today.Year()
		if month < today.Month() || month == today.Month() && d.day < today.Day() {
			year++
		}
	}
	day := time.Date(year, month, d.day, 0, 0, 0, 0, Zone)
	return day, day.Day() == d.day && day.Month() == month
}

func (p period) resolve(today time.Time) (from, to time.Time) {
	sunday := week(today)
	nextSunday := sunday.AddDate(0, 0, 7)
	later := func(a, b time.Time) time.Time {
		if a.After(b) {
			return a
		}
		return b
	}
	switch p.kind {
	case thisWeek:
		return today, nextSunday
	case nextWeek:
		return nextSunday, nextSunday.AddDate(0, 0, 7)
	case thisWeekend:
		return later(sunday.AddDate(0, 0, 5), today), nextSunday
	case nextWeekend:
		return nextSunday.AddDate(0, 0, 5), nextSunday.AddDate(0, 0, 7)
	case startOfNextWeek:
		return nextSunday, nextSunday.AddDate(0, 0, 3)
	case sabbathEve:
		return next(today.AddDate(0, 0, -1), time.Friday, 1), time.Time{}
	case beforeSabbath:
		return today, next(today, time.Saturday, 1)
	case holidayEve, beforeHoliday, afterHoliday:
		return p.around(today)
	case comingDays:
		return today.AddDate(0, 0, 1), today.AddDate(0, 0, p.days+1)
	}
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, Zone)
	switch p.kind {
	case endOfNextMonth:
		return first.AddDate(0, 1, 20), first.AddDate(0, 2, 0)
	case endOfYear:
		end := time.Date(today.Year()+1, 1, 1, 0, 0, 0, 0, Zone)
		return later(end.AddDate(0, -1, 0), today), end
	}
	return later(first.AddDate(0, 0, 20), today), first.AddDate(0, 1, 0)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}
