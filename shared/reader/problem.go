package reader

import (
	"slices"
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// problem finds the trade that a message speaks of, and the customer's words of
// the problem: the clauses that hold the trade's words, without greetings. It is weak when a word
// that could be said of anything is all there is.
func problem(left *rest) (trade, issue string, weak bool) {
	text := left.text()
	all := words.Split(text)
	scores := map[string]int{}
	first := map[string]int{}
	holds := make([]bool, len(all))
	for i := range all {
		for _, t := range tradesAt(all, i) {
			if t.weight == tradesmanWeight && i > 0 && (all[i-1].Text == "לא" || all[i-1].Text == "not") {
				continue // לא חשמלאי, אינסטלטור
			}
			if _, seen := first[t.trade]; !seen {
				first[t.trade] = i
			}
			scores[t.trade] += t.weight
			for k := i; k < i+t.size; k++ {
				holds[k] = true
			}
		}
	}
	for t, score := range scores {
		best := scores[trade]
		if trade == "" || score > best || score == best && first[t] < first[trade] {
			trade = t
		}
	}
	// A word that could be said of anything (door, water) is no request yet.
	weak = scores[trade] < 2 && len(scores) == 1 && !complains(all)
	if trade == "" || weak && countLetters(all) > 4 {
		return "", "", false
	}
	return trade, clauses(text, all, holds), weak
}

// tradesmanWeight is what the names of trades weigh (שרברב, "locksmith").
const tradesmanWeight = 4

type tradeHit struct {
	trade        string
	weight, size int
}

// entry is one spelling of a trade's word.
type entry struct {
	trade  string
	weight int
	words  []string
	stem   bool
}

var tradeIndex = sync.OnceValue(func() []entry {
	var out []entry
	for _, t := range tradeWords {
		for _, w := range t.words {
			stemmed, stem := cutStem(w)
			out = append(out, entry{t.trade, t.weight, foldAll(stemmed), stem})
		}
	}
	return out
})

// cutStem takes the mark of a stem off a word of a table.
func cutStem(word string) (string, bool) { return strings.CutSuffix(word, "*") }

func foldAll(phrase string) []string {
	var out []string
	for _, w := range words.Split(phrase) {
		if w.Class != words.Punct {
			out = append(out, words.Fold(w.Text))
		}
	}
	return out
}

// tradesAt gives the trades' words that begin at a word, the longest for each
// trade.
func tradesAt(all []words.Word, i int) []tradeHit {
	if all[i].Class != words.Letters {
		return nil
	}
	var out []tradeHit
	readings := unprefixed(words.Fold(all[i].Text))
	for _, e := range tradeIndex() {
		if !startsAny(readings, e) || !follows(all, i, e.words) {
			continue
		}
		hit := tradeHit{e.trade, e.weight, len(e.words)}
		if k := slices.IndexFunc(out, func(o tradeHit) bool { return o.trade == e.trade }); k >= 0 {
			if hit.weight > out[k].weight {
				out[k] = hit
			}
			continue
		}
		out = append(out, hit)
	}
	return out
}

func startsAny(readings []string, e entry) bool {
	return slices.ContainsFunc(readings, func(w string) bool {
		return w == e.words[0] || e.stem && len(e.words) == 1 && strings.HasPrefix(w, e.words[0])
	})
}

func follows(all []words.Word, i int, want []string) bool {
	if i+len(want) > len(all) {
		return false
	}
	for k := 1; k < len(want); k++ {
		if !slices.Contains(unprefixed(words.Fold(all[i+k].Text)), want[k]) {
			return false
		}
	}
	return true
}

// unprefixed gives a word, and what it is without the Hebrew prefixes it may
// carry, while three letters remain.
func unprefixed(w string) []string {
	out := words.Prefixes(w, 3)
	for i, p := range out {
		out[i] = w[len(p):]
	}
	return out
}

func countLetters(all []words.Word) int {
	n := 0
	for _, w := range all {
		if w.Class == words.Letters {
			n++
		}
	}
	return n
}

// complaints are words of something being wrong or wanted.
var complaints = foldedSet("שבור", "שבורה", "שבורים", "נשבר", "נשברה", "תקוע", "תקועה", "תקול", "תקולה", "תקלה", "בעיה", "בעיות", "מקולקל", "מקולקלת", "התקלקל", "התקלקלה", "לתקן", "תיקון", "להחליף", "החלפת", "להתקין", "התקנת", "התקנה", "לא עובד", "עובד", "עובדת", "צריך", "צריכה", "צריכים", "לתלות",
	"broken", "broke", "stuck", "fix", "repair", "replace", "install", "installation", "problem", "issue", "doesn't", "isn't", "not", "need")

func complains(all []words.Word) bool {
	return slices.ContainsFunc(all, func(w words.Word) bool { return complaints[words.Fold(w.Text)] })
}

func foldedSet(in ...string) map[string]bool {
	out := map[string]bool{}
	for _, w := range in {
		out[words.Fold(w)] = true
	}
	return out
}

// clauses joins the clauses that hold the trade's words.
func clauses(text string, all []words.Word, holds []bool) string {
	var out []string
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && !ends(all[to]) {
			to++
		}
		if slices.Contains(holds[from:to], true) {
			if c := trimmed(text, all[from:to], to < len(all) && all[to].Text == string(cutMark)); c != "" {
				out = append(out, c)
			}
		}
		from = to + 1
	}
	if len(out) > 1 {
		// צריך אינסטלטור, יש הצפה: who is asked for says nothing of what is wrong.
		if told := slices.DeleteFunc(slices.Clone(out), isTradesman); len(told) > 0 {
			out = told
		}
	}
	return strings.Join(out, ", ")
}

