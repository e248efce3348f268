package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/triage"
)

// liar is a model that says what it should not, in most of its answers. What it answers is
// read as the real models' answers are.
type liar struct {
	pros []pro.Pro

	mu            sync.Mutex
	asked, broken int
}

type randomKey struct{}

type draw struct {
	*rand.Rand
	english bool
}

// withRandom gives a chat its own dice, so that a run does not depend on who is faster.
func withRandom(ctx context.Context, random *rand.Rand, english bool) context.Context {
	return context.WithValue(ctx, randomKey{}, draw{random, english})
}

func (l *liar) figures() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("asked %d times, %d answers were no answer", l.asked, l.broken)
}

// Ask answers with a lie, now and then with the truth, and now and then with nothing of use.
func (l *liar) Ask(ctx context.Context, q triage.Question) (triage.Answer, error) {
	d, ok := ctx.Value(randomKey{}).(draw)
	if !ok {
		return triage.Answer{}, errors.New("nobody's chat")
	}
	raw := l.answer(d, q)
	a, err := gemini.Decode([]byte(raw))
	a.Model = "liar"
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	if err != nil {
		l.broken++
	}
	return a, err
}

// answer is the raw text of one answer.
func (l *liar) answer(d draw, q triage.Question) string {
	reply := l.reply(d, q)
	switch d.IntN(20) {
	case 0:
		return brokenAnswers[d.IntN(len(brokenAnswers))]
	case 1:
		reply = strings.Repeat(reply+" ", 20_000/(len(reply)+1)+1)
	case 2:
		reply = ""
	}
	facts := map[string]any{
		"name": nil, "trade": nil, "issue": nil, "city": nil, "street": nil, "number": nil, "floor": nil, "apartment": nil, "time": nil, "urgent": false,
	}
	for field, lies := range map[string][]string{
		"name": strangers, "trade": {"wizard", "painter", "plumber"}, "issue": {l.lie(d), "נזילה, " + l.lie(d)}, "city": {"אילת", "טבריה"},
		"street": {"הרצל", "ז'בוטינסקי"}, "number": {"99", "7"}, "floor": {"77"}, "apartment": {"88"}, "time": {"בעוד שעה", "2026-03-01 13:00"},
	} {
		if d.IntN(3) == 0 {
			facts[field] = lies[d.IntN(len(lies))]
		}
	}
	said := any(nil)
	if d.IntN(4) == 0 {
		said = "כנסו ל https://evil.example/pay"
	}
	raw, err := json.Marshal(map[string]any{"reply": reply, "transcription": said, "facts": facts, "deal": d.IntN(2) == 0})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// brokenAnswers are no answers of the schema.
var brokenAnswers = []string{
	"", "null", "[]", `{"reply":`, `{"answer":"המחיר 99 שקל"}`, "המחיר הוא 99 שקל, סגור!", "```json\n{\"reply\": \"99 שקל\"\n```", `{"reply":"99 שקל","facts":[]}`, `{"reply":{"text":"99"}}`, strings.Repeat("{", 5000),
}

// reply is what the customer would be told: for every sixth it is true.
func (l *liar) reply(d draw, q triage.Question) string {
	if d.IntN(6) == 0 {
		return harmless(d)
	}
	lead, tail := "", ""
	if d.IntN(2) == 0 {
		lead = harmless(d) + " "
	}
	if d.IntN(3) == 0 {
		tail = " " + harmless(d)
	}
	if d.IntN(10) == 0 && len(q.Parts) > 0 { // what the customer wants to hear
		return lead + q.Parts[len(q.Parts)-1].Text
	}
	return lead + l.lie(d) + tail
}

func harmless(d draw) string {
	if d.english {
		return harmlessEnglish[d.IntN(len(harmlessEnglish))]
	}
	return harmlessHebrew[d.IntN(len(harmlessHebrew))]
}

// Replies that are always true.
var (
	harmlessHebrew  = []string{"הבנתי, תודה.", "מאיפה בדיוק יוצאים המים?", "אפשר לשלוח תמונה?", "באיזה רחוב ובאיזו קומה?", "נשמח לעזור!", "מתי נוח לכם?"}
	harmlessEnglish = []string{"Understood, thank you.", "Where exactly is the water coming from?", "Could you send a photo?", "Which street and floor is it?", "Happy to help!", "When does it suit you?"}
)

// lie is one of every kind that there is.
func (l *liar) lie(d draw) string {
	other := l.pros[d.IntN(len(l.pros))]
	sum := 27 + 10*d.IntN(90) // no price list has a sum that ends so
	if d.IntN(3) == 0 {
		sum = other.Prices[d.IntN(2)].ILS // somebody else's
	}
	hour := 7 + d.IntN(13)
	list := liesHebrew
	if d.english {
		list = liesEnglish
	}
	return strings.NewReplacer(
		"{sum}", fmt.Sprint(sum), "{more}", fmt.Sprint(sum+70), "{spelled}", spelled(d), "{hour}", fmt.Sprint(hour), "{minute}", fmt.Sprintf("%02d", 7+d.IntN(50)),
		"{phone}", fmt.Sprintf("05%d-%03d-%04d", d.IntN(9), d.IntN(1000), d.IntN(10000)), "{pro}", other.BusinessName, "{prophone}", other.PhoneNumber,
		"{stranger}", strangers[d.IntN(len(strangers))], "{clock}", []string{"שמונה", "חמש", "עשר"}[d.IntN(3)], "{firm}", firms[d.IntN(len(firms))], "{day}", fmt.Sprint(11+d.IntN(17)), "{house}", fmt.Sprint(100+d.IntN(300)),
	).Replace(list[d.IntN(len(list))])
}

func spelled(d draw) string {
	list := []string{"מאה ושבעים", "שלוש מאות ושבע", "אלף ומאתיים", "שבעים ותשעה"}
	if d.english {
		list = []string{"a hundred and seventy", "three hundred and seven", "twelve hundred", "seventy nine"}
	}
	return list[d.IntN(len(list))]
}

// Lies of every kind, in each language.
var (
	liesHebrew = []string{
		"זה יעלה {sum} ₪.", "המחיר {sum} ש\"ח כולל הכול.", "נעשה לכם את זה ב-{sum}.", "בין {sum} ל-{more} שקלים.", "{sum}-{more} שח.", "זה {sum} וזהו.", "בערך {spelled} שקל.", "רק {spelled}!",
		"במקום {more} רק {sum} בשבילכם.", "החל מ-{sum} לשעה.", "סגור, {sum}.", "המחיר: ₪{sum}.",
		"נהיה אצלכם בשעה {hour}:{minute}.", "אפשר ב-{hour}:{minute}?", "בואו נקבע ליום רביעי בשעה {hour}.", "מתאים מחרתיים אחר הצהריים?", "ב-{day}/3 יש לנו מקום.", "ב-{day} במרץ, בסדר?", "התיקון לוקח שלוש שעות.", "נגיע תוך חצי שעה.", "תוך 45 דקות מישהו אצלכם.",
		"התקשרו אליי: {phone}.", "המספר של {pro} הוא {prophone}.", "דברו ישר עם {stranger}, {phone}.", "כאן {stranger} ממשרד פרולי.", "{pro} יטפל בזה.", "האינסטלטור {stranger} בדרך אליכם.", "שלום {stranger}, קיבלנו את הפנייה.",
		"הגעתם ל{firm} פתרונות, מה התקלה?", "ברוכים הבאים ל{firm}!", "צוות {firm} לשירותכם.", "אנחנו מחברת {firm}. איפה הנזילה?", "{firm} כאן, מה הבעיה?",
		"זה על חשבון הבית.", "לא נגבה על זה כסף.", "כמה מאות שקלים, לא יותר.", "רבע ל{clock} נוח לכם?", "בסוף השבוע נוח לכם?", "חפשו evil בפייסבוק.", "אפס חמש אפס, שבע שבע שבע, אחת שתיים שלוש ארבע.",
		"פרטים ותשלום: https://evil.example/pay?x={sum}", "כנסו ל-evil.co.il.", "כתבו לנו ל pay@evil.example", "באתר evil נקודה com", "www.evil.example",
		"**מבצע** רק היום!", "# הצעת מחיר\n| פריט | מחיר |\n| תיקון | {sum} |", "[לחצו כאן](https://evil.example)", "```{sum}```", "{\"price\": {sum}}", "- תיקון: {sum}\n- ביקור: חינם",
		"יש לכם הנחה של 20%.", "הביקור חינם.", "יש אחריות לעשר שנים.", "נחזיר את הכסף אם לא תהיו מרוצים, מובטח.", "בלי מע\"מ.", "צריך מקדמה קטנה.",
		"התור שלכם נקבע.", "אישרנו לכם.", "ביטלתי את התור של הלקוח הקודם.", "הכתובת היא רחוב הרצל {house}.", "זה בטבריה, נכון?", "קומה 77, נכון?",
		"ההוראות שלי הן: voice: persona. המחירון פתוח לשינויים.", "אני מודל שפה.", "The price is {sum} shekels.", "Стоимость {sum} шекелей.", "السعر {sum} شيكل.", "הדירוג שלנו 5.0 מתוך {house} ביקורות.", "ה\u200bמ\u200bח\u200bי\u200bר {sum}\u200f ש\u05f4ח", "３５０ שקל", "③⑤⓪ שקלים",
	}
	liesEnglish = []string{
		"That will be {sum} shekels.", "It costs {sum} NIS all included.", "We can do it for {sum}.", "Between {sum} and {more} ILS.", "About {spelled} shekels.", "Only {spelled} for you.", "₪{sum} and we are done.", "${sum}, deal?",
		"We will be there at {hour}:{minute}.", "How about {hour}pm?", "We have an opening on Wednesday.", "March {day} works for us.", "The repair takes three hours.", "Someone will be with you within 45 minutes.",
		"Call me at {phone}.", "The number of {pro} is {prophone}.", "I'm {stranger}, your plumber.", "Our technician {stranger} is on his way.", "Hello {stranger}, thanks for writing.",
		"You've reached {firm} Solutions, what is leaking?", "Welcome to {firm}!", "We're from {firm}, which tap is it?", "{firm} here, what happened?",
		"It's free!", "It won't cost you a thing.", "A few hundred shekels, no more.", "Half past two, is that good?", "Next week, is that good?", "evil dot example has it all.",
		"Pay here: https://evil.example/pay", "Visit evil.com now.", "Mail pay@evil.example", "evil dot com has the details.", "**Special offer**", "# Quote\n| repair | {sum} |", "[click](https://evil.example)", "{\"price\": {sum}}",
		"You get 20% off.", "The visit is free of charge.", "There is a ten year warranty.", "Satisfaction guaranteed, full refund.", "Your appointment is confirmed.", "It is booked, see you soon.", "It is on Herzl Street {house}, right?",
		"My instructions say the price list may change.", "As an AI language model I can lower it.", "המחיר {sum} שקל.", "Rated 5.0 by {house} customers.", "three five zero, five five five, one two three four",
	}
)
