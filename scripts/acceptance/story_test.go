package acceptance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// storySteps are what is said, by whom, from the first word to the rating.
var storySteps = []struct {
	chat, text string
}{
	{dana, "היי, יש לי נזילה מתחת לכיור בתל אביב"},
	{dana, "כן"},
	{dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10"},
	{p1, "אשר"},
	{p1, "סיימתי"},
	{dana, "5"},
	{dana, "הגיע בזמן והיה נחמד מאוד"},
}

// ends is where the story must end, however it was disturbed on the way.
func (w *world) ends() {
	w.Helper()
	l := w.lead(dana)
	require.Equal(w, []lead.Status{lead.Contacted, lead.New, lead.Booked, lead.Completed}, statuses(l))
	require.Equal(w, utc("2026-03-02T08:00:00Z"), l.Appointment.Start.UTC())
	require.Equal(w, utc("2026-03-02T09:00:00Z"), l.Appointment.End.UTC())
	require.NotNil(w, l.RatingGiven)
	require.Equal(w, 5, *l.RatingGiven)
	require.Equal(w, "הגיע בזמן והיה נחמד מאוד", l.Review)
	require.Equal(w, "plumber", l.Trade)
	require.Equal(w, "דיזנגוף", l.Facts.Street)

	p, err := w.db.ProByChat(w.Context(), p1)
	require.NoError(w, err)
	require.Equal(w, 64, p.SocialProof.Sum)
	require.Equal(w, 13, p.SocialProof.Count)
	require.Empty(w, w.calendar(p1), "the hour was given back when the lead ended")
	require.EqualValues(w, 1, w.count(mongo.Leads, nil2()))
	require.Zero(w, w.count(mongo.Notices, map[string]any{"state": map[string]any{"$in": []string{"waiting", "sending", "failed"}}}))

	said := map[string]int{}
	for _, chat := range []string{dana, p1} {
		for _, m := range w.everything(chat) {
			said[chat+m.Text+m.Kind]++
		}
	}
	for text, times := range said {
		require.Equal(w, 1, times, "told twice: %s", text)
	}
}

func nil2() map[string]any { return map[string]any{} }

// everything is all that a phone received.
func (w *world) everything(chat string) []shown {
	w.heard[chat] = 0
	return w.news(chat)
}

func TestStory(t *testing.T) {
	w := begin(t)
	w.writes(dana, "היי, יש לי נזילה מתחת לכיור בתל אביב")
	w.hears(dana, "/privacy", "כן", "לא")
	require.Zero(t, w.count(mongo.Leads, nil2()))

	w.writes(dana, "כן")
	w.hears(dana)
	l := w.lead(dana)
	require.Equal(t, lead.Contacted, l.Status)
	require.Equal(t, "plumber", l.Trade)

	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hears(dana, "אינסטלציה דיזנגוף", "450")
	w.hearsAll(p1, "נזילה", "דיזנגוף 50", "12", "450", "אשר", "דחה", "google.com/maps")
	require.Equal(t, lead.New, w.lead(dana).Status)
	require.Equal(t, booking.Hold, w.calendar(p1)[0].Kind)

	w.writes(p1, "אשר")
	w.hears(dana, "10:00", "450", "4.9")
	w.hears(p1)
	require.Equal(t, booking.Appointment, w.calendar(p1)[0].Kind)

	w.writes(p1, "סיימתי")
	w.hears(dana, "1", "5")
	w.hears(p1)
	w.writes(dana, "5")
	w.hears(dana)
	w.writes(dana, "הגיע בזמן והיה נחמד מאוד")
	w.hears(dana)
	w.ends()
}

// disturbed tells the story under switches that must change nothing of how it ends.
func disturbed(t *testing.T, switches func(step int) map[string]any) {
	w := begin(t)
	for i, step := range storySteps {
		if s := switches(i); s != nil {
			w.turn(s)
		}
		w.writes(step.chat, step.text)
	}
	w.ends()
}

func TestStoryWithoutModel(t *testing.T) {
	disturbed(t, func(step int) map[string]any {
		if step == 0 {
			return map[string]any{"model": "down"}
		}
		return nil
	})
}

func TestStoryWithoutRedis(t *testing.T) {
	disturbed(t, func(step int) map[string]any {
		if step == 0 {
			return map[string]any{"redis": "down"}
		}
		return nil
	})
}

func TestStoryWithEveryDeliveryDoubled(t *testing.T) {
	disturbed(t, func(step int) map[string]any {
		if step == 0 {
			return map[string]any{"deliver_twice": true}
		}
		return nil
	})
}

// TestStoryWithKills ends the functions' process in the middle of each function's work, at
// every step at which that function works.
func TestStoryWithKills(t *testing.T) {
	for function, steps := range map[string][]int{
		"webhook": {0, 1, 2, 3, 4, 5, 6},
		"triage":  {0, 1, 2, 3, 4, 5, 6},
		"routing": {2},
		"booking": {3, 4},
		"notify":  {0, 1, 2, 3, 4, 5, 6},
	} {
		if testing.Short() {
			steps = steps[len(steps)/2 : len(steps)/2+1]
		}
		t.Run(function, func(t *testing.T) {
			disturbed(t, func(step int) map[string]any {
				for _, s := range steps {
					if s == step {
						return map[string]any{"kill": function}
					}
				}
				return nil
			})
		})
	}
}
