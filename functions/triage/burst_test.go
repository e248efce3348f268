package triage_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	functriage "github.com/proli/proli/functions/triage"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/triage"
)

// typist writes in pieces and lets the alarms ring in between.
type typist struct {
	*stage.Stage
	function *functriage.Triage
	n        int
}

func types(t *testing.T, m triage.Model) *typist {
	s := stage.New(t)
	return &typist{Stage: s, function: functriage.New(triage.Desk{
		Store: s.DB, Model: m, Matcher: matcher{}, Hours: noHours{}, Media: noMedia{}, Israel: stage.Israel,
	}, s, noCache{}, s.DB, s.Now)}
}

func (w *typist) agreed() *typist {
	w.T.Helper()
	given := &change.Set{Claim: "consent", Now: stage.Noon}
	given.Touch(&conversation.Conversation{ID: stage.C, ConsentAt: stage.Noon, Language: "he"})
	require.NoError(w.T, w.DB.Commit(w.T.Context(), given))
	return w
}

// writes sends a text, a while after the last.
func (w *typist) writes(after time.Duration, text string) {
	w.T.Helper()
	w.Advance(after)
	w.n++
	w.handle(event.Message{
		ID: fmt.Sprint("m", w.n), Kind: event.KindText, Chat: stage.C, Sender: stage.C, SenderName: "דנה", Text: text,
		ProviderID: fmt.Sprint("P", w.n), SentAt: w.Now().Truncate(time.Second), ReceivedAt: w.Now(),
	})
}

func (w *typist) handle(m event.Message) {
	w.T.Helper()
	p, err := m.Published()
	require.NoError(w.T, err)
	_, err = w.function.Handle(w.T.Context(), serve.Delivery{Data: p.Data, Key: p.Key, MessageID: p.ID})
	require.NoError(w.T, err)
}

// timer answers alarms.
func (w *typist) timer() *healing.Desk {
	return &healing.Desk{Truth: w.DB, Alarms: w.DB, Commit: change.Runner{Store: w.DB, Publisher: w, Ringer: w}}
}

// ring answers every alarm of a burst that is due, and hands triage what that published.
func (w *typist) ring() (outcomes []string) {
	w.T.Helper()
	due, err := w.DB.OverdueAlarms(w.T.Context(), w.Now(), alarm.Alarm{}, 20, alarm.Turn)
	require.NoError(w.T, err)
	desk := w.timer()
	for _, a := range due {
		outcome, err := desk.Answer(w.T.Context(), a, w.Now())
		require.NoError(w.T, err)
		outcomes = append(outcomes, outcome)
	}
	for _, p := range w.Published() {
		if m, err := event.DecodeMessage(p.Data); p.Topic == event.TopicMessages && err == nil {
			w.handle(m)
		}
	}
	return outcomes
}

func TestFragmentsAreOneTurn(t *testing.T) { // 10
	w := types(t, nil).agreed()
	w.writes(0, "יש לי")
	w.writes(300*time.Millisecond, "נזילה")
	w.writes(400*time.Millisecond, "בתל אביב")
	require.Empty(t, w.Said(stage.C))
	w.Advance(900 * time.Millisecond)
	require.Equal(t, []string{"obsolete", "obsolete"}, w.ring(), "these pauses are over, and more was written in them")
	require.Empty(t, w.Said(stage.C))
	w.Advance(100 * time.Millisecond)
	require.Equal(t, []string{"began"}, w.ring())
	require.Len(t, w.Said(stage.C), 1)
	l, err := w.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "plumber", l.Trade)
	require.Equal(t, "5000", l.Place.Code)
	c, err := w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.Empty(t, c.Burst)
	require.Zero(t, c.TurnAt)
	var said []string
	for _, turn := range c.Recent {
		if turn.By == conversation.ByCustomer {
			said = append(said, turn.Text)
		}
	}
	require.Equal(t, []string{"יש לי", "נזילה", "בתל אביב"}, said, "each is remembered once")
}

func TestABurstWaitsFourSecondsAtMost(t *testing.T) {
	w := types(t, nil).agreed()
	for range 5 {
		w.writes(900*time.Millisecond, "אה")
	}
	require.Empty(t, w.Said(stage.C))
	w.Advance(400 * time.Millisecond)
	w.ring()
	require.Len(t, w.Said(stage.C), 1)
}

