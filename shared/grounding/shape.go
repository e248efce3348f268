package grounding

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/proli/proli/shared/locale"
)

// shape looks at a text as a whole: that it is something that a person would write here.
func (c *check) shape(text string) {
	hebrew, latin, other := locale.Letters(text)
	mine, foreign := hebrew, latin
	if locale.Of(string(c.Language)) == locale.English {
		mine, foreign = latin, hebrew
	}
	switch {
	case hebrew+latin+other == 0:
		c.lie(Empty, clip(text))
	case len([]rune(text)) > MaxLength:
		c.lie(Length, clip(text))
	case mine <= 2*foreign || other > 2:
		c.lie(Tongue, clip(text))
	}
	for _, r := range text {
		if unicode.IsNumber(r) && (r < '0' || r > '9') { // ３５０ and ③⑤⓪ are read by people, and by nothing here
			c.lie(Markup, string(r))
			break
		}
	}
	for _, mark := range markup.FindAllString(text, 3) {
		c.lie(Markup, mark)
	}
	for _, words := range machine.FindAllString(strings.ToLower(clean(text)), 3) {
		c.lie(Prompt, words)
	}
}

// markup is what belongs to a program or a page, not into a chat.
var markup = regexp.MustCompile("(?m)\\*\\*|`|^\\s*#|\\]\\(|^\\s*\\||\\|\\s*$|__|[{}<>\\\\\\[\\]]|^\\s*[-•]\\s|&[a-z]+;|\\x00|\\x{FFFD}")

// machine is how a model speaks of itself, or passes on what it was told to obey.
var machine = regexp.MustCompile(`voice:|system prompt|system message|system:|assistant:|user:|developer mode|dan mode|jailbreak|language model|\bas an ai\b|\bi am an ai\b|\bi'm an ai\b|instructions|\bprompt\b|openai|chatgpt|gemini|known so far|still missing:|מודל שפה|בינה מלאכותית|הוראות|ההנחיות|הנחיות|התעלמ|פרומפט|מצב מפתח`)

// link is an address on the net, mail, or a handle somewhere else, also when it is hidden.
var link = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://\S*|\bh[tx]{2}ps?\b\S*|\bwww\s*\.\s*\S+|\S*@\S*|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?|[\p{L}0-9-]+\s*[\[(]?(?:\bdot\b|נקודה)[\])]?\s*(?:com|net|org|io|me|co|il|קום|נט)\S*|\b(?:bit\.ly|t\.me|wa\.me)\S*|\.(?:קום|ישראל)|[\p{L}0-9-]+\s+(?:com|org|net)\b|\b(?:co\s+il)\b|\bdot\s+[a-z]{2,}|\bslash\b|סלאש|לוכסן|שטרודל|\b(?:facebook|instagram|insta|telegram|tiktok|youtube|gmail|linkedin|paybox)\b|פייסבוק|אינסטגרם|אינסטה|טלגרם|טיקטוק|יוטיוב|ג'ימייל|גימייל|בגוגל|פייבוקס`)

// digitRun may be a telephone number, however its digits are kept apart.
var digitRun = regexp.MustCompile(`\+?\(?\d[\d\s().\-/_*~,|]{4,}\d`)

// addresses refuses links and telephone numbers, and gives the text without them.
func (c *check) addresses(text string) string {
	text = link.ReplaceAllStringFunc(text, func(found string) string {
		if measure.MatchString(found) {
			return found
		}
		c.lie(Link, found)
		return strings.Repeat(" ", len(found))
	})
	return digitRun.ReplaceAllStringFunc(text, func(found string) string {
		digits := onlyDigits(found)
		if len(digits) < 7 || isoDate.MatchString(strings.TrimSpace(found)) {
			return found
		}
		if strings.ContainsAny(found, ",|") && len(digits) < 9 { // "1,200, 450": a list of sums
			return found
		}
		for _, known := range c.Phones {
			if k := onlyDigits(known); len(k) >= 8 && k[len(k)-8:] == digits[max(0, len(digits)-8):] {
				return strings.Repeat(" ", len(found))
			}
		}
		c.lie(Phone, found)
		return strings.Repeat(" ", len(found))
	})
}

// measure is what looks like an address and is none: "3.5m".
var measure = regexp.MustCompile(`(?i)^\d+\.\d+[a-z]{1,3}$`)

var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func clip(text string) string {
	runes := []rune(text)
	if len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}
