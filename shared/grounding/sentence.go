package grounding

import (
	"strconv"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// sentence is one clause as a row of words and numbers.
type sentence struct {
	text  string
	items []item
}

// item is a word, or a number in digits or words.
type item struct {
	text   string // as it stands, in small letters
	number bool
	digits bool
	value  float64
	at     bool // Hebrew's "ב" or "ל" is written together with it: "ב10", "בשלוש"
	punct  bool
}

func newSentence(text string) *sentence {
	s := &sentence{text: text}
	all := words.Split(text)
	for i := 0; i < len(all); {
		w := all[i]
		switch w.Class {
		case words.Punct:
			s.items = append(s.items, item{text: w.Text, punct: true})
			i++
		case words.Digits:
			next, it := figures(all, i)
			it.at = i > 0 && prepositions[before(all, i)]
			s.items = append(s.items, it)
			i = next
		default:
			if next, it, ok := spelled(all, i); ok {
				s.items = append(s.items, it)
				i = next
				continue
			}
			s.items = append(s.items, item{text: w.Text})
			i++
		}
	}
	return s
}

// before is the word that is written together with a number, over a hyphen or not.
func before(all []words.Word, i int) string {
	if all[i-1].Class == words.Punct && all[i-1].Text == "-" && i > 1 {
		i--
	}
	return all[i-1].Text
}

var prepositions = map[string]bool{"ב": true, "ל": true, "מ": true, "עד": true, "כ": true, "at": true, "by": true, "until": true, "till": true}

// figures reads a number in digits, with its thousands and its fraction.
func figures(all []words.Word, i int) (int, item) {
	text := all[i].Text
	j := i + 1
	for j+1 < len(all) && all[j].Glued && all[j+1].Glued && all[j].Class == words.Punct && all[j+1].Class == words.Digits {
		thousands := all[j].Text == "," && len(all[j+1].Text) == 3
		fraction := all[j].Text == "." && !strings.Contains(text, ".")
		if !thousands && !fraction {
			break
		}
		if fraction {
			text += "."
		}
		text += all[j+1].Text
		j += 2
	}
	value, _ := strconv.ParseFloat(text, 64)
	return j, item{text: text, number: true, digits: true, value: value}
}

// Words of numbers.
var (
	units = map[string]float64{
		"אפס": 0, "אחד": 1, "אחת": 1, "שניים": 2, "שתיים": 2, "שתים": 2, "שתי": 2, "שלוש": 3, "שלושה": 3, "שלושת": 3, "שלש": 3, "ארבע": 4, "ארבעה": 4, "ארבעת": 4,
		"חמש": 5, "חמישה": 5, "חמשה": 5, "חמשת": 5, "שש": 6, "שישה": 6, "ששה": 6, "ששת": 6, "שבע": 7, "שבעה": 7, "שבעת": 7, "שמונה": 8, "שמונת": 8, "תשע": 9, "תשעה": 9, "תשעת": 9, "עשר": 10, "עשרה": 10, "עשרת": 10,
		"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
		"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	}
	tens = map[string]float64{
		"עשרים": 20, "שלושים": 30, "שלשים": 30, "ארבעים": 40, "חמישים": 50, "חמשים": 50, "שישים": 60, "ששים": 60, "שבעים": 70, "שמונים": 80, "תשעים": 90,
		"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	scales = map[string]float64{"מאה": 100, "מאות": 100, "אלף": 1000, "אלפים": 1000, "hundred": 100, "thousand": 1000, "grand": 1000}
	fixed  = map[string]float64{"מאתיים": 200, "מאתים": 200, "אלפיים": 2000}
)

// spelled reads a number in words: "שלוש מאות וחמישים", "a hundred and twenty".
func spelled(all []words.Word, i int) (int, item, bool) {
	var total, group float64
	var said []string
	var last byte
	it := item{number: true}
	j := i
	for ; j < len(all); j++ {
		w := all[j]
		if w.Class == words.Punct && w.Text == "-" && j > i && j+1 < len(all) {
			continue
		}
		if w.Class != words.Letters {
			break
		}
		if len(said) > 0 && (w.Text == "and" || w.Text == "ו") {
			continue
		}
		if len(said) > 0 && (w.Text == "וחצי" || w.Text == "half") {
			if group+total >= 100 {
				total, group = (total+group)*1.5, 0
			} else {
				group += 0.5
			}
			said = append(said, w.Text)
			continue
		}
		prefix, value, kind := numeral(w.Text)
		if kind == 0 {
			break
		}
		if len(said) == 0 {
			it.at = prefix == "ב" || prefix == "ל" || prefix == "מ" || prefix == "כ" || prefix == "שב" || prefix == "וב" || i > 0 && prepositions[all[i-1].Text]
		}
		switch kind {
		case 's':
			if group == 0 {
				group = 1
			}
			group *= value
			if value >= 1000 {
				total, group = total+group, 0
			}
		case 'u':
			if len(said) > 0 && last == 'u' && !(group >= 1 && group < 10 && value == 10) {
				kind = 0 // digit by digit
			} else if group >= 1 && group < 10 && value == 10 { // שלוש עשרה
				group += 10
			} else {
				group += value
			}
		default:
			group += value
		}
		if kind == 0 {
			break
		}
		last = kind
		said = append(said, w.Text)
	}
	for j > i && (all[j-1].Class == words.Punct || all[j-1].Text == "and" || all[j-1].Text == "ו") {
		j--
	}
	if len(said) == 0 {
		return i, it, false
	}
	it.text, it.value = strings.Join(said, " "), total+group
	return j, it, true
}

// numeral reads one word of a number: a unit, tens or fixed sum, or a scale.
func numeral(w string) (prefix string, value float64, kind byte) {
	for _, p := range words.Prefixes(w, 2) {
		rest := w[len(p):]
		if v, ok := scales[rest]; ok {
			return p, v, 's'
		}
		if v, ok := fixed[rest]; ok {
			return p, v, 'f'
		}
		if v, ok := tens[rest]; ok {
			return p, v, 't'
		}
		if v, ok := units[rest]; ok {
			return p, v, 'u'
		}
	}
	return "", 0, 0
}

// near is the nearest word before (step -1) or after (+1) an item, over hyphens and quotes.
func (s *sentence) near(i, step int) string {
	for j := i + step; j >= 0 && j < len(s.items); j += step {
		switch {
		case s.items[j].punct && strings.Contains(`-"'*~(`, s.items[j].text):
		case s.items[j].punct, s.items[j].number:
			return ""
		default:
			return s.items[j].text
		}
	}
	return ""
}

// has reports whether a word of a set stands in the sentence.
func (s *sentence) has(in map[string]bool) bool {
	for _, it := range s.items {
		if !it.punct && !it.number && anyOf(it.text, in) {
			return true
		}
	}
	return false
}
