package when

import "strings"

var months = map[string]int{
	"ינואר": 1, "פברואר": 2, "מרץ": 3, "מרס": 3, "אפריל": 4, "מאי": 5, "יוני": 6, "יולי": 7, "אוגוסט": 8, "ספטמבר": 9, "אוקטובר": 10, "נובמבר": 11, "דצמבר": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// monthAfter reads a month that may carry ב or ל, or stand after של or of.
func (p parser) monthAfter(i int) int {
	if p.is(i, "של", "of", "in", "the", "ל", "ב", "-", ".", "/") {
		return p.monthAfter(i + 1)
	}
	w := p.at(i)
	if m := months[w]; m > 0 {
		return m
	}
	for _, prefix := range []string{"ב", "ל", "ה"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && months[rest] > 0 {
			return months[rest]
		}
	}
	return 0
}

func (p parser) afterMonth(i int) int {
	for p.is(i, "של", "of", "in", "the", "ל", "ב", "-", ".", "/") {
		i++
	}
	return i + 1
}

// dateAt reads calendar dates: 10/3, 5.4, 2015-03-03, 15 לפברואר, ה-20 לחודש,
// "march 3rd", "the first". Day before month, as in Israel.
func (p parser) dateAt(i int) piece {
	at, prefixed := i, false
	switch {
	case p.is(i, "ב", "ה", "ל", "מ", "בתאריך", "לתאריך", "תאריך", "on", "the") && i+1 < len(p.words):
		at, prefixed = i+1, true
		for p.is(at, "-", "ה", "the") {
			at++
		}
	}
	for _, read := range []func(int, bool) piece{p.numericDate, p.isoDate, p.dayOfNamedMonth, p.dayOfThisMonth, p.englishDate} {
		if c := read(at, prefixed); c.to > 0 {
			c.kind = dayPiece
			return c
		}
	}
	return piece{}
}

func date(day, month, year int) dayRef {
	if year > 0 && year < 100 {
		year += 2000
	}
	return dayRef{kind: calendarDate, day: day, month: month, year: year}
}

// numericDate reads D/M and D.M, with or without a year. D.M alone is weak: it
// is also a measure (3.5 חדרים); 24/7 is no date.
func (p parser) numericDate(i int, prefixed bool) piece {
	d, next := p.number(i, 2)
	if next == 0 || !p.is(next, "/", ".", "-") || !p.glued(next) || !p.glued(next+1) {
		return piece{}
	}
	sep := p.at(next)
	m, next := p.number(next+1, 2)
	if next == 0 || d < 1 || d > 31 || m < 1 || m > 12 || d == 24 && m == 7 && sep == "/" {
		return piece{}
	}
	year := 0
	if p.is(next, sep) && p.glued(next) && p.glued(next+1) {
		if y, to := p.number(next+1, 4); to > 0 {
			year, next = y, to
		}
	}
	switch {
	case sep == "-" && year == 0, p.glued(next) && p.digits(next):
		return piece{}
	case year == 0 && (p.counted(next) || p.is(next, "h", "hour", "of")):
		return piece{}
	}
	return piece{to: next, day: date(d, m, year), weak: sep == "." && year == 0 && !prefixed}
}

func (p parser) isoDate(i int, _ bool) piece {
	y, next := p.number(i, 4)
	if next == 0 || y < 2000 || !p.is(next, "-", "/") {
		return piece{}
	}
	m, next := p.number(next+1, 2)
	if next == 0 || !p.is(next, "-", "/") {
		return piece{}
	}
	d, next := p.number(next+1, 2)
	if next == 0 {
		return piece{}
	}
	return piece{to: next, day: date(d, m, y)}
}

// dayNumber reads 15, 15th, השמונה עשרה, שלושה, הראשון, "fifteenth".
func (p parser) dayNumber(i int) (d, next int) {
	if d, next = p.number(i, 2); next > 0 {
		if p.is(next, "st", "nd", "rd", "th") && p.glued(next) {
			next++
		}
		return d, next
	}
	for _, prefix := range []string{"", "ה", "ב", "ל"} {
		if rest, ok := strings.CutPrefix(p.at(i), prefix); ok {
			if d, ok := hebrewOrdinals[rest]; ok && prefix != "" {
				return d, i + 1
			}
		}
	}
	if d, ok := englishOrdinals[p.at(i)]; ok {
		return d, i + 1
	}
	if n, next := p.englishNumber(i); next > 0 && n >= 20 {
		k := next
		if p.is(k, "-") {
			k++
		}
		if d, ok := englishOrdinals[p.at(k)]; ok && d < 10 {
			return n + d, k + 1
		}
	}
	return p.hebrewCount(i, "ה", "ב", "ל")
}

// dayOfNamedMonth reads a day followed by a month's name.
func (p parser) dayOfNamedMonth(i int, _ bool) piece {
	d, next := p.dayNumber(i)
	if next == 0 || d < 1 || d > 31 {
		return piece{}
	}
	m := p.monthAfter(next)
	if m == 0 {
		return piece{}
	}
	to := p.afterMonth(next)
	year := 0
	if p.is(to, ",") && p.digits(to+1) || p.is(to, "-", "/") {
		to++
	}
	if y, after := p.number(to, 4); after > 0 && y >= 2000 {
		year, to = y, after
	}
	return piece{to: to, day: date(d, m, year)}
}

// dayOfThisMonth reads ה-20 לחודש, "20 of next month", "20th of this month",
// "the 5th", "on the first".
func (p parser) dayOfThisMonth(i int, prefixed bool) piece {
	d, next := p.dayNumber(i)
	if next == 0 || d < 1 || d > 31 {
		return piece{}
	}
	ref := dayRef{kind: calendarDate, day: d}
	switch {
	case p.is(next, "לחודש", "בחודש", "לחדש") && p.is(next+1, "הבא"):
		ref.monthsAhead = 1
		return piece{to: next + 2, day: ref}
	case p.is(next, "לחודש", "בחודש", "לחדש"):
		return piece{to: next + 1, day: ref}
	}
	k := next
	for p.is(k, "of", "the", "in") {
		k++
	}
	switch {
	case p.is(k, "next") && p.is(k+1, "month"):
		ref.monthsAhead = 1
		return piece{to: k + 2, day: ref}
	case p.is(k, "this", "current") && p.is(k+1, "month"):
		return piece{to: k + 2, day: ref}
	case k > next && p.is(k, "month"):
		return piece{to: k + 1, day: ref}
	case prefixed && p.is(i-1, "the") && (p.is(next-1, "st", "nd", "rd", "th") || englishOrdinals[p.at(next-1)] > 0):
		// "the third floor" is no date.
		if p.letters(next) && !p.is(next, "at", "in", "please", "around", "about", "morning", "afternoon", "evening", "after", "before", "between", "from") {
			return piece{}
		}
		return piece{to: next, day: ref}
	}
	return piece{}
}

// englishDate reads a month followed by a day: "march third", "Feb 18", "the
// ides of march", "mid march", and אמצע מרץ.
func (p parser) englishDate(i int, _ bool) piece {
	if p.is(i, "ides", "mid", "middle", "אמצע", "באמצע") {
		if m := p.monthAfter(i + 1); m > 0 {
			return piece{to: p.afterMonth(i + 1), day: date(15, m, 0)}
		}
	}
	m := months[p.at(i)]
	if m == 0 {
		return piece{}
	}
	next := i + 1
	for p.is(next, "the", ".") {
		next++
	}
	d, next := p.dayNumber(next)
	if next == 0 || d < 1 || d > 31 || p.is(next, ":", "am", "pm") {
		return piece{}
	}
	year, k := 0, next
	if p.is(k, ",") {
		k++
	}
	if y, after := p.number(k, 4); after > 0 && y >= 2000 && y < 2200 {
		year, next = y, after
	}
	return piece{to: next, day: date(d, m, year)}
}
