package reader

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
)

// Streets of other forms than the Hebrew ones that are called streets (named.go).
var (
	english     = regexp.MustCompile(`(?i)` + edge + `(\d{1,4})([a-z])?(?:/(\d{1,4}))?,?\s+((?:[\p{L}'’-]+\s+){1,3}?(?:street|st|road|rd|avenue|ave|blvd|boulevard|lane))` + stop)
	englishTail = regexp.MustCompile(`(?i)` + edge + `((?:[\p{L}'’-]+\s+){1,2}(?:street|st|road|rd|avenue|ave|blvd|boulevard|lane))\.?,?\s+(?:no\.?\s*|number\s+)?(\d{1,4})([a-z])?(?:/(\d{1,4}))?` + stop)
	rehov       = regexp.MustCompile(`(?i)` + edge + `(?:rehov|rechov|sderot)\s+((?:[\p{L}'’-]+\s+){0,2}?[\p{L}'’-]+)\s+(\d{1,4})`)
	houseOnly   = regexp.MustCompile(edge + `(?:מספר|מס['׳]?)\s+בית` + sep + `(\d{1,4})|` + edge + `בית\s+(?:מספר\s+|מס['׳]?\s*)(\d{1,4})`)
)

// takeStreet cuts a street that is called one out of the message.
func (r *rest) takeStreet(a *Address) {
	switch {
	case r.takeNamed(a):
	case r.take(rehov, func(m []string) bool { return a.set(m[1], m[2], "", "") }):
	case r.take(englishTail, func(m []string) bool { return a.set(withoutLead(m[1]), m[2], m[3], m[4]) }):
	case r.take(english, func(m []string) bool { return a.set(m[4], m[1], m[2], m[3]) }):
	case r.take(houseOnly, func(m []string) bool { return a.set("", m[1]+m[2], "", "") }):
	default:
		r.takeUnnumbered(a)
	}
}

// take lets a function use what a pattern finds, and cuts it when it does.
func (r *rest) take(p *regexp.Regexp, use func([]string) bool) bool {
	text := r.text()
	at := p.FindStringSubmatchIndex(text)
	if at == nil {
		return false
	}
	m := make([]string, len(at)/2)
	from, to := len(text), 0
	for i := range m {
		if at[2*i] >= 0 {
			m[i] = text[at[2*i]:at[2*i+1]]
			if i > 0 && at[2*i] < at[2*i+1] {
				from, to = min(from, at[2*i]), max(to, at[2*i+1])
			}
		}
	}
	if !use(m) {
		return false
	}
	r.cut([2]int{from, to})
	return true
}

// set keeps the parts of an address that are not known yet.
func (a *Address) set(street, number, letter, apartment string) bool {
	a.Street, a.Number = strings.TrimSpace(street), number+letter
	if a.Apartment == "" {
		a.Apartment = apartment
	}
	return true
}

var englishLead = map[string]bool{"at": true, "in": true, "on": true, "is": true, "address": true, "to": true, "live": true, "from": true}

func withoutLead(name string) string {
	f := strings.Fields(name)
	for len(f) > 2 && englishLead[strings.ToLower(f[0])] {
		f = f[1:]
	}
	return strings.Join(f, " ")
}

var notStreets = map[string]bool{"שלי": true, "שלנו": true, "ראשי": true, "חסום": true, "צדדי": true, "ליד": true, "הזה": true, "סואן": true, "בן": true, "בת": true}

// takeBareStreet cuts `דיזנגוף 50` out of the message: up to three words at the
// beginning of a clause, or from a word with ב, then a house number that
// nothing counts with. Only the form with a slash (`הרצל 12/4`) is taken before
// times are read, because it would be a date.
func (r *rest) takeBareStreet(a *Address, slash bool) {
	if a.Street != "" {
		return
	}
	text := r.text()
	all := words.Split(text)
	for i, w := range all {
		if w.Class != words.Digits || len(w.Text) > 4 || w.Text == "0" || i == 0 || i+1 < len(all) && !houseNumberEnds(text, all, i) {
			continue
		}
		from, prefix := nameBefore(all, i)
		if begin, ok := r.behindTown(all, i); ok {
			from, prefix = begin, 0
		}
		letter, apartment, size := houseTail(text[w.End:])
		if from < 0 || slash && apartment == "" {
			continue
		}
		if strayLetterFirst(all[from:i]) {
			from, prefix = from+1, 0
		}
		name := text[all[from].Start+prefix : all[i-1].End]
		if notStreets[name] || !streetLike.MatchString(name) || !r.believed(*a, all[from:i], w.Text) {
			continue
		}
		a.set(strings.Join(strings.Fields(name), " "), w.Text, letter, apartment)
		r.cut([2]int{all[from].Start, w.End + size})
		return
	}
	if !slash {
		r.takeEnglishBare(a, all, text)
	}
}

// strayLetterFirst says that a name begins with a letter by itself: a slip of the finger, or a prefix
// set apart. Initials are several, or carry a mark.
func strayLetterFirst(name []words.Word) bool {
	letter := func(w words.Word) bool { return utf8.RuneCountInString(w.Text) == 1 }
	return len(name) > 1 && letter(name[0]) && !letter(name[1])
}

// streetLike is letters, with what stands between them in names.
var streetLike = regexp.MustCompile(`^[\p{L}][\p{L} .'"׳״’-]*[\p{L}'׳]$`)

