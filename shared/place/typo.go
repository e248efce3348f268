package place

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// Names that a typo may stand for are found by what is left of them with one
// letter deleted: name and misspelling share such a remainder when one letter
// was added, lost, changed, or two were swapped.

// learnTypos prepares the names of towns that people talk about: those with
// everyday names, those listed as safe, and those of several words, which nothing
// else is near to. A misspelt hamlet of one word stays unread.
func (ix *index) learnTypos() {
	known := map[int]bool{}
	for _, file := range []string{"data/aliases.tsv", "data/aliases_more.tsv"} {
		for _, f := range table(file) {
			if i, ok := ix.names[key(f[1])]; ok {
				known[i] = true
			}
		}
	}
	for _, line := range lines("data/towns.txt") {
		if i, ok := ix.names[key(line)]; ok {
			known[i] = true
		}
	}
	for _, list := range ix.byFirst {
		for _, n := range list {
			k := strings.Join(n.words, " ")
			several := len(n.words) > 1 && len([]rune(k)) >= 7 && !strings.ContainsAny(k, "0123456789")
			if (known[n.place] || several) && n.trust == anywhere && !n.quoted && len([]rune(k)) >= fewest(k) {
				ix.addTypos(k, n)
			}
		}
	}
}

func (ix *index) addTypos(k string, n name) {
	for _, d := range deletions(k) {
		if !slices.ContainsFunc(ix.typos[d], func(o name) bool { return o.place == n.place && slices.Equal(o.words, n.words) }) {
			ix.typos[d] = append(ix.typos[d], n)
		}
	}
}

func deletions(k string) []string {
	r := []rune(k)
	out := []string{k}
	for i := range r {
		if r[i] != ' ' {
			out = append(out, string(r[:i])+string(r[i+1:]))
		}
	}
	return out
}

// notTypos are ordinary words one letter away from a city.
var notTypos = foldedSet("אופניים", "עגולה", "עמולה", "רחבות", "רחובית", "מודיעים", "מודיעה", "חולות", "חולין", "חילון", "חלון", "נתינה", "מתניה", "חולים", "אשכול", "נהדרה", "נתיבים", "נתיבה", "מסכנים", "סכנים", "צפית", "נצרות", "עתלית", "נקריות", "רמאות", "הרצליאני", "מרעננה", "רעננות", "קישריה", "wave", "yavneh", "nature", "lot", "holdon", "rishonim", "raman")

// Bounds of the search for misspellings: words of a text, and letters of a name.
const (
	reach       = 120
	longestName = 24
)

// fewest is how many letters a word has at least for a misspelling to be seen in it. In Hebrew the
// ordinary words beside shorter towns are known (not_towns.txt).
func fewest(word string) int {
	if words.HebrewMostly(word) {
		return 4
	}
	return 5
}

// ordinary reports whether a word is one that people use, and no misspelling.
func ordinary(word string) bool { return notTypos[word] || loaded().notTowns[word] }

// misspelt reads a city's name with one letter wrong.
func (s scanner) misspelt(i int) (hit, bool) {
	if i >= reach || s.words[i].Class != words.Letters {
		return hit{}, false
	}
	for size := 3; size >= 1; size-- {
		joined, span := s.join(i, size)
		if joined == "" {
			continue
		}
		for _, prefix := range prefixesOf(joined) {
			seen := joined[len(prefix):]
			if letters := len([]rune(seen)); letters < fewest(seen) || letters > longestName || ordinary(seen) {
				continue
			}
			for _, d := range deletions(seen) {
				for _, n := range loaded().typos[d] {
					h := hit{n, span, prefix}
					if len(n.words) == size && oneLetterApart(seen, strings.Join(n.words, " ")) && s.sureTypo(i, h, seen) {
						return h, true
					}
				}
			}
		}
	}
	return hit{}, false
}

// Guess is the one town that a single word can be a misspelling of, where a town was asked for: the
// first letter may be wrong, and one of four lost. None when it could be two towns. That the word is
// no greeting or command is for whoever asked to see.
func Guess(text string) (Place, bool) {
	all := words.Split(strings.Trim(text, " .!,?"))
	if len(all) != 1 || all[0].Class != words.Letters {
		return Place{}, false
	}
	for _, prefix := range prefixesOf(fold(held(all[0].Text))) {
		seen := fold(held(all[0].Text))[len(prefix):]
		if n := len([]rune(seen)); n < 3 || n > longestName || notTypos[seen] {
			continue
		}
		found := map[int]bool{}
		for _, d := range deletions(seen) {
			for _, n := range loaded().typos[d] {
				if len(n.words) == 1 && oneLetterApart(seen, n.words[0]) {
					found[n.place] = true
				}
			}
		}
		if len(found) == 1 {
			for only := range found {
				return loaded().places[only], true
			}
		}
	}
	return Place{}, false
}

// sureTypo holds a misspelling to more than an exact name: between prepositions
// or punctuation, and in Latin the first letter right when the name is one word.
func (s scanner) sureTypo(i int, h hit, seen string) bool {
	placed := strings.ContainsAny(h.prefix, "בלמ") || prepositions[s.fold(i-1)] || s.edge(i, -1) && s.edge(i+h.size-1, +1)
	first := []rune(seen)[0] == []rune(h.words[0])[0] || words.HebrewMostly(seen) && len([]rune(h.words[0])) >= 5
	return placed && (first || len(h.words) > 1) && s.trusted(i, h)
}

// join gives the next words as one phrase, and how many words of the text with
// the hyphens between them it takes.
func (s scanner) join(i, size int) (string, int) {
	parts := []string{s.folded[i]}
	at := i + 1
	for len(parts) < size {
		for at < len(s.words) && s.words[at].Text == "-" {
			at++
		}
		if at >= len(s.words) || s.words[at].Class != words.Letters || s.street[at] {
			return "", 0
		}
		parts = append(parts, s.folded[at])
		at++
	}
	return strings.Join(parts, " "), at - i
}

// oneLetterApart says that one letter was added, lost or changed, or two
// neighbours swapped.
func oneLetterApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) {
		return false
	}
	if slices.Equal(x[i+1:], y[i+1:]) {
		return x[i] != ' ' && y[i] != ' '
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
