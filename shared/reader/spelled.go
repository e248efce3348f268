package reader

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
	"github.com/proli/proli/shared/when"
)

// houseInWords is a street with its number in words, up to where a clause ends: `הרצל ארבע`,
// `רחוב בן גוריון עשרים ושלוש`.
var houseInWords = regexp.MustCompile(`(?:^|[;,.!\n])\s*(?:ב?רחוב\s+|ב?רח['׳]\s*)?([א-ת"'׳״]{2,}(?:\s+[א-ת"'׳״]{2,}){0,2}?)\s+((?:` + strings.Join(spelledUnits, "|") + `)(?:\s+עשרה?)?|(?:` + strings.Join(spelledTens, "|") + `)(?:\s+ו(?:` + strings.Join(spelledUnits, "|") + `))?)\s*(?:$|[;,.!\n])`)

var (
	spelledUnits = []string{"אחת", "אחד", "שתיים", "שתים", "שלוש", "ארבע", "חמש", "שש", "שבע", "שמונה", "תשע", "עשר"}
	spelledTens  = []string{"עשרים", "שלושים", "ארבעים", "חמישים", "שישים", "שבעים", "שמונים", "תשעים"}
	spelledValue = map[string]int{"אחת": 1, "אחד": 1, "שתיים": 2, "שתים": 2, "שלוש": 3, "ארבע": 4, "חמש": 5, "שש": 6, "שבע": 7, "שמונה": 8, "תשע": 9, "עשר": 10, "עשרה": 10,
		"עשרים": 20, "שלושים": 30, "ארבעים": 40, "חמישים": 50, "שישים": 60, "שבעים": 70, "שמונים": 80, "תשעים": 90}
)

// spelledHouse cuts a street with a number in words out of the message. People count all sorts
// of things in words, and the hour too, so that what could be a time is none.
func (r *rest) spelledHouse(a *Address, now time.Time) bool {
	text := r.text()
	m := houseInWords.FindStringSubmatchIndex(text)
	if a.Street != "" || m == nil {
		return false
	}
	name := text[m[2]:m[3]]
	if _, hour := when.Read(text[m[2]:m[5]], now); hour || notStreets[name] {
		return false
	}
	if _, town := place.ByName(text[m[2]:m[5]]); town { // באר שבע
		return false
	}
	for _, w := range words.Split(name) {
		if w.Class == words.Letters && (stopWord(w.Text) || leadWords[words.Fold(w.Text)] || complaints[words.Fold(w.Text)] || questions[words.Fold(w.Text)]) {
			return false
		}
	}
	sum := 0
	for _, w := range strings.Fields(text[m[4]:m[5]]) {
		v, plain := spelledValue[w]
		if !plain {
			v = spelledValue[strings.TrimPrefix(w, "ו")]
		}
		sum += v
	}
	a.Street, a.Number = strings.Join(strings.Fields(name), " "), strconv.Itoa(sum)
	r.cut([2]int{m[2], m[5]})
	return true
}
