package acceptance_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/setting"
)

// crowd posts numbered texts of a chat, two seconds apart, and waits for what follows.
func (w *world) crowd(chat, text string, n, from int) {
	w.Helper()
	start := utc(w.get(w.control + "/clock")["now"].(string))
	for i := range n {
		w.post(w.control+"/clock", map[string]any{"now": start.Add(time.Duration(2*i) * time.Second).Format(time.RFC3339)})
		require.Equal(w, 200, w.deliver(token, marshal(w.T, w.text(fmt.Sprint("crowd", from+i), chat, text))))
	}
	w.settle()
}

func TestTwentyMessagesAMinute(t *testing.T) { // 7
	w := begin(t).agreed(dana)
	w.crowd(dana, "תודה", 21, 0)
	said := w.news(dana)
	require.Len(t, said, 21)
	require.Equal(t, 20, strings.Count(texts(said), "בשמחה"))
	require.Contains(t, said[20].Text, "רגע")
	w.writes(dana, "יש לי נזילה")
	w.writes(dana, "תודה")
	w.hearsNothing(dana) // until the window clears
	w.writes(dana, "יש פה ריח גז")
	w.hears(dana, "102")
	w.advance("61s")
	w.writes(dana, "תודה")
	w.hears(dana, "בשמחה")
	require.EqualValues(t, 25, w.count(mongo.Messages, nil2()), "nothing is lost")

	w.crowd(p1, "תפריט", 23, 100)
	require.Len(t, w.news(p1), 23, "pros are never limited")
	w.crowd(admin, "תודה", 21, 200)
	require.NotContains(t, texts(w.news(admin)), "הרבה הודעות")
}

func TestNobodyIsLimitedWithoutRedis(t *testing.T) { // 7
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"redis": "down"})
	w.crowd(dana, "תודה", 23, 0)
	require.Equal(t, 23, strings.Count(texts(w.news(dana)), "בשמחה"))
}

func TestFortyModelCallsADay(t *testing.T) { // 8
	for _, redis := range []any{nil, "down"} {
		t.Run(fmt.Sprint("redis ", redis), func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.turn(map[string]any{"redis": redis})
			w.writes(dana, "יש לי נזילה")
			w.thought(dana, 39)
			w.news(dana)
			w.writes(dana, "בבית") // the fortieth
			require.NotContains(t, w.hears(dana), "מחר נמשיך")
			w.writes(dana, "מטפטף כבר שעה")
			w.hears(dana, "מחר נמשיך", "עיר")
			w.writes(dana, "באמת") // told once
			require.NotContains(t, w.hears(dana, "עיר"), "מחר נמשיך")
			w.writes(dana, "בתל אביב") // the rules carry on
			w.hears(dana, "450", "רחוב")
			require.Equal(t, 40, w.thread(dana).ModelCalls)

			w.post(w.control+"/clock", map[string]any{"now": "2026-03-02T00:00:30+02:00"})
			w.settle()
			w.news(dana)
			w.writes(dana, "הרצל 5")
			w.hears(dana)
			require.Equal(t, 1, w.thread(dana).ModelCalls, "a new day in Israel")
		})
	}
}

// TestAnOwnersLimitsHoldAtOnce has an owner change both limits while a customer writes: they hold for the next message.
func TestAnOwnersLimitsHoldAtOnce(t *testing.T) {
	w := begin(t).agreed(dana)
	w.crowd(dana, "תודה", 6, 0)
	require.Equal(t, 6, strings.Count(texts(w.news(dana)), "בשמחה"), "twenty are allowed")
	require.NoError(t, w.db.SaveLimits(t.Context(), setting.Limits{MessagesAMinute: new(6), ModelCallsADay: new(1)}))
	w.writes(dana, "תודה") // the seventh of this minute
	w.hears(dana, "רגע")
	w.advance("61s")
	w.writes(dana, "יש לי נזילה")
	require.NotContains(t, w.hears(dana), "מחר נמשיך")
	w.writes(dana, "מטפטף כבר שעה")
	w.hears(dana, "מחר נמשיך", "עיר") // one call was all; the rules carry on
	require.Equal(t, 1, w.thread(dana).ModelCalls)
	require.NoError(t, w.db.SaveLimits(t.Context(), setting.Limits{Version: 1}))
	w.writes(dana, "באמת")
	w.hears(dana)
	require.Equal(t, 2, w.thread(dana).ModelCalls, "the product's own again")
}

