package when

import (
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// IsHour says that a text is a spoken hour and nothing else: ארבע, עשר וחצי.
// By itself that is no time, but it may answer the question for one.
func IsHour(text string) bool {
	p := parser{text: text, words: words.Split(text)}
	_, to, _ := p.spokenHour(0)
	return to > 0 && to == len(p.words)
}

// extraMinutes reads וחצי, ורבע, ועשרה, ועשרים after an hour.
func (p parser) extraMinutes(i int) (m, next int) {
	k := i
	if p.is(k, "ו") {
		k++
		if p.is(k, "-") {
			k++
		}
		if n, to := p.number(k, 2); to > 0 && n >= 5 && n < 60 {
			return n, to
		}
	}
	switch {
	case p.is(i, "וחצי"):
		return 30, i + 1
	case p.is(i, "ורבע"):
		return 15, i + 1
	}
	word, ok := strings.CutPrefix(p.at(i), "ו")
	if n, known := hebrewCounts[word]; ok && known && n >= 5 {
		to := i + 1
		if n >= 20 {
			if unit, known := hebrewCounts[strings.TrimPrefix(p.at(to), "ו")]; known && unit < 10 && strings.HasPrefix(p.at(to), "ו") {
				n, to = n+unit, to+1
			}
		}
		if p.is(to, "דקות") {
			to++
		}
		return n, to
	}
	return 0, 0
}

// minutesToHour reads רבע לתשע, עשרה ל-9, עשרים אחרי שלוש, "quarter past 3pm",
// "half past three", "15 to noon", "30 minutes past 3".
func (p parser) minutesToHour(i int) (clock, int) {
	m, to := p.minuteWord(i)
	if to == 0 {
		return clock{}, 0
	}
	if p.is(to, "minutes", "mins", "min", "דקות") {
		to++
	}
	sign := 0
	switch {
	case p.is(to, "past", "after", "אחרי"):
		sign, to = 1, to+1
	case p.is(to, "to", "before", "לפני"):
		sign, to = -1, to+1
	case p.is(to, "ל"):
		sign, to = -1, to+1
		if p.is(to, "-") {
			to++
		}
	default:
		h, next := p.hebrewHour(to, "ל")
		if next == 0 {
			return clock{}, 0
		}
		return clock{hour: h, nudge: -m, exact: true}, next
	}
	c, next, sure := p.clockValueAfter(to)
	if next == 0 || p.digits(i) && !sure && !p.is(i-1, hourPrepositions...) {
		return clock{}, 0
	}
	c.nudge, c.exact = sign*m, true
	return c, next
}

func (p parser) clockValueAfter(i int) (clock, int, bool) {
	if p.is(i, "noon", "midday") {
		return clock{hour: 12, half: full}, i + 1, true
	}
	if c, to, sure := p.digitalHour(i, false); to > 0 && !c.exact {
		return c, to, sure
	}
	c, to, _ := p.spokenHour(i)
	return c, to, true
}

func (p parser) minuteWord(i int) (m, to int) {
	k := i
	if p.is(k, "a") {
		k++
	}
	switch {
	case p.is(k, "quarter", "רבע", "ברבע"):
		return 15, k + 1
	case p.is(k, "half", "חצי"):
		return 30, k + 1
	}
	m, to = p.number(i, 2)
	if to == 0 {
		m, to = p.hebrewCount(i, "ב")
	}
	if to == 0 {
		m, to = p.englishNumber(i)
	}
	if m < 5 || m > 59 {
		return 0, 0
	}
	return m, to
}

// spokenHour reads בתשע, חמש וחצי, "three twenty pm". In Hebrew the hour
// carries its own ב; without it the hour needs minutes or company.
func (p parser) spokenHour(i int) (c clock, to int, sure bool) {
	for _, prefix := range []string{"ב", "שב", "וב", "ל", "מ", ""} {
		h, next := p.hebrewHour(i, prefix)
		if next == 0 {
			continue
		}
		c.hour, sure = h, prefix != "" && prefix != "ל" && prefix != "מ"
		if m, after := p.extraMinutes(next); after > 0 {
			c.minute, c.exact, next = m, true, after
		}
		// באחת הדירות is "in one of the flats".
		if h <= 2 && sure && !c.exact && strings.HasPrefix(p.at(next), "ה") && p.letters(next) {
			return clock{}, 0, false
		}
		return c, next, sure
	}
	h, next := p.englishNumber(i)
	if next == 0 || h > 12 || p.is(i, "a", "an", "few", "couple") {
		return clock{}, 0, false
	}
	c.hour = h
	if m, after := p.englishNumber(next); after > 0 && m >= 10 && m < 60 {
		c.minute, c.exact, next = m, true, after
	}
	c, to, sure = p.withHalf(c, next, false, false)
	return c, to, sure && h > 0
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}
