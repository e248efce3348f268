package reader

import (
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/reader/words"
)

// longestFragment is how many words a piece of a sentence has at most.
const longestFragment = 4

// Fragment reports whether a message looks like a piece of what is still being typed: a few
// words without an end, in which at most one of problem, place and time can be read.
func Fragment(text string, now time.Time) bool {
	text = strings.TrimSpace(text)
	if n := len(strings.Fields(text)); n == 0 || n > longestFragment || ended(text) || !spoken(text) {
		return false
	}
	r := Read(text, now)
	n := 0
	for _, found := range []bool{r.Trade != "" || r.Issue != "", r.Place != nil, r.Time != nil} {
		if found {
			n++
		}
	}
	return n <= 1
}

// ended: the last of its signs ends a sentence. An emoji behind it changes nothing.
func ended(text string) bool {
	for _, w := range slices.Backward(words.Split(text)) {
		if w.Class != words.Punct {
			return false
		}
		if strings.ContainsAny(w.Text, ".!?…؟") {
			return true
		}
	}
	return false
}

// spoken: there is a word or a number in it.
func spoken(text string) bool {
	return slices.ContainsFunc(words.Split(text), func(w words.Word) bool { return w.Class != words.Punct })
}

// ReadBurst reads messages that were written in one breath: as one sentence first, since
// `מחר`, `ב-10` is one hour, and then one by one for what was asked and is still missing.
func ReadBurst(texts []string, now time.Time, asked []string) Reading {
	whole := ReadAnswer(strings.Join(texts, " "), now, asked)
	if len(texts) == 1 {
		return whole
	}
	for _, text := range texts {
		whole.fill(ReadAnswer(text, now, slices.DeleteFunc(slices.Clone(asked), whole.knows)))
	}
	return whole
}

// Empty reports whether nothing was read.
func (r *Reading) Empty() bool {
	return r.Trade == "" && r.Issue == "" && r.Place == nil && r.Address == Address{} && r.Time == nil && !r.Urgent && r.Name == "" && r.Phone == ""
}

// knows reports whether a fact that is asked for by name was read.
func (r *Reading) knows(name string) bool {
	known := map[string]bool{
		AskCity: r.Place != nil, AskStreet: r.Address.Street != "", AskNumber: r.Address.Number != "",
		AskFloor: r.Address.Floor != "", AskApartment: r.Address.Apartment != "", AskTime: r.Time != nil,
	}
	return known[name]
}

// fill takes from another reading what this one has not found.
func (r *Reading) fill(other Reading) {
	for _, f := range []struct {
		known *string
		read  string
	}{
		{&r.Trade, other.Trade}, {&r.Issue, other.Issue}, {&r.Name, other.Name}, {&r.Phone, other.Phone},
		{&r.Address.Street, other.Address.Street}, {&r.Address.Number, other.Address.Number},
		{&r.Address.Floor, other.Address.Floor}, {&r.Address.Apartment, other.Address.Apartment},
	} {
		if *f.known == "" {
			*f.known = f.read
		}
	}
	if r.Place == nil {
		r.Place = other.Place
	}
	if r.Time == nil {
		r.Time = other.Time
	}
	r.Urgent = r.Urgent || other.Urgent
}
