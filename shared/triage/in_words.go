package triage

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/keyword"
)

// longestAnswer is how many words an answer to a question of two has at most.
const longestAnswer = 6

// agrees reports whether the words are a yes: alone, or with what is agreed to behind it.
func agrees(text string) bool {
	return keyword.Is(text, keyword.Yes) || begins(text, yesWords) && !anyWord(text, limiting...)
}

// declines reports whether the words are a no.
func declines(text string) bool {
	return keyword.Is(text, keyword.No) || begins(text, noWords)
}

// begins reports whether a short text begins with one of the words.
func begins(text string, with []string) bool {
	said := strings.Fields(keyword.Normalize(text))
	return len(said) > 0 && len(said) <= longestAnswer &&
		slices.ContainsFunc(with, func(w string) bool { return keyword.Normalize(w) == said[0] })
}

var (
	yesWords = strings.Fields("כן בטח ברור בהחלט yes yeah yep sure")
	noWords  = strings.Fields("לא ממש עדיין no nope not")
	limiting = strings.Fields("לא אבל רק אחר אחרת עדיין אולי but not only other another maybe don't")
)

// anotherOrWaitInWords is the answer to "another pro, or wait?" that is given in words.
func (t *turn) anotherOrWaitInWords() (n int, answered bool) {
	text := t.text()
	if len(strings.Fields(text)) > longestAnswer || wantsOtherHour(t) || t.newRequest() {
		return 0, false
	}
	waits := anyWord(text, "לחכות", "נחכה", "אחכה", "מחכה", "מחכים", "חכו", "תחכו", "נמתין", "אמתין", "להמתין", "ממתין", "ממתינה", "wait", "waiting")
	refused := anyWord(text, "לא", "אל", "בלי", "don't", "not", "no", "can't", "stop")
	switch {
	case waits && !refused:
		return 2, true
	case waits, anyWord(text, "מישהו", "מישהי", "אחר", "אחרת", "אחרים", "הבא", "another", "someone", "somebody", "else", "next") && !refused:
		return 1, true
	}
	return 0, false
}
