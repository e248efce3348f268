package when

import (
	"strings"
	"time"
)

// dayRef names a day in one of three ways.
type dayRef struct {
	kind dayKind
	// relative: days from today. nth: which occurrence of the weekday.
	n       int
	weekday time.Weekday
	// date: month 0 is the current month; year 0 the next time the date comes.
	day, month, year, monthsAhead int
	// named: the relative day was also called by its weekday.
	named bool
}

type dayKind int

const (
	relativeDay dayKind = iota
	// nthWeekday is the n-th such weekday after today.
	nthWeekday
	// weekdayNextWeek and weekdayThisWeek lie in a week that begins on Sunday.
	weekdayNextWeek
	weekdayThisWeek
	calendarDate
	// lastWeekday is the month's last such weekday.
	lastWeekday
)

var relativeDays = map[string]int{
	"היום": 0, "מחר": 1, "מחרתיים": 2, "מחרתים": 2, "מוחרתיים": 2,
	"today": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1, "tmw": 1,
}

var hebrewWeekdays = map[string]time.Weekday{
	"ראשון": time.Sunday, "שני": time.Monday, "שלישי": time.Tuesday, "רביעי": time.Wednesday, "חמישי": time.Thursday, "שישי": time.Friday, "ששי": time.Friday, "שבת": time.Saturday,
}

var letterWeekdays = map[string]time.Weekday{
	"א": time.Sunday, "ב": time.Monday, "ג": time.Tuesday, "ד": time.Wednesday, "ה": time.Thursday, "ו": time.Friday, "ש": time.Saturday,
}

var englishWeekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday, "shabbat": time.Saturday,
	"sundays": time.Sunday, "mondays": time.Monday, "tuesdays": time.Tuesday, "wednesdays": time.Wednesday, "thursdays": time.Thursday, "fridays": time.Friday, "saturdays": time.Saturday,
}

// shortWeekdays are also ordinary words (sun, sat, wed), so they are weak.
var shortWeekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "tues": time.Tuesday, "wed": time.Wednesday, "weds": time.Wednesday, "thu": time.Thursday, "thur": time.Thursday, "thurs": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// dayAt reads today, tomorrow and weekdays.
func (p parser) dayAt(i int) piece {
	for _, want := range [][]string{{"the", "day", "after", "tomorrow"}, {"day", "after", "tomorrow"}, {"overmorrow"}} {
		if to := p.phrase(i, want...); to > 0 {
			return piece{kind: dayPiece, to: to, day: dayRef{n: 2}}
		}
	}
	for _, w := range []string{p.at(i), trimPrefix(p.at(i))} {
		if n, ok := relativeDays[w]; ok {
			return piece{kind: dayPiece, to: i + 1, day: dayRef{n: n}}
		}
	}
	if c := p.hebrewWeekday(i); c.to > 0 {
		return c
	}
	return p.englishWeekday(i)
}

// hebrewWeekday reads ביום ראשון, יום א', בשלישי, שישי הבא. Without יום or a
// prefix it is weak: שני is also "two", ראשון also "first" and a city.
func (p parser) hebrewWeekday(i int) piece {
	at, weak := i, true
	if p.is(i, "יום", "ביום", "ליום", "מיום", "היום", "שביום", "וביום", "בימי") {
		at, weak = i+1, false
		if p.is(at, "-") {
			at++
		}
		if wd, ok := letterWeekdays[strings.TrimSuffix(p.at(at), "'")]; ok && !p.glued(at+1) {
			return p.withHebrewMod(piece{kind: dayPiece, to: at + 1, day: dayRef{kind: nthWeekday, n: 1, weekday: wd}})
		}
	}
	word := p.at(at)
	wd, ok := hebrewWeekdays[word]
	prefixed := false
	for _, prefix := range []string{"ב", "ל", "ה", "ו", "מ", "שב", "וב", "לא"} {
		if ok || at != i {
			break
		}
		if rest, cut := strings.CutPrefix(word, prefix); cut {
			wd, ok = hebrewWeekdays[rest]
			prefixed = ok && strings.HasSuffix(prefix, "ב")
		}
	}
	if !ok || p.is(at+1, "לציון", "שלום") {
		return piece{}
	}
	c := p.withHebrewMod(piece{kind: dayPiece, to: at + 1, day: dayRef{kind: nthWeekday, n: 1, weekday: wd}})
	modified := c.to > at+1
	switch {
	case !weak || modified:
	case prefixed && wd == time.Sunday:
		// בראשון is also "in Rishon": only a word of coming makes it the day.
		c.weak = !p.is(i-1, coming...)
	case prefixed:
		if p.counted(at + 1) {
			return piece{}
		}
	default:
		c.weak = true
	}
	return c
}

