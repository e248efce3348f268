package when

import (
	"time"
)

// delay is a time from now: minutes for the short units, days for the long.
type delay struct {
	minutes, days, months int
}

// units of time, in minutes; a day and more are counted in days so that a wall
// clock stays put across a change to summer time.
var units = map[string]delay{
	"דקה": {minutes: 1}, "דקות": {minutes: 1}, "דק": {minutes: 1}, "דק'": {minutes: 1}, "שעה": {minutes: 60}, "שעות": {minutes: 60}, "שעתיים": {minutes: 120}, "שעתים": {minutes: 120}, "יום": {days: 1}, "ימים": {days: 1}, "יומיים": {days: 2}, "יומים": {days: 2},
	"שבוע": {days: 7}, "שבועות": {days: 7}, "שבועיים": {days: 14}, "שבועים": {days: 14}, "חודש": {months: 1}, "חודשים": {months: 1}, "חודשיים": {months: 2}, "שניות": {}, "שנה": {months: 12}, "שנים": {months: 12}, "שנתיים": {months: 24},
	"minute": {minutes: 1}, "minutes": {minutes: 1}, "min": {minutes: 1}, "mins": {minutes: 1}, "'": {minutes: 1}, "hour": {minutes: 60}, "hours": {minutes: 60}, "hr": {minutes: 60}, "hrs": {minutes: 60}, "h": {minutes: 60},
	"day": {days: 1}, "days": {days: 1}, "week": {days: 7}, "weeks": {days: 7}, "fortnight": {days: 14}, "month": {months: 1}, "months": {months: 1}, "second": {}, "seconds": {}, "year": {months: 12}, "years": {months: 12},
}

func (d delay) times(n float64) delay {
	return delay{minutes: int(float64(d.minutes)*n + 0.5), days: int(float64(d.days) * n), months: int(float64(d.months) * n)}
}

func (d delay) empty() bool { return d == delay{} }

// delayAt reads בעוד שעתיים, עוד 10 דקות, "in an hour", "7 days from now",
// "a week hence".
func (p parser) delayAt(i int) piece {
	switch {
	case p.is(i, "בעוד", "עוד", "תוך", "בתוך", "ועוד", "in", "within"):
		at := i + 1
		for p.is(at, "about", "around", "בערך", "like", "the") {
			at++
		}
		if p.is(at, "next") {
			return p.delayAt(at)
		}
		if d, to := p.length(at); to > 0 && !d.empty() && !p.is(to, "ago", "of") {
			return piece{kind: delayPiece, to: p.fromNow(to), delay: d}
		}
	case p.is(i, "next", "upcoming") || p.is(i+1, "upcoming"):
		// "upcoming two days", "two upcoming days"
		at := i
		if p.is(i, "next", "upcoming") {
			at = i + 1
		}
		n, to := p.count(at)
		if to > 0 && p.is(to, "upcoming") {
			to++
		}
		if u, ok := units[p.at(to)]; to > 0 && ok && u.days == 1 && p.is(i, "next") {
			return piece{kind: periodPiece, to: to + 1, period: period{kind: comingDays, days: n}}
		} else if to > 0 && ok && u.days > 0 {
			return piece{kind: delayPiece, to: to + 1, delay: u.times(float64(n))}
		}
	default:
		if d, to := p.length(i); to > 0 && !d.empty() {
			if end := p.fromNow(to); end > to {
				return piece{kind: delayPiece, to: end, delay: d}
			}
		}
	}
	return piece{}
}

func (p parser) fromNow(i int) int {
	switch {
	case p.is(i, "hence"):
		return i + 1
	case p.is(i, "from") && p.is(i+1, "now", "today"):
		return i + 2
	case p.is(i, "from") && p.is(i+1, "right") && p.is(i+2, "now"):
		return i + 3
	case p.is(i, "מעכשיו", "מהיום", "מהרגע"):
		return i + 1
	}
	return i
}

