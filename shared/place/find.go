package place

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// longest bounds the words of a text that are looked at: a wall of text is not
// read to its end.
const longest = 600

// Find gives the first place that a text names, or the one where somebody says to live; none
// when it leaves open which of two (`רמת גן או גבעתיים`). A street that carries a city's
// name is not the city, and neither is a weekday or a person called like one.
func Find(text string) (Mention, bool) {
	s := scan(text)
	m, open, ok := s.first(s.exact)
	if !ok && !open {
		m, _, ok = s.first(s.misspelt)
	}
	return m, ok
}

// scanner is one text with the words of streets marked.
type scanner struct {
	text   string
	words  []words.Word
	folded []string
	street []bool
}

func scan(text string) scanner {
	all := words.Split(text)
	if len(all) > longest {
		all = all[:longest]
	}
	s := scanner{text: text, words: all, folded: make([]string, len(all)), street: make([]bool, len(all))}
	for i, w := range all {
		s.folded[i] = fold(held(w.Text))
	}
	s.markStreets()
	return s
}

// held writes a letter that was held down at the end of a word (`אשדודדד`) once, elsewhere twice.
func held(word string) string {
	in := []rune(word)
	if len(in) < 4 {
		return word
	}
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); {
		n := i + 1
		for n < len(in) && in[n] == in[i] {
			n++
		}
		keep := n - i
		if keep >= 3 && in[i] > '9' {
			keep = 2
			if n == len(in) {
				keep = 1
			}
		}
		out = append(out, in[i:i+keep]...)
		i = n
	}
	return string(out)
}

// hit is a name that begins at a word: how many words it takes, and which
// prefix letters were taken off.
type hit struct {
	name
	size   int
	prefix string
}

func (s scanner) first(at func(int) (hit, bool)) (m Mention, open, ok bool) {
	for i := range s.words {
		if s.words[i].Class == words.Punct || s.street[i] {
			continue
		}
		h, hit := at(i)
		if !hit {
			continue
		}
		lives := lives[s.fold(i-1)]
		if ok && !lives {
			continue
		}
		if next := i + h.size; !lives && alternatives[s.fold(next)] && next+1 < len(s.words) {
			if other, also := at(next + 1); also && other.place != h.place {
				return Mention{}, true, false
			}
		}
		ix := loaded()
		m, ok = Mention{Place: ix.places[h.place], Start: s.words[i].Start, End: s.words[i+h.size-1].End}, true
		if lives {
			break
		}
	}
	return m, false, ok
}

var alternatives = foldedSet("או", "or")

// exact gives the longest trusted name that begins at a word, and among equals
// the one with the fewest prefix letters.
func (s scanner) exact(i int) (hit, bool) {
	var best hit
	for _, prefix := range prefixesOf(s.folded[i]) {
		for _, n := range loaded().byFirst[s.folded[i][len(prefix):]] {
			if len(n.words) <= len(best.words) {
				break
			}
			size, ok := s.matches(i, n.words)
			if !ok || n.quoted && !strings.ContainsAny(s.words[i].Text, `'"`) {
				continue
			}
			if h := (hit{n, size, prefix}); s.trusted(i, h) {
				best = h
			}
		}
	}
	return best, len(best.words) > 0
}

// matches compares a name's further words, hyphens and dots between them
// ignored, and gives how many words of the text it takes.
func (s scanner) matches(i int, want []string) (int, bool) {
	at := i + 1
	for _, w := range want[1:] {
		for at < len(s.words) && (s.words[at].Text == "-" || s.words[at].Text == ".") {
			at++
		}
		if at >= len(s.words) || s.folded[at] != w {
			return 0, false
		}
		at++
	}
	return at - i, true
}

// prefixesOf gives the prefixes a word may carry; one letter must be left (the
// ק of ק. אתא).
func prefixesOf(word string) []string { return words.Prefixes(word, 1) }

// Words that say that a place follows, that its name follows, and that a
// person's name follows.
var (
	prepositions  = foldedSet("ליד", "באזור", "באיזור", "אזור", "איזור", "בסביבות", "סביבות", "סביב", "לכיוון", "in", "at", "near", "from", "around", "by", "outside")
	kindWords     = foldedSet("קיבוץ", "מושב", "יישוב", "ישוב", "עיר", "כפר", "מושבה", "עיירה", "kibbutz", "kibutz", "moshav", "village", "town", "city")
	introductions = foldedSet("אני", "שמי", "שם", "לי", "השם", "כאן", "זה", "זאת", "מדבר", "מדברת", "is", "i'm", "am", "name", "this", "of")
	negations     = foldedSet("לא", "not")
)

func foldedSet(in ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range in {
		out[fold(w)] = true
	}
	return out
}

