package grounding

import (
	"regexp"
	"slices"
	"strings"

	"github.com/proli/proli/shared/reader/words"
)

// nameWords are a name of one word or two.
const nameWords = `([\p{L}'"]{2,}(?:\s+[\p{L}'"]{2,})?)`

// A business calls itself by name in these ways; whatever stands there has to be known, also when
// it holds nobody's first name.
var (
	welcome  = regexp.MustCompile(`(?i)(?:^|[\s,.(])(?:ברוכים הבאים|ברוך הבא|ברוכה הבאה|הגעתם|הגעת|פניתם|פנית|welcome|you(?:'ve| have)? reached|calling)\s+(?:אל\s+|ל|to\s+)?` + nameWords)
	company  = regexp.MustCompile(`(?i)(?:^|[\s,.(])(?:מ|ב|ל|ש|ה)?(?:חברת|עסק בשם|קבוצת|צוות|רשת)\s+` + nameWords + `|(?:העסק|החברה|הצוות) שלנו\s*[,:–-]\s*` + nameWords)
	from     = regexp.MustCompile(`(?i)\b(?:we are|we're|i am|i'm|team|here)\s+(?:from|at|of|with)\s+(?:the\s+)?` + nameWords)
	service  = regexp.MustCompile(`(?i)` + nameWords + `\s+(?:לשירותכם|לשירותך|at your service)`)
	here     = regexp.MustCompile(`(?i)^\s*(?:(?:שלום|היי|הי|אהלן|hi|hello|hey)[\s,!]+)?` + nameWords + `\s+(?:here|כאן)(?:$|[^\p{L}])`)
	business = regexp.MustCompile(`(?i)(?:^|[\s,.(])(?:אני|אנחנו|אנו|מדברים)\s+מ` + nameWords)
)

// firms are words by which a business shows itself: in "מאקווה פתרונות" it is one, in "מבינים אתכם" it is not.
var firms = set(`פתרונות שירותים אינסטלציה צנרת חשמל מנעולים צבע ניקיון אחזקות שיפוצים טכנולוגיות מערכות solutions services plumbing plumbers electric electrical company group masters fixers pros experts`)

// generic stand behind "team" or "company" and name none.
var generic = set(`מקצועית מקצועי מקצוענית אמינה אמין מנוסה מנוסה ותיקה מיומן גדולה קטנה נחמד הביטוח ביטוח הניהול ניהול החשמל המים הגז הדיבור שלם קטן אנשי reliable experienced the our this us help`)

// businesses refuses a business that nobody spoke of.
func (c *check) businesses(text string) {
	for _, found := range []*regexp.Regexp{welcome, company, from, service, here} {
		for _, m := range found.FindAllStringSubmatch(text, -1) {
			c.named(strings.TrimSpace(strings.Join(m[1:], " ")))
		}
	}
	for _, m := range business.FindAllStringSubmatch(text, -1) {
		if parts := strings.Fields(m[1]); len(parts) == 2 && anyOf(parts[1], firms) {
			c.named(m[1])
		}
	}
}

// named refuses a name when one of its words is neither known nor an everyday one. Beside a word
// of firms only the name of somebody known will do: a city is no business.
func (c *check) named(name string) {
	parts := strings.Fields(strings.ToLower(name))
	firm := slices.ContainsFunc(parts, func(w string) bool { return anyOf(w, firms) })
	for _, w := range parts {
		switch w = strings.Trim(w, `"'*`); {
		case w == "" || firm && anyOf(w, firms), c.isOf(w, c.Names), !firm && c.knows(w):
		case everyday(w):
			return // "welcome to our team": it goes on as speech
		default:
			c.lie(Name, name)
			return
		}
	}
}

func everyday(w string) bool {
	w = words.Fold(w)
	return notNames[w] || generic[w] || notNames[strings.TrimPrefix(w, "ל")] || generic[strings.TrimPrefix(w, "ל")]
}
