package reader

import (
	"embed"
	"strings"
	"sync"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
)

//go:embed data/names.txt
var data embed.FS

var firstNames = sync.OnceValue(func() map[string]bool {
	raw, _ := data.ReadFile("data/names.txt")
	out := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, n := range strings.Fields(line) {
			out[words.Fold(n)] = true
		}
	}
	return out
})

// introductions come before a name. After a sure one any word is a name; after
// the others only a common first name, or one followed by where it is from.
var introductions = []struct {
	words []string
	sure  bool
}{
	{[]string{"קוראים", "לי"}, true}, {[]string{"שמי"}, true}, {[]string{"השם", "שלי", "הוא"}, true}, {[]string{"השם", "שלי"}, true}, {[]string{"שם", ":"}, true}, {[]string{"השם", ":"}, true}, {[]string{"my", "name", "is"}, true}, {[]string{"my", "name's"}, true}, {[]string{"name", ":"}, true}, {[]string{"call", "me"}, true},
	{[]string{"אני"}, false}, {[]string{"כאן"}, false}, {[]string{"זה"}, false}, {[]string{"זאת"}, false}, {[]string{"מדבר"}, false}, {[]string{"מדברת"}, false}, {[]string{"השם"}, false}, {[]string{"i'm"}, false}, {[]string{"i", "am"}, false}, {[]string{"im"}, false}, {[]string{"this", "is"}, false}, {[]string{"it's"}, false},
}

// takeName cuts the customer's introduction out of the message.
func (r *rest) takeName() string {
	text := r.text()
	all := words.Split(text)
	for i := range all {
		for _, intro := range introductions {
			at := i + len(intro.words)
			if at >= len(all) || all[at].Class != words.Letters || !sameWords(all[i:at], intro.words) {
				continue
			}
			if n := nameLength(text, all, at, intro.sure); n > 0 {
				name := text[all[at].Start:all[at+n-1].End]
				r.cut([2]int{all[i].Start, all[at+n-1].End})
				return strings.TrimSpace(name)
			}
		}
	}
	return ""
}

func sameWords(said []words.Word, want []string) bool {
	for k, w := range want {
		if said[k].Text != w {
			return false
		}
	}
	return true
}

// nameLength says how many words from at are a name: one or two.
func nameLength(text string, all []words.Word, at int, sure bool) int {
	known := firstNames()[words.Fold(all[at].Text)]
	if !sure && (comesFrom(text, all, at) || isThing(all, at)) {
		return 0
	}
	if !known && (!sure || notNames[all[at].Text]) && !fromSomewhere(text, all, at+1) {
		return 0
	}
	if !known && notNames[all[at].Text] {
		return 0
	}
	if at+1 < len(all) && all[at+1].Class == words.Letters && (known || sure) && surname(text, all, at+1) {
		return 2
	}
	return 1
}

// comesFrom: what follows is no name but a town of several words with מ (`אני מאור יהודה`).
func comesFrom(text string, all []words.Word, at int) bool {
	if !strings.HasPrefix(all[at].Text, "מ") {
		return false
	}
	m, ok := place.Find(text[all[at].Start:])
	return ok && m.Start == 0 && at+1 < len(all) && m.End >= all[at+1].End-all[at].Start
}

// fromSomewhere: a place with מ or "from" follows (`אני שושי מחולון`).
func fromSomewhere(text string, all []words.Word, i int) bool {
	if i >= len(all) || !strings.HasPrefix(all[i].Text, "מ") && all[i].Text != "from" {
		return false
	}
	m, ok := place.Find(text[all[i].Start:])
	return ok && m.Start <= len("from ")
}

// surname: the second word ends the message or the clause, or a place with מ
// follows it; with a prefix of its own it is no name.
func surname(text string, all []words.Word, i int) bool {
	w := all[i].Text
	if notNames[w] || len(tradesAt(all, i)) > 0 || strings.HasPrefix(w, "מ") && fromSomewhere(text, all, i) {
		return false
	}
	if m, ok := place.Find(text[all[i].Start:]); ok && m.Start == 0 {
		return false
	}
	return i+1 == len(all) || all[i+1].Class == words.Punct || fromSomewhere(text, all, i+1)
}

var notNames = map[string]bool{
	"לא": true, "כן": true, "צריך": true, "צריכה": true, "רוצה": true, "גר": true, "גרה": true, "מ": true, "ב": true, "from": true, "in": true, "not": true, "looking": true, "here": true, "ו": true, "ואני": true, "יש": true, "יש לי": true, "and": true, "צריכים": true, "מחר": true, "היום": true, "בבית": true, "with": true,
	"the": true, "a": true, "an": true, "urgent": true, "דחוף": true, "עם": true, "about": true, "for": true, "please": true, "בבקשה": true, "i": true, "my": true, "need": true, "have": true, "אשמח": true, "אפשר": true, "ויש": true,
}
