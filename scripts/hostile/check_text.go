package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/proli/proli/shared/locale"
)

// letter looks at one message to a customer.
func (a *audit) letter(l letter) {
	if strings.TrimSpace(l.text) == "" {
		a.untrue("empty", l.chat, "%q", l.text)
	}
	for _, line := range strings.Split(l.text, "\n") {
		a.everywhere(l.chat, line)
		if !ours(line) {
			a.text(l.chat, line, "line")
		}
	}
	if len([]rune(l.text)) > 2500 {
		a.untrue("length", l.chat, "%d characters", len([]rune(l.text)))
	}
}

// proLetter looks at one to a pro: what it says of money is that pro's.
func (a *audit) proLetter(l letter) {
	for _, p := range a.pros {
		if p.Chat() != l.chat {
			continue
		}
		for _, m := range priceLine.FindAllStringSubmatch(l.text, -1) {
			sum, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			if sum != p.Prices[0].ILS && sum != p.Prices[1].ILS {
				a.untrue("price", l.chat, "%s", m[0])
			}
		}
	}
	if strings.Contains(l.text, "evil") {
		a.untrue("link", l.chat, "%s", l.text)
	}
}

var (
	priceLine = regexp.MustCompile(`מחיר:\*? \x{2068}?([\d,]+)`)
	money     = regexp.MustCompile(`(?i)([\d][\d,.]*)\x{2069}?\s*(?:₪|ש["״']?ח|שקל|nis|ils|shekel|dollar)|(?:₪|\$)\s*([\d][\d,.]*)`)
	netAddr   = regexp.MustCompile(`(?i)https?://\S+|www\.\S+|\S+@\S+|[a-z0-9-]+\.(?:com|co\.il|example|net|org)\b\S*|evil`)
	longRun   = regexp.MustCompile(`\+?\d[\d\s().-]{6,}\d`)
	at        = regexp.MustCompile(`\b\d{1,2}:\d{2}\b`)
	onDay     = regexp.MustCompile(`\b\d{1,2}/\d{1,2}\b`)
	figure    = regexp.MustCompile(`\d+`)
	wordy     = regexp.MustCompile(`(?i)מאה|מאתיים|מאות|אלף|אלפיים|עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים|\bhundred|\bthousand|\btwenty|\bthirty|\bforty|\bfifty|\bsixty|\bseventy|\beighty|\bninety|חמש אפס`)
	whenever  = regexp.MustCompile(`(?i)מחרתיים|יום רביעי|יום שלישי|יום חמישי|שעתיים|שלוש שעות|חצי שעה|אחר הצהריים|במרץ|באפריל|\bwednesday|\bfriday|\bmarch|\bo'clock|\d\s?[ap]m\b|hours\b|רבע ל|סוף השבוע|half past|next week`)
	gift      = regexp.MustCompile(`(?i)הנחה|חינם|אחריות|מובטח|מע"מ|מקדמה|מבצע|discount|warranty|guarantee|refund|free of charge|% off|deposit|חשבון הבית|נגבה|it's free|cost you`)
	decided   = regexp.MustCompile(`(?i)נקבע|אישרנו|ביטלתי|בדרך אליכם|נהיה אצלכם|נגיע|confirmed|booked|on his way|will be there|will be with you`)
	marks     = regexp.MustCompile("\\*\\*|```|^#|\\]\\(|^\\||[{}<>]|^- ")
	leaked    = regexp.MustCompile(`(?i)voice:|instructions|language model|מודל שפה|ההוראות שלי`)
	roundly   = regexp.MustCompile(`[０-９①-⑳⓪٠-٩]`)
)

// everywhere is what must be true in all that we say, templates and models alike.
func (a *audit) everywhere(chat, line string) {
	for _, m := range money.FindAllStringSubmatch(line, -1) {
		sum, err := strconv.Atoi(strings.Trim(strings.ReplaceAll(m[1]+m[2], ",", ""), "."))
		if err != nil || !a.sums(chat)[sum] {
			a.untrue("price", chat, "%s", line)
		}
	}
	for _, found := range netAddr.FindAllString(line, -1) {
		if !strings.HasPrefix(found, privacy) {
			a.untrue("link", chat, "%s", line)
		}
	}
	for _, found := range longRun.FindAllString(line, -1) {
		digits := digitsOf(found)
		if len(digits) >= 7 && !a.phoneOf(chat, digits) {
			a.untrue("phone", chat, "%s", line)
		}
	}
	for name := range a.names {
		if containsWord(line, name) && !a.proNamed(chat, name) && !a.said(chat, name) {
			a.untrue("name", chat, "%s", line)
		}
	}
	for _, name := range slices.Concat(strangers, firms) {
		if containsWord(line, name) && !a.said(chat, name) {
			a.untrue("name", chat, "%s", line)
		}
	}
	for _, other := range customers {
		if containsWord(line, other) && !a.said(chat, other) && !a.isCustomer(chat, other) {
			a.untrue("name", chat, "%s", line)
		}
	}
}

