package reader

import (
	"regexp"
	"strings"

	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader/words"
)

// What follows a house number: the letter of an entrance, glued to it (50א) or apart (`50 א`), and
// behind a slash the flat (12/4).
var (
	gluedLetter = regexp.MustCompile(`^([א-ת])['׳]?(?:$|[^\p{L}\p{N}"״'׳])`)
	apartLetter = regexp.MustCompile(`^\s([א-ת])(['׳]?)(?:$|[^\p{L}\p{N}"״'׳־–-])`)
	flatBehind  = regexp.MustCompile(`^\s?/\s?(\d{1,4})`)
	numberFirst = regexp.MustCompile(`^\s*\d`)
)

// houseTail reads what follows a house number, and says how many bytes that is.
func houseTail(text string) (letter, apartment string, size int) {
	if m := gluedLetter.FindStringSubmatchIndex(text); m != nil {
		letter, size = text[m[2]:m[3]], m[3]
	} else if m := apartLetter.FindStringSubmatchIndex(text); m != nil && (m[4] < m[5] || !isPreposition(text[m[2]:m[3]], text[m[3]:])) {
		letter, size = text[m[2]:m[3]], m[5]
	}
	if letter != "" {
		size += len(text[size:]) - len(strings.TrimLeft(text[size:], "'׳"))
	}
	if m := flatBehind.FindStringSubmatchIndex(text[size:]); m != nil {
		apartment, size = text[size+m[2]:size+m[3]], size+m[1]
	}
	return letter, apartment, size
}

// isPreposition says that a letter by itself belongs to what follows it: an hour, a date, or a town
// (`12 ב 10`, `12 ב תל אביב`).
func isPreposition(letter, behind string) bool {
	if !strings.Contains("במלהוש", letter) {
		return false
	}
	if numberFirst.MatchString(behind) {
		return true
	}
	all := words.Split(behind)
	if len(all) == 0 || all[0].Class != words.Letters {
		return false
	}
	if _, number := spelledValue[all[0].Text]; number || hourWords[all[0].Text] {
		return true
	}
	m, town := place.Find(behind[all[0].Start:])
	return town && m.Start == 0
}

var hourWords = map[string]bool{"שעה": true, "שעות": true, "בוקר": true, "צהריים": true, "ערב": true, "יום": true}
