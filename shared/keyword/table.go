package keyword

import "slices"

// rule is one kind's words.
type rule struct {
	kind Kind
	// whole are messages that mean the kind when nothing else is said.
	whole []string
	// inside are words, or words in a row, that mean it anywhere in a message.
	// `*` stands for any one word.
	inside []string
	// except are taken out of the message before inside is looked for.
	except []string
	// with, when set, lists words of which one must also stand in the message
	// for a word of needsWith to count.
	needsWith, with []string
}

// polite words may surround a whole message without changing what it asks.
var polite = []string{"בבקשה", "נא", "אנא", "please", "pls", "plz"}

// notUrgent are negations of urgency; the stars are words like "כל כך".
var notUrgent = []string{
	"לא דחוף", "לא * דחוף", "לא * * דחוף", "לא דחופה", "לא * דחופה", "לא בדחיפות", "לא * בדחיפות", "אין דחיפות", "בלי דחיפות", "לא חירום", "לא מקרה חירום", "לא * חירום", "כבר לא דחוף",
	"not urgent", "not * urgent", "isn't urgent", "isn't * urgent", "non urgent", "no urgent", "nothing urgent", "no longer urgent", "not an emergency", "not a emergency", "no emergency",
	"isn't an emergency", "not emergency", "not * emergency", "isn't emergency", "no rush", "no hurry", "not in a hurry",
}

// calm are negations of urgency and of danger.
var calm = append([]string{
	"אין הצפה", "לא הצפה", "אין שריפה", "לא שריפה", "אין פיצוץ", "no flood", "no fire", "not a flood", "not a fire",
	"הסבר קצר", "זמן קצר", "טווח קצר", "כבל קצר", "לא קצר",
}, notUrgent...)

