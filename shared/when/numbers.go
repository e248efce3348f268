package when

import (
	"strconv"
	"strings"
)

// Hebrew hours as they are said: feminine.
var hebrewHours = map[string]int{
	"אחת": 1, "שתיים": 2, "שתים": 2, "שלוש": 3, "ארבע": 4, "חמש": 5, "שש": 6, "שבע": 7, "שמונה": 8, "תשע": 9, "עשר": 10,
}

// Hebrew counts, both genders and the bound forms.
var hebrewCounts = map[string]int{
	"אחד": 1, "אחת": 1, "שני": 2, "שתי": 2, "שניים": 2, "שתיים": 2, "שתים": 2, "שלושה": 3, "שלוש": 3, "שלושת": 3, "ארבעה": 4, "ארבע": 4, "חמישה": 5, "חמשה": 5, "חמש": 5, "חמשת": 5, "שישה": 6, "ששה": 6, "שש": 6,
	"שבעה": 7, "שבע": 7, "שבעת": 7, "שמונה": 8, "תשעה": 9, "תשע": 9, "עשרה": 10, "עשר": 10, "עשרים": 20, "שלושים": 30, "ארבעים": 40, "חמישים": 50, "כמה": 3, "מספר": 3,
}

// Hebrew ordinals, as dates are said (הראשון למרץ).
var hebrewOrdinals = map[string]int{
	"ראשון": 1, "שני": 2, "שלישי": 3, "רביעי": 4, "חמישי": 5, "שישי": 6, "שביעי": 7, "שמיני": 8, "תשיעי": 9, "עשירי": 10,
}

var englishCounts = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
	"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}

var englishOrdinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

// number reads digits at i, of at most so many places.
func (p parser) number(i, places int) (n, next int) {
	if !p.digits(i) || len(p.at(i)) > places {
		return 0, 0
	}
	n, err := strconv.Atoi(p.at(i))
	if err != nil {
		return 0, 0
	}
	return n, i + 1
}

// englishNumber reads "twenty five", "twenty-five", "nine".
func (p parser) englishNumber(i int) (n, next int) {
	n, ok := englishCounts[p.at(i)]
	if !ok {
		return 0, 0
	}
	next = i + 1
	if n < 20 {
		return n, next
	}
	k := next
	if p.is(k, "-") {
		k++
	}
	if unit, ok := englishCounts[p.at(k)]; ok && unit < 10 && !p.is(k, "a", "an") {
		return n + unit, k + 1
	}
	return n, next
}

// hebrewHour reads a spoken hour whose first word may carry the given prefix:
// עשר, אחת עשרה, שתים עשרה.
func (p parser) hebrewHour(i int, prefix string) (h, next int) {
	word, ok := strings.CutPrefix(p.at(i), prefix)
	if !ok {
		return 0, 0
	}
	h, ok = hebrewHours[word]
	if !ok {
		return 0, 0
	}
	next = i + 1
	if (h == 1 || h == 2) && p.is(next, "עשרה") {
		return h + 10, next + 1
	}
	return h, next
}

// hebrewCount reads a spoken count: שבעה, עשרים וחמש, שמונה עשרה. The first
// word may carry one of the prefixes.
func (p parser) hebrewCount(i int, prefixes ...string) (n, next int) {
	for _, prefix := range append(prefixes, "") {
		word, ok := strings.CutPrefix(p.at(i), prefix)
		if !ok {
			continue
		}
		n, ok = hebrewCounts[word]
		if !ok {
			continue
		}
		next = i + 1
		switch {
		case n < 10 && p.is(next, "עשרה", "עשר"):
			return n + 10, next + 1
		case n >= 20:
			if unit, ok := hebrewCounts[strings.TrimPrefix(p.at(next), "ו")]; ok && unit < 10 && strings.HasPrefix(p.at(next), "ו") {
				return n + unit, next + 1
			}
		}
		return n, next
	}
	return 0, 0
}

// count reads a number of things in digits or words.
func (p parser) count(i int) (n, next int) {
	if n, next = p.number(i, 3); next > 0 {
		return n, next
	}
	if n, next = p.hebrewCount(i); next > 0 {
		return n, next
	}
	if n, next = p.englishNumber(i); next > 0 {
		if p.is(next, "of") && p.is(i, "couple") {
			next++
		}
		if p.is(i, "a") && p.is(i+1, "few", "couple") {
			return p.count(i + 1)
		}
	}
	return n, next
}

// counted says that what stands at i is a thing being counted or measured, so
// that the number before it is no hour: דקות, שקעים, ש"ח, rooms.
func (p parser) counted(i int) bool {
	if p.is(i, "%", "₪", "$", "€") {
		return true
	}
	if !p.letters(i) {
		return false
	}
	w := p.at(i)
	if _, ok := units[w]; ok || measured[w] {
		return true
	}
	if _, relative := relativeDays[trimPrefix(w)]; partWords[w] != noPart || relative || w == "בצהריים" || w == "צהריים" {
		return false
	}
	return strings.HasSuffix(w, "ים") && !strings.HasSuffix(w, "צהריים") && !strings.HasPrefix(w, "ב") && !notCounted[w] || strings.HasSuffix(w, "ות") && len(w) > 6 && !strings.HasPrefix(w, "ב") && !notCounted[w]
}

var notCounted = map[string]bool{"אפשרות": true, "מתאים": true, "ירושלים": true, "רחובות": true, "נתיבות": true, "מגיעים": true, "נוחים": true, "אם": true, "גבעתיים": true, "יכולים": true, "פנויים": true, "צריכים": true}

var measured = map[string]bool{
	"שקל": true, "שח": true, `ש"ח`: true, "דולר": true, "אחוז": true, "מטר": true, "סמ": true, `ס"מ`: true, `מ"ר`: true, "ליטר": true, "קילו": true, "קומה": true, "דירה": true, "חדר": true, "איש": true, "פעם": true, "אלף": true, "אמפר": true, "וואט": true,
	"nis": true, "ils": true, "shekel": true, "shekels": true, "dollars": true, "percent": true, "meters": true, "meter": true, "cm": true, "rooms": true, "room": true, "people": true, "times": true, "points": true, "sockets": true, "doors": true, "windows": true, "walls": true,
	"street": true, "st": true, "floor": true, "apartments": true, "flats": true, "units": true, "kg": true, "adult": true, "adults": true, "taps": true, "years": true, "year": true,
}

func trimPrefix(w string) string {
	for _, p := range []string{"ו", "ש", "ל", "מ", "ב"} {
		if rest, ok := strings.CutPrefix(w, p); ok {
			return rest
		}
	}
	return w
}
