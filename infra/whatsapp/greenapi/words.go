package greenapi

import (
	"strings"
	"unicode"
)

// Bounds of what we keep, in characters. No text that a person can send is longer than maxText.
const (
	maxText     = 65536
	maxID       = 128
	maxName     = 100
	maxDetail   = 300
	maxContacts = 10
)

// clean drops control characters and those that reverse the reading of what
// follows; direction marks, which Hebrew needs, stay.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}

func limit(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return s[:i]
		}
		n++
	}
	return s
}

// word keeps a type's name short and harmless enough to be counted and logged.
func word(s string) string {
	return limit(strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, s), 40)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
