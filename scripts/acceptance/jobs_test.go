package acceptance_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestAnOffersClocks(t *testing.T) { // 40
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.news(p1)

	w.advance("9m")
	w.hearsNothing(p1)
	w.advance("2m")
	w.hears(p1, "תזכורת", "אשר")
	w.hearsNothing(dana)
	w.advance("15m")
	w.hears(dana, "*1*", "*2*")
	w.advance("5m")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, 2, l.Offer.N)
	w.hearsAll(p2, "נזילה", "אשר")
	w.hears(dana, "ברז וצינור", "450")
	w.hearsNothing(p1)
}

func TestTheCustomerDoesNotWait(t *testing.T) { // 40
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.advance("26m")
	w.news(dana)
	w.writes(dana, "1")
	require.Equal(t, 2, w.lead(dana).Offer.N)
	w.hearsAll(p2, "נזילה")
	w.advance("5m")
	require.Equal(t, 2, w.lead(dana).Offer.N, "the first offer's deadline no longer counts")
}

func TestTheCustomerWaitsOnce(t *testing.T) { // 40
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.advance("26m")
	w.news(dana)
	w.writes(dana, "2")
	w.news(dana)
	w.advance("24m")
	require.Equal(t, 1, w.lead(dana).Offer.N, "the clocks began again")
	w.advance("2m")
	w.hears(dana, "*1*")
	w.advance("5m")
	require.Equal(t, 2, w.lead(dana).Offer.N)
}

func TestAnOfferAtNight(t *testing.T) { // 40
	w := begin(t).agreed(dana)
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-01T22:00:00+02:00"})
	w.writes(dana, "יש לי נזילה מתחת לכיור בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-12")
	w.hearsAll(dana, "08:00")
	w.hearsNothing(p1)
	w.advance("9h59m")
	w.hearsNothing(p1)
	w.advance("2m")
	w.hearsAll(p1, "נזילה", "אשר")
	require.Equal(t, utc("2026-03-02T06:30:00Z"), w.lead(dana).Offer.Deadline.UTC().Truncate(time.Minute))
	w.advance("10m")
	w.hears(p1, "תזכורת")
}

func TestALostAlarm(t *testing.T) { // 39
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	// The tasks are lost: nothing rings, and the deadline was ten minutes ago.
	past := utc(sundayNoon).Add(-10 * time.Minute)
	_, err := w.db.Collection(mongo.Leads).UpdateByID(t.Context(), w.lead(dana).ID, bson.M{"$set": bson.M{"offer.deadline": past}, "$inc": bson.M{"version": 1}})
	require.NoError(t, err)
	var runs sync.WaitGroup
	for range 2 {
		runs.Go(func() { w.post(w.control+"/jobs/healer", nil) })
	}
	runs.Wait()
	w.settle()
	require.Equal(t, 2, w.lead(dana).Offer.N, "one move")
	w.hears(dana, "ברז וצינור", "450")
	w.hearsAll(p2, "נזילה")
}

func TestALostAlarmAtNight(t *testing.T) { // 39
	w := begin(t).agreed(dana)
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-01T20:45:00+02:00"})
	w.asks(dana, strings.Replace(leakTomorrow, "ב-10", "ב-12", 1))
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-02T03:00:00+02:00"})
	w.news(dana)
	w.news(p1)
	past := utc("2026-03-02T00:50:00Z")
	_, err := w.db.Collection(mongo.Leads).UpdateByID(t.Context(), w.lead(dana).ID, bson.M{"$set": bson.M{"offer.deadline": past}, "$inc": bson.M{"version": 1}})
	require.NoError(t, err)
	w.post(w.control+"/jobs/healer", nil)
	w.settle()
	require.Equal(t, 2, w.lead(dana).Offer.N, "it goes on")
	for _, chat := range []string{dana, p1, p2} {
		w.hearsNothing(chat)
	}
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-02T08:00:30+02:00"})
	w.settle()
	w.hears(dana, "ברז וצינור")
	w.hearsAll(p2, "נזילה")
}

// TestAnEmergencyAtNight: its messages to pros go out at any hour, and so does what its
// customer has to know; the clocks are halved.
func TestAnEmergencyAtNight(t *testing.T) {
	w := begin(t).agreed(dana)
	for _, chat := range []string{p1, p2} {
		p, err := w.db.ProByChat(t.Context(), chat)
		require.NoError(t, err)
		_, err = w.db.Collection(mongo.Pros).UpdateByID(t.Context(), p.ID, bson.M{"$set": bson.M{"emergencies": true}})
		require.NoError(t, err)
	}
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-01T22:00:00+02:00"})
	w.writes(dana, "הצילו! פיצוץ מים בבית בתל אביב")
	w.news(dana)
	first := w.asked(dana)
	w.hearsAll(first, "דחוף")
	w.advance("6m")
	w.hears(first, "תזכורת")
	w.advance("10m")
	require.Equal(t, 2, w.lead(dana).Offer.N)
	second := w.asked(dana)
	require.NotEqual(t, first, second)
	w.hearsAll(second, "דחוף")
	w.hears(dana, w.name(second))
	w.writes(second, "אשר")
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	w.hearsAll(dana, w.name(second))
}

