package lead

import (
	"slices"
	"strings"
	"unicode"
)

// Bounds of the words by which one lead is found.
const (
	maxTerms  = 30
	maxTerm   = 30 // characters
	phoneTail = 4  // digits by which a number is found as people remember it
)

// Facets are the choices by which lists are narrowed: "trade:plumber", "city:5000", "pro:ID", "urgent".
func (l Lead) Facets() []string {
	facets := []string{}
	for _, f := range []struct{ name, value string }{{"trade:", l.Trade}, {"pro:", l.ProID}} {
		if f.value != "" {
			facets = append(facets, f.name+f.value)
		}
	}
	if l.Place != nil && l.Place.Code != "" {
		facets = append(facets, "city:"+l.Place.Code)
	}
	if l.Facts.Urgent {
		facets = append(facets, "urgent")
	}
	return facets
}

// Terms are the words by which the lead is found: of its customer's name and phone, of the
// place and of the problem.
func (l Lead) Terms() []string {
	chat, _, _ := strings.Cut(l.ChatID, "@")
	terms := []string{strings.ToLower(l.ID)}
	for _, number := range []string{chat, l.Facts.Phone} {
		if digits := onlyDigits(number); len(digits) > phoneTail {
			terms = append(terms, digits, digits[len(digits)-phoneTail:])
		}
	}
	place := ""
	if l.Place != nil {
		place = l.Place.Name
	}
	f := l.Facts
	terms = append(terms, Words(strings.Join([]string{f.Name, f.City, place, f.Street, f.Number, l.IssueType}, " "))...)
	slices.Sort(terms)
	terms = slices.Compact(terms)
	return terms[:min(len(terms), maxTerms)]
}

// Words are the words of a text as they are kept for finding: lower case, without marks. A
// phone number with its separators is one word, without the zero before it or the country.
func Words(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '"' && r != '״' && r != '׳'
	})
	kept := make([]string, 0, len(words))
	for _, w := range words {
		w = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, w)
		if runes := []rune(w); len(runes) > maxTerm {
			w = string(runes[:maxTerm])
		}
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
