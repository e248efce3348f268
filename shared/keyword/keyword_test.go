package keyword_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/keyword"
)

func TestWholeMessages(t *testing.T) {
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Reset:        {"התחלה", "Reset!", "RESET", "התחלה בבקשה"},
		keyword.Stop:         {"הסר", "הפסק.", "STOP", "stop please", "הסררר"},
		keyword.DeleteMe:     {"מחק אותי", "Delete my data", "מחק אותי!!"},
		keyword.Help:         {"עזרה", "תפריט", "help", "Menu", "עזרה 🙏"},
		keyword.Yes:          {"כן", "כן!", "כֵּן", "אישור", "מסכים", "מסכימה", "OK", "ok 👍", "yes", "Yesss", "כןןןן", "כנ", "\u200fכן\u200f"},
		keyword.No:           {"לא", "לאאא", "No", "nooo", "לא תודה"},
		keyword.Thanks:       {"תודה", "תודה רבה", "תודההההה", "תודה רבה!!! ❤️", "Thanks", "thank you", "תודה."},
		keyword.Status:       {"סטטוס", "status", "?", " ? ", "סטטוס?"},
		keyword.Approve:      {"אשר", "אשר!", "approve", "Approve"},
		keyword.Reject:       {"דחה", "reject"},
		keyword.Finish:       {"סיימתי", "סיימתי!", "done", "finish"},
		keyword.Jobs:         {"עבודות", "jobs"},
		keyword.History:      {"היסטוריה"},
		keyword.Report:       {"דוח", `דו"ח`, "דו״ח", "דו''ח"},
		keyword.Reviews:      {"ביקורות"},
		keyword.Details:      {"פרטים"},
		keyword.CancelJob:    {"ביטול"},
		keyword.Vacation:     {"הפסקה", "חופשה"},
		keyword.Available:    {"זמין", "חזרתי"},
		keyword.Mute:         {"השהה"},
		keyword.Resume:       {"המשך"},
		keyword.FindLead:     {"מצא"},
		keyword.Menu:         {"תפריט", "עזרה"},
		keyword.CustomerMode: {"לקוח"},
		keyword.Register:     {"הרשמה", "register"},
		keyword.Skip:         {"דלג"},
	} {
		for _, text := range texts {
			require.True(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Thanks:  {"תודה, אז מחר ב-10?", "thanks, see you at 10", "תודה אבל לא"},
		keyword.Help:    {"helpful", "helpful tips", "אני צריך עזרה עם נזילה"},
		keyword.Status:  {"מתי הוא מגיע?", "היי?", "!", ""},
		keyword.Yes:     {"כן אבל מחר", "yes tomorrow at 10", "כנראה", "", "ok computer"},
		keyword.No:      {"לא יודע", "no hot water", "לא בתל אביב"},
		keyword.Stop:    {"הפסקת חשמל", "the leak won't stop", "הפסקה"},
		keyword.Approve: {"אשר את זה מחר", "approve 3"},
		keyword.Finish:  {"סיימתי לדבר איתו"},
		keyword.Reset:   {"reset my router"},
	} {
		for _, text := range texts {
			require.False(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
}

func TestWordsInside(t *testing.T) {
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Emergency: {
			"דחוף!", "זה דחוף עכשיו", "הצילו! פיצוץ מים בבית בתל אביב", "יש הצפה בסלון", "ההצפה מתגברת", "יש קצר בחשמל", "קצר בשקע במטבח", "קצר חשמלי", "מקרה חירום",
			"URGENT", "it's an emergency", "my flat is flooded", "שריפה", "דחוףףף", "וזה דחוף", "דחופ", "It’s urgent",
		},
		keyword.Human: {
			"אני רוצה נציג אנושי", "נציג", "אפשר לדבר עם נציג?", "דבר עם מנהל", "אני רוצה לדבר עם מנהל", "צריך מנהל", "רוצה מנהל", "human", "I want a human please", "agent", "אני רוצה נציג", "אני נציג ועד הבית ורוצה נציג אנושי", "נציגת שירות בבקשה", "I'm a letting agent and want to talk to an agent", "let me talk to a representative", "I need an agent for my house", "SOS", "sos!!!",
		},
		keyword.Cancel:     {"ביטול", "אני רוצה לבטל את התור", "לבטל בבקשה", "please cancel", "cancel my appointment", "תבטלו את מחר"},
		keyword.Reschedule: {"מועד אחר", "אפשר שעה אחרת?", "צריך לדחות את התור", "can we reschedule?", "another time please"},
		keyword.LifeSafety: {"יש פה שריפה", "ריח של גז בבית", "דליפת גז", "הוא התחשמל", "the house is on fire", "I smell gas", "הבן שלי התחשמל מהשקע", "עולה באש", "fire!"},
	} {
		for _, text := range texts {
			require.True(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Emergency: {
			"לא דחוף", "לא דחוף, מתי שנוח", "זה לא כל כך דחוף", "not urgent", "it's not urgent at all", "This isn't urgent", "not an emergency", "בקצרה", "הסבר קצר", "צריך הסבר קצר על השקע",
			"לא דחוף, אני מנהל משרד וצריך הסבר קצר", "אני צריך משהו קצר", "helpful tips", "", "קצרנו את הדשא",
		},
		keyword.Human: {
			"אני נציג ועד הבית, יש הצפה בלובי, דחוף", "אני נציגת ועד הבית", "נציג הוועד", "נציגת הוועד של הבניין", "נציג הועד פה", "נציג הבניין", "אני נציגת הבניין", "נציג של ועד הבית", "נציגת הדיירים", "אני נציג חברת הניהול", "נציג בעל הדירה", "נציג של בעלת הבית",
			"I'm the managing agent of the building", "I am a letting agent", "the property agent", "our estate agent", "I'm the building's representative", "the tenants' representative", "a representative of the house committee", "I am the owner's agent", "the landlord's agent",
			"אני מנהל משרד", "המנהל שלי ביקש", "לא דחוף, אני מנהל משרד וצריך הסבר קצר", "helpful tips", "I am a real estate agent", "humanity"},
		keyword.Cancel:     {"סליחה טעות בכתובת", "אל תבטל", "don't cancel", "מה דמי ביטול?", "לא לבטל בבקשה"},
		keyword.Reschedule: {"סליחה טעות בכתובת", "מחר ב-10"},
		keyword.LifeSafety: {"שקע שרוף במטבח", "להתקין כיריים גז", "כאב ראש", "גלאי עשן מצפצף", "טכנאי גז", "fireplace cleaning", "אין ריח גז"},
	} {
		for _, text := range texts {
			require.False(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]int{
		"1": 1, "1.": 1, " 2 ": 2, "2)": 2, "מספר 2": 2, "#3": 3, "3️⃣": 3, "*4*": 4, "450": 450, "אפשרות 5": 5, "option 2": 2, "\u200f2": 2, "99!": 99, "0": 0, "אז 2": 2, "2 בבקשה": 2, "אז את 3, תודה": 3, "ok 2 please": 2,
	} {
		got, ok := keyword.Number(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "الأول", "1 2", "ב-10", "10:30", "1/2", "2.5", "שתיים", "1א", "דירה 3", "2 דירות", "אז מחר 2", "1234567", "-3", "٣", "?"} {
		_, ok := keyword.Number(text)
		require.False(t, ok, text)
	}
}

func TestNormalize(t *testing.T) {
	require.Equal(t, keyword.Normalize("תודה רבה"), keyword.Normalize("  תּוֹדָה,   רבההה!!! 🙏"))
	require.Equal(t, keyword.Normalize(`דו"ח`), keyword.Normalize("דו״ח"))
	require.Equal(t, "", keyword.Normalize("🙏🙏 !!"))
}

func FuzzIs(f *testing.F) {
	f.Add("תודה רבה")
	f.Add("לא דחוף")
	f.Add("?")
	f.Fuzz(func(t *testing.T, text string) {
		once := keyword.Normalize(text)
		require.Equal(t, once, keyword.Normalize(once))
		_, danger := keyword.InDanger(text)
		require.Equal(t, danger, keyword.Is(text, keyword.LifeSafety))
		keyword.Number(text)
		keyword.Is(text, keyword.Cancel)
	})
}

// TestChangesOfMind: how people say that an hour does not suit, that nothing is wanted any more,
// and that there is no hurry.
func TestChangesOfMind(t *testing.T) {
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Reschedule: {
			"אפשר לדחות?", "תזיזו לי", "לא מסתדר לי מחר", "אפשר יותר מאוחר?", "צץ לי משהו", "לא אספיק להגיע", "נדחה ליום אחר?", "תקדימו לי אם אפשר", "שינוי שעה בבקשה", "אפשר בפעם אחרת?", "לא מתאים לי היום",
			"can we do later?", "something came up", "I can't make it", "could you move it to Tuesday", "can we push it back an hour", "that doesn't work for me", "earlier time please", "change my booking",
		},
		keyword.NoNeed: {"כבר לא צריך", "הבעיה נפתרה", "הסתדרתי, תודה", "מצאתי מישהו אחר", "עזבו, הסתדר", "זה כבר תוקן", "לא מעוניינת יותר", "אל תבואו", "כבר טופל, תודה", "don't come please", "not interested anymore", "never mind, solved", "no longer needed", "I found someone else", "it's fixed now", "forget it"},
		keyword.Calm:   {"לא דחוף", "זה כבר לא דחוף", "אין לחץ", "זה יכול לחכות למחר", "not urgent anymore", "it can wait", "no rush"},
	} {
		for _, text := range texts {
			require.True(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
	for kind, texts := range map[keyword.Kind][]string{
		keyword.Reschedule: {"לא לדחות!", "צריך להזיז את המקרר קודם?", "הברז לא מתאים", "it's later than I thought", "אל תזיזו את התור"},
		keyword.NoNeed:     {"הבעיה לא נפתרה", "זה עדיין לא הסתדר", "I need it fixed", "לא תוקן", "it is not fixed", "אל תבואו לפני 10", "don't come before 10", "לא משנה לי מתי"},
		keyword.Calm:       {"דחוף", "לא יכול לחכות", "it can't wait", "אני לוחץ על הידית"},
		keyword.Cancel:     {"never mind", "הסתדרתי"},
	} {
		for _, text := range texts {
			require.False(t, keyword.Is(text, kind), "%s: %q", kind, text)
		}
	}
}
