package keyword

import (
	"slices"
	"strings"
)

// dangers are the words of life safety; the first danger that is found is the
// one whose number is given. A danger overlooked may cost a life and a false
// alarm costs one line, so that in doubt a phrase is among them.
var dangers = []struct {
	Danger
	inside, except []string
}{
	{Electrocution,
		slices.Concat(
			[]string{"התחשמל", "התחשמלתי", "התחשמלה", "התחשמלו", "התחשמלנו", "התחשמלות", "מתחשמל", "מתחשמלת", "מתחשמלים", "מתחשמלות", "מחושמל", "מחושמלת", "חושמל", "חושמלה", "חושמלתי", "חושמלו", "מכת חשמל", "מכות חשמל", "מכת זרם", "מכות זרם", "שוק חשמלי", "שוק חשמל", "נפגע מחשמל", "נפגעה מחשמל", "נפגעתי מחשמל",
				"מחשמלת", "מחשמלים", "מחשמלות", "אצבע לשקע", "אצבע בשקע", "אצבע לתוך שקע", "אצבעות לשקע", "אצבעות בשקע", "נגע בחשמל", "נגעה בחשמל", "נגעתי בחשמל",
				"electrocuted", "electrocution", "electric shock", "electric shocks", "electrical shock", "electrical shocks", "got shocked", "get shocked", "got a shock", "got a * shock", "get a shock from", "a shock from", "shocks from", "got zapped", "zapped me", "zaps me", "shocked me", "shocks me", "shocking me"},
			inRow(shocked, []string{"", "*"}, []string{"זרם"}),
			// A מחשמל by itself may be "from electricity".
			inRow([]string{"חישמל", "מחשמל"}, []string{"אותי", "אותו", "אותה", "אותנו", "אותם"}),
			inRow([]string{"ברז", "שקע", "מזגן", "תנור", "מקרר", "דוד", "כיור", "מתג", "קיר"}, []string{"מחשמל"}),
			inRow([]string{"shocked by"}, []string{"", "a", "the", "an"}, appliances),
			inRow([]string{"finger", "fingers", "fork", "knife", "hand"}, []string{"in", "into"}, []string{"", "a", "the"}, []string{"socket", "outlet"}),
		),
		[]string{"לא התחשמל", "לא התחשמלתי", "לא להתחשמל", "אף אחד לא התחשמל", "לא נגע בחשמל", "לא נגעה בחשמל", "לא נגעתי בחשמל", "לא קיבל זרם", "לא קיבלה זרם", "לא קיבל * זרם", "לא נותן זרם", "לא נותנת זרם",
			"זרם מים", "נותן זרם חלש", "נותנת זרם חלש", "no electric shock"}},
	{Gas,
		slices.Concat(
			inRow(smells, []string{"", "*", "* *"}, []string{"גז", "מגז", "מהגז"}),
			inRow([]string{"מרגיש", "מרגישה", "מרגישים"}, []string{"", "*"}, []string{"גז"}),
			inRow([]string{"דליפת", "נזילת", "הדלפת", "פיצוץ", "פיצוץ של", "התפוצצות", "התפוצצות של", "הרעלת", "דליפה של", "נזילה של"}, []string{"גז"}),
			inRow([]string{"דליפה", "נזילה", "דולף", "נוזל", "דולפת"}, here, []string{"גז", "מגז", "מהגז", "בגז"}),
			inRow([]string{"דליפה", "נזילה", "דולף"}, here, []string{"בבלון", "מבלון", "מהבלון", "בצינור", "מצינור", "מהצינור", "בברז", "מברז", "מהברז"}, []string{"", "של"}, []string{"גז"}),
			inRow([]string{"גז", "בלון", "בלון גז", "צינור גז", "ברז גז"}, slices.Concat(here, []string{"שלי", "שלנו"}), []string{"דולף", "נוזל", "מדליף", "התפוצץ"}),
			inRow([]string{"השארתי", "השארנו", "השאירו", "השאיר", "השאירה", "שכחתי", "שכחנו", "שכח", "שכחה"}, []string{"", "את"}, []string{"גז פתוח", "גז דולק", "גז דלוק"}),
			[]string{"יש גז בבית", "גז באוויר", "גז באויר", "בית מלא גז", "דירה מלאה גז", "בניין מלא גז", "דליפה בבלון", "פחמן חד חמצני",
				"gas leak", "gas leaks", "gas leaking", "leaking gas", "leak of gas", "gas is leaking", "gas escaping", "gas is escaping", "gas explosion", "carbon monoxide", "left the gas on", "gas was left on",
				"gas smell", "gas odor", "gas odour", "gas fumes", "gas alarm is", "gas alarm went", "gas detector is", "gas detector went"},
			inRow([]string{"smell", "smells", "smelled", "smelt", "smelling", "stinks", "reeks", "odor", "odour"}, []string{"", "of", "like", "*", "* of", "* like", "of *"}, []string{"gas"}),
			inRow([]string{"leak", "leaking", "leaks"}, []string{"in", "from", "at"}, []string{"", "the", "our", "my", "a"}, []string{"gas"}),
			inRow([]string{"gas"}, []string{"pipe", "line", "cylinder", "tank", "bottle", "canister", "hose", "valve", "balloon", "meter"}, []string{"is leaking", "leaking", "leaks", "has a leak", "leak"}),
		),
		slices.Concat(
			inRow([]string{"אין", "בלי", "ללא"}, denied, []string{"ריח גז", "ריח של גז", "דליפת גז", "דליפה של גז", "נזילת גז"}),
			inRow([]string{"לא"}, denied, []string{"מריח", "מריחה", "מריחים", "מריחות", "הרחתי", "מרגיש", "מרגישה", "מרגישים"}, denied, []string{"גז", "ריח גז", "ריח של גז"}),
			[]string{"ריח ביוב ליד גז", "ריח ביוב * ליד גז", "ריח של ביוב ליד גז", "no gas leak", "not a gas leak", "isn't a gas leak", "no smell of gas", "no gas smell"},
			inRow([]string{"don't", "can't", "cannot", "not", "doesn't", "didn't"}, []string{"smell", "smelling"}, []string{"", "any"}, []string{"gas"}),
		)},
	{Fire,
		slices.Concat(
			[]string{"שריפה", "שרפה", "אש", "להבות", "בלהבות", "עולה באש", "עשן", "התלקחות", "התלקח", "התלקחה",
				"fire", "flames", "on fire", "ablaze", "burning down", "smoke everywhere", "smoke inside", "lots of smoke", "so much smoke", "full of smoke", "filling with smoke", "filled with smoke", "smells of smoke", "smell of smoke", "smell smoke", "see smoke", "seeing smoke"},
			inRow(burns, []string{"", "*"}, []string{"בוער", "בוערת", "בוערים", "בוערות"}),
			inRow([]string{"בוער", "בוערת"}, []string{"", "*"}, burns),
			inRow([]string{"בוער", "בוערת"}, []string{"", "*"}, []string{"בבית", "בדירה", "במטבח", "בסלון", "בחדר", "בבניין", "פה", "כאן", "אצלי", "אצלנו"}),
			// What burnt out is a repair (נשרף השקע); of a home it is a fire.
			inRow([]string{"בית", "מטבח", "סלון", "חדר", "בניין", "גג"}, []string{"נשרף"}),
			inRow([]string{"נשרף"}, []string{"בית", "מטבח", "סלון", "חדר", "בניין", "גג", "לנו הבית", "לי הבית"}),
			inRow([]string{"דירה", "מרפסת"}, []string{"נשרפת"}),
			inRow([]string{"smoke"}, []string{"coming", "is coming", "comes", "from", "in", "out of", "rising", "and flames"}),
			inRow([]string{"there's", "there is"}, []string{"", "a lot of", "black", "thick", "white"}, []string{"smoke"}),
			inRow(appliances, []string{"is smoking", "smoking", "started smoking"}),
			inRow(slices.Concat([]string{"something", "everything", "house", "home", "apartment", "flat", "kitchen", "room", "building", "roof", "balcony", "curtain", "curtains", "couch", "bed"}, appliances), []string{"is burning", "are burning", "burning"}),
		),
		slices.Concat(
			inRow([]string{"לא"}, slices.Concat(denied, []string{"ממש", "באמת", "כל כך", "עד כדי כך"}), []string{"בוער", "בוערת", "בוערים"}),
			[]string{"אין שריפה", "לא שריפה", "אין אש", "אין עשן", "גלאי עשן", "גלאי אש", "דלת אש", "דלתות אש", "ארון כיבוי אש", "כיבוי אש", "מטף אש", "ברז שריפה", "ברז כיבוי", "צבע מעכב אש",
				"fire door", "fire doors", "fire alarm", "fire extinguisher", "fire exit", "fire place", "fire pit", "fire tv", "fire stick", "fire proof", "no fire", "not a fire", "you're fire", "fire him", "fire her",
				"smoke detector", "smoke detectors", "smoke alarm", "smoke alarms", "no smoke", "isn't burning", "not burning", "burning hot", "burning out", "burning a lot"},
		)},
}

