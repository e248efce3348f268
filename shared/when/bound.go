package when

// rangeAt reads two hours: בין 8 ל-10, מ-8 עד 10, "from 9:30 to 11", 8-10,
// "3-4pm". Without a word before it a pair is weak, unless an hour is sure.
func (p parser) rangeAt(i int) piece {
	at, led := i, false
	switch {
	case p.is(i, "בין", "between", "from", "בשעות", "מהשעה"):
		at, led = i+1, true
	case p.is(i, "מ", "ב", "משעה", "at", "around") && (p.digits(i+1) || p.is(i+1, "-", "שעה", "around")):
		at, led = i+1, true
	case p.hebrewFrom(i):
		led = true
	}
	for led && p.is(at, "-", "השעות", "השעה", "שעה", "the", "hours", "of", "שעות", "around") {
		at++
	}
	first, to, sure := p.plainHour(at, led)
	if _, minutes := p.minutesToHour(at); to == 0 || minutes > 0 && !led {
		return piece{}
	}
	joint := p.withPart(&first, to)
	next, word := p.rangeJoint(joint)
	if next == 0 || !led && p.glued(at) {
		return piece{}
	}
	if joint > to {
		if p.is(joint, "ו", "and") && !p.is(i, "בין", "between") {
			return piece{} // ב-8 בבוקר ו-5 בערב are two hours
		}
		sure = true
	}
	second, end, sure2 := p.plainHour(next, word || led)
	if end == 0 || p.counted(end) || p.glued(end) && p.is(end, "-", "/", ".") && p.digits(end+1) {
		return piece{}
	}
	if c := p.partAt(end); !c.period.today { // הערב says the day too, and is left to say it
		end = p.withPart(&second, end)
	}
	if led && p.is(i, "ב", "at", "around") && word {
		// ב-8 עד... is a range; ב-8 ל-10 איש would not be.
		sure = true
	}
	if first.zone == nil {
		first.zone = second.zone
	}
	return piece{kind: rangePiece, to: end, clock: first, until: second, weak: !led && !sure && !sure2}
}

// withPart passes over the part of the day behind an hour of a range, 8 בבוקר,
// and settles by it which half of the day is meant: the other hour may be of
// another part.
func (p parser) withPart(c *clock, i int) (to int) {
	if p.is(i, "לצהריים", "לערב", "לבוקר", "לקראת", "by") {
		return i // until then
	}
	part := p.partAt(i)
	if part.to == 0 {
		return i
	}
	if c.half == unsaid {
		c.hour, c.half = inPartOfDay(c.hour, part.part), full
	}
	return part.to
}

// hebrewFrom: משמונה עד עשר carries its מ.
func (p parser) hebrewFrom(i int) bool {
	_, next := p.hebrewHour(i, "מ")
	return next > 0
}

// rangeJoint matches what stands between two hours; word says that it is one.
func (p parser) rangeJoint(i int) (next int, word bool) {
	switch {
	case p.is(i, "עד", "to", "until", "untill", "till", "til", "and"):
		next, word = i+1, true
		for p.is(next, "ל", "ה", "-", "השעה", "שעה", "בערך") {
			next++
		}
	case p.is(i, "ל", "ול", "ו") && (p.digits(i+1) || p.is(i+1, "-")):
		next, word = i+1, true
		if p.is(next, "-") {
			next++
		}
	case p.is(i, "-"):
		next = i + 1
		if p.is(next, "-") {
			next++
		}
	case p.is(i, "לצהריים", "לחצות"):
		return i, true
	default:
		if _, to := p.hebrewHour(i, "ל"); to > 0 {
			return i, true
		}
	}
	return next, word
}

// Words that open a range on one side.
var (
	afterWords  = [][]string{{"לא", "לפני"}, {"אחרי"}, {"לאחר"}, {"החל", "מ"}, {"החל", "משעה"}, {"not", "before"}, {"no", "earlier", "than"}, {"not", "earlier", "than"}, {"later", "than"}, {"after"}, {"any", "time", "after"}, {"anytime", "after"}, {"starting", "from"}, {"starting", "at"}, {"from"}, {"מ"}, {"משעה"}}
	beforeWords = [][]string{{"לא", "יאוחר", "מ"}, {"לא", "אחרי"}, {"לפני"}, {"עד"}, {"not", "after"}, {"no", "later", "than"}, {"not", "later", "than"}, {"until"}, {"till"}, {"before"}, {"by"}}
)

// boundAt reads "not before 5", אחרי 5, עד 12, "by 2pm".
func (p parser) boundAt(i int) piece {
	if c := p.bound(i, afterWords, afterPiece); c.to > 0 {
		return c
	}
	if c := p.bound(i, beforeWords, beforePiece); c.to > 0 {
		return c
	}
	// משמונה, and nothing else
	if h, to := p.hebrewHour(i, "מ"); to > 0 && !p.counted(to) && !p.letters(to) {
		return piece{kind: afterPiece, to: to, clock: clock{hour: h}}
	}
	return piece{}
}

// besideDayAt reads עד יום חמישי, "by the end of the month", אחרי יום שלישי.
func (p parser) besideDayAt(i int) piece {
	at, s := i+1, untilDay
	switch {
	case p.is(i, "עד", "by", "until", "till"):
	case p.is(i, "אחרי", "after"):
		s = afterDay
	default:
		return piece{}
	}
	if c := p.periodAt(i); c.to > 0 {
		return c // after shabbat
	}
	for p.is(at, "the") {
		at++
	}
	for _, match := range []func(int) piece{p.dateAt, p.periodAt, p.dayAt} {
		if c := match(at); c.to > at && c.kind != ignored {
			c.side, c.weak = s, false
			return c
		}
	}
	return piece{}
}

func (p parser) bound(i int, openings [][]string, k kind) piece {
	for _, words := range openings {
		at := p.phrase(i, words...)
		if at == 0 {
			continue
		}
		for p.is(at, "-", "ה", "ל", "השעה", "שעה", "ב", "around", "about", "at") {
			at++
		}
		c, to, _ := p.clockValue(at, true)
		if p.is(i, "עד") && p.is(at, "הצהריים", "הצהרים", "צהריים", "צהרים") {
			c, to = clock{hour: 12, half: full}, at+1
		}
		if to == 0 || p.counted(to) || p.glued(to) && p.is(to, "/", "-", ".") && p.digits(to+1) {
			continue
		}
		if p.is(to, "ואילך", "והלאה", "onwards", "onward") {
			to++
		}
		return piece{kind: k, to: to, clock: c}
	}
	return piece{}
}
