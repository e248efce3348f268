// Package when reads the time that a customer asks for, in Hebrew or English,
// as the absolute time it means in Israel. It reads wanted times: what lies in
// the past (`אתמול`, "two days ago"), lengths (`חצי שעה`) and greetings
// (`בוקר טוב`) are no times.
package when

import (
	"slices"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/reader/words"
)

// Zone is Israel's wall clock, on which every time is read.
var Zone = calendar.Zone

// Grain is how exact a time is.
type Grain string

// The grains.
const (
	Minute Grain = "minute"
	Hour   Grain = "hour"
	Part   Grain = "part"
	Day    Grain = "day"
)

// Time is a wanted time. End is exclusive, and zero unless the words name a
// range or a part of a day. Text is the customer's words that say it.
type Time struct {
	Start, End time.Time
	Grain      Grain
	Text       string
	// ASAP: as soon as possible; Start is now.
	ASAP bool
	// Dayless: the words name an hour or a part of a day, and no day; Start is the next such.
	Dayless bool
	// Spans are where in the text the words stand, as byte offsets.
	Spans [][2]int
}

// longest bounds how much of a text is read.
const longest = 600

// Read finds the wanted time in a text, resolved against now. It is false when
// the text names none, when it leaves open which (`בבוקר או בערב`), and when
// the time named does not exist on the clock.
func Read(text string, now time.Time) (Time, bool) {
	all := words.Split(text)
	if len(all) > longest {
		all = all[:longest]
	}
	p := parser{text: text, words: all}
	pieces := p.choose(p.told(p.pieces(), now.In(Zone)))
	t, ok := resolve(pieces, now.In(Zone))
	if !ok {
		return Time{}, false
	}
	t.Text, t.Spans = p.said(pieces)
	return t, true
}

// Declined reports whether a text names a time and says that it does not suit: `לא מסתדר לי מחר`,
// "tomorrow doesn't work".
func Declined(text string) bool {
	all := words.Split(text)
	if len(all) > longest {
		all = all[:longest]
	}
	p := parser{text: text, words: all}
	return slices.ContainsFunc(p.pieces(), func(c piece) bool { return c.kind != ignored && !c.weak && p.negated(c) })
}

// On is a time without a day on the day of another, which was named before: `ביום חמישי`, then
// `ב-4`. Where a part of that day was named, an hour of twelve falls into it.
func (t Time) On(start, end time.Time, grain Grain) Time {
	start = start.In(Zone)
	day := midnight(start)
	if grain == Part && !end.IsZero() && t.End.IsZero() {
		if h := sameHour(t.Start, day); h.Before(start) && t.Start.In(Zone).Hour() < 12 {
			if later := h.Add(12 * time.Hour); !later.Before(start) && later.Before(end) {
				t.Start = later
				t.Dayless = false
				return t
			}
		}
	}
	length := t.End.Sub(t.Start)
	t.Start = sameHour(t.Start, day)
	if !t.End.IsZero() {
		t.End = t.Start.Add(length)
	}
	t.Dayless = false
	return t
}

// sameHour is the same hour of the clock on another day.
func sameHour(t, day time.Time) time.Time {
	t = t.In(Zone)
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, Zone)
}

// parser is a text being read; its methods match at a word's index and give the
// index after what they matched, or 0.
type parser struct {
	text  string
	words []words.Word
}

func (p parser) at(i int) string {
	if i < 0 || i >= len(p.words) {
		return ""
	}
	return p.words[i].Text
}

func (p parser) is(i int, choices ...string) bool {
	w := p.at(i)
	if w == "" {
		return false
	}
	for _, a := range choices {
		if w == a {
			return true
		}
	}
	return false
}

func (p parser) letters(i int) bool {
	return i >= 0 && i < len(p.words) && p.words[i].Class == words.Letters
}

func (p parser) digits(i int) bool {
	return i >= 0 && i < len(p.words) && p.words[i].Class == words.Digits
}

func (p parser) glued(i int) bool { return i > 0 && i < len(p.words) && p.words[i].Glued }

// phrase matches words in a row; hyphens between them are passed over.
func (p parser) phrase(i int, want ...string) int {
	for k, w := range want {
		if k > 0 && p.is(i, "-") {
			i++
		}
		if p.at(i) != w {
			return 0
		}
		i++
	}
	return i
}

// said gives the words of the pieces as the customer wrote them: one stretch
// when nothing else stands between, otherwise the stretches joined.
func (p parser) said(pieces []piece) (string, [][2]int) {
	var spans [][2]int
	last := -1
	for _, c := range pieces {
		from, to := p.words[c.from].Start, p.words[c.to-1].End
		if n := len(spans); n > 0 && !p.wordsBetween(last, c.from) {
			spans[n-1][1] = max(spans[n-1][1], to)
		} else {
			spans = append(spans, [2]int{from, to})
		}
		last = c.to
	}
	var text string
	for i, s := range spans {
		if i > 0 {
			text += " "
		}
		text += p.text[s[0]:s[1]]
	}
	return text, spans
}

func (p parser) wordsBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if !p.is(i, fillers...) && p.words[i].Class != words.Punct {
			return true
		}
	}
	return false
}

// fillers may stand between the pieces of one time.
var fillers = []string{"ב", "ה", "ל", "של", "את", "on", "at", "the", "of", "in", "for", "around", "about", "maybe", "אולי", "לקראת", "בערך", "בסביבות", "היום", "please", "בבקשה", "then", "אז", "כבר", "רק"}