var (
	// shocked are verbs before זרם, which by itself is water's too.
	shocked = []string{"חטפתי", "חטף", "חטפה", "חטפו", "חטפנו", "חוטף", "חוטפת", "חוטפים", "קיבלתי", "קבלתי", "קיבל", "קיבלה", "קיבלו", "קיבלנו", "נותן", "נותנת", "נותנים"}
	// smells are what is said of a smell; מריח is ריח with a prefix.
	smells = []string{"ריח", "ריחות", "מריחה", "מריחים", "מריחות", "הרחתי", "הרחנו", "הריח", "הריחה", "הריחו", "מסריח", "מסריחה"}
	// here may stand between a leak and the gas; any word at all may begin what is said of something else.
	here = []string{"", "לי", "לנו", "לו", "לה", "פה", "כאן", "אצלי", "אצלנו", "קצת", "הרבה", "ממש", "חזק"}
	// denied may stand between a "no" and what is not so. No other word may: `אני לא בבית ומריחים גז` denies nothing.
	denied = []string{"", "יותר", "כבר", "שום", "פה", "כאן", "לי", "לנו", "בכלל", "עכשיו", "שום דבר", "עוד"}
	// burns are things in a home that burn: בוער by itself says that something is urgent.
	burns = []string{"בית", "דירה", "מטבח", "סלון", "חדר", "מרפסת", "גג", "בניין", "בנין", "מחסן", "חניון", "רכב", "אוטו", "שקע", "שקעים", "לוח", "לוח חשמל", "ארון", "תנור", "כיריים", "מזגן", "קומקום", "מכונה", "מייבש", "מדיח", "מקרר", "טלוויזיה", "מטען", "סוללה", "כבל", "כבלים", "חוט", "חוטים", "תקע", "מפסק", "מנורה", "דוד", "קיר", "תקרה", "וילון", "ספה", "מיטה", "פח", "סיר", "שמן", "משהו", "הכל", "הכול"}
	// appliances are what shocks and smokes.
	appliances = []string{"socket", "outlet", "plug", "switch", "panel", "fuse box", "breaker", "wire", "wires", "wiring", "cable", "charger", "battery", "oven", "stove", "dryer", "washing machine", "boiler", "heater", "toaster", "kettle", "fridge", "tap", "faucet", "shower"}
)

// inRow gives the phrases that have one of each list after another, where "" stands for nothing.
func inRow(lists ...[]string) []string {
	out := []string{""}
	for _, list := range lists {
		var longer []string
		for _, begun := range out {
			for _, next := range list {
				longer = append(longer, strings.TrimSpace(begun+" "+next))
			}
		}
		out = longer
	}
	return out
}
