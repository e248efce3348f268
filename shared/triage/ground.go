package triage

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

// What a reply of the model may not say unless it is true.
var (
	priceWords  = regexp.MustCompile(`(?i)(?:₪|ש["״']ח|שקל(?:ים)?|nis|ils|shekels?)\s*(\d[\d,.]*)|(\d[\d,.]*)\s*(?:₪|ש["״']ח|שקל(?:ים)?|nis\b|ils\b|shekels?\b)`)
	clockWords  = regexp.MustCompile(`\b([01]?\d|2[0-3])[:.]([0-5]\d)\b`)
	dateWords   = regexp.MustCompile(`\b(\d{1,2})[./](\d{1,2})(?:[./]\d{2,4})?\b`)
	phoneWords  = regexp.MustCompile(`\+?\d[\d\s-]{7,}\d`)
	linkWords   = regexp.MustCompile(`(?i)https?://|www\.|\b[\w-]+\.(?:com|co\.il|net|org|io)\b`)
	maxReplyLen = 1500
)

// ungrounded names what in a reply stands neither in the price list, nor in the database, nor
// in the customer's own words; empty when all of it is true.
func ungrounded(reply string, t *turn, persona *pro.Pro) string {
	if len([]rune(reply)) > maxReplyLen {
		return "length"
	}
	if locale.Detect(reply) != t.lang {
		return "language"
	}
	for _, m := range priceWords.FindAllStringSubmatch(reply, -1) {
		if !listed(m[1]+m[2], persona) {
			return "price"
		}
	}
	if linkWords.MatchString(reply) {
		return "link"
	}
	if phoneWords.MatchString(reply) {
		return "phone"
	}
	for _, said := range append(clockWords.FindAllString(reply, -1), dateWords.FindAllString(reply, -1)...) {
		if !t.timeKnown(said) {
			return "time"
		}
	}
	return ""
}

func listed(amount string, persona *pro.Pro) bool {
	ils, err := strconv.ParseFloat(strings.TrimRight(strings.ReplaceAll(amount, ",", ""), "."), 64)
	if err != nil || persona == nil {
		return false
	}
	for _, p := range persona.Prices {
		if float64(p.ILS) == ils {
			return true
		}
	}
	return false
}

// timeKnown reports whether a clock time or date is the wanted one or stands in the customer's words.
func (t *turn) timeKnown(said string) bool {
	if w := t.lead.Wanted; w != nil {
		local := w.Start.In(t.Israel)
		for _, form := range []string{"15:04", "3:04", "2.1", "2/1", "02/01", "02.01", "2.1.2006", "2/1/2006"} {
			if local.Format(form) == said {
				return true
			}
		}
	}
	for _, m := range t.said {
		if strings.Contains(m.Text, said) {
			return true
		}
	}
	for _, turn := range t.c.Recent {
		if turn.By == "customer" && strings.Contains(turn.Text, said) {
			return true
		}
	}
	return false
}
