package grounding

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/reader"
	"github.com/proli/proli/shared/reader/words"
)

// introduced is what comes before a person's or a business's name.
var introduced = regexp.MustCompile(`(?i)(?:^|[\s,.(])(?:שמי|קוראים לי|כאן|מדבר|מדברת|בשם|מבית|חברת|אצל|מטעם|מר|גברת|גב'|הטכנאי|הטכנאית|האינסטלטור|החשמלאי|המנעולן|הצבע|המנקה|השרברב|my name is|name's|i am|i'm|this is|named|called|mr\.?|mrs\.?|ms\.?|technician|plumber|electrician|locksmith|painter|handyman)\s+["'*]?([\p{L}'"]{2,}(?:\s+[\p{L}'"]{2,})?)`)

// addressed is a greeting with the name of who is greeted.
var addressed = regexp.MustCompile(`(?i)^\s*["'*]?(?:שלום|היי|הי|אהלן|תודה|hi|hello|hey|dear|thanks|thank you)\s+([\p{L}'"]{2,})\s*[,!.:-]`)

// acting is who will do something, and trading how a business is called.
var (
	acting  = regexp.MustCompile(`(?i)(?:^|[\s,.(])([\p{L}'"]{2,}(?:\s+[\p{L}'"]{2,})?)\s+(?:יטפל|תטפל|יטפלו|מטפל בזה|יתקן|תתקן|יתקנו|יבצע|תבצע|יבצעו|יחזור|תחזור|יחזרו|יתקשר|תתקשר|יתקשרו|יצור|ייצור|תיצור|will (?:handle|take|fix|call|do|repair|contact|help)|is the best|can come)(?:$|[^\p{L}])`)
	trading = regexp.MustCompile(`(?i)(?:^|[\s,.(])([\p{L}'"]{2,})\s+(?:ובניו|ובנו|ובנותיו|ושות'?|ואחיו|בע"מ|ltd|inc|llc|(?:and|&) (?:sons|co|partners)|brothers|services|plumbing|electric)(?:$|[^\p{L}])`)
)

// notNames stand where a name could, and are none.
var notNames = set(`הוא היא הם מי מישהו מישהי מקצוע איש אשת בעל העסק שיתקן שיטפל כי אם someone somebody who he she they person professional pro לך לכם לכן רב וברכה לכולם שוב שלום אני אנחנו כדי בשביל הצוות צוות פרולי proli we i am in on at for from your our the a an and to with here there you that it everyone team again all
	מ ב ל אפשר אשמח נשמח מקצועי מקצועית מומחה מנוסה שלנו שלכם שלך זמין זמינה יכול יכולה יכולים צריך צריכה רוצה מטפל מטפלת עוסק גם רק עם על את של זה זו בבית בקומה בעיר באזור רחוב כתובת
	sure glad happy sorry able available ready going looking very much so just not ready who will can would is are may might should needs need or what how if please`)

// ambiguous are first names that are everyday words, too: alone they say nothing.
var ambiguous = set(`שני שבת חמישי בן בר גיל דור חן טל דין בני רון לב גד אור גל חיים נוי אלי מור ארז נועם ברכה חיה ישראל אביב כרמל ירדן ציון מזל מלכה יפה טובה ספיר מעיין אופק ענבר סביון סהר עידן נופר הדר זהבה שושנה הלל אורה ברק רינה אושר מתן נתן אסף יקיר ניצן דרור יובל סתיו שי שיר שירה רז זיו נגה ניר עדי עוז קרן
	רם פז צור תמר שחר אילת איילת ערן רוני גאיה אגם שקד אביגיל אדם אלמוג אלון ברוך דקלה מנחם נטע רות רותם שלום תקווה אמנון אדיר may will mark art grace hope joy june rose dawn eve faith bill rob jack drew chase grant frank rich sue ray guy ben dan sun`)

// names refuses people and businesses that nobody spoke of.
func (c *check) names(s *sentence) {
	text := strings.TrimSpace(s.text)
	for _, found := range []*regexp.Regexp{introduced, addressed, acting, trading} {
		for _, m := range found.FindAllStringSubmatch(text, -1) {
			c.introducedAs(m[1])
		}
	}
	c.businesses(text)
	for i, w := range words.Split(s.text) {
		if w.Class != words.Letters || c.knows(w.Text) || len([]rune(w.Text)) < 3 {
			continue
		}
		first := firstRune(s.text[w.Start:])
		foreign := unicode.IsUpper(first) && i > 0 && !allUpper(s.text[w.Start:w.End]) && !proper[words.Fold(w.Text)] ||
			c.stray(w.Text)
		if foreign || reader.FirstName(unprefixedName(w.Text)) && !anyOf(w.Text, ambiguous) {
			c.lie(Name, s.text[w.Start:w.End])
		}
	}
}

