package grounding

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// Words that tell what a number is about.
var (
	currency = set(`שקל שקלים שקלי ש"ח שח דולר דולרים יורו אירו nis ils shekel shekels sheqel sheqels dollar dollars usd euro euros eur bucks quid`)
	// priced words make every other number of a sentence a price.
	priced = set(`מחיר מחירים המחירון מחירון עולה יעלה תעלה עלה עלות עלותו סכום תשלום תשלם תשלמו לשלם משלמים תמורת יקר זול בזול חיוב גובה גובים אגבה נגבה תעריף תמחור מבצע הנחה הצעה להוריד אוריד נוריד אעשה נעשה נסגור סגרנו סגור אסגור
		price prices priced pricing cost costs costing charge charges fee fees pay pays total sum amount rate quote quoted cheap cheaper only just discount deal`)
	dwelling = set(`קומה קומות דירה בית מספר מס כניסה בנין בניין floor apartment apt flat number no house unit building entrance suite`)
	clocked  = set(`שעה בשעה השעה am pm oclock o'clock בבוקר בערב בצהריים בלילה אחה"צ אחהצ`)
	lasting  = set(`דקה דקות שעה שעות יום ימים שבוע שבועות חודש חודשים שנה שנים minute minutes min mins hour hours hr hrs day days week weeks month months year years business working ימי`)
	praise   = set(`ביקורת ביקורות דירוג דירוגים כוכב כוכבים ממוצע מדרגים review reviews rating ratings rated stars star`)
	// counted things may be asked for in small numbers.
	outOf = set(`מתוך of`)
)

// numbers asks of each number what accounts for it.
func (c *check) numbers(s *sentence) {
	sale := s.has(priced)
	if s.has(currency) && !slices.ContainsFunc(s.items, func(it item) bool { return it.number }) { // כמה עשרות שקלים
		c.lie(Money, strings.TrimSpace(s.text))
	}
	if run := s.dictated(); run != "" {
		c.lie(Phone, run)
		return
	}
	for i, it := range s.items {
		if !it.number {
			continue
		}
		before, after := s.near(i, -1), s.near(i, +1)
		switch {
		case anyOf(after, currency) || anyOf(before, currency):
			c.price(s, it)
		case anyOf(before, dwelling) && !c.isNumber(it):
			c.lie(Address, before+" "+it.text)
		case anyOf(before, dwelling), c.said.near(it, before) && anyOf(before, dwelling):
		case anyOf(after, lasting):
			c.lasts(it, after)
		case s.has(praise) && (it.value == c.Rating || it.value == float64(c.Reviews) && it.value > 0 || it.value == 5 && (anyOf(before, outOf) || after == "")):
		case s.has(praise) && (anyOf(after, praise) || anyOf(before, praise) || it.value != math.Trunc(it.value)):
			c.lie(Number, it.text+" "+after)
		case anyOf(before, clocked) || anyOf(after, clocked) || it.at && it.value <= 24 && (after == "" || (it.digits || it.value > 1) && !plural(after)):
			c.hour(it)
		case sale && it.value > 1 && !(it.value <= 4 && plural(after) && !it.at):
			c.price(s, it)
		case it.value <= 10 && it.value == math.Trunc(it.value):
		case c.listed(it.value, s.text), c.isNumber(it), c.said.near(it, before), c.said.near(it, after):
		case it.at || after == "" && it.value > 24:
			c.price(s, it)
		default:
			c.lie(Number, it.text)
		}
	}
}

// dictated is a number spelled out digit by digit, which is how a telephone number is hidden.
func (s *sentence) dictated() string {
	var run []string
	for _, it := range s.items {
		switch {
		case it.number && it.value < 10 && it.value == math.Trunc(it.value):
			if run = append(run, it.text); len(run) >= 5 {
				return strings.Join(run, " ")
			}
		case !it.punct:
			run = nil
		}
	}
	return ""
}

// plural guesses that a word is what is counted: "שלוש תמונות", "two photos".
func plural(w string) bool {
	for _, end := range []string{"ות", "ים", "s"} {
		if len(w) > len(end)+2 && w[len(w)-len(end):] == end {
			return true
		}
	}
	return false
}

// price accepts what stands in the price list, for what it stands there.
func (c *check) price(s *sentence, it item) {
	if !c.listed(it.value, s.text) {
		c.lie(Money, it.text)
	}
}

// listed reports whether a sum stands in the price list. When the sentence names rows of the
// list, it has to be the sum of one of them.
func (c *check) listed(sum float64, about string) bool {
	var named, all []float64
	stated := saidOf([]string{about})
	for _, p := range c.Prices {
		all = append(all, float64(p.ILS))
		for _, w := range words.Split(p.Item) {
			if w.Class == words.Letters && len([]rune(w.Text)) > 2 && stated.word(w.Text) {
				named = append(named, float64(p.ILS))
				break
			}
		}
	}
	if len(named) > 0 {
		return slices.Contains(named, sum)
	}
	return slices.Contains(all, sum)
}

// isNumber reports whether a number is one of the address that is known.
func (c *check) isNumber(it item) bool {
	return slices.ContainsFunc(c.Numbers, func(n string) bool { return n == it.text || n == plainNumber(it.value) })
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// near reports whether the customer said a number beside the same word.
func (s said) near(it item, word string) bool {
	if word == "" {
		return false
	}
	beside := s.numbers[plainNumber(it.value)]
	return slices.ContainsFunc(stems(word), func(stem string) bool { return slices.Contains(beside, stem) })
}
