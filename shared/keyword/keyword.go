// Package keyword reads the words that mean something by themselves: yes and
// no, stop, help, a pro's commands, danger. The words stand in one table
// (table.go); this file only compares.
package keyword

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// Kind is what a keyword means.
type Kind string

// The kinds that a customer's message can be.
const (
	Emergency  Kind = "emergency"
	Reset      Kind = "reset"
	Stop       Kind = "stop"
	DeleteMe   Kind = "delete_me"
	Help       Kind = "help"
	Yes        Kind = "yes"
	No         Kind = "no"
	Human      Kind = "human"
	Thanks     Kind = "thanks"
	Status     Kind = "status"
	Cancel     Kind = "cancel"
	Reschedule Kind = "reschedule"
	NoNeed     Kind = "no_need" // the problem is gone, or somebody else does it
	Calm       Kind = "calm"    // it is not urgent
	Fine       Kind = "fine"    // all is well: no more is meant
	Prefer     Kind = "prefer"  // beside a time: it is asked for
	LifeSafety Kind = "life_safety"
)

// The kinds that are a pro's commands.
const (
	Approve      Kind = "approve"
	Reject       Kind = "reject"
	Finish       Kind = "finish"
	Jobs         Kind = "jobs"
	History      Kind = "history"
	Report       Kind = "report"
	Reviews      Kind = "reviews"
	Details      Kind = "details"
	CancelJob    Kind = "cancel_job"
	Vacation     Kind = "vacation"
	Available    Kind = "available"
	Mute         Kind = "mute"
	Resume       Kind = "resume"
	FindLead     Kind = "find_lead"
	Menu         Kind = "menu"
	CustomerMode Kind = "customer_mode"
	Register     Kind = "register"
	Skip         Kind = "skip"
	Areas        Kind = "areas"
	Prices       Kind = "prices"
)

// Danger is a threat to life, with the number to call.
type Danger struct {
	Name  string
	Phone string
}

// The dangers: medical help for who was electrocuted, the fire brigade for fire
// and for gas.
var (
	Electrocution = Danger{Name: "electrocution", Phone: "101"}
	Gas           = Danger{Name: "gas", Phone: "102"}
	Fire          = Danger{Name: "fire", Phone: "102"}
)

// Normalize gives the form in which messages are compared: small letters, words
// separated by one space, no punctuation, emoji, vowel points or quotes, final
// letters as plain ones, and a letter held down (`תודהההה`) once.
func Normalize(text string) string { return strings.Join(normal(text), " ") }

func normal(text string) []string {
	var out []string
	for _, w := range words.Split(text) {
		if w.Class != words.Punct {
			out = append(out, once(words.Fold(w.Text)))
		}
	}
	return out
}

// once writes a letter held down (three times and more anywhere, twice at the
// end of a word) one time. Both sides of a comparison go through it.
func once(word string) string {
	var (
		out []rune
		run int
	)
	in := []rune(word)
	for i, r := range in {
		if i > 0 && r == in[i-1] {
			run++
		} else {
			run = 1
		}
		out = append(out, r)
		if last := i == len(in)-1 || in[i+1] != r; last && (run >= 3 || run == 2 && i == len(in)-1) && !isDigit(r) {
			out = out[:len(out)-run+1]
		}
	}
	return string(out)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// Is says whether a message is, or for some kinds contains, a kind's words.
func Is(text string, kind Kind) bool {
	if kind == LifeSafety {
		_, found := InDanger(text)
		return found
	}
	r, known := compiled()[kind]
	if !known {
		return false
	}
	said := normal(text)
	if len(said) == 0 {
		return r.raw[strings.TrimSpace(text)]
	}
	if r.whole[strings.Join(said, " ")] || r.whole[strings.Join(withoutPolite(said), " ")] {
		return true
	}
	return r.insideOf(said)
}

// ofCustomer are the kinds of what a customer says that mean something by themselves.
var ofCustomer = []Kind{Emergency, Reset, Stop, DeleteMe, Help, Yes, No, Human, Thanks, Status, Cancel, Reschedule, NoNeed, Calm, Skip, LifeSafety}

// Any says whether a customer's message has a meaning in the table of words.
func Any(text string) bool {
	return slices.ContainsFunc(ofCustomer, func(k Kind) bool { return Is(text, k) })
}

// InDanger says which danger to life a message speaks of.
func InDanger(text string) (Danger, bool) {
	said := normal(text)
	for _, d := range compiledDangers() {
		if d.insideOf(said) {
			return d.danger, true
		}
	}
	return Danger{}, false
}

// Words that may stand before a menu number, and after it.
var (
	numbered = []string{"מספר", "מס", "אפשרות", "אופציה", "אז", "רגע", "טוב", "את", "ok", "okay", "so", "number", "no", "option", "num", "the"}
	thanked  = []string{"בבקשה", "תודה", "please", "thanks"}
)

// Number reads a message that is a bare number, as an answer to a numbered
// list or to a question for a sum: `2`, `2.`, `מספר 2`.
func Number(text string) (int, bool) {
	said := words.Split(text)
	var digits string
	around := numbered
	for _, w := range said {
		switch {
		case w.Class == words.Digits && digits == "":
			digits, around = w.Text, thanked
		case w.Class == words.Digits, w.Class == words.Letters && !slices.Contains(around, w.Text):
			return 0, false
		case w.Class == words.Punct && !strings.Contains("#.()!,*", w.Text):
			return 0, false
		}
	}
	if digits == "" || len(digits) > 6 {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

func withoutPolite(said []string) []string {
	return slices.DeleteFunc(slices.Clone(said), func(w string) bool { return politeWords()[w] })
}

var politeWords = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, p := range polite {
		out[Normalize(p)] = true
	}
	return out
})
