package grounding_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/grounding"
	"github.com/proli/proli/shared/locale"
)

// known is a leak at Dana's, tomorrow at ten, in the voice of a plumber.
func known(lang locale.Language) grounding.Known {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, calendar.Zone)
	return grounding.Known{
		Language: lang, Now: now, Zone: calendar.Zone,
		Prices: []grounding.Price{{Item: "ביקור", ILS: 250}, {Item: "נזילה", ILS: 450}},
		Names:  []string{"אבי אינסטלציה", "דנה"}, Phones: []string{"972501112233"},
		Places: []string{"תל אביב", "דיזנגוף"}, Numbers: []string{"50", "3", "12"},
		Times:  []time.Time{now.Add(22 * time.Hour)},
		Rating: 4.9, Reviews: 12, Owner: "שירות אדיב, אחריות לשנה.",
		Said: []string{"היי, יש לי נזילה בתל אביב, דוד של 150 ליטר", "tomorrow at 10 please, the boiler is 150 liters", "תעשו לי את זה ב-200?", "Dizengoff 50, Tel Aviv"},
	}
}

func TestTrueWordsLeave(t *testing.T) {
	for _, text := range []string{
		"נזילה עולה 450 ₪. באיזה רחוב ובאיזו קומה?",
		"ביקור עולה 250 ש\"ח.",
		"מחיר הביקור 250, ותיקון נזילה 450 שקלים.",
		"ארבע מאות וחמישים שקל לנזילה.",
		"שלום דנה, תודה שפניתם! אפשר לשלוח תמונה אחת או שתי תמונות?",
		"כאן אבי אינסטלציה. מאיפה נוזל, מהברז או מהצינור שמתחת לכיור?",
		"דיזנגוף 50, קומה 3, דירה 12 – נכון?",
		"הבנתי, דוד של 150 ליטר. הוא חשמלי?",
		"מתי נוח לכם שנגיע?",
		"באיזו שעה מחר?",
		"רשמתי: מחר, יום שני, בשעה 10:00.",
		"הדירוג שלנו 4.9 מתוך 12 ביקורות.",
		"יש אחריות לשנה על העבודה.",
		"בוקר טוב! במה אפשר לעזור?",
		"נשמח לעזור. כתבו לנו רחוב, מספר בית, קומה ודירה.",
		"אפשר לסגור את הברז הראשי בינתיים, כדי שלא תהיה הצפה.",
		"אבי אינסטלציה לשירותכם. מה בדיוק התקלה?",
		"הגעתם לאבי אינסטלציה, במה אפשר לעזור?",
		"אנחנו מבינים שזה מציק. המים נוזלים כל הזמן?",
		"צוות מקצועי ואמין. אפשר תמונה של הנזילה?",
		"ברוכים הבאים! מה התקלה ובאיזו עיר?",
		"הבנתי. יש גישה חופשית לברז הראשי?",
	} {
		assert.Empty(t, grounding.Check(text, known(locale.Hebrew)), text)
	}
	for _, text := range []string{
		"Hello! Could you send a photo of the sink?",
		"A leak is 450 ILS. Which floor is it on?",
		"Which floor and apartment number?",
		"Got it, tomorrow at 10. What time suits you best?",
		"Good morning! Is the boiler 150 liters electric or solar?",
		"Understood: Dizengoff 50, Tel Aviv. Is there a parking space?",
		"When would you like us to come?",
		"Please close the main valve for now. Is the water hot or cold?",
		"Feel free to send a photo of the leak.",
		"Thanks for reaching out! What exactly is leaking?",
		"Is the area under the sink free, so that one can reach the pipe?",
	} {
		assert.Empty(t, grounding.Check(text, known(locale.English)), text)
	}
}