// pastDelay matches לפני שעתיים and "two days ago".
func (p parser) pastDelay(i int) int {
	if p.is(i, "לפני") {
		at := i + 1
		if _, to := p.length(at); to > 0 {
			return to
		}
	}
	if _, to := p.length(i); to > 0 && p.is(to, "ago", "back", "already") {
		return to + 1
	}
	return 0
}

// length reads an amount of time: שעתיים, חצי שעה, שעה וחצי, 3/4 h, "two and a
// half hours".
func (p parser) length(i int) (d delay, to int) {
	switch {
	case p.is(i, "חצי") && p.is(i+1, "שעה"), p.is(i, "half") && p.is(i+1, "hour"):
		return delay{minutes: 30}, i + 2
	case p.is(i, "רבע") && p.is(i+1, "שעה"):
		return delay{minutes: 15}, i + 2
	case p.is(i, "שלושת") && p.is(i+1, "רבעי") && p.is(i+2, "שעה"):
		return delay{minutes: 45}, i + 3
	case p.is(i, "half") && p.is(i+1, "an", "a") && p.is(i+2, "hour"):
		return delay{minutes: 30}, i + 3
	case p.is(i, "a") && p.is(i+1, "half") && p.is(i+2, "hour"):
		return delay{minutes: 30}, i + 3
	case p.is(i, "a") && p.is(i+1, "quarter") && p.is(i+2, "of") && p.is(i+3, "an") && p.is(i+4, "hour"):
		return delay{minutes: 15}, i + 5
	case p.is(i, "quarter") && p.is(i+1, "of") && p.is(i+2, "an") && p.is(i+3, "hour"):
		return delay{minutes: 15}, i + 4
	}
	n, to := p.amount(i)
	if to == 0 {
		// שעה, שעתיים, יומיים: the unit says the number.
		u, ok := units[p.at(i)]
		if !ok || !singular[p.at(i)] {
			return delay{}, 0
		}
		return p.andHalf(u, i+1)
	}
	if n2, after, ok := p.plusHalf(to); ok {
		n, to = n+n2, after
	}
	u, ok := units[p.at(to)]
	if !ok || p.is(to, "'") && !p.glued(to) {
		return delay{}, 0
	}
	return p.andHalf(u.times(n), to+1)
}

var singular = map[string]bool{
	"דקה": true, "שעה": true, "שעתיים": true, "שעתים": true, "יום": true, "יומיים": true, "יומים": true, "שבוע": true, "שבועיים": true, "שבועים": true, "חודש": true, "חודשיים": true, "שנה": true, "שנתיים": true,
}

// amount reads 2, 2.5, 3/4, "two", שבעה.
func (p parser) amount(i int) (n float64, to int) {
	whole, next := p.number(i, 3)
	if next == 0 {
		c, next := p.count(i)
		return float64(c), next
	}
	frac, after := p.number(next+1, 1)
	switch {
	case after > 0 && p.is(next, ".") && p.glued(next):
		return float64(whole) + float64(frac)/10, after
	case after > 0 && p.is(next, "/") && frac > 0 && whole < frac:
		return float64(whole) / float64(frac), after
	}
	return float64(whole), next
}

func (p parser) plusHalf(i int) (n float64, to int, ok bool) {
	if p.is(i, "and") && p.is(i+1, "a") && p.is(i+2, "half") {
		return 0.5, i + 3, true
	}
	return 0, i, false
}

// andHalf reads the וחצי or ורבע after a unit: שעה וחצי, שעתיים ורבע.
func (p parser) andHalf(d delay, i int) (delay, int) {
	if d.minutes < 60 {
		return d, i
	}
	switch {
	case p.is(i, "וחצי"):
		d.minutes += 30
		return d, i + 1
	case p.is(i, "ורבע"):
		d.minutes += 15
		return d, i + 1
	}
	return d, i
}

// week is the Sunday on which the week of a day begins.
func week(day time.Time) time.Time {
	return day.AddDate(0, 0, -int(day.Weekday()))
}