// thought makes as many model calls of a chat today as are said.
func (w *world) thought(chat string, calls int) {
	w.Helper()
	c := w.thread(chat)
	_, err := w.db.Collection(mongo.Conversations).UpdateOne(w.Context(), map[string]any{"_id": chat}, map[string]any{
		"$set": map[string]any{"model_calls": calls, "model_day": "2026-03-01"}, "$inc": map[string]any{"version": 1}})
	require.NoError(w, err)
	require.Equal(w, "2026-03-01", c.ModelDay)
}

const hidden = "120650379300963@lid" // a chat without a number

func TestCustomerWithoutANumber(t *testing.T) {
	w := begin(t).agreed(hidden)
	w.writes(hidden, "יש לי נזילה בתל אביב, דיזנגוף 50 קומה 3 דירה 12, מחר ב-10")
	w.hears(hidden, "טלפון")
	w.writes(hidden, "972000000007")
	w.hears(hidden, "אינסטלציה דיזנגוף")
	w.hearsAll(p1, "נזילה", "972000000007")
	w.writes(p1, "אשר")
	w.hears(hidden, "10:00")
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func TestProWithoutANumber(t *testing.T) {
	w := begin(t)
	w.writes(hidden, "אני איש מקצוע")
	w.hears(hidden, "מספר הטלפון")
	w.writes(hidden, "claim 972000000011")
	w.hears(hidden, "six-digit")
	code := sixDigits.FindString(w.hears(p1, "קוד"))
	require.Len(t, code, 6)
	require.NotContains(t, fmt.Sprint(w.thread(hidden).Linking), code, "only its hash is kept")

	w.writes(hidden, other(code))
	w.hears(hidden, "not the code")
	w.writes(hidden, code)
	w.hears(hidden, "linked")
	w.writes(hidden, "תפריט")
	w.hears(hidden, "אינסטלציה דיזנגוף", "0/3")
	p, err := w.db.ProByChat(t.Context(), hidden)
	require.NoError(t, err)
	require.Equal(t, []string{p1, hidden}, p.Chats)

	w.agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב, דיזנגוף 50 קומה 3 דירה 12, מחר ב-10")
	w.hearsAll(p1, "אשר")
	w.writes(hidden, "אשר")
	require.Equal(t, "booked", string(w.lead(dana).Status))
}

func TestAFalseClaimOpensNothing(t *testing.T) {
	w := begin(t)
	w.writes(hidden, "אני איש מקצוע 972000000011")
	w.hears(hidden)
	code := sixDigits.FindString(w.hears(p1))
	for range 4 {
		w.writes(hidden, other(code))
		w.hears(hidden, "לא הקוד")
	}
	w.writes(hidden, other(code))
	w.hears(hidden, "מאוחר יותר")
	w.writes(hidden, code) // right, and too late: it is a stranger's message
	w.hears(hidden, "/privacy")

	w.writes(hidden, "אני איש מקצוע 972000000011")
	code = sixDigits.FindString(w.hears(p1))
	w.advance("11m")
	w.news(hidden)
	w.writes(hidden, code)
	w.hears(hidden, "/privacy")

	w.writes(hidden, "אני איש מקצוע 972000000077") // nobody's: answered alike
	w.hears(hidden, "ספרות")
	w.writes(hidden, "אני איש מקצוע 972000000011") // the fourth within a day
	w.hears(hidden, "מאוחר יותר")
	w.hearsNothing(p1)
	_, err := w.db.ProByChat(t.Context(), hidden)
	require.Error(t, err)
}

// other is a code that is not this one.
func other(code string) string {
	if code == "123456" {
		return "654321"
	}
	return "123456"
}