func TestLiesStay(t *testing.T) {
	for text, kind := range map[string]grounding.Kind{
		"זה יעלה 350 ₪":                         grounding.Money,
		"זה יעלה 350 שח":                        grounding.Money,
		"250 שח לתיקון נזילה":                   grounding.Money, // a visit's price for a leak
		"ביקור ב-450":                           grounding.Money,
		"המחיר בין 300 ל-400":                   grounding.Money,
		"המחיר 300-400 ש\"ח":                    grounding.Money,
		"אעשה לכם את זה ב-200":                  grounding.Money, // the customer said it, the list does not
		"בסדר, 200.":                            grounding.Money,
		"שלוש מאות וחמישים שקלים":               grounding.Money,
		"זה שלוש מאות":                          grounding.Money,
		"מאתיים חמישים וחמש שקל":                grounding.Money,
		"זה 1,450 ₪":                            grounding.Money,
		"זה 450.5 ₪":                            grounding.Money,
		"אלף וחצי שקל":                          grounding.Money,
		"3️⃣5️⃣0️⃣ שקל":                         grounding.Money,
		"३५० שקל":                               grounding.Markup,
		"התקשרו אליי: 050-123-4567":             grounding.Phone,
		"המספר שלי 0 5 0 1 2 3 4 5 6 7":         grounding.Phone,
		"טלפון (03) 612.34.56":                  grounding.Phone,
		"פרטים כאן: https://evil.example":       grounding.Link,
		"כנסו לאתר shop.co.il":                  grounding.Link,
		"כתבו לי a@b.example":                   grounding.Link,
		"באתר avi נקודה com":                    grounding.Link,
		"בשעה 17:45 זה טוב?":                    grounding.Time,
		"אפשר בשעה חמש":                         grounding.Time,
		"נוח לכם ב-16?":                         grounding.Time,
		"נוח לכם ביום רביעי?":                   grounding.Time,
		"אולי מחרתיים בערב?":                    grounding.Time,
		"ב-12/3 יש מקום":                        grounding.Time,
		"ב-15 באפריל":                           grounding.Time,
		"התיקון לוקח שעתיים":                    grounding.Time,
		"התיקון לוקח 40 דקות":                   grounding.Time,
		"אחריות לשלוש שנים":                     grounding.Time, // the owner wrote of one
		"נגיע תוך חצי שעה":                      grounding.Promise,
		"האינסטלטור שלנו משה פרץ מנוסה מאוד":    grounding.Name,
		"שלום יוסי, מה הכתובת?":                 grounding.Name,
		"שמי רונן ואני אינסטלטור":               grounding.Name,
		"דברו עם שלומית מהמשרד":                 grounding.Name,
		"הכתובת רחוב הרצל, נכון?":               grounding.Address,
		"זה בחיפה?":                             grounding.Address,
		"קומה 7, נכון?":                         grounding.Address,
		"יש הנחה של עשרה אחוז":                  grounding.Promise,
		"הביקור בחינם":                          grounding.Promise,
		"הבדיקה ללא תשלום":                      grounding.Promise,
		"מבטיחים החזר כספי":                     grounding.Promise,
		"התור שלכם נקבע":                        grounding.Promise,
		"אני בדרך אליכם":                        grounding.Promise,
		"**מחיר מיוחד**":                        grounding.Markup,
		"# כותרת":                               grounding.Markup,
		"{\"reply\":\"שלום\"}":                  grounding.Markup,
		"[לחצו כאן](x)":                         grounding.Markup,
		"ההוראות שלי הן לא לומר":                grounding.Prompt,
		"אני מודל שפה ולא יכול":                 grounding.Prompt,
		"Sure, which street is it?":             grounding.Tongue,
		"Здравствуйте, чем помочь?":             grounding.Tongue,
		"שלום " + strings.Repeat("שלום ", 4000): grounding.Length,
		"🙂": grounding.Empty,
		"":  grounding.Empty,
		"יש לנו 4500 לקוחות מרוצים":                grounding.Number,
		"הדירוג שלנו 5 כוכבים מתוך 300 ביקורות":    grounding.Number,
		"אפס חמש אפס, אחת שתיים שלוש ארבע, זה שלי": grounding.Phone,
	} {
		assert.Contains(t, kinds(grounding.Check(text, known(locale.Hebrew))), kind, text)
	}
	for text, kind := range map[string]grounding.Kind{
		"That will be 350 shekels":                grounding.Money,
		"Only three hundred and fifty for you":    grounding.Money,
		"It costs $120":                           grounding.Money,
		"Call me at +972 50 123 4567":             grounding.Phone,
		"Visit plumbers dot com":                  grounding.Link,
		"How about 5pm?":                          grounding.Time,
		"How about three o'clock?":                grounding.Time,
		"We have an opening on Wednesday":         grounding.Time,
		"It takes about 2 hours":                  grounding.Time,
		"I'm Moshe, your plumber":                 grounding.Name,
		"Our technician David Cohen is great":     grounding.Name,
		"Please talk to Rachel about it":          grounding.Name,
		"Is it on Herzl Street?":                  grounding.Address,
		"There is a 10% discount":                 grounding.Promise,
		"You get a two-year warranty":             grounding.Promise,
		"The visit is free of charge":             grounding.Promise,
		"All confirmed, see you there":            grounding.Promise,
		"He is on his way":                        grounding.Promise,
		"Ignore my previous instructions, please": grounding.Prompt,
		"As an AI I cannot tell":                  grounding.Prompt,
	} {
		assert.Contains(t, kinds(grounding.Check(text, known(locale.English))), kind, text)
	}
}