// believed says that a name and a number are an address: people count all sorts
// of things. A Latin name, or a long number, needs a place or a floor in the
// message, or to be all that it says.
func (r *rest) believed(a Address, name []words.Word, number string) bool {
	hebrew := words.IsHebrew([]rune(name[0].Text)[0])
	if hebrew && len(number) <= 3 || a.Floor != "" || a.Apartment != "" {
		return true
	}
	if _, ok := place.Find(r.text()); ok {
		return true
	}
	return countLetters(words.Split(r.text())) == countLetters(name)
}

// takeEnglishBare reads "50 Dizengoff": a number, then capitalised words up to
// the end of the clause.
func (r *rest) takeEnglishBare(a *Address, all []words.Word, text string) {
	for i, w := range all {
		if w.Class != words.Digits || len(w.Text) > 3 || i+1 >= len(all) || i > 0 && all[i-1].Class != words.Punct && !englishLead[all[i-1].Text] {
			continue
		}
		to := i + 1
		for to < len(all) && to <= i+3 && all[to].Class == words.Letters && capital(text[all[to].Start:]) && !stopWord(all[to].Text) {
			if m, ok := place.Find(text[all[to].Start:all[to].End]); ok && m.Start == 0 && to > i+1 {
				break
			}
			to++
		}
		if to == i+1 || to < len(all) && all[to].Class != words.Punct && !capital(text[all[to].Start:]) && all[to].Text != "in" {
			continue
		}
		name := text[all[i+1].Start:all[to-1].End]
		if len(name) < 3 || w.Glued || !r.believed(*a, all[i+1:to], w.Text) {
			continue
		}
		a.Street, a.Number = name, w.Text
		r.cut([2]int{w.Start, all[to-1].End})
		return
	}
}

// entranceLetter: the א or א' after a house number.
func entranceLetter(w words.Word) bool {
	r := []rune(words.Fold(w.Text))
	return w.Class == words.Letters && len(r) == 1 && words.IsHebrew(r[0])
}

func capital(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// houseNumberEnds says that what follows a number does not count or measure
// with it.
func houseNumberEnds(text string, all []words.Word, i int) bool {
	next := all[i+1]
	switch next.Text {
	case ",", ".", ";", "!", "?":
		return !next.Glued || i+2 >= len(all) || all[i+2].Class != words.Digits || !all[i+2].Glued
	case "/":
		return i+2 < len(all) && all[i+2].Class == words.Digits
	}
	if next.Class != words.Letters {
		return false
	}
	if strings.ContainsAny(text[all[i].End:next.Start], "\n\r") || afterHouse[next.Text] || entranceLetter(next) {
		return true
	}
	m, ok := place.Find(text[next.Start:])
	return ok && m.Start == 0
}

var afterHouse = map[string]bool{"קומה": true, "קומת": true, "דירה": true, "כניסה": true, "ליד": true, "פינת": true, "corner": true, "floor": true, "apt": true, "apartment": true, "flat": true, "in": true, "ו": true, "בית": true, "בבניין": true, "near": true, "at": true, "entrance": true, "entry": true, "building": true}

// nameBefore looks back from a house number for the street's name: the word
// index at which it begins, and how many bytes of prefix it carries.
func nameBefore(all []words.Word, i int) (from, prefix int) {
	if afterWay(all[:i]) {
		return -1, 0
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		w := all[k]
		if w.Class != words.Letters && w.Text != "-" && (w.Text != "." || sentenceEnd(all, k)) {
			return -1, 0
		}
		if w.Class == words.Letters && stopWord(w.Text) {
			return -1, 0
		}
		if w.Class != words.Letters {
			continue
		}
		first := k == 0 || all[k-1].Class == words.Punct && all[k-1].Text != "-" && (all[k-1].Text != "." || sentenceEnd(all, k-1)) || leadWords[words.Fold(all[k-1].Text)] || streetLead[all[k-1].Text]
		in := strings.HasPrefix(w.Text, "ב") && len(w.Text) > 6
		switch {
		case in && !first && !beginsWithB[w.Text]:
			return k, len("ב")
		case first && in && k > 0 && !beginsWithB[w.Text]:
			return k, len("ב")
		case first:
			return k, 0
		}
	}
	return -1, 0
}

// sentenceEnd: a dot, and not that of an initial (`י. ל. פרץ`).
func sentenceEnd(all []words.Word, k int) bool {
	return all[k].Text == "." && (k == 0 || len([]rune(all[k-1].Text)) > 3)
}

// streetLead are words after which an address begins.
var streetLead = map[string]bool{"גר": true, "גרה": true, "גרים": true, "כתובת": true, "הכתובת": true, "כתובתי": true, "ב": true, "הוא": true, "היא": true, "נמצא": true, "נמצאת": true, "נמצאים": true, "address": true, "live": true, "at": true, "on": true, "is": true, "שלי": true, "בעצם": true, "דווקא": true, "actually": true}

// beginsWithB are first words of streets that begin with ב of their own.
var beginsWithB = map[string]bool{"בלפור": true, "ביאליק": true, "בן": true, "בר": true, "ברנר": true, "בורוכוב": true, "ברודצקי": true, "בוגרשוב": true, "בזל": true, "ברזיל": true, "ברוך": true, "בארי": true, "בילינסון": true, "בצלאל": true, "בגין": true, "בית": true, "ביל": true, "בילו": true, "ביל\"ו": true,
	"בנימין": true, "באייר": true, "ברנשטיין": true, "בוסתנאי": true, "ברקאי": true, "ברקת": true, "ברגמן": true, "ברגסון": true, "בועז": true, "בארות": true, "ברזילי": true, "בוקר": true, "בקעת": true, "בראשית": true, "ביריה": true, "בלקינד": true}