// isTradesman says that a clause is but the name of a trade.
func isTradesman(clause string) bool {
	all := words.Split(clause)
	return len(all) == 1 && slices.ContainsFunc(tradesAt(all, 0), func(t tradeHit) bool { return t.weight == tradesmanWeight })
}

// ends says that a word is a mark that ends a clause.
func ends(w words.Word) bool {
	switch w.Text {
	case ",", ".", "!", "?", string(cutMark), ":":
		return true
	}
	return false
}

// lead and tail are said around a problem and are no part of it.
var (
	leadWords = foldedSet("היי", "הי", "שלום", "אהלן", "בוקר", "ערב", "טוב", "צהריים", "טובים", "יש", "לי", "לנו", "לי", "אני", "אנחנו", "צריך", "צריכה", "צריכים", "רוצה", "רוצים", "מבקש", "מבקשת", "אשמח", "מחפש", "מחפשת", "מחפשים", "דחוף", "בדחיפות", "הצילו", "בבקשה", "אפשר", "תעזרו", "עזרה", "עם", "מישהו", "ש", "כי", "אז", "ו", "את", "נא", "ביותר", "של", "היום",
		"hi", "hello", "hey", "i", "we", "have", "need", "got", "there", "is", "are", "a", "an", "please", "urgent", "help", "with", "can", "you", "someone", "to", "looking", "for", "i'm", "i've", "and", "the", "want", "would", "like", "some")
	tailWords = foldedSet("בבקשה", "דחוף", "תודה", "אצלי", "וגם", "אפשר", "please", "and", "urgent", "thanks")
	// cutWords are left hanging where a place or a time was cut out after them.
	cutWords = foldedSet("ב", "ל", "מ", "ה", "ו", "של", "את", "עם", "על", "ליד", "אזור", "באזור", "at", "in", "on", "the", "near", "from", "by", "for", "to", "it's", "is", "i'm")
)

// trimmed gives the customer's words of a clause, without what is said around;
// cut says that something was cut out right after it.
func trimmed(text string, clause []words.Word, cut bool) string {
	hangs := func(w words.Word) bool {
		f := words.Fold(w.Text)
		return w.Class == words.Punct || tailWords[f] || cut && cutWords[f]
	}
	for len(clause) > 1 && (clause[0].Class == words.Punct || leadWords[words.Fold(clause[0].Text)]) {
		clause = clause[1:]
	}
	for len(clause) > 1 && hangs(clause[len(clause)-1]) {
		clause = clause[:len(clause)-1]
	}
	if len(clause) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(text[clause[0].Start:clause[len(clause)-1].End]), " ")
}
