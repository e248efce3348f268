package keyword

import (
	"strings"
	"sync"
)

// picking are words around an answer to a numbered list that change nothing of it.
const picking = `את אפשרות האפשרות אופציה האופציה השעה המועד התור אני רוצה אקח ניקח בוחר בוחרת מעדיף מעדיפה עדיף אז רגע טוב בבקשה תודה זה
	the option one number i want i'd like prefer take please thanks so ok okay slot time hour it's that`

// ordinals name a place in a list. Hebrew ones need their article: a bare שני is Monday and שנייה
// "just a second".
var ordinals = folded(map[string]int{
	"הראשונה": 1, "השנייה": 2, "השניה": 2, "השלישית": 3, "הרביעית": 4, "החמישית": 5,
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
})

// cardinals are numbers as people spell them, and places in a list of what is no hour.
var cardinals = folded(map[string]int{
	"הראשון": 1, "השני": 2, "השלישי": 3, "הרביעי": 4, "החמישי": 5,
	"אחת": 1, "אחד": 1, "שתיים": 2, "שתים": 2, "שניים": 2, "שלוש": 3, "שלושה": 3, "ארבע": 4, "ארבעה": 4, "חמש": 5, "חמישה": 5,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
})

// Place reads a message that names a place in a list of hours, as a number or in words: `2`, `השנייה`,
// "the second one". A spelled number is none: it may be an hour of the clock.
func Place(text string) (int, bool) {
	if n, ok := Number(text); ok {
		return n, true
	}
	return single(text, ordinals)
}

// Choice reads a message that names a place in a list of anything else, where a spelled number
// is one too: `שתיים`.
func Choice(text string) (int, bool) {
	if n, ok := Place(text); ok {
		return n, true
	}
	return single(text, cardinals)
}

// single is the value of the only word of a text, apart from those around a choice.
func single(text string, values map[string]int) (n int, found bool) {
	left := strings.Fields(Normalize(text))
	for len(left) > 0 {
		value, size := leading(left, values)
		switch {
		case size > 0 && !found:
			n, found = value, true
		case pickingWords()[left[0]]: // in "the second one", too
			size = 1
		default:
			return 0, false
		}
		left = left[size:]
	}
	return n, found
}

// leading is the value with which words begin, and how many of them it takes: 2nd is two.
func leading(said []string, values map[string]int) (value, size int) {
	for size := min(2, len(said)); size > 0; size-- {
		if value, known := values[strings.Join(said[:size], " ")]; known {
			return value, size
		}
	}
	return 0, 0
}

var pickingWords = sync.OnceValue(func() map[string]bool { return set(strings.Fields(picking)) })

// folded are values by their normal spelling.
func folded(values map[string]int) map[string]int {
	out := make(map[string]int, len(values))
	for w, n := range values {
		out[Normalize(w)] = n
	}
	return out
}