// name is a pro's, by chat.
func (w *world) name(chat string) string {
	w.Helper()
	p, err := w.db.ProByChat(w.Context(), chat)
	require.NoError(w, err)
	return p.BusinessName
}

// TestBothAreAskedAfterTheWork: both sides are asked whether it is done; the customer's yes ends it.
func TestBothAreAskedAfterTheWork(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-02T10:59:00+02:00"})
	w.settle()
	w.news(dana)
	w.news(p1)
	w.advance("2m")
	w.hears(p1, "סיימתי")
	w.hears(dana, w.name(p1), "*1*", "*2*")
	w.writes(dana, "2")
	w.hears(dana)
	require.Equal(t, lead.Booked, w.lead(dana).Status)
	w.advance("6h")
	w.hears(p1, "סיימתי")
	w.hears(dana, "*1*")
	w.writes(dana, "1")
	l := w.lead(dana)
	require.Equal(t, lead.Completed, l.Status)
	require.Equal(t, lead.Customer, l.History[len(l.History)-1].By)
	w.hears(dana, "1", "5")
	require.Empty(t, w.calendar(p1))
}

func TestNobodyAnswersAfterTheWork(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.advance("80h")
	l := w.lead(dana)
	require.Equal(t, lead.Completed, l.Status)
	require.Equal(t, lead.System, l.History[len(l.History)-1].By)
	asked := func(chat, words string) (n int) {
		for _, m := range w.everything(chat) {
			if strings.Contains(m.Text, words) {
				n++
			}
		}
		return n
	}
	require.LessOrEqual(t, asked(p1, "*סיימתי*"), 4, "three times, and once with the appointment")
	require.Equal(t, 2, asked(dana, "עדיין לא"))
}

func TestAgenda(t *testing.T) { // 41
	w := begin(t).agreed(dana, yossi)
	for chat, hour := range map[string]string{dana: "14:30", yossi: "9:00"} {
		w.asks(chat, strings.Replace(leakTomorrow, "ב-10", "בשעה "+hour, 1))
		w.writes(p1, "אשר")
		require.Equal(t, lead.Booked, w.lead(chat).Status)
	}
	w.news(p1)
	w.post(w.control+"/clock", map[string]any{"now": "2026-03-02T08:00:30+02:00"})
	w.settle()
	var agendas []string
	for _, m := range w.news(p1) {
		if strings.Contains(m.Text, "היומן") {
			agendas = append(agendas, m.Text)
		}
	}
	require.Len(t, agendas, 1)
	require.Less(t, strings.Index(agendas[0], "09:00"), strings.Index(agendas[0], "14:30"))
	w.post(w.control+"/jobs/agenda", nil)
	w.settle()
	w.hearsNothing(p1)
	require.NotContains(t, texts(w.everything(p2)), "היומן")
}

func TestRemindersOfAMovedAppointment(t *testing.T) { // 42
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.writes(dana, "מועד אחר")
	w.writes(dana, "5")
	start := w.lead(dana).Appointment.Start
	require.NotEqual(t, utc("2026-03-02T08:00:00Z"), start.UTC())
	w.news(dana)
	w.post(w.control+"/clock", map[string]any{"now": start.Add(-time.Minute).Format(time.RFC3339)})
	w.settle()
	want := 1 // two hours before, and a day before when that was still ahead
	if start.Add(-24 * time.Hour).After(utc(sundayNoon)) {
		want++
	}
	var reminders []string
	for _, m := range w.news(dana) {
		if strings.Contains(m.Text, "תזכורת") {
			reminders = append(reminders, m.Text)
			require.Contains(t, m.Text, start.In(time.FixedZone("", 2*60*60)).Format("15:04"))
		}
	}
	require.Len(t, reminders, want)
}

func TestReporter(t *testing.T) { // 43
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	_, err := w.db.Collection(mongo.Leads).UpdateByID(t.Context(), w.lead(dana).ID, bson.M{
		"$set": bson.M{"status": lead.PendingReview, "offer": nil, "created_at": utc(sundayNoon).Add(-25 * time.Hour)}, "$inc": bson.M{"version": 1}})
	require.NoError(t, err)
	w.post(w.control+"/jobs/reporter", nil)
	w.settle()
	digest := w.hears(admin, "0001", "נזילה")
	require.NotContains(t, digest, "972000000001")
}

func TestAMessageThatWasNeverDelivered(t *testing.T) { // 44
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"drop": 1})
	w.writes(dana, "תודה")
	w.hearsNothing(dana)
	w.turn(map[string]any{"drop": nil})
	for range 2 {
		w.post(w.control+"/jobs/healer", nil)
		w.settle()
	}
	w.hears(dana)
}
