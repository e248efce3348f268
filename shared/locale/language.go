// Package locale is how Proli speaks to people: the two languages, the catalogue of
// texts, and dates, numbers and money as people in Israel write them.
package locale

import (
	"strings"
	"unicode"
)

// Language is one of the two that Proli speaks.
type Language string

// The languages. Anything else is treated as Hebrew.
const (
	Hebrew  Language = "he"
	English Language = "en"
)

// Languages are all there are, the default first.
var Languages = []Language{Hebrew, English}

// Of reads a stored or requested language: English when it says so, otherwise Hebrew.
func Of(s string) Language {
	if strings.EqualFold(strings.TrimSpace(s), string(English)) {
		return English
	}
	return Hebrew
}

// Detect is the language of what somebody wrote: English when most of its letters are
// Latin, otherwise Hebrew. A text without letters ("2") says nothing: see Letters.
func Detect(text string) Language {
	hebrew, latin, _ := Letters(text)
	if latin > hebrew {
		return English
	}
	return Hebrew
}

// Letters counts a text's letters by script, so that a caller can tell a number
// (no letters) and a foreign language (only others) from our two.
func Letters(text string) (hebrew, latin, other int) {
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.Is(unicode.Hebrew, r):
			hebrew++
		case unicode.Is(unicode.Latin, r):
			latin++
		default:
			other++
		}
	}
	return hebrew, latin, other
}

// Dir is the direction of a page in this language, as HTML's dir says it.
func (l Language) Dir() string {
	if l == English {
		return "ltr"
	}
	return "rtl"
}

// Other is the language to switch to.
func (l Language) Other() Language {
	if l == English {
		return Hebrew
	}
	return English
}

// apart isolates a value that runs the other way than the language it stands in: a Latin name
// or a number with a sign or stars before it in Hebrew, a Hebrew name in English. What is isolated already, has
// several lines or is a link (which a phone would take the marks into) stays as it is.
func apart(lang Language, value string) string {
	if value == "" || strings.ContainsAny(value, "\n"+firstStrongIsolate+popIsolate) || strings.Contains(value, "://") {
		return value
	}
	hebrew, latin, _ := Letters(value)
	signed := strings.ContainsAny(value[:1], "+-*") && hebrew+latin == 0
	if lang == Hebrew && (latin > 0 || signed) || lang == English && hebrew > 0 {
		return Isolate(value)
	}
	return value
}

const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// Isolate keeps a number, a name or a link from turning the words around it when
// it stands in a line of the other direction. For plain text; HTML has <bdi>.
func Isolate(s string) string {
	if s == "" {
		return ""
	}
	return firstStrongIsolate + s + popIsolate
}
