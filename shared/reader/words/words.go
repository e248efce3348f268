// Package words splits what people type into words that can be compared: lower
// case, without vowel points, invisible marks and emoji, with one kind of quote
// and dash, each knowing where in the text it stands.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Class tells letters from digits and from punctuation.
type Class int

// The classes of a word. What is none of them (emoji, symbols, spaces) only
// separates.
const (
	Letters Class = iota
	Digits
	Punct
)

// Word is one run of letters, one run of digits, or one punctuation mark.
type Word struct {
	// Text is the normalised spelling; quotes inside and after letters stay
	// (' and "), so that an abbreviation can be told from a word.
	Text string
	// Start and End are byte offsets into the text that was split.
	Start, End int
	Class      Class
	// Glued says that nothing stands between this word and the one before it.
	Glued bool
}

// Split cuts a text into its words, in order. A letter next to a digit starts
// a new word: `ב10` is two, glued.
func Split(text string) []Word {
	out := make([]Word, 0, len(text)/5+1)
	var (
		cur  []rune
		word Word
		open bool
	)
	flush := func(end int) {
		if !open {
			return
		}
		word.Text, word.End = string(cur), end
		out = append(out, word)
		open = false
	}
	glued := func(start int) bool { return len(out) > 0 && out[len(out)-1].End == start }
	begin := func(at int, c Class, r rune) {
		word = Word{Start: at, Class: c, Glued: glued(at)}
		cur, open = append(cur[:0], r), true
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		at, next := i, i+size
		i = next
		if dropped(r) {
			// An invisible mark belongs to the word around it.
			continue
		}
		r = plain(r)
		switch {
		case isQuote(r):
			if q, end, ok := inner(text, next, r, open && word.Class == Letters, cur); ok {
				cur = append(cur, q)
				i = end
				continue
			}
			flush(at)
			begin(at, Punct, r)
			flush(next)
		case unicode.IsLetter(r):
			if !open || word.Class != Letters {
				flush(at)
				begin(at, Letters, r)
				continue
			}
			cur = append(cur, r)
		case r >= '0' && r <= '9':
			if !open || word.Class != Digits {
				flush(at)
				begin(at, Digits, r)
				continue
			}
			cur = append(cur, r)
		case r < utf8.RuneSelf && r > ' ' || unicode.IsPunct(r):
			flush(at)
			begin(at, Punct, r)
			flush(next)
		default:
			flush(at)
		}
	}
	flush(len(text))
	return out
}

// inner decides whether a quote at the end of the letters so far belongs to
// them: between two letters (ת"א, don't), two single ones as a double one
// (ת”א), or a geresh after a Hebrew letter (א', רח').
func inner(text string, next int, r rune, inWord bool, cur []rune) (q rune, end int, ok bool) {
	if !inWord {
		return 0, 0, false
	}
	following, size := peek(text, next)
	if r == '\'' && following == '\'' {
		if after, _ := peek(text, next+size); unicode.IsLetter(after) {
			return '"', next + size, true
		}
		return 0, 0, false
	}
	if unicode.IsLetter(following) {
		return r, next, true
	}
	if r == '\'' && IsHebrew(cur[len(cur)-1]) {
		return r, next, true
	}
	return 0, 0, false
}

// peek gives the next rune that is not an invisible mark, plain, and how many
// bytes it takes with the marks before it.
func peek(text string, at int) (rune, int) {
	for i := at; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if !dropped(r) {
			return plain(r), i - at
		}
	}
	return 0, 0
}

func isQuote(r rune) bool { return r == '\'' || r == '"' }

// dropped names the runes that carry no meaning here: vowel points, marks of
// direction, joiners, variation selectors, the enclosing keycap.
func dropped(r rune) bool {
	switch {
	case r >= 0x0591 && r <= 0x05C7:
		return r != 0x05BE && r != 0x05C0 && r != 0x05C3 && r != 0x05C6
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r == 0x20E3, r == 0x00AD:
		return true
	}
	return unicode.Is(unicode.Mn, r)
}

// plain maps the many forms of quotes, dashes and presentation letters to one,
// and capitals to small letters.
func plain(r rune) rune {
	switch r {
	case 0x05F3, 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, '`', 0x00B4:
		return '\''
	case 0x05F4, 0x201C, 0x201D, 0x201E, 0x201F, 0x2033:
		return '"'
	case 0x05BE, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212:
		return '-'
	case 0x00A0:
		return ' '
	}
	return unicode.ToLower(r)
}

// IsHebrew says whether a rune is a Hebrew letter.
func IsHebrew(r rune) bool { return r >= 'א' && r <= 'ת' }

var folding = strings.NewReplacer(
	"ך", "כ", "ם", "מ", "ן", "נ", "ף", "פ", "ץ", "צ", "'", "", `"`, "",
)

// Fold gives the form under which two spellings are the same word: final
// letters as plain ones, without quotes.
func Fold(word string) string { return folding.Replace(word) }

// HebrewMostly says whether a text is to be answered in Hebrew: it has no
// letters, or at least as many Hebrew ones as Latin.
func HebrewMostly(text string) bool {
	var hebrew, latin int
	for _, r := range text {
		switch {
		case IsHebrew(r):
			hebrew++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	return hebrew >= latin
}

// prefixes are what Hebrew writes together with the next word, shortest first.
// Other letters in a row are none: לבטל is no "in Tal".
var prefixes = []string{"", "ב", "ל", "מ", "ה", "ש", "ו", "כ", "וב", "ול", "ומ", "וה", "וש", "שב", "של", "שמ", "שה", "מה", "בה", "לה", "כש", "ושב", "ושל", "ושמ", "כשב", "כשה", "שבה", "ומה"}

// Prefixes gives the prefixes a word may carry, the empty one first, with so
// many letters left at least.
func Prefixes(word string, left int) []string {
	out := make([]string, 0, 4)
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(word, p); ok && (p == "" || utf8.RuneCountInString(rest) >= left) {
			out = append(out, p)
		}
	}
	return out
}
