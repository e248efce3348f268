package place

import (
	"slices"

	"github.com/proli/proli/shared/reader/words"
)

// Words before and after a street's name.
var (
	streetBefore = foldedSet("רחוב", "רח", "סמטת", "סימטת", "כיכר", "ככר", "כביש", "שד", "שדרת", "דרך", "street", "rehov", "rechov", "sderot")
	streetAfter  = []string{"street", "st", "str", "road", "rd", "ave", "avenue", "blvd", "boulevard", "lane", "square"}
	// boulevards: שדרות is a city and also "boulevard".
	boulevards = foldedSet("שדרות")
)

// streetReach is how many words after a street's first word a house number
// closes the street: `רחוב יצחק בן צבי 5`.
const streetReach = 4

// markStreets marks the words of streets: from the word that says street to the
// house number, or just the next word when there is no number near.
func (s scanner) markStreets() {
	for i := range s.words {
		kind := s.kindOfStreet(i)
		if kind == notStreet {
			continue
		}
		end, closed := s.streetEnd(i)
		if kind == maybeStreet && !closed {
			continue
		}
		if !closed {
			end = s.streetName(i + 1)
		}
		for k := i; k <= end && k < len(s.words); k++ {
			s.street[k] = true
		}
	}
}

type streetKind int

const (
	notStreet streetKind = iota
	maybeStreet
	surelyStreet
)

func (s scanner) kindOfStreet(i int) streetKind {
	if s.words[i].Class != words.Letters {
		return notStreet
	}
	for _, p := range prefixesOf(s.folded[i]) {
		w := s.folded[i][len(p):]
		switch {
		case boulevards[w], w == "דרכ":
			return maybeStreet
		case streetBefore[w]:
			return surelyStreet
		}
	}
	return notStreet
}

// streetEnd looks for the house number within reach, in the same sentence and
// before any word that begins with ב and names a place (`רחוב הרצל בתל אביב`).
func (s scanner) streetEnd(i int) (end int, closed bool) {
	for k := i + 1; k <= i+streetReach && k < len(s.words); k++ {
		switch w := s.words[k]; {
		case w.Class == words.Digits:
			return k, k > i+1
		case w.Text == "," || w.Text == "!" || w.Text == "?" || s.newline(k-1):
			return 0, false
		case k > i+1 && s.placedName(k):
			return 0, false
		}
	}
	return 0, false
}

func (s scanner) placedName(k int) bool {
	h, ok := s.exact(k)
	return ok && h.prefix != ""
}

// streetName gives the last word of the name that stands where a street's name
// is expected: all the words of a city (`רחוב תל אביב`), else one.
func (s scanner) streetName(i int) int {
	if i >= len(s.words) {
		return i
	}
	for _, n := range loaded().byFirst[s.folded[i]] {
		if size, ok := s.matches(i, n.words); ok {
			return i + size - 1
		}
	}
	if slices.Contains([]string{"'", ".", `"`}, s.words[i].Text) {
		return s.streetName(i + 1)
	}
	return i
}
