package reader

import (
	"strings"
	"sync"

	"github.com/proli/proli/shared/reader/words"
)

// stopWord says that a word is no part of a street's name: it counts, asks,
// greets, tells a time, or names a trade's business.
func stopWord(w string) bool {
	return saidAround(w) || len(tradesAt([]words.Word{{Text: w, Class: words.Letters}}, 0)) > 0
}

// saidAround is stopWord without the trades' business.
func saidAround(w string) bool {
	f := words.Fold(w)
	return stopWords()[f] || stopWords()[strings.TrimPrefix(f, "ו")]
}

var stopWords = sync.OnceValue(func() map[string]bool {
	return foldedSet(
		// What is said to us in a word of its own, before an address that follows in the next message. (אשר is a
		// command as well, but אשר ברש has streets.)
		"סיימתי", "סיימנו", "גמרתי", "נגמר", "הסתיים", "בוצע", "דחה", "סטטוס", "תפריט", "עזרה", "ביטול", "בטל", "בטלו", "לבטל", "מבטל", "מבטלת", "עצור", "דלג", "נציג", "חופשה", "פעיל", "התחל", "הלו", "done", "finished", "status", "menu", "help", "cancel", "stop", "skip", "agent", "start",
		"שקל", "בשקל", "שקלים", "בשקלים", "ש\"ח", "שח", "קומה", "דירה", "דירת", "כניסה", "בניין", "בנין", "מספר", "מס", "טלפון", "נייד", "פלאפון", "קוד", "אופציה", "אפשרות", "תשובה", "חדרים", "חדר", "יש", "לי", "לנו", "צריך", "צריכה", "צריכים", "רוצה", "עוד", "בעוד", "עד", "בין", "מ", "ל", "ה", "אחרי", "לפני", "בשעה", "שעה", "שעות", "מחר", "היום", "מחרתיים", "אתמול",
		"יום", "ביום", "שבוע", "חודש", "ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "בבוקר", "בערב", "בצהריים", "בלילה", "אולי", "אפשר", "בערך", "בסביבות", "כמה", "רק", "או", "לא", "כן", "תודה", "בבקשה", "עולה", "מחיר", "שקל", "תקציב", "גיל", "את", "עם", "של", "על", "זה", "זאת", "כל", "פעם", "פעמים", "הכל", "סה",
		"לפחות", "מינימום", "מקסימום", "בחר", "בוחר", "בוחרת", "רוצים", "להחליף", "לתקן", "להתקין", "החלפת", "התקנת", "כבר", "דקות", "ימים", "הזמנה", "מתאים", "פנוי", "פנויה", "נוח", "שלום", "היי", "אהלן", "דחוף", "הגעתי", "מגיע", "תבואו", "ב", "תאריך", "בתאריך", "טוב", "סבבה", "אוקיי", "עדיף", "לקראת", "בשעות", "החל", "נפגש", "נקבע", "קבענו", "תגיעו", "תגיע", "להגיע", "יבוא", "שיגיע", "נראה", "הצעת", "בסדר", "רלוונטי", "נשאר", "חסר", "חסרים", "שולם", "שילמתי", "חשבונית", "המספר",
		"floor", "apt", "apartment", "flat", "unit", "number", "no", "option", "code", "phone", "room", "rooms", "i", "have", "need", "want", "at", "in", "on", "around", "about", "between", "after", "before", "until", "tomorrow", "today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "morning", "evening", "noon", "am", "pm", "hour", "hours", "minutes", "days", "weeks", "or", "and", "the", "a", "please", "only", "just", "ok", "yes", "thanks", "hi", "hello", "price", "budget", "costs", "nis", "shekels", "is", "are", "there", "from", "to", "by", "not", "replace", "install", "fix", "people", "adult", "adults", "pay", "rat", "house", "build", "building", "entrance",
	)
})
