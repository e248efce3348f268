package keyword_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/keyword"
)

func TestInDanger(t *testing.T) {
	for want, texts := range map[keyword.Danger][]string{
		keyword.Electrocution: {
			"הבעל שלי התחשמל", "he was electrocuted", "he got electrocuted", "התחשמל ויש גם שריפה", "הילד התחשמל", "הילדה התחשמלה מהמקלחת", "התחשמלנו", "הילדים התחשמלו",
			"חטפתי זרם", "חטף זרם", "חטפה זרם מהתנור", "חטפתי מכת זרם", "קיבל זרם", "קיבלה זרם", "קיבלתי זרם", "קיבלתי קצת זרם", "קיבלנו זרם מהברז", "קיבלתי זרם חזק", "מכות חשמל", "חטפתי מכות חשמל", "הוא קיבל מכת חשמל", "הדוד נותן זרם", "המכונה נותנת זרם",
			"הברז מחשמל", "המקלחת מחשמלת", "המים מחשמלים", "זה מחשמל אותנו", "הבן שלי נגע בחשמל", "הילד הכניס אצבע לשקע", "חטפתי שוק חשמלי",
			"my son got an electric shock", "I got shocked by the outlet", "got a small shock from the tap", "the shower is giving me electric shocks", "the socket shocked me", "she got zapped", "my kid put a finger in the socket",
		},
		keyword.Gas: {
			"ריח גז חזק", "ריח של גז בבית", "there is a gas leak!!!", "אני מריח גז", "אני מריחה גז", "מריחים גז בבניין", "אנחנו מריחות גז", "מריח כאן גז", "מריחה חזק גז", "מריחה פה ריח חזק של גז", "הרחתי גז", "הריחו גז במסדרון", "יש ריחות גז", "ריח מהגז", "ריח נורא מהגז", "יש ריח ביוב או גז", "אני לא בבית, מריחים גז", "אין מים ויש ריח גז", "יש ריח מוזר ליד הגז",
			"יש דליפה בבלון הגז", "דליפה בבלון של הגז", "דליפה מהגז", "דליפה בצינור הגז", "בלון הגז דולף", "צינור הגז דולף", "הגז דולף", "דולף לנו גז", "נוזל פה גז", "גז באוויר", "היה פיצוץ גז", "השארתי את הגז פתוח", "כבר לא דחוף אבל אני מריח גז",
			"i can smell gas", "I smell some gas", "we are smelling gas", "it smells strongly of gas", "the house stinks of gas", "strong odor of gas", "the gas pipe is leaking", "gas is leaking", "a leak in the gas line", "the gas cylinder leaks", "carbon monoxide alarm", "left the gas on",
		},
		keyword.Fire: {
			"יש שריפה במטבח", "המטבח בוער", "אני לא בבית והדירה בוערת", "השקע בוער", "לוח החשמל בוער", "הבית שלי בוער", "הדירה ממש בוערת", "השקעים בוערים", "בוער לנו המטבח", "בוער בבית", "משהו בוער", "הכל בוער", "הכול בוער פה", "התנור עולה באש", "השקע תפס אש", "יוצא עשן מהשקע", "המטבח נשרף", "הסלון עלה בלהבות",
			"the kitchen is burning", "my house is burning", "the socket is burning", "the fuse box is on fire", "there's smoke coming out of the socket", "smoke from the outlet", "the outlet is smoking", "the flat is full of smoke", "something is burning", "the oven caught fire", "I smell smoke",
		},
	} {
		for _, text := range texts {
			got, ok := keyword.InDanger(text)
			require.True(t, ok, text)
			require.Equal(t, want, got, text)
		}
	}
}

// TestNotInDanger: a number to call that nobody needs is an alarm that nobody heeds.
func TestNotInDanger(t *testing.T) {
	for _, text := range []string{
		"לא בוער", "זה לא בוער", "לא ממש בוער לי", "הבית לא בוער", "הפרויקט בוער לי", "מה בוער?",
		"ריח ביוב", "ריח ביוב חזק ליד הגז", "מריחה קרם", "מריחת צבע על הקיר", "אין ריח גז", "אין יותר ריח גז", "אין ריח של גז", "לא מריח גז", "לא מריחים גז", "אין דליפת גז", "דליפה ליד הגז", "ברז נוזל וכיריים גז", "הכיור דולף וטכנאי גז צריך לבוא", "the tap is burning hot", "המים דולפים ליד הגז", "להתקין כיריים גז", "טכנאי גז", "אין גז", "נגמר הגז", "להחליף צינור גז",
		"זרם מים חלש", "הברז נותן זרם חלש", "הברז נותן זרם מים חלש", "אין זרם", "השקע לא מקבל זרם", "השקע לא קיבל זרם", "מכת ברק", "לא התחשמל אף אחד", "אני לא מבין מחשמל", "שקע שרוף במטבח", "נשרפה נורה", "נשרף השקע", "חשמל", "הילד שבר את השקע",
		"גלאי עשן מצפצף", "smoke detector battery", "the smoke alarm is beeping", "gas stove installation", "no gas leak", "I don't smell gas", "there is no smell of gas", "can't smell gas", "electric shower", "the bulb burned out", "burning question", "the price gave me a shock", "mount a fire tv stick", "smoke free home", "weak current", "nothing is burning",
	} {
		got, ok := keyword.InDanger(text)
		require.False(t, ok, "%s: %s", text, got.Name)
	}
	require.True(t, keyword.Is("לא בוער", keyword.Calm))
}