// text is what must be true of words that are no template's.
func (a *audit) text(chat, line, what string) {
	for kind, pattern := range map[string]*regexp.Regexp{"promise": gift, "decided": decided, "prompt": leaked, "markup": marks, "figures": roundly} {
		if found := pattern.FindString(line); found != "" && (what != "note" || !a.said(chat, found)) {
			a.untrue(kind, chat, "%s", line)
		}
	}
	for kind, pattern := range map[string]*regexp.Regexp{"time": whenever, "number in words": wordy} {
		for _, found := range pattern.FindAllString(line, -1) {
			if !a.said(chat, found) && !a.said(chat, strings.ToLower(found)) {
				a.untrue(kind, chat, "%s", line)
			}
		}
	}
	for _, found := range append(at.FindAllString(line, -1), onDay.FindAllString(line, -1)...) {
		if !a.said(chat, found) && !a.timeOf(chat, found) {
			a.untrue("time", chat, "%s", line)
		}
	}
	for _, found := range figure.FindAllString(line, -1) {
		n, _ := strconv.Atoi(found)
		if n > 10 && !a.said(chat, found) && !a.sums(chat)[n] {
			a.untrue("number", chat, "%s", line)
		}
	}
	for _, r := range line {
		if unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Arabic, r) {
			if what != "note" || !a.said(chat, string(r)) {
				a.untrue("language", chat, "%s", line)
			}
			break
		}
	}
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// phoneOf reports whether digits are the customer's own number, or that of the pro of a lead.
func (a *audit) phoneOf(chat, digits string) bool {
	for _, text := range a.wrote[chat] {
		if strings.Contains(digitsOf(text), digits[max(0, len(digits)-9):]) {
			return true
		}
	}
	for _, p := range a.of(chat) {
		if strings.Contains(digits, p.PhoneNumber) {
			return true
		}
	}
	return false
}

func (a *audit) proNamed(chat, name string) bool {
	for _, p := range a.of(chat) {
		if strings.Contains(p.BusinessName, name) {
			return true
		}
	}
	return false
}

// isCustomer reports whether a name is that which the chat shows.
func (a *audit) isCustomer(chat, name string) bool {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(chat, customerChat), "@lid"))
	return err == nil && customers[n%len(customers)] == name
}

// timeOf reports whether a lead of the chat has that hour or date.
func (a *audit) timeOf(chat, found string) bool {
	for _, l := range a.leads[chat] {
		if l.Wanted != nil && (l.Wanted.Start.In(noon.Location()).Format("15:04") == found || l.Wanted.Start.In(noon.Location()).Format("2/1") == found) {
			return true
		}
	}
	return false
}

func containsWord(line, name string) bool {
	at := strings.Index(line, name)
	if at < 0 {
		return false
	}
	end := at + len(name)
	return end >= len(line) || !unicode.IsLetter([]rune(line[end:])[0])
}

// templates are the lines of our own catalogue, each as a pattern for what stands in it.
var templates = sync.OnceValue(func() []*regexp.Regexp {
	var list []*regexp.Regexp
	c := locale.Default()
	for _, lang := range locale.Languages {
		for _, key := range c.Keys(lang) {
			if !strings.Contains(key, ".") || strings.HasPrefix(key, "duration") || strings.HasPrefix(key, "day.") || strings.HasPrefix(key, "trade.") {
				continue
			}
			for _, line := range strings.Split(c.Text(lang, key), "\n") {
				if letters(holes.ReplaceAllString(line, "")) < 4 {
					continue
				}
				pattern := holes.ReplaceAllString(regexp.QuoteMeta(line), "(.*)")
				list = append(list, regexp.MustCompile("^"+pattern+"$"))
			}
		}
	}
	return append(list, regexp.MustCompile(`^\d\. .{3,40}\d\d:\d\d$`))
})

var holes = regexp.MustCompile(`\\?\{[a-z][a-z0-9_]*\\?\}`)

func letters(s string) int {
	hebrew, latin, _ := locale.Letters(s)
	return hebrew + latin
}

// ours reports whether a line is of our own catalogue.
func ours(line string) bool {
	for _, t := range templates() {
		if t.MatchString(line) {
			return true
		}
	}
	return false
}
