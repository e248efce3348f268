package reader

import (
	"slices"
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// beyond are works that none of our trades does. A word that ends in * is a stem, and Hebrew
// prefixes may stand before it.
var beyond = []string{
	"עורך דין", "עורכת דין", "עורכי דין", `עו"ד`, "נוטריון", "רואה חשבון", `רו"ח`, "יועץ מס", "ביטוח", "משכנת*", "הלוואה", "הלוואות",
	"רופא", "רופאה", "רופאת", "רופא שיניים", "אחות", "וטרינר*", "פסיכולוג*", "פיזיותרפ*", "קוסמטיק*", "מניקור", "פדיקור", "תספורת", "מספרה", "עיסוי", "מסאז*",
	"מונית", "מוניות", "הסעה", "הסעות", "גרר", "גרירה", "מוסך", "מכונאי", "מכונאות", "פנצ'ר", "פחחות",
	"פיצה", "פיצות", "סושי", "המבורגר", "מסעדה", "קייטרינג", "טיסה", "טיסות", "מלון", "צימר",
	"מורה פרטי", "מורה פרטית", "שיעורים פרטיים", "שיעור פרטי", "בייביסיטר*", "שמרטפ*", "דוגווקר*", "אילוף", "צלם", "צלמת", "די ג'יי", "תקליטן",
	"מחשב", "מחשבים", "לפטופ", "אייפון", "סלולרי", "מדביר", "הדברה", "הובלה", "הובלות", "מובילים", "דירה להשכרה", "שידוך",
	"lawyer*", "attorney", "notary", "accountant*", "insurance", "mortgage", "loan", "doctor*", "dentist*", "nurse", "vet", "veterinarian", "psychologist*", "massage", "manicure", "pedicure", "haircut", "hairdresser*", "barber",
	"taxi*", "cab", "uber", "tow truck", "towing", "mechanic", "pizza*", "sushi", "burger*", "catering", "flight*", "hotel*", "tutor*", "private lessons", "babysit*", "nanny", "dog walker", "photographer", "dj",
	"computer*", "laptop*", "iphone", "smartphone", "exterminator", "pest control", "movers", "moving company",
}

var beyondIndex = sync.OnceValue(func() []entry {
	out := make([]entry, len(beyond))
	for i, w := range beyond {
		stemmed, stem := cutStem(w)
		out[i] = entry{words: foldAll(stemmed), stem: stem}
	}
	return out
})

// Beyond reports whether a message asks for what none of our trades does.
func Beyond(text string) bool {
	if len(text) > longest {
		text = text[:longest]
	}
	all := words.Split(text)
	for i := range all {
		if all[i].Class != words.Letters {
			continue
		}
		readings := unprefixed(words.Fold(all[i].Text))
		if slices.ContainsFunc(beyondIndex(), func(e entry) bool { return startsAny(readings, e) && follows(all, i, e.words) }) {
			return true
		}
	}
	return false
}

// Complains reports whether a message says that something is wrong, or is to be done.
func Complains(text string) bool { return complains(words.Split(strings.TrimSpace(text))) }