// trusted says whether what stands around a name lets it be the place.
func (s scanner) trusted(i int, h hit) bool {
	before, after := s.fold(i-1), i+h.size
	placed := strings.ContainsAny(h.prefix, "בלמ") || prepositions[before]
	named := slices.ContainsFunc(prefixesOf(before), func(p string) bool { return kindWords[before[len(p):]] })
	switch {
	case negations[before], prepositions[before] && negations[s.fold(i-2)], s.isDay(i, h), s.isStreet(i, h):
		return false
	case named:
		return true
	case introductions[before] && !placed && len(h.words) == 1:
		return false
	}
	switch h.trust {
	case anywhere:
		return true
	case afterPreposition:
		return placed || h.prefix == "" && s.edge(i, -1) && s.edge(after-1, +1)
	case inside:
		return s.within(i, h) || h.prefix == "" && i == 0 && s.onlyPunct(after)
	case insideOnly:
		return s.within(i, h)
	case alone:
		return h.prefix == "" && i == 0 && s.onlyPunct(after) || h.prefix == "ב" && lives[before]
	}
	return false
}

// within says that somebody is, or comes from, inside a place: one who is called like it is
// near nobody and comes from nowhere.
func (s scanner) within(i int, h hit) bool {
	before := s.fold(i - 1)
	switch {
	case strings.HasSuffix(h.prefix, "ב"), locatives[before] && h.prefix == "":
		return true
	case strings.HasSuffix(h.prefix, "מ"):
		_, person := loaded().byFirst[s.folded[i]] // אני מנחם
		return !person && origins[before]
	}
	return false
}

var (
	locatives = foldedSet("ליד", "באזור", "באיזור", "in", "near")
	lives     = foldedSet("גר", "גרה", "גרים", "גרות", "מתגורר", "מתגוררת", "מתגוררים")
	origins   = foldedSet("אני", "אנחנו", "גר", "גרה")
)

// isDay says that `ראשון` is Sunday: יום before it, or a time after it.
func (s scanner) isDay(i int, h hit) bool {
	if len(h.words) != 1 || h.words[0] != fold("ראשון") {
		return false
	}
	if before := s.fold(i - 1); slices.Contains(dayBefore, before) || h.prefix == "ה" {
		return true
	}
	after := s.fold(i + h.size)
	if after == "" || s.words[i+h.size].Class == words.Punct && after != "-" {
		return false
	}
	if slices.Contains(dayAfter, after) || s.words[i+h.size].Class == words.Digits {
		return true
	}
	// ב-9, ב 9, בתשע
	return after == "ב" || after == "-" || after == "ל" || hourWords[after]
}

var (
	dayBefore = []string{"יומ", "ביומ", "מיומ", "ליומ", "היומ", "עד", "או", "לא", "כל"}
	dayAfter  = []string{
		"בבוקר", "בוקר", "בצהרימ", "צהרימ", "בערב", "ערב", "בלילה", "אחרי", "אחה", "אחהצ", "אחר", "לפני", "הבא", "הקרוב", "הזה", "בשעה", "בשעות", "בשבוע", "שבוע", "עד", "או", "בינ", "ב", "שני", "שלישי", "רביעי", "חמישי",
	}
	hourWords = foldedSet("באחת", "בשתיים", "בשלוש", "בארבע", "בחמש", "בשש", "בשבע", "בשמונה", "בתשע", "בעשר", "באחת עשרה", "בשתים")
)

// isStreet says that a name without a prefix is followed by a house number,
// and that nothing speaks of anything else after it: `חיפה 12, תל אביב`.
func (s scanner) isStreet(i int, h hit) bool {
	at := i + h.size
	if slices.Contains(streetAfter, s.fold(at)) {
		return true
	}
	if h.prefix != "" || at >= len(s.words) || s.words[at].Class != words.Digits || len(s.words[at].Text) > 3 || prepositions[s.fold(i-1)] {
		return false
	}
	if at+1 >= len(s.words) {
		return true
	}
	next := s.fold(at + 1)
	return next == "," || next == "." || slices.Contains(afterNumber, next) || strings.HasPrefix(next, "ב") && next != "ב" || s.newline(at)
}

var afterNumber = []string{"קומה", "דירה", "דירת", "כניסה", "floor", "apt", "apartment", "in", "ת"}

func (s scanner) fold(i int) string {
	if i < 0 || i >= len(s.folded) {
		return ""
	}
	return s.folded[i]
}

// edge says that nothing but the text's end, a line's end or punctuation stands
// next to a word in a direction.
func (s scanner) edge(i, step int) bool {
	if step > 0 && s.newline(i) || step < 0 && s.newline(i-1) {
		return true
	}
	next := s.fold(i + step)
	return next == "" || next == "," || next == "." || next == "!" || next == "?" || next == ";"
}

func (s scanner) newline(i int) bool {
	return i >= 0 && i+1 < len(s.words) && strings.ContainsAny(s.text[s.words[i].End:s.words[i+1].Start], "\n\r")
}

func (s scanner) onlyPunct(from int) bool {
	return !slices.ContainsFunc(s.words[from:], func(w words.Word) bool { return w.Class != words.Punct })
}
