package acceptance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

func (w *world) pro(chat string) pro.Pro {
	w.Helper()
	p, err := w.db.ProByChat(w.Context(), chat)
	require.NoError(w, err)
	return p
}

// booked brings a lead of a chat to its appointment with P1.
func (w *world) booked(chat, words string) {
	w.Helper()
	w.asks(chat, words)
	w.writes(p1, "אשר")
	require.Equal(w, lead.Booked, w.lead(chat).Status)
	w.news(p1)
	w.news(chat)
}

func TestAfterTheWork(t *testing.T) { // 30
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "סיימתי")
	require.Equal(t, lead.Completed, w.lead(dana).Status)
	w.hears(dana, "1", "5")
	w.hears(p1, "דלג")
	w.writes(p1, "1")
	w.hears(p1, "1 ₪", "דלג") // meant for something else
	require.Nil(t, w.lead(dana).PriceCharged)
	w.writes(p1, "450 ש\"ח")
	w.hears(p1, "450 ₪")
	require.Equal(t, 450, *w.lead(dana).PriceCharged)

	w.writes(dana, "7")
	w.hears(dana, "1", "5")
	require.Nil(t, w.lead(dana).RatingGiven)
	w.writes(dana, "חמש")
	w.hears(dana, "דלג")
	require.Equal(t, pro.Rating{Sum: 64, Count: 13}, w.pro(p1).SocialProof)
	w.writes(dana, "הגיע בזמן ותיקן את הנזילה מהר")
	w.hears(dana)
	require.Equal(t, "הגיע בזמן ותיקן את הנזילה מהר", w.lead(dana).Review)
	w.writes(p1, "ביקורות")
	w.hears(p1, "הגיע בזמן", "4.9")
	w.writes(p1, "5")
	w.hears(p1, "דיזנגוף 50", "450")
	w.writes(p1, "דוח")
	w.hears(p1, "450 ₪")

	first := w.lead(dana).ID
	w.writes(dana, "יש לי סתימה")
	require.NotEqual(t, first, w.lead(dana).ID, "a new request is no review")
}

func TestANewRequestIsNoReview(t *testing.T) { // 30
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "סיימתי")
	w.writes(dana, "5")
	first := w.lead(dana)
	w.writes(dana, "יש לי סתימה בכיור")
	require.NotEqual(t, first.ID, w.lead(dana).ID)
	l, err := w.db.Lead(t.Context(), first.ID)
	require.NoError(t, err)
	require.Empty(t, l.Review)
}

func TestReturningCustomerIsAskedOnce(t *testing.T) { // 27
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "סיימתי")
	w.writes(p1, "דלג")
	w.writes(dana, "5")
	w.writes(dana, "דלג")
	w.news(dana)
	w.news(p1)
	w.writes(dana, "יש לי סתימה בתל אביב")
	w.hears(dana, "אינסטלציה דיזנגוף", "*1*", "*2*")
	w.writes(dana, "1")
	w.hears(dana, "אינסטלציה דיזנגוף", "רחוב")
	w.writes(dana, "אלנבי 3, קומה 1 דירה 2, מחר ב-14")
	w.hears(dana, "אינסטלציה דיזנגוף")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, w.pro(p1).ID, l.ProID)
	require.Equal(t, 1, strings.Count(texts(w.everything(dana)), "אצלכם כבר היו"))
}

func TestVacation(t *testing.T) { // 31
	w := begin(t).agreed(dana, yossi)
	w.writes(p1, "הפסקה")
	w.hears(p1)
	w.asks(dana, leakTomorrow)
	require.NotEqual(t, w.pro(p1).ID, w.lead(dana).ProID)
	w.advance("720h")
	w.news(p1)
	w.writes(p1, "זמין")
	w.hears(p1)
	w.asks(yossi, "יש לי נזילה בתל אביב, אלנבי 10, קומה 1 דירה 2, מחר ב-12")
	require.Equal(t, w.pro(p1).ID, w.lead(yossi).ProID)
}

func TestMenuShowsWhatApplies(t *testing.T) { // 32
	w := begin(t).agreed(dana)
	w.writes(p1, "תפריט")
	menu := w.hears(p1, "4.9", "0/3", "הפסקה", "מחירון")
	for _, absent := range []string{"אשר", "סיימתי", "זמין*", "פרטים"} {
		require.NotContains(t, menu, absent)
	}
	w.asks(dana, leakTomorrow)
	w.news(p1)
	w.writes(p1, "תפריט")
	menu = w.hears(p1, "1/3", "אשר", "דחה", "עבודות")
	require.NotContains(t, menu, "סיימתי")
	w.writes(p1, "1")
	w.news(p1)
	w.writes(p1, "תפריט")
	menu = w.hears(p1, "1/3", "סיימתי", "פרטים")
	require.NotContains(t, menu, "לאשר")
	w.writes(p1, "פרטים")
	w.hears(p1, "972000000001", "wa.me/972000000001", "google.com/maps", "דיזנגוף 50")
	w.writes(p1, "הפסקה")
	w.hears(p1)
	w.writes(p1, "תפריט")
	require.NotContains(t, w.hears(p1, "זמין"), "*הפסקה*")
}

