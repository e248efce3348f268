package when

import "strings"

// part is a part of the day.
type part int

const (
	noPart part = iota
	earlyMorning
	morning
	noon
	afternoon
	evening
	night
)

// hours are the parts in hours of the day. Evening begins when most people are
// home; the Hebrew afternoon begins after noon's rest, the English one at noon.
var hours = map[part][2]int{
	earlyMorning: {6, 9}, morning: {6, 12}, noon: {12, 14}, afternoon: {14, 18}, evening: {18, 24}, night: {21, 30},
}

var partWords = map[string]part{
	"בוקר": morning, "בבוקר": morning, "הבוקר": morning, "בקר": morning, "לבוקר": morning, "צהריים": noon, "צהרים": noon, "בצהריים": noon, "בצהרים": noon, "הצהריים": noon, "לצהריים": noon,
	"אחהצ": afternoon, `אחה"צ`: afternoon, `באחה"צ`: afternoon, "באחהצ": afternoon, "ערב": evening, "בערב": evening, "הערב": evening, "לערב": evening, "לילה": night, "בלילה": night, "הלילה": night,
	"morning": morning, "mornings": morning, "afternoon": afternoon, "afternoonish": afternoon, "evening": evening, "evenings": evening, "tonight": evening, "night": evening, "lunch": noon, "lunchtime": noon, "noonish": noon,
}

// partAt reads a part of the day. Bare (`בוקר`, "morning") it is weak.
func (p parser) partAt(i int) piece {
	c := piece{kind: partPiece}
	at := i
	for p.is(at, "in", "at", "during", "the", "this", "by", "על", "לקראת", "early", "late", "hours", "of", "מוקדם", "around") {
		at++
	}
	for _, lead := range []string{"אחרי", "אחר", "לאחר"} {
		if to := p.phrase(at, lead, "הצהריים") + p.phrase(at, lead, "הצהרים") + p.phrase(at, lead, "צהריים"); to > 0 {
			c.part, c.to = afternoon, to
			return c
		}
	}
	switch {
	case p.phrase(at, "לפני", "הצהריים") > 0, p.phrase(at, "לפני", "הצהרים") > 0, p.phrase(at, "לפני", "צהריים") > 0, p.phrase(at, `לפנה"צ`) > 0:
		c.part, c.to = morning, at+1
		if p.is(at, "לפני") {
			c.to++
		}
		return c
	case p.phrase(at, "לפנות", "בוקר") > 0:
		c.part, c.to = earlyMorning, at+2
		return c
	case p.phrase(at, "בצהרי", "היום") > 0, p.phrase(at, "צהרי", "היום") > 0, p.phrase(at, "בצהרי", "יום") > 0:
		c.part, c.to = noon, at+2
		return c
	case p.phrase(at, "סוף", "היום") > 0, p.phrase(at, "בסוף", "היום") > 0:
		c.part, c.to = afternoon, at+2
		return c
	case p.phrase(at, "end", "of", "day") > 0, p.phrase(i, "end", "of", "the", "day") > 0:
		c.part, c.to = afternoon, at+3
		return c
	}
	word := p.at(at)
	c.part = partWords[word]
	if c.part == noPart {
		for _, prefix := range []string{"ו", "ש", "מ"} {
			if rest, ok := strings.CutPrefix(word, prefix); ok {
				c.part = partWords[rest]
			}
		}
	}
	if c.part == noPart || at > i && p.is(at-1, "of") && !p.is(at-2, "hours") && p.is(i, "of") {
		return piece{}
	}
	c.to = at + 1
	early := p.is(at-1, "early", "מוקדם") || p.is(i, "early", "מוקדם") || p.is(at+1, "מוקדם")
	if early && c.part == morning {
		c.part = earlyMorning
		if p.is(at+1, "מוקדם") {
			c.to++
		}
	}
	if p.is(at-1, "late") && p.is(at, "tonight") {
		c.part = night
	}
	switch word {
	case "הבוקר", "הערב", "הלילה", "הצהריים", "tonight":
		// They say today as well; a day in the sentence overrides it.
		c.day = dayRef{n: 0}
		c.period = period{today: true}
	default:
		c.period.today = p.is(i, "this") || p.is(at-1, "this")
		c.weak = !c.period.today && at == i && !strings.HasPrefix(word, "ב") && !strings.HasPrefix(word, "אחה") && !strings.HasPrefix(word, "ל") || word == "לילה"
	}
	if c.part == afternoon && word[0] < 0x80 {
		c.period.english = true
	}
	return c
}

// greetings hold words of time and mean none.
var greetings = [][]string{
	{"בוקר", "טוב"}, {"בוקר", "אור"}, {"ערב", "טוב"}, {"צהריים", "טובים"}, {"צהרים", "טובים"}, {"לילה", "טוב"}, {"יום", "טוב"}, {"שבת", "שלום"}, {"שבוע", "טוב"}, {"יום", "נעים"}, {"ערב", "נעים"}, {"יום", "נהדר"}, {"סוף", "שבוע", "נעים"}, {"ימים", "טובים"},
	{"אחר", "צהריים", "טובים"}, {"good", "morning"}, {"good", "evening"}, {"good", "afternoon"}, {"good", "night"}, {"good", "day"}, {"have", "a", "good", "day"}, {"nice", "day"}, {"יום", "יום"}, {"כל", "יום"}, {"כל", "היום"}, {"כל", "הלילה"}, {"all", "night"}, {"במשך", "היום"}, {"במהלך", "היום"}, {"לאורך", "היום"}, {"every", "day"}, {"24", "/", "7"},
}

// pastWords are days that have been.
var pastWords = map[string]bool{"אתמול": true, "מאתמול": true, "שלשום": true, "משלשום": true, "אמש": true, "yesterday": true}

// ignoredAt matches greetings, what lies in the past, and lengths of time.
func (p parser) ignoredAt(i int) piece {
	for _, g := range greetings {
		if to := p.phrase(i, g...); to > 0 {
			return piece{kind: ignored, to: to}
		}
	}
	if pastWords[p.at(i)] {
		to := i + 1
		if partWords[p.at(to)] != noPart {
			to++
		}
		if c := p.clockAt(to); c.to > to { // אתמול ב-10 is no hour to come
			to = c.to
		}
		return piece{kind: ignored, to: to}
	}
	if to := p.pastDelay(i); to > 0 {
		return piece{kind: ignored, to: to}
	}
	if p.is(i, "last", "past", "previous") && p.letters(i+1) {
		if p.is(i+1, "week", "month", "year", "night", "weekend", "time") {
			return piece{kind: ignored, to: max(i+2, p.clockAt(i+2).to)}
		}
	}
	return piece{kind: ignored, to: p.sinceAt(i)}
}

// sinceAt matches "since this morning", מאז יום ראשון.
func (p parser) sinceAt(i int) (to int) {
	if !p.is(i, "since", "מאז") {
		return 0
	}
	for at := i + 1; at > to; {
		to = at
		for _, match := range []func(int) piece{p.periodAt, p.partAt, p.dayAt, p.clockAt} {
			if c := match(at); c.to > at {
				at = c.to
				break
			}
		}
	}
	if to == i+1 {
		return 0
	}
	return to
}
