// Package grounding is the gate between a language model and people. A text that a model wrote
// leaves only when everything in it that can be true or false is true: it stands in the price
// list, in the truth or in the customer's own words.
//
// The gate is a closed world. It does not look for known lies: every number, hour, day, name,
// place, link and promise has to be accounted for, and what is not is refused. A true sentence
// that is refused costs some warmth, as a template is said in its place; an invented price
// that is let through costs somebody money.
package grounding

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/reader/words"
)

// Known is what may be said in one chat at one moment.
type Known struct {
	Language locale.Language
	Now      time.Time
	Zone     *time.Location
	Prices   []Price     // of the pro in whose voice is spoken; none for our own
	Names    []string    // the customer's, and that of the pro in whose voice is spoken
	Phones   []string    // the customer's own, as digits
	Places   []string    // cities and streets that are known
	Numbers  []string    // house, floor, apartment
	Times    []time.Time // wanted, held or promised
	Rating   float64     // of that pro, and the number of reviews
	Reviews  int
	Owner    string   // what the pro's owner wrote about the business: its promises may be repeated
	Said     []string // the customer's own words
}

// Price is a row of a price list, in whole shekels.
type Price struct {
	Item string
	ILS  int
}

// Lie is something in a text that nothing accounts for.
type Lie struct {
	Kind  Kind   `json:"kind"`
	Words string `json:"words"` // that say it
}

// Kind says what a lie is about.
type Kind string

// The kinds.
const (
	Empty   Kind = "empty"
	Length  Kind = "length"
	Tongue  Kind = "language" // it is not the chat's
	Markup  Kind = "markup"   // it is code, a table, marks for a machine
	Prompt  Kind = "prompt"   // it speaks of its instructions, or of being a model
	Link    Kind = "link"     // an address on the net, mail or a handle
	Phone   Kind = "phone"
	Money   Kind = "price"
	Time    Kind = "time" // an hour, a day, a date, how long
	Address Kind = "address"
	Name    Kind = "name"
	Promise Kind = "promise" // a discount, a warranty, that something is booked
	Number  Kind = "number"  // one that could be any of these
)

// MaxLength is how much a reply may say, in characters: three short sentences, and some.
const MaxLength = 700

// Check gives all the lies in a text; none means that it may leave.
func Check(text string, k Known) []Lie {
	c := &check{Known: k, said: newSaid(k)}
	c.shape(text)
	if len(c.lies) > 0 && (c.lies[0].Kind == Empty || c.lies[0].Kind == Length) { // there are no sentences to look at
		return c.lies
	}
	plain := c.addresses(clean(text))
	c.booked(plain)
	for _, clause := range clauses(plain) {
		c.spoken(clause)
		clause = c.clocks(clause)
		c.places(clause)
		s := newSentence(clause)
		c.numbers(s)
		c.days(s)
		c.names(s)
		c.promises(s)
	}
	return c.lies
}

// check is one text being looked at.
type check struct {
	Known
	said  said
	owner said // the owner's words, once they are asked for
	lies  []Lie
}

func (c *check) lie(kind Kind, what string) {
	l := Lie{Kind: kind, Words: strings.TrimSpace(what)}
	if !slices.Contains(c.lies, l) {
		c.lies = append(c.lies, l)
	}
}

// clean takes away what is not seen, and writes signs of money and parts as words.
func clean(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me):
		case unicode.Is(unicode.Pd, r) || r == '־' || r == '−':
			b.WriteByte('-')
		case r == '₪':
			b.WriteString(" שקל ")
		case r == '$':
			b.WriteString(" dollar ")
		case r == '€':
			b.WriteString(" euro ")
		case r == '%' || r == '٪' || r == '％':
			b.WriteString(" percent ")
		case r == '：':
			b.WriteByte(':')
		case r != '\n' && unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clauses cuts a text where a thought ends; a point inside a number is no end.
func clauses(text string) []string {
	var list []string
	begin := 0
	runes := []rune(text)
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		if r == '\n' || strings.ContainsRune("!?;", r) || r == '.' && !unicode.IsDigit(next) {
			list = append(list, string(runes[begin:i+1]))
			begin = i + 1
		}
	}
	list = append(list, string(runes[begin:]))
	return slices.DeleteFunc(list, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// said is what the customer has said, in the form in which words are compared.
type said struct {
	stems   map[string]bool     // of every word
	numbers map[string][]string // each number with the words beside it
	text    string
}

func newSaid(k Known) said { return saidOf(k.Said) }

func saidOf(texts []string) said {
	s := said{stems: map[string]bool{}, numbers: map[string][]string{}}
	for _, text := range texts {
		text = clean(text)
		s.text += "\n" + strings.ToLower(text)
		all := words.Split(text)
		for i, w := range all {
			if w.Class == words.Letters {
				for _, stem := range stems(w.Text) {
					s.stems[stem] = true
				}
			}
			if w.Class != words.Digits {
				continue
			}
			s.numbers[trimZeros(w.Text)] = append(s.numbers[trimZeros(w.Text)], beside(all, i)...)
		}
	}
	return s
}

// beside are the stems of the nearest words on both sides of a number.
func beside(all []words.Word, i int) []string {
	var out []string
	for j, n := i-1, 0; j >= 0 && n < 1; j-- {
		if all[j].Class == words.Letters {
			out, n = append(out, stems(all[j].Text)...), n+1
		}
	}
	for j, n := i+1, 0; j < len(all) && n < 1; j++ {
		if all[j].Class == words.Letters {
			out, n = append(out, stems(all[j].Text)...), n+1
		}
	}
	return out
}

func trimZeros(digits string) string {
	if t := strings.TrimLeft(digits, "0"); t != "" {
		return t
	}
	return "0"
}

// word reports whether the customer used a word, with whatever is written together with it.
func (s said) word(w string) bool {
	return slices.ContainsFunc(stems(w), func(stem string) bool { return s.stems[stem] })
}

// stems are the forms of a word without what Hebrew writes together with it.
func stems(w string) []string {
	w = words.Fold(w)
	out := make([]string, 0, 3)
	for _, p := range words.Prefixes(w, 2) {
		out = append(out, w[len(p):])
	}
	return out
}

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[words.Fold(w)] = true
	}
	return out
}

// any reports whether one of a word's forms is in a set.
func anyOf(w string, in map[string]bool) bool {
	return slices.ContainsFunc(stems(w), func(stem string) bool { return in[stem] })
}