// table is what every word means. A new word, or a new kind, is added here and
// nowhere else.
var table = []rule{
	{kind: Emergency,
		inside: []string{
			"דחוף", "דחופה", "דחופים", "בדחיפות", "דחיפות", "חירום", "הצילו", "פיצוץ", "התפוצץ", "התפוצצה", "הצפה", "הצפות", "מוצף", "מוצפת", "מוצפים", "מציף", "שריפה", "שרפה", "קצר",
			"urgent", "urgently", "emergency", "emergencies", "flood", "flooded", "flooding", "burst pipe", "pipe burst", "pipe has burst", "burst", "short circuit", "on fire",
		},
		except:    calm,
		needsWith: []string{"קצר"},
		with:      []string{"חשמל", "חשמלי", "חשמלית", "שקע", "שקעים", "שרוף", "שרופה", "שרופים"}},
	{kind: Calm, inside: append([]string{"אין לחץ", "לא בוער", "לא לוחץ", "יכול לחכות", "יכולה לחכות", "it can wait", "can wait"}, notUrgent...),
		except: []string{"לא יכול לחכות", "לא יכולה לחכות", "can't wait", "cannot wait"}},
	{kind: Reset, whole: []string{"התחלה", "מהתחלה", "להתחיל מחדש", "התחל מחדש", "מתחילים מחדש", "reset", "restart", "start over"}},
	{kind: Stop, whole: []string{"הסר", "הסרה", "הסירו", "הסירו אותי", "תסירו אותי", "הפסק", "הפסיקו", "תפסיקו", "די להודעות", "stop", "unsubscribe", "opt out"}},
	{kind: DeleteMe, inside: []string{
		"למחוק את המידע שלי", "למחוק את כל המידע", "תמחקו את המידע שלי", "תמחקו את כל המידע", "תמחק את כל המידע", "מחקו את כל המידע", "מחק את כל המידע", "למחוק את הנתונים שלי", "תמחקו את הנתונים שלי", "תמחקו את כל הנתונים", "מחיקת המידע שלי", "מחיקת הנתונים שלי", "תמחקו אותי מהמערכת", "למחוק אותי מהמערכת",
		"delete my data", "delete all my data", "delete all of my data", "delete my personal data", "delete my account", "delete all my information", "remove my data", "remove all my data", "erase my data", "erase all my data",
	}, except: []string{"אל תמחקו את המידע שלי", "לא למחוק את המידע שלי", "don't delete my data", "do not delete my data"}, whole: []string{
		"מחק אותי", "מחקי אותי", "מחקו אותי", "תמחקו אותי", "תמחק אותי", "למחוק אותי", "מחק את המידע שלי", "מחקו את המידע שלי", "תמחקו את המידע שלי", "מחקו את הפרטים שלי", "תמחקו את הפרטים שלי",
		"delete me", "delete my data", "delete my information", "delete my details", "erase my data", "forget me",
	}},
	{kind: Help, whole: []string{"עזרה", "עזרה בבקשה", "תפריט", "help", "help me", "menu"}},
	{kind: Yes, whole: []string{
		"כן", "אישור", "מאשר", "מאשרת", "מאשרים", "מסכים", "מסכימה", "מסכימים", "אני מסכים", "אני מסכימה", "אני מאשר", "אני מאשרת", "כן מסכים", "כן מסכימה", "כן מאשר", "כן מאשרת", "אוקיי", "אוקי", "אוקאי", "בסדר", "כן כן", "כן תודה",
		"ok", "okay", "yes", "yes i agree", "yep", "yeah", "yup", "sure", "agree", "i agree", "agreed", "i accept", "accept", "confirm", "yes thanks",
	}},
	{kind: No, whole: []string{
		"לא", "לא תודה", "לא מסכים", "לא מסכימה", "אני לא מסכים", "אני לא מסכימה", "לא רוצה", "ממש לא", "לא לא", "אל תבטלו", "אל תבטל", "אל תבטלי", "לא לבטל", "להשאיר", "לא להשאיר", "תשאירו",
		"no", "nope", "no thanks", "no thank you", "i disagree", "i do not agree", "i don't agree", "disagree", "don't cancel", "do not cancel", "keep it", "no keep it", "leave it",
	}},
	{kind: Human,
		inside: []string{
			"נציג", "נציגה", "נציגת שירות", "אנושי", "אנושית", "לדבר עם בן אדם", "דבר עם בן אדם",
			"דבר עם מנהל", "דבר מנהל", "לדבר עם מנהל", "לדבר מנהל", "רוצה מנהל", "רוצה עם מנהל", "צריך מנהל", "צריך עם מנהל", "צריכה מנהל", "צריכה עם מנהל",
			"human", "agent", "sos", "real person", "live person", "representative",
		},
		except: slices.Concat(
			[]string{"לא נציג", "לא * נציג", "בלי נציג", "travel agent", "insurance agent", "cleaning agent", "human resources", "human error", "no human", "no agent"},
			// Who speaks for a house says so and calls nobody.
			inRow([]string{"נציג", "נציגת"}, []string{"", "של", "מטעם"}, []string{"ועד", "הוועד", "בניין", "בנין", "בית", "דיירים", "דיירי", "שכנים", "חברת ניהול", "בעל בית", "בעל דירה", "בעלת בית", "בעלת דירה", "בעלים"}),
			inRow([]string{"managing", "management", "letting", "lettings", "leasing", "rental", "property", "estate", "house", "building", "building's", "owner's", "owners'", "landlord's"}, []string{"agent"}),
			inRow([]string{"building", "building's", "tenant", "tenant's", "owner", "owner's", "landlord's", "committee", "committee's", "residents'", "house"}, []string{"representative"}),
			inRow([]string{"agent", "representative"}, []string{"of"}, []string{"", "the", "a", "my", "our"}, []string{"building", "house", "house committee", "committee", "tenants", "residents", "owner", "owners", "landlord", "property"}),
		)},
	{kind: Thanks, whole: []string{
		"תודה", "תודה רבה", "תודה רבה לך", "תודה רבה לכם", "תודה לך", "תודה לכם", "המון תודה", "אלף תודות", "תודה תודה", "רב תודות", "תודה מראש", "תודה על העזרה", "תודה רבה על העזרה", "מעולה תודה", "סבבה תודה", "אוקיי תודה", "אוקי תודה", "בסדר תודה", "תודה ענקית", "תודות",
		"thanks", "thank you", "thank you very much", "thank you so much", "thanks a lot", "many thanks", "thx", "thnx", "ty", "tnx", "ok thanks", "great thanks", "cheers", "much appreciated",
	}},
	{kind: Fine, whole: []string{
		"מעולה", "מצוין", "מצויין", "סבבה", "אחלה", "יופי", "יופי תודה", "טוב", "טוב תודה", "אוקיי מעולה", "בסדר גמור", "מושלם", "נהדר", "הבנתי", "קיבלתי", "רשמתי", "מחכה", "להתראות", "נתראה", "סגור", "אין בעיה",
		"great", "perfect", "cool", "awesome", "wonderful", "nice", "fine", "good", "got it", "understood", "noted", "alright", "all right", "no problem", "see you", "ok great", "ok perfect", "sounds good", "excellent",
	}},
	{kind: Status, whole: []string{"סטטוס", "סטאטוס", "מה הסטטוס", "status", "what is the status", "what's the status", "?", "??", "؟"}},
	{kind: Cancel,
		inside: []string{
			"ביטול", "לבטל", "בטל", "בטלו", "בטלי", "תבטל", "תבטלו", "תבטלי", "מבטל", "מבטלת", "מבטלים",
			"cancel", "cancelling", "canceling", "cancellation", "call it off", "call off",
		},
		except: []string{"לא לבטל", "אל תבטל", "אל תבטלו", "אל תבטלי", "לא מבטל", "לא מבטלת", "לא רוצה לבטל", "לא ביקשתי לבטל", "דמי ביטול", "מדיניות ביטול", "don't cancel", "do not cancel", "not cancel", "not cancelling", "cancellation fee", "cancellation policy"}},
	{kind: NoNeed,
		inside: []string{
			"לא צריך יותר", "לא צריכה יותר", "לא צריכים יותר", "כבר לא צריך", "כבר לא צריכה", "כבר לא צריכים", "כבר אין צורך", "אין צורך יותר", "כבר לא רלוונטי", "לא רלוונטי יותר", "לא רלוונטי כבר",
			"הסתדר", "הסתדרתי", "הסתדרנו", "הסתדר לי", "נפתר", "נפתרה", "הבעיה נפתרה", "תיקנתי", "תיקנו לי", "תוקן", "מצאתי מישהו", "מצאנו מישהו", "מצאתי אחר", "עזבו", "עזבי", "תשכחו מזה", "תעזבו", "ויתרתי", "ויתרנו", "לא רוצה יותר", "לא רוצים יותר", "לא מעוניין", "לא מעוניינת", "לא מעוניינים", "כבר סידרו", "כבר טופל", "זה טופל", "הבעיה טופלה", "אל תבואו", "אל תבוא", "אל תגיעו", "אל תגיע", "שלא יבוא", "שלא יבואו",
			"never mind", "nevermind", "no need anymore", "no need any more", "don't need this anymore", "don't need this any more", "not interested", "no longer interested", "don't come", "do not come", "no longer need", "no longer needed", "not needed anymore", "not needed any more", "don't need it anymore", "don't need it any more", "don't need you anymore", "don't need him anymore", "don't need anyone anymore", "found someone else", "found somebody else", "found another",
			"forget it", "forget about it", "it's fixed", "fixed it", "fixed itself", "already fixed", "got it fixed", "sorted it", "all sorted", "got it sorted", "problem solved", "it's solved", "solved it", "solved itself", "already solved",
		},
		except: []string{"אל תבואו לפני", "אל תבוא לפני", "אל תגיעו לפני", "אל תגיע לפני", "אל תבואו מחר", "אל תבוא מחר", "אל תגיעו מחר", "אל תגיע מחר", "אל תבואו היום", "אל תגיעו היום", "don't come before", "don't come tomorrow", "don't come today", "do not come before", "do not come tomorrow", "לא הסתדר", "לא הסתדרתי", "לא הסתדרנו", "לא נפתר", "לא נפתרה", "לא * נפתר", "לא * נפתרה", "לא תוקן", "לא * תוקן", "לא תיקנו", "not solved", "isn't solved", "not fixed", "until it's fixed", "once it's fixed", "when it's fixed", "if it's fixed", "make sure it's fixed"}},
	{kind: Reschedule,
		inside: []string{
			"מועד אחר", "מועד חדש", "שעה אחרת", "בשעה אחרת", "יום אחר", "ביום אחר", "זמן אחר", "תאריך אחר", "פעם אחרת", "בפעם אחרת", "לדחות", "תדחו", "תדחה", "תדחי", "נדחה", "לדחות את", "להקדים", "תקדימו", "נקדים", "להזיז", "תזיזו", "תזיז", "תזיזי", "נזיז", "תעבירו ליום", "תעבירו לשעה", "תעבירו למחר", "להעביר ליום", "להעביר לשעה", "להעביר למחר",
			"מאוחר יותר", "יותר מאוחר", "מוקדם יותר", "יותר מוקדם", "לא מסתדר לי", "לא מסתדר לנו", "לא יסתדר לי", "לא מתאים לי", "לא מתאים לנו", "לא נוח לי", "לא נוח לנו", "לא אספיק", "לא נספיק", "לא יוצא לי", "צץ לי", "צץ משהו", "משהו צץ", "קפץ לי", "יצא לי משהו", "שינוי שעה", "שינוי בשעה", "שינוי תאריך", "לשנות יום", "לשנות את היום", "לעבור ליום", "לעבור לשעה", "לשנות את הפגישה", "לשנות מועד", "לשנות את המועד", "לשנות שעה", "לשנות את השעה", "לשנות את הזמן", "לשנות את התור", "לשנות תאריך", "לשנות את התאריך", "לקבוע מחדש", "להעביר את התור", "להעביר את הפגישה", "שינוי מועד", "דחייה של התור", "לתאם מחדש",
			"reschedule", "rescheduling", "another time", "different time", "another day", "different day", "postpone", "move the appointment", "move my appointment", "change the time", "change my appointment", "change the appointment", "change the date", "change the hour", "change the day", "change my booking", "move my booking", "rebook", "push it back", "push it", "push back", "new time", "other time", "another hour", "different hour", "do later", "make it later", "later time", "later hour", "later in the day", "later on", "a bit later", "later please", "make it earlier", "come earlier", "come later", "move my slot", "change my slot", "earlier time", "earlier please", "move it to", "move it", "put it off", "delay it", "delay the appointment",
			"something came up", "something has come up", "can't make it", "cannot make it", "won't make it", "can not make it", "won't be able to make", "doesn't work for me", "does not work for me", "doesn't suit me", "not a good time", "bad time for me",
		},
		except: []string{"לא לדחות", "לא להזיז", "אל תזיזו", "אל תדחו", "להזיז את המקרר", "להזיז את הארון", "להזיז את הרכב", "להזיז את האוטו", "להזיז את השולחן", "להזיז את התנור", "להזיז את הכיריים", "להזיז את המכונה", "להזיז את הספה", "להזיז את המיטה", "להזיז את הרהיטים",
			"don't reschedule", "do not reschedule", "move it out", "move it away", "push it in"}},
	{kind: Prefer, inside: []string{
		"אפשר", "אפשרי", "במקום", "עדיף", "אעדיף", "נעדיף", "מעדיף", "מעדיפה", "נוח לי", "נוח לנו", "מסתדר לי", "מתאים לי", "יותר טוב", "יש מצב", "תוכלו", "יכולים",
		"can we", "can you", "can he", "could we", "could you", "could he", "can it be", "could it be", "instead", "rather", "better", "prefer", "possible", "suits me", "works for me", "how about", "what about",
	}},
	{kind: Approve, whole: []string{"אשר", "אשרי", "אשרו", "אישור", "מאשר", "מאשרת", "לאשר", "approve", "approved", "accept"}},
	{kind: Reject, whole: []string{"דחה", "דחי", "דחייה", "דוחה", "לדחות", "סרב", "מסרב", "מסרבת", "reject", "decline", "refuse"}},
	{kind: Finish, whole: []string{"סיימתי", "סיים", "סיום", "גמרתי", "finish", "finished", "done"}},
	{kind: Jobs, whole: []string{"עבודות", "העבודות שלי", "jobs", "my jobs"}},
	{kind: History, whole: []string{"היסטוריה", "היסטורייה", "history"}},
	{kind: Report, whole: []string{"דוח", "הדוח שלי", "report", "my report"}},
	{kind: Reviews, whole: []string{"ביקורות", "הביקורות שלי", "reviews", "my reviews"}},
	{kind: Details, whole: []string{"פרטים", "details"}},
	{kind: CancelJob, whole: []string{"ביטול", "בטל", "לבטל", "ביטול עבודה", "cancel", "cancel job", "cancel a job"}},
	{kind: Vacation, whole: []string{"הפסקה", "חופשה", "בחופשה", "חופש", "vacation", "on vacation", "break"}},
	{kind: Available, whole: []string{"זמין", "זמינה", "זמינים", "אני זמין", "אני זמינה", "חזרתי", "available", "back", "i'm back"}},
	{kind: Mute, whole: []string{"השהה", "השהיה", "השתק", "mute", "pause"}},
	{kind: Resume, whole: []string{"המשך", "להמשיך", "resume", "continue"}},
	{kind: FindLead, whole: []string{"מצא", "מצאי", "find"}},
	{kind: Menu, whole: []string{"תפריט", "עזרה", "menu", "help"}},
	{kind: CustomerMode, whole: []string{"לקוח", "לקוחה", "customer"}},
	{kind: Register, whole: []string{"הרשמה", "להירשם", "רישום", "register", "sign up", "signup"}},
	{kind: Skip, whole: []string{"דלג", "דלגי", "לדלג", "skip"}},
	{kind: Areas, whole: []string{"אזורים", "איזורים", "אזורי שירות", "האזורים שלי", "areas", "my areas", "service areas"}},
	{kind: Prices, whole: []string{"מחירון", "מחירים", "המחירון שלי", "המחירים שלי", "prices", "my prices", "price list"}},
}
