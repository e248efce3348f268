package reader

import (
	"regexp"
	"slices"
	"strings"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
)

// Streets that are called streets: the name is up to four words before the
// number, or one word when there is no number.
var (
	namedStreet = regexp.MustCompile(edge + `[בולמהש]{0,2}(רחוב|רח['׳]?|שדרות|שד['׳]|סמטת|סימטת|כיכר|ככר|דרך)[\s.]+((?:[\p{L}"״'׳.-]+\s+){0,3}?[\p{L}"״'׳-]+)[\s,]+(?:(?:בית|בניין|בנין)\s+)?(?:מספר\s+|מס['׳]?\s*)?(\d{1,4})`)
	bareNamed   = regexp.MustCompile(edge + `[בולמהש]{0,2}(רחוב|רח['׳]?)[\s.]+([\p{L}"״'׳-]+)`)
	// measured: the number before it is no house's (`רחוב הרצל 5 דקות ממני`).
	measured = regexp.MustCompile(`^\s*(?:דקות|דקה|דק['׳]|שעות|שעה|ימים|שבועות|שקלים|שקל|ש"ח|ש״ח|שח|₪|מקומות|מטרים|מטר|קילומטר|ק"מ|ק״מ|אנשים|ילדים|פעמים|אחוז|%|הצעות|חדרים)` + stop)
)

// takeNamed cuts the first street that is called one, with its number, out of the message.
func (r *rest) takeNamed(a *Address) bool {
	text := r.text()
	for from := 0; ; {
		at := namedStreet.FindStringSubmatchIndex(text[from:])
		if at == nil {
			return false
		}
		kind, name, number, behind := text[from+at[2]:from+at[3]], text[from+at[4]:from+at[5]], text[from+at[6]:from+at[7]], text[from+at[7]:]
		if isStreetName(kind, name) && !measured.MatchString(behind) {
			letter, apartment, size := houseTail(behind)
			a.set(streetName(kind, name), number, letter, apartment)
			r.cut([2]int{from + at[2], from + at[7] + size})
			return true
		}
		from += at[3] // another may follow: גר בשדרות רחוב הרצל 5
	}
}

// takeUnnumbered cuts the first street that is called one and has no number out of the message.
func (r *rest) takeUnnumbered(a *Address) {
	text := r.text()
	for from := 0; ; {
		at := bareNamed.FindStringSubmatchIndex(text[from:])
		if at == nil {
			return
		}
		name := text[from+at[4] : from+at[5]]
		if !notStreets[name] && (startsStreet[words.Fold(name)] || !ordinary(name)) {
			a.Street = name
			r.cut([2]int{from + at[2], from + at[5]})
			return
		}
		from += at[3]
	}
}

// streetName keeps the kind of street where it is part of the name (שדרות).
func streetName(kind, name string) string {
	if strings.HasPrefix(kind, "רח") {
		return name
	}
	return kind + " " + name
}

// isStreetName says that what stands between a kind of street and a number is a name, and no part of a
// sentence. דרך is how most things are done: it is believed less than the others.
func isStreetName(kind, name string) bool {
	all := strings.Fields(name)
	_, town := place.ByName(name)
	way := kind == "דרך" && !town // דרך פתח תקווה, דרך לוד
	for i, w := range all {
		f := words.Fold(w)
		switch {
		case streetKinds[strings.TrimLeft(w, "בולמה")] && (i > 0 || !strings.HasPrefix(kind, "רח") || strings.HasPrefix(w, "רח")):
			return false
		case isInitial(w), i == 0 && startsStreet[f] && (len(all) > 1 || f == words.Fold("שלום")):
		case ordinary(w), way && (stopWord(w) || isThrough(f)):
			return false
		}
	}
	return !way || !leads(name)
}

// ordinary says that a word is a part of sentences, not of names. What trades speak of (רחוב החשמל)
// may be.
func ordinary(w string) bool { return saidAround(w) || leadWords[words.Fold(w)] }

// isInitial: `ה'` in רחוב ה' באייר.
func isInitial(w string) bool {
	letter := strings.TrimRight(w, "'׳.")
	return letter != w && len([]rune(letter)) == 1
}

// leads says that a way is one to somewhere, or to do something (`בדרך לתל אביב`, `אין דרך להיכנס`): a
// street has no preposition.
func leads(name string) bool {
	first, _, _ := strings.Cut(name, " ")
	if _, town := place.ByName(first); town {
		return false
	}
	if strings.HasPrefix(name, "ל") && first != "לבנון" || strings.HasPrefix(name, "מה") {
		return true
	}
	m, found := place.Find(name)
	return found && m.Start == 0 && strings.HasPrefix(name, "מ") && !strings.HasPrefix(m.Name, "מ")
}

// afterWay says that words, up to the last mark, are what is done דרך something.
func afterWay(all []words.Word) bool {
	way := words.Fold("דרך")
	for _, w := range slices.Backward(all[max(0, len(all)-3):]) {
		if w.Class == words.Punct && w.Text != "-" {
			return false
		}
		if slices.Contains(unprefixed(words.Fold(w.Text)), way) {
			return true
		}
	}
	return false
}

func isThrough(folded string) bool {
	return slices.ContainsFunc(unprefixed(folded), func(w string) bool { return through[w] })
}

var (
	// through is what comes after דרך where it is no street.
	through = foldedSet("כלל", "אגב", "הביתה", "ביתה", "אליכם", "אליך", "אלייך", "אליו", "אליה", "אלינו", "אליי", "אלי", "ביט", "פייבוקס", "פיבוקס", "פייפאל", "אפליקציה", "אפליקציית", "אתר", "אינטרנט", "בנק", "העברה", "אשראי", "כרטיס", "וואטסאפ", "ווטסאפ", "ווצאפ", "וואצאפ", "פייסבוק", "אינסטגרם", "גוגל", "חבר", "חברה", "חברת", "חברים", "חברות", "שכן", "שכנה", "שכנים", "קבלן", "סוכן", "ועד", "המלצה", "קיבלתי",
		"עבודה", "חזרה", "חזור", "כאן", "שם", "פה", "אחרת", "אחר", "זו", "הזו", "הזאת", "אחת", "קלה", "טובה", "ארוכה", "קצרה", "כלשהי", "משם", "אגיע", "אהיה", "אבוא", "נגיע", "נהיה", "חוץ", "פנים", "החוצה", "פנימה", "למעלה", "למטה", "קיר", "קירות", "תקרה", "רצפה", "גג", "מרפסת", "ארון", "פתח", "חצר", "גינה", "מעלית", "מדרגות", "לובי", "חניון", "שכנים", "סדק", "סדקים", "חור", "חורים")
	// startsStreet are ordinary words with which streets begin: שלום עליכם, כל ישראל חברים, ראשון לציון.
	startsStreet = foldedSet("שלום", "כל", "עם", "ראשון", "יום", "טוב", "שבת", "עד", "ה")
)