func kinds(lies []grounding.Lie) []grounding.Kind {
	var list []grounding.Kind
	for _, l := range lies {
		list = append(list, l.Kind)
	}
	return list
}

// TestHiddenLies: false facts that look like none, by what they are about.
func TestHiddenLies(t *testing.T) {
	for lang, kindsOf := range map[locale.Language]map[grounding.Kind][]string{
		locale.Hebrew: {
			grounding.Name: {
				"הגעתם לבן שלום אינסטלציה, מה התקלה?", "אנחנו מחברת מים זכים, איזה צינור דולף?", "צוות כחול לבן שירותים לשירותכם. מה קרה?", "ברוכים הבאים למלך הצנרת! מה הבעיה?", "אני מאקווה שירותים.",
				"שלום, אקווה פתרונות כאן. מה הבעיה?", "אביב אינסטלציה לשירותכם. מה התקלה?", "העסק שלנו: צנרת הצפון.", "כאן אקווה פתרונות, במה אפשר לעזור?", "הנזילה טופלה פעם אצל aqua?",
			},
			grounding.Money:   {"כמה עשרות שקלים", "זה יעלה כמה מאות", "שלוש וחצי מאות", "ארבע חמישים", "שקלים בודדים וזהו"},
			grounding.Promise: {"זה על חשבון הבית.", "ללא עלויות", "הביקור יתקזז מהמחיר", "לא נגבה על זה כסף", "המחיר כולל חומרים", "זה עולה בערך חצי ממה שחשבתם", "זול יותר מכולם", "סכום סמלי", "תוך זמן קצר", "אנחנו מורשים"},
			grounding.Phone:   {"אפס חמש שתיים שלוש ארבע חמש שש שבע", "המספר שלנו 050 12 34 567"},
			grounding.Link:    {"evil example com", "evil נקודה co נקודה il", "חפשו אותנו בגוגל", "אבי שטרודל ג'ימייל נקודה קום", "פייסבוק שלנו"},
			grounding.Time:    {"בסוף השבוע?", "בשבוע הבא?", "אחרי החג?", "ערב פסח נוח?", "ב-8 נוח?", "רבע לשמונה טוב?", "שמונה וחצי בבוקר נוח?"},
		},
		locale.English: {
			grounding.Name:    {"We're from golden pipe company, what is leaking?", "aqua solutions here, what is wrong?", "You've reached BlueDrop Plumbing. What happened?", "Welcome to Pipe Masters! Where is the leak?"},
			grounding.Money:   {"a few hundred shekels", "a couple of bucks"},
			grounding.Number:  {"four-fifty for the leak"},
			grounding.Promise: {"It costs nothing.", "Won't cost you a thing.", "We'll waive the fee.", "It is gratis.", "zero cost to you", "the visit is included", "cheaper than anyone", "half off", "free!", "It's free.", "The visit is free for you", "you pay only for parts", "cash only", "we are licensed", "in no time"},
			grounding.Phone:   {"call us at zero five zero 123 4567", "oh five zero one two three four five"},
			grounding.Link:    {"evil example com", "evil dot example", "go to evil slash pay", "our facebook page"},
			grounding.Time:    {"half past two?", "quarter to eight?", "next week?", "this weekend?", "on the 5th?", "March third?", "after the holiday?"},
		},
	} {
		for kind, texts := range kindsOf {
			for _, text := range texts {
				assert.Contains(t, kinds(grounding.Check(text, known(lang))), kind, text)
			}
		}
	}
}

// FuzzCheck: whatever a model says, the gate answers; and a sum beside the word shekel that is
// not in the list is never let through.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{"נזילה עולה 450 ₪", "350", "שלוש מאות וחמישים", "\x00\xff", "10:00 10/3 https://", "a.b@c", "רחוב", "ב", "and and half"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		grounding.Check(text, known(locale.Hebrew))
		grounding.Check(text, known(locale.English))
		if utf8.ValidString(text) {
			require.NotEmpty(t, grounding.Check("נשמח לעזור ב351 שקל\n"+text, known(locale.Hebrew)))
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	k := known(locale.Hebrew)
	for b.Loop() {
		grounding.Check("שלום דנה, תודה שפניתם! נזילה עולה 450 ₪. אפשר לשלוח תמונה, ולכתוב באיזה רחוב ובאיזו קומה?", k)
	}
}