func TestACompleteMessageTakesFragmentsAlong(t *testing.T) {
	m := says("באיזה רחוב?")
	w := types(t, m).agreed()
	w.writes(0, "נזילה")
	w.writes(200*time.Millisecond, "בתל אביב, דיזנגוף 50, מחר ב-10.")
	require.Len(t, w.Said(stage.C), 1)
	l, err := w.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "plumber", l.Trade)
	require.Equal(t, "50", l.Facts.Number)
	require.Len(t, m.asked, 1)
	require.Len(t, m.asked[0].Parts, 2, "one part a message")
	w.Advance(5 * time.Second)
	require.Equal(t, []string{"obsolete"}, w.ring())
	require.Len(t, w.Said(stage.C), 1)
}

func TestThanksAfterFragmentsEndTheRequest(t *testing.T) {
	w := types(t, nil).agreed()
	w.writes(0, "נזילה")
	w.writes(800*time.Millisecond, "דיזנגוף 50")
	w.writes(200*time.Millisecond, "תודה")
	require.Len(t, w.Said(stage.C), 1)
	l, err := w.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "50", l.Facts.Number)
}

func TestFragmentsBeforeConsent(t *testing.T) {
	w := types(t, nil)
	w.writes(0, "היי")
	w.writes(500*time.Millisecond, "נזילה")
	w.Advance(time.Second)
	w.ring()
	require.Len(t, w.Said(stage.C), 1, "asked once")
	w.writes(time.Second, "בחיפה")
	w.writes(300*time.Millisecond, "כן")
	l, err := w.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "plumber", l.Trade)
	require.Equal(t, "4000", l.Place.Code)
	require.Len(t, w.Said(stage.C), 2)
}

// TestWhatWaitsIsHealed has the process die after the fragment was committed and before its
// alarm had a task: the healer finds the alarm.
func TestWhatWaitsIsHealed(t *testing.T) {
	w := types(t, nil).agreed()
	w.CrashAfter()
	m := event.Message{ID: "m1", Kind: event.KindText, Chat: stage.C, Text: "נזילה", ProviderID: "P1", SentAt: w.Now(), ReceivedAt: w.Now()}
	p, err := m.Published()
	require.NoError(t, err)
	_, err = w.function.Handle(t.Context(), serve.Delivery{Data: p.Data, Key: p.Key, MessageID: p.ID})
	require.Error(t, err)
	w.Advance(2 * time.Minute)
	healer := &healing.Healer{Late: w.DB, Desk: w.timer()}
	did, err := healer.Run(t.Context(), w.Now(), func(context.Context) error { return nil })
	require.NoError(t, err)
	require.Equal(t, 1, did)
	for _, p := range w.Published() {
		m, err := event.DecodeMessage(p.Data)
		require.NoError(t, err)
		w.handle(m)
	}
	require.Len(t, w.Said(stage.C), 1)
}

func TestWhatWaitsForConsentIsForgotten(t *testing.T) {
	w := types(t, nil)
	w.writes(0, "הסוד שלי הוא נזילה בחיפה, רחוב הרצל 3.")
	c, err := w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.Len(t, c.Waiting, 1)
	w.Advance(24 * time.Hour)
	due, err := w.DB.OverdueAlarms(t.Context(), w.Now(), alarm.Alarm{}, 20, alarm.ConsentLapse)
	require.NoError(t, err)
	require.Len(t, due, 1)
	outcome, err := w.timer().Answer(t.Context(), due[0], w.Now())
	require.NoError(t, err)
	require.Equal(t, "forgot", outcome)
	c, err = w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.Empty(t, c.Waiting)
	w.writes(time.Second, "כן")
	c, err = w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.False(t, c.ConsentAt.IsZero(), "the question was still open")
}

// TestWhatIsSaidAfterTheLapseWaitsAsLong has a customer come back a day later: what is said then is
// there when the yes comes, and has an end of its own.
func TestWhatIsSaidAfterTheLapseWaitsAsLong(t *testing.T) {
	w := types(t, nil)
	w.writes(0, "נזילה בחיפה, רחוב הרצל 3.")
	w.Advance(26 * time.Hour)
	w.writes(0, "סתימה במטבח בתל אביב.")
	due, err := w.DB.OverdueAlarms(t.Context(), w.Now().Add(25*time.Hour), alarm.Alarm{}, 20, alarm.ConsentLapse)
	require.NoError(t, err)
	require.Len(t, due, 2)
	w.writes(time.Second, "אפשר גם היום.")
	w.writes(time.Second, "כן")
	l, err := w.DB.LatestLead(t.Context(), stage.C)
	require.NoError(t, err)
	require.Equal(t, "plumber", l.Trade)
	require.Equal(t, "תל אביב - יפו", l.Facts.City)
}