func TestProCancelsAfterConfirming(t *testing.T) {
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "ביטול")
	w.hears(p1, "10:00", "*1*")
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	w.writes(p1, "2")
	w.hears(p1)
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	cancelled := w.lead(dana).ID
	w.writes(p1, "ביטול")
	w.writes(p1, "כן")
	l, err := w.db.Lead(t.Context(), cancelled)
	require.NoError(t, err)
	require.Equal(t, lead.Cancelled, l.Status)
	require.Empty(t, w.calendar(p1))
	w.hearsAll(dana, "אינסטלציה דיזנגוף")
	require.NotEqual(t, cancelled, w.lead(dana).ID, "helped to another")
	require.Contains(t, w.lead(dana).Excluded, w.pro(p1).ID)
}

func TestABareThreeAsksAboutAJobAhead(t *testing.T) {
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "3")
	w.hears(p1, "10:00", "*2*")
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	w.writes(p1, "2")
	w.hears(p1)
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	w.advance("24h")
	w.news(p1)
	w.writes(p1, "3")
	require.Equal(t, lead.Completed, w.lead(dana).Status)
}

func TestThePriceQuestionAges(t *testing.T) {
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "סיימתי")
	w.advance("25h")
	w.news(p1)
	w.writes(p1, "4")
	w.hears(p1, "אין עבודות")
	require.Nil(t, w.lead(dana).PriceCharged)
}

func TestProMutesAndResumes(t *testing.T) {
	w := begin(t).agreed(dana)
	w.booked(dana, leakTomorrow)
	w.writes(p1, "השהה")
	w.hears(p1)
	w.writes(dana, "שאלה קטנה")
	w.advance("40m")
	w.writes(dana, "סטטוס")
	w.hearsNothing(dana)
	w.writes(p1, "המשך")
	w.hears(p1)
	w.writes(dana, "סטטוס")
	w.hears(dana, "10:00")
}

func TestProFindsAWaitingLead(t *testing.T) {
	w := begin(t).agreed(dana)
	for _, chat := range []string{p1, p2} {
		w.writes(chat, "הפסקה")
	}
	w.writes(dana, leakTomorrow)
	require.Equal(t, lead.PendingReview, w.lead(dana).Status)
	w.writes(p1, "זמין")
	w.news(p1)
	w.news(dana)
	w.writes(e1, "מצא")
	w.hears(e1) // not that trade
	w.writes(p1, "מצא")
	w.hears(p1, "דיזנגוף 50", "אשר")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, lead.ByPro, l.History[len(l.History)-1].By)
	w.hears(dana, "אינסטלציה דיזנגוף", "450")
	w.writes(p1, "מצא")
	w.hears(p1, "דקות")
	w.writes(p1, "אשר")
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	require.Equal(t, utc("2026-03-02T08:00:00Z"), w.lead(dana).Appointment.Start.UTC())
}

func TestProAsCustomerIsNotSentToItself(t *testing.T) {
	w := begin(t).agreed(p1)
	w.writes(p1, "לקוח")
	w.hears(p1)
	w.writes(p1, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	require.NotEqual(t, w.pro(p1).ID, w.lead(p1).ProID)
	w.news(p1)
	w.writes(p1, "סיימתי")
	w.hears(p1)
	w.writes(p1, "תפריט")
	w.hears(p1, "0/3")
}

func TestQuotedAnswers(t *testing.T) {
	w := begin(t).agreed(dana, yossi)
	w.asks(dana, leakTomorrow)
	var offer shown
	for _, m := range w.news(p1) {
		offer = m
	}
	w.asks(yossi, "יש לי סתימה בתל אביב, אלנבי 10, קומה 1 דירה 2, מחר ב-12")
	w.news(p1)
	w.quotes(p1, "אשר", offer.ID)
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	require.Equal(t, lead.New, w.lead(yossi).Status)
}

// quotes answers one message of ours.
func (w *world) quotes(chat, text, id string) {
	w.Helper()
	quoted := map[string]any{"stanzaId": id, "participant": "972000000099@c.us"}
	body := w.payload("incomingMessageReceived", map[string]any{
		"idMessage":  "Q" + id + text,
		"senderData": map[string]any{"chatId": chat, "sender": chat, "senderName": "אבי"},
		"messageData": map[string]any{
			"typeMessage": "quotedMessage", "quotedMessage": quoted,
			"extendedTextMessageData": map[string]any{"text": text, "stanzaId": id, "participant": quoted["participant"]},
		},
	})
	require.Equal(w, 200, w.deliver(token, marshal(w.T, body)))
	w.settle()
}
