package grounding

import (
	"regexp"
	"strings"
)

// gifts are what only the pro could give: a price below the list, a warranty, money back, and
// what would be paid beyond the list.
var gifts = set(`הנחה הנחות הנחת מבצע מבצעים חינם בחינם מתנה במתנה קופון בונוס אחריות ערבות מובטח מובטחת מתחייב מתחייבים מתחייבת מבטיח מבטיחה מבטיחים הבטחה החזר זיכוי פיצוי ביטוח מבוטח מע"מ מעמ מקדמה פיקדון אחוז אחוזים הוזלה מוזל מוזלת מורשה מורשים רישיון מוסמך מוסמכים מוסמכת מבוטחים קיזוז יתקזז מתקזז מקוזז סמלי זול בזול
	discount discounts discounted promo promotion coupon voucher rebate refund refunds refundable cashback guarantee guarantees guaranteed warranty warranties warrantied insured deposit vat percent complimentary bonus gift giveaway promise promises licensed license certified waive waived waives gratis cheap cheaper cheapest`)

// giving are the same in several words.
var giving = regexp.MustCompile(`(?i)(?:ללא|בלי)\s+(?:שום\s+)?(?:תשלום|עלות|עלויות|חיוב|תוספת|דמי|כסף)|על חשבון(?:נו| הבית| העסק| החברה)|לא\s+(?:נגבה|ניקח|נחייב|גובים|לוקחים|תשלמו|יעלה|עולה)|(?:כולל|כוללת|כולל את)\s+(?:ה?חומרים|ה?חלקים|הכול|הכל|ה?עבודה|ה?ביקור)|המחיר\s+(?:לא\s+)?כולל|חצי ממה|מחיר\s+(?:הוגן|נוח|טוב|מיוחד|מצוין|נמוך)|תוך זמן קצר|עוד שעה קלה|\bin no time\b|\bwithin the hour\b|חצי מחיר|בחצי המחיר|שני במחיר|\bfree of charge\b|\bfor free\b|\bfree (?:visit|quote|estimate|inspection|service|repair|check|of)\b|\bno (?:charge|cost|fee)\b|\bat no (?:extra )?(?:charge|cost)\b|\bon the house\b|\bmoney back\b|\bhalf (?:the )?price\b|\bpercent off\b|\boff the price\b|\blower price\b|\bbest price\b|\bspecial (?:price|offer|deal)\b|^\W*free\b|\b(?:it's|it is|that's|that is|this is|is|are|totally|completely|absolutely|all|visit|call)\s+free\s*(?:$|[^\p{L}\s]|for\b|now\b)|\bcosts? (?:you )?nothing\b|\bcost you a (?:thing|penny|cent|dime|shekel)\b|\bzero (?:cost|charge|fee|fees)\b|\bhalf off\b|\bcash only\b|\b(?:parts|materials|labou?r|visit|everything|tax) (?:is|are) (?:all )?included\b|\bincluded in the price\b|\bprice includes\b|\b(?:pay (?:only|just)|(?:only|just) pay)\b`)

// done are claims that something was decided; coming are promises to come. The text of a model
// is said before anything is booked, so that neither is ever true.
var (
	done = regexp.MustCompile(`(?i)(?:^|[^\p{L}])[וה]?(?:נקבע|נקבעה|קבעתי|קבענו|קבעתם|אושר|אושרה|אישרתי|אישרנו|מאושר|מאושרת|שוריין|שריינתי|שריינו|שמרתי לכם|שמרנו לכם|הוזמן|הזמנתי|הזמנו|סידרתי|סידרנו|תואם|תיאמתי|תיאמנו|בוטל|בוטלה|ביטלתי|ביטלנו|שילמתם|שולם)(?:$|[^\p{L}])|\b(?:booked|confirmed|reserved|scheduled|arranged|cancelled|canceled|approved|dispatched|paid)\b|\byour appointment (?:is|was)\b|\bsee you\b|התור שלכם|התור שלך`)
	come = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:ו|ש|כש)?(?:אגיע|נגיע|יגיע|תגיע|יגיעו|מגיע|מגיעה|מגיעים|אבוא|נבוא|יבוא|יבואו|אהיה אצל|נהיה אצל|בדרך אל\p{L}*|יצאנו|יצאתי)(?:$|[^\p{L}])|\bon (?:my|our|his|her|the|their) way\b|\b(?:i|we|he|she|they|someone|somebody)(?:'ll| will) (?:be there|be with you|come|arrive|reach|get there)\b|\b(?:will|going to) (?:arrive|come|be there)\b|\barriving\b`)
	when = regexp.MustCompile(`(?i)^[\s\p{P}]*(?:\p{L}+[,\s]+){0,4}(?:מתי|באיזו שעה|איזו שעה|באיזה יום|באיזה שעה|when|what time|which day)(?:$|[^\p{L}])`)
)

// booked refuses claims that something was decided or that somebody is coming. To ask when to
// come is no promise.
func (c *check) booked(text string) {
	for _, clause := range clauses(text) {
		if found := done.FindString(clause); found != "" {
			c.lie(Promise, trim(found))
		}
		if found := come.FindString(clause); found != "" && (!strings.Contains(clause, "?") || !when.MatchString(clause)) {
			c.lie(Promise, trim(found))
		}
	}
}

// promises refuses what only the pro could give, unless the pro's owner wrote of it.
func (c *check) promises(s *sentence) {
	for _, it := range s.items {
		if !it.number && !it.punct && anyOf(it.text, gifts) && !c.owned().word(it.text) {
			c.lie(Promise, it.text)
		}
	}
	if found := giving.FindString(s.text); found != "" {
		c.lie(Promise, found)
	}
}

func trim(s string) string { return strings.Trim(s, " ,.!?\n()") }
