package when

import (
	"strings"
	"time"
)

// clock is an hour of the day as it was said.
type clock struct {
	hour, minute int
	half         half
	// exact: minutes were said.
	exact bool
	// zone is set when the hour was said on another zone's clock.
	zone *time.Location
	// nudge moves the time by minutes: רבע לתשע is nine, less fifteen.
	nudge int
}

// half says which half of the day an hour up to twelve lies in.
type half int

const (
	unsaid half = iota
	morningHalf
	eveningHalf
	// full is a 24-hour reading, nothing left to decide.
	full
)

// hourPrepositions stand before an hour.
var hourPrepositions = []string{"בשעה", "שעה", "השעה", "לשעה", "משעה", "בשעות", "לקראת", "בסביבות", "סביב", "באיזור", "באזור", "at", "@", "around", "about", "by"}

// clockAt reads an hour: with a preposition (ב-10, "at 3"), with its minutes
// (14:30), with its half (3pm, 15h), or in words (חמש וחצי, "half past three").
func (p parser) clockAt(i int) piece {
	at, prep := p.hourPreposition(i)
	c, to, sure := p.clockValue(at, prep)
	if to == 0 || p.counted(to) {
		return piece{}
	}
	// What is glued to it makes it something else: 650.650, 10-12-14, A4.
	if p.glued(to) && p.is(to, ".", "-", "/", ":") && p.glued(to+1) && p.digits(to+1) {
		return piece{}
	}
	if !prep && p.glued(at) && p.words[at-1].Class == 0 {
		return piece{}
	}
	return piece{kind: clockPiece, to: to, clock: c, weak: !prep && !sure}
}

// hourPreposition passes over what stands before an hour.
func (p parser) hourPreposition(i int) (at int, prep bool) {
	at = i
	for p.is(at, hourPrepositions...) {
		at, prep = at+1, true
	}
	if p.is(at, "ב", "ל", "וב", "שב", "כב", "for") && (p.digits(at+1) || p.is(at+1, "-", "שעה", "סביבות", "a", "quarter", "half")) {
		at, prep = at+1, true
		for p.is(at, "שעה", "סביבות") {
			at++
		}
	}
	if prep && p.is(at, "-", "ה") {
		at++
	}
	for prep && p.is(at, "about", "around", "approximately", "בערך") {
		at++
	}
	return at, prep
}

// clockValue reads the hour itself; sure says that its form leaves no doubt
// that it is one.
func (p parser) clockValue(i int, prep bool) (c clock, to int, sure bool) {
	if c, to = p.minutesToHour(i); to > 0 {
		return c, to, true
	}
	return p.plainHour(i, prep)
}

// zones by their names, as people abroad add them to an hour.
var zones = map[string]*time.Location{
	"gmt": time.UTC, "utc": time.UTC, "cet": time.FixedZone("CET", 1*3600), "est": time.FixedZone("EST", -5*3600), "cst": time.FixedZone("CST", -6*3600), "mst": time.FixedZone("MST", -7*3600), "pst": time.FixedZone("PST", -8*3600),
}

// plainHour reads an hour, with the zone that may follow it.
func (p parser) plainHour(i int, prep bool) (c clock, to int, sure bool) {
	if c, to, sure = p.hourItself(i, prep); to > 0 && zones[p.at(to)] != nil {
		c.zone, to = zones[p.at(to)], to+1
	}
	return c, to, sure
}

// hourItself is clockValue without the minutes before the hour: in a range,
// שמונה לעשר is no eight minutes to ten.
func (p parser) hourItself(i int, prep bool) (c clock, to int, sure bool) {
	switch {
	case p.is(i, "noon", "midday", "לצהריים"):
		return clock{hour: 12, half: full}, i + 1, true
	case p.is(i, "midnight", "חצות", "בחצות", "לחצות"):
		return clock{hour: 24, half: full}, i + 1, true
	}
	if c, to, sure = p.digitalHour(i, prep); to > 0 {
		return c, to, sure
	}
	return p.spokenHour(i)
}

// digitalHour reads 10, 10:30, 10.30, 15h, 15h20, 3pm, 330 pm, 10 וחצי.
func (p parser) digitalHour(i int, prep bool) (c clock, to int, sure bool) {
	h, to := p.number(i, 2)
	if to == 0 {
		return p.packedHour(i)
	}
	c.hour = h
	if strings.HasPrefix(p.at(i), "0") || h == 0 || h > 12 {
		c.half = full
	}
	switch m, next := p.number(to+1, 2); {
	case next > 0 && p.is(to, ":", "h") && p.glued(to) && p.glued(to+1) && len(p.at(to+1)) == 2:
		c.minute, c.exact, sure = m, true, true
		if p.is(to, "h") {
			c.half = full
		}
		to = next
		if p.is(to, ":") && p.glued(to+1) && p.digits(to+1) {
			to += 2
		}
	case next > 0 && p.is(to, ".") && p.glued(to) && p.glued(to+1) && len(p.at(to+1)) == 2 && (prep || m > 12) && m < 60:
		c.minute, c.exact, to, sure = m, true, next, prep
	case p.is(to, "h") && p.glued(to):
		c.half, to, sure = full, to+1, true
	case prep && p.is(i-1, "at", "@") && p.digits(to) && len(p.at(to)) == 2 && !p.glued(to) && !p.letters(to+1):
		c.minute, c.exact = atoi(p.at(to)), true
		to++
	default:
		if m, next := p.extraMinutes(to); next > 0 {
			c.minute, c.exact, to, sure = m, true, next, prep
		}
	}
	if c.hour > 24 || c.minute > 59 {
		return clock{}, 0, false
	}
	return p.withHalf(c, to, sure, prep || c.exact)
}

// packedHour reads 330 pm, and 815 after "tonight": never a bare three digits.
func (p parser) packedHour(i int) (clock, int, bool) {
	n, to := p.number(i, 4)
	if to == 0 || n/100 > 23 || n%100 > 59 {
		return clock{}, 0, false
	}
	c, next, sure := p.withHalf(clock{hour: n / 100, minute: n % 100, exact: true}, to, false, true)
	if !sure && !p.is(i-1, "tonight") {
		return clock{}, 0, false
	}
	return c, next, true
}

// withHalf reads am, pm, a.m., "p m", o'clock. A single a or p needs lone, a
// sign that the number is an hour (4a is no time).
func (p parser) withHalf(c clock, to int, sure, lone bool) (clock, int, bool) {
	if p.is(to, "ish") {
		to++
	}
	if p.is(to, "o'clock", "oclock") {
		to, sure = to+1, true
	}
	k := to
	if p.is(k, "in") && p.is(k+1, "the") && p.is(k+2, "am", "pm") {
		k += 2
	}
	letter := p.at(k)
	switch {
	case p.is(k, "am", "pm"):
		k++
	case !p.is(k, "a", "p"):
		return c, to, sure
	case p.is(k+1, ".") && p.is(k+2, "m"):
		k += 3
		if p.is(k, ".") && p.glued(k) {
			k++
		}
	case p.is(k+1, "m"):
		k += 2
	case lone && p.glued(k) && !p.glued(k+1):
		k++
	default:
		return c, to, sure
	}
	if c.half != full {
		c.half = morningHalf
		if strings.HasPrefix(letter, "p") {
			c.half = eveningHalf
		}
	}
	return c, k, true
}