// proper are words that English writes with a capital, and that are no names.
var proper = set("proli whatsapp i i'm i'll i'd i've ok okay israel hebrew english monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december google wifi tv ac led usb shabbat")

// stray is a Latin word in a Hebrew text that nobody used: a handle, a brand, a site.
func (c *check) stray(w string) bool {
	return locale.Of(string(c.Language)) == locale.Hebrew && w[0] < utf8.RuneSelf && !currency[words.Fold(w)] && !proper[words.Fold(w)]
}

// introducedAs looks at what follows words that introduce somebody.
func (c *check) introducedAs(name string) {
	parts := strings.Fields(name)
	first := strings.Trim(parts[len(parts)-1], `"'*`)
	if at := strings.Trim(parts[0], `"'*`); !anyOf(strings.ToLower(at), notNames) {
		first = at
	}
	hebrew := words.HebrewMostly(first)
	r := firstRune(first)
	switch {
	case anyOf(strings.ToLower(first), notNames), c.knows(strings.ToLower(first)):
	case !hebrew && !unicode.IsUpper(r) && !reader.FirstName(strings.ToLower(first)):
	default:
		c.lie(Name, name)
	}
}

// knows reports whether a word is of a known name or place, or the customer's own.
func (c *check) knows(w string) bool {
	return c.said.word(w) || c.isOf(w, c.Names) || c.isOf(w, c.Places)
}

// isOf reports whether a word stands in one of some names.
func (c *check) isOf(w string, names []string) bool {
	for _, known := range names {
		for _, k := range words.Split(known) {
			if k.Class == words.Letters && slices.Contains(stems(w), words.Fold(k.Text)) {
				return true
			}
		}
	}
	return false
}

// unprefixedName takes off the letters that stand before a person's name.
func unprefixedName(w string) string {
	for _, p := range []string{"של", "ול", "ש", "ל", "ו", "מ"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len([]rune(rest)) >= 3 && reader.FirstName(rest) {
			return rest
		}
	}
	return w
}

// street is a street by its kind and name.
var street = regexp.MustCompile(`(?i)(?:^|[\s,.(])[בלמהו]?(?:רחוב|רח'|שדרות|שד'|דרך|סמטת|כיכר)\s+([\p{L}'"]{2,})|([A-Z][\p{L}']+)\s+(?:street|st\.?|road|rd\.?|avenue|ave\.?|boulevard|blvd\.?|square)\b`)

// asking are words after "street" that ask for it.
var asking = set(`אליכם אליך אלינו כלל ומספר מספר ובאיזה באיזה איזה איזו הבית ועיר ומה מה שלכם שלך שבו בו הוא היא בבקשה ואיזו ואיזה קומה וקומה את the which what your and שם בית ובית המלא מלא המדויק מדויק`)

// places refuses cities and streets that nobody spoke of.
func (c *check) places(clause string) {
	rest := clause
	for range 4 {
		m, ok := place.Find(rest)
		if !ok {
			break
		}
		if !c.placed(m.Place, rest[m.Start:m.End]) {
			c.lie(Address, rest[m.Start:m.End])
		}
		rest = rest[m.End:]
	}
	for _, m := range street.FindAllStringSubmatch(clause, -1) {
		name := m[1] + m[2]
		if !anyOf(strings.ToLower(name), asking) && !c.knows(strings.ToLower(name)) {
			c.lie(Address, strings.TrimSpace(m[0]))
		}
	}
}

func (c *check) placed(p place.Place, words string) bool {
	for _, known := range append(slices.Clone(c.Places), c.Said...) {
		if m, ok := place.Find(known); ok && m.Code == p.Code || strings.Contains(known, p.Name) {
			return true
		}
	}
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !c.knows(strings.Trim(w, `"',.-`)) {
			return false
		}
	}
	return true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func allUpper(s string) bool {
	return s == strings.ToUpper(s)
}