var coming = []string{"אפשר", "תבואו", "תבוא", "לבוא", "להגיע", "תגיעו", "תגיע", "שיגיע", "שיבוא", "נפגש", "נקבע", "לקבוע", "פנוי", "פנויה", "רק", "עדיף", "נוח"}

func (p parser) withHebrewMod(c piece) piece {
	i := c.to
	switch {
	case p.is(i, "הבא", "הבאה"):
		c.day.kind, c.to = weekdayNextWeek, i+1
	case p.is(i, "הקרוב", "הקרובה", "הזה", "הזאת", "זה"):
		c.to = i + 1
	case p.is(i, "האחרון", "שעבר"):
		if month := p.monthAfter(i + 1); month > 0 {
			return piece{kind: dayPiece, to: p.afterMonth(i + 1), day: dayRef{kind: lastWeekday, weekday: c.day.weekday, month: month}}
		}
		c.kind, c.to = ignored, i+1
	case p.is(i, "בשבוע", "שבוע") && p.is(i+1, "שעבר", "האחרון"):
		c.kind, c.to = ignored, i+2
	case p.is(i, "בשבוע", "שבוע") && p.is(i+1, "הבא"):
		c.day.kind, c.to = weekdayNextWeek, i+2
	case p.is(i, "השבוע"):
		c.day.kind, c.to = weekdayThisWeek, i+1
	case p.is(i, "בשבוע") && p.is(i+1, "הזה"):
		c.day.kind, c.to = weekdayThisWeek, i+2
	}
	return c
}

// englishWeekday reads "monday", "next wed", "friday after next", "wednesday of
// this week", "3 fridays from now", "last monday of march".
func (p parser) englishWeekday(i int) piece {
	at := i
	ref := dayRef{kind: nthWeekday, n: 1}
	switch {
	case p.is(i, "next"):
		at, ref.kind = i+1, weekdayNextWeek
	case p.is(i, "this", "coming", "upcoming"):
		at = i + 1
	case p.is(i, "last", "past"):
		if wd, ok := p.weekdayName(i + 1); ok {
			if month := p.monthAfter(i + 2); month > 0 {
				return piece{kind: dayPiece, to: p.afterMonth(i + 2), day: dayRef{kind: lastWeekday, weekday: wd, month: month}}
			}
			return piece{kind: ignored, to: i + 2}
		}
	default:
		if n, next := p.count(i); next > 0 && n < 9 {
			if wd, ok := p.weekdayName(next); ok && p.is(next+1, "from") && p.is(next+2, "now", "today") {
				return piece{kind: dayPiece, to: next + 3, day: dayRef{kind: nthWeekday, n: n, weekday: wd}}
			} else if ok && p.is(next+1, "ago", "back") {
				return piece{kind: ignored, to: next + 2}
			}
		}
	}
	wd, ok := p.weekdayName(at)
	if !ok {
		return piece{}
	}
	ref.weekday = wd
	_, short := shortWeekdays[p.at(at)]
	to := at + 1
	if short && p.is(to, ".") && p.glued(to) {
		to, short = to+1, false
	}
	short = short && at == i && !p.is(i-1, "on", "by", "until", "till", "from", "for", "every")
	switch {
	case p.is(to, "after") && p.is(to+1, "next"):
		ref.n, to = 2, to+2
	case p.is(to, "next") && p.is(to+1, "week"):
		ref.kind, to = weekdayNextWeek, to+2
	case p.is(to, "of", "in") && p.is(to+1, "next", "the") && p.is(to+2, "week"):
		ref.kind, to = weekdayNextWeek, to+3
	case p.is(to, "this") && p.is(to+1, "week"):
		ref.kind, to = weekdayThisWeek, to+2
	case p.is(to, "of") && p.is(to+1, "this") && p.is(to+2, "week"):
		ref.kind, to = weekdayThisWeek, to+3
	case p.is(to, "from", "of") && p.is(to+1, "last") && p.is(to+2, "week"):
		return piece{kind: ignored, to: to + 3}
	}
	return piece{kind: dayPiece, to: to, day: ref, weak: short}
}

func (p parser) weekdayName(i int) (time.Weekday, bool) {
	w := p.at(i)
	if wd, ok := englishWeekdays[w]; ok {
		return wd, true
	}
	wd, ok := shortWeekdays[w]
	return wd, ok
}
