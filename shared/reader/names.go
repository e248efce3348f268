package reader

import (
	"slices"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// FirstName reports whether a word is a common first name.
func FirstName(word string) bool { return firstNames()[words.Fold(word)] }

// isThing says that a name is none here: the words of a trade begin with it (`זה דוד שמש`), a thing of
// that name is described (`זה דוד שדולף`), or it counts (`זה שני ברזים`).
func isThing(all []words.Word, at int) bool {
	if slices.ContainsFunc(tradesAt(all, at), func(t tradeHit) bool { return t.size > 1 }) {
		return true
	}
	if at+1 == len(all) {
		return false
	}
	next := all[at+1]
	switch all[at].Text {
	case "דוד":
		return next.Class == words.Digits || boilers[next.Text] || strings.HasPrefix(next.Text, "ש") && len(tradesAt(all, at+1)) > 0
	case "שני", "שתי":
		return next.Class == words.Letters && (strings.HasSuffix(next.Text, "ים") || strings.HasSuffix(next.Text, "ות") || len(tradesAt(all, at+1)) > 0)
	}
	return false
}

// boilers are what is said of a boiler, and not of a David.
var boilers = map[string]bool{"של": true, "ישן": true, "חדש": true, "גדול": true, "קטן": true, "לא": true, "שלא": true, "על": true, "גז": true, "סולארי": true, "תקול": true, "מקולקל": true, "ליטר": true}
