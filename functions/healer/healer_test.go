package healer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/healer"
	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// ward is a stage with a healer, whose provider answers with a state.
type ward struct {
	*stage.Stage
	jobs  http.Handler
	state string

	recorded []event.Message // at the provider
	letters  *healing.Letters
	cloud    *pstest.Server

	mu    sync.Mutex
	bells int
	armed []string
}

func newWard(t *testing.T) *ward {
	w := &ward{Stage: stage.New(t), state: notice.Authorized}
	w.openLetters()
	runner := change.Runner{Store: w.DB, Publisher: w, Ringer: w}
	desk := &healing.Desk{Truth: w.DB, Alarms: w.DB, Commit: runner}
	deadlines, strays := &healing.Healer{Late: w.DB, Desk: desk}, &healing.Strays{Kept: w.DB, Places: w.DB}
	works := healer.Works(&healing.Relay{Left: w.DB, Finish: runner},
		[]job.Part{
			{Name: "deadlines", Run: deadlines.Run},
			{Name: "strays", Run: strays.Run},
			{Name: "orphans", Run: (&healing.Orphans{Leads: w.DB, Places: w.DB, Commit: runner}).Run},
			{Name: "lost_messages", Run: (&healing.Lost{Journal: w, Handled: w.DB, Runs: w.DB, Publisher: w}).Run},
			{Name: "dead_letters", Run: w.letters.Run},
		},
		[]job.Part{
			{Name: "closed", Run: deadlines.Janitor},
			{Name: "strays", Run: strays.Run},
			{Name: "forgotten", Run: (&healing.Forgetting{Memory: w.DB, Places: w.DB, Commit: runner}).Run},
		},
		healer.Watchdog{Gateway: w, Accounts: w.DB, Queue: w.DB, Bell: runner,
			Promises: &healing.Undelivered{Promises: w.DB, Truth: w.DB, Commit: runner, Admins: []string{admin}}})
	w.jobs = serve.JobHandler("Healer", job.New(w.DB, w.Now, works).Handle)
	return w
}

func (w *ward) State(context.Context) (string, error) {
	if w.state == "" {
		return "", errors.New("away")
	}
	return w.state, nil
}

// LastIncoming is what the provider says that it received.
func (w *ward) LastIncoming(context.Context, int, time.Time) ([]event.Message, error) {
	if w.state == "" {
		return nil, errors.New("away")
	}
	return w.recorded, nil
}

// Publish counts doorbells apart.
func (w *ward) Publish(ctx context.Context, p event.Published) error {
	if p.Topic == event.TopicNotices {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.bells++
		return nil
	}
	return w.Stage.Publish(ctx, p)
}

func (w *ward) Arm(_ context.Context, a alarm.Alarm) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = append(w.armed, a.ID)
	return nil
}

func (w *ward) run(name string) int {
	r := httptest.NewRecorder()
	w.jobs.ServeHTTP(r, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"job":"`+name+`"}`)))
	return r.Code
}

// age makes everything in a collection older by the database's clock.
func (w *ward) age(collection string) {
	w.T.Helper()
	_, err := w.DB.Collection(collection).UpdateMany(w.T.Context(), bson.M{},
		bson.A{bson.M{"$set": bson.M{"at": bson.M{"$subtract": bson.A{"$$NOW", 11_000}}}}})
	require.NoError(w.T, err)
}

// leave commits a change as a handler that dies right afterwards.
func (w *ward) leave(s *change.Set) {
	w.T.Helper()
	s.Now = w.Now()
	require.NoError(w.T, w.DB.Commit(w.T.Context(), s))
}

func TestRelayFinishesWhatWasLeft(t *testing.T) {
	w := newWard(t)
	for i, key := range []string{"l1", "l2", "l1"} {
		l := stage.Leak(key, stage.C, nil)
		if i == 2 {
			l = w.Read("l1")
		}
		s := &change.Set{Claim: fmt.Sprint("m", i), Leads: []*lead.Lead{&l}}
		require.NoError(t, s.Emit(event.Lead{ID: fmt.Sprint("e", i), Kind: event.LeadOffer, Lead: key, At: w.Now()}.Published()))
		w.leave(s)
	}
	w.leave(&change.Set{Claim: "m3", Alarms: []alarm.Alarm{
		alarm.New(alarm.LeadClose, "l1", 0, stage.Noon.Add(24*time.Hour)),
		alarm.New(alarm.Reminder, "l1", 2, stage.Noon.Add(40*24*time.Hour)),
	}})
	s := &change.Set{Claim: "m4", Now: w.Now()}
	s.Say(notice.Notice{Chat: stage.C, Text: "hello", Reply: true})
	w.leave(s)

	require.Equal(t, 200, w.run("relay"))
	require.Empty(t, w.Published(), "its handler may still be at it")
	require.Zero(t, w.bells)

	for _, c := range []string{mongo.Inbox, mongo.Notices, mongo.Alarms} {
		w.age(c)
	}
	require.Equal(t, 200, w.run("relay"))
	var order []string
	for _, p := range w.Published() {
		order = append(order, p.ID)
	}
	require.Equal(t, []string{"e0", "e2", "e1"}, order, "in the order of each lead's versions")
	require.Equal(t, 1, w.bells)
	require.Equal(t, []string{alarm.New(alarm.LeadClose, "l1", 0, stage.Noon.Add(24*time.Hour)).ID}, w.armed, "further away no task can be made")

	require.Equal(t, 200, w.run("relay"))
	require.Empty(t, w.Published())
	require.Len(t, w.armed, 1)
}

func TestRelayDoesNotRingForWhatIsHeldBack(t *testing.T) {
	w := newWard(t)
	w.Advance(12 * time.Hour)
	s := &change.Set{Claim: "m", Now: w.Now()}
	s.Say(notice.Notice{Chat: stage.C, Text: "good night"})
	w.leave(s)
	w.age(mongo.Notices)
	require.Equal(t, 200, w.run("relay"))
	require.Zero(t, w.bells)
}

// offered is a lead whose offer was sent at 11:30.
func (w *ward) offered() {
	w.T.Helper()
	p := w.Pros("[" + stage.P1 + "]")[0]
	l := stage.Leak("l1", stage.C, &p)
	require.NoError(w.T, l.Move(lead.New, stage.Noon, lead.System, "offer"))
	l.Offers = 1
	sent := stage.Noon.Add(-30 * time.Minute)
	c := notice.Quiet{}.Clocks(sent, false)
	l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: l.HoldID(1), Start: stage.Monday(10, 0), End: stage.Monday(11, 0),
		SentAt: sent, NudgeAt: c.NudgeAt, AskAt: c.AskAt, Deadline: c.Deadline}
	w.Lead(l)
}

func TestADeadlineWhoseAlarmWasLost(t *testing.T) {
	for name, alarms := range map[string][]alarm.Alarm{
		"its task never came":   {alarm.New(alarm.OfferDeadline, "l1", 1, stage.Noon)},
		"the alarm never stood": nil,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWard(t)
			w.offered()
			w.leave(&change.Set{Claim: "a", Alarms: alarms})
			require.Equal(t, 200, w.run("healer"))
			require.Empty(t, w.Published(), "a task may be a little late")

			w.Advance(10 * time.Minute)
			var runs sync.WaitGroup
			for range 3 {
				runs.Go(func() { w.run("healer") })
			}
			runs.Wait()
			require.Equal(t, 200, w.run("healer"))
			ids := map[string]bool{}
			for _, p := range w.Published() {
				ids[p.ID] = true
			}
			require.Len(t, ids, 1, "one move")
		})
	}
}

func TestAHealthySystemIsLeftAsItIs(t *testing.T) {
	w := newWard(t)
	w.Lead(stage.Leak("l1", stage.C, nil))
	w.leave(&change.Set{Claim: "a", Alarms: []alarm.Alarm{alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(time.Hour))}})
	before := w.count(mongo.Inbox)
	w.Advance(30 * time.Minute)
	for _, job := range []string{"healer", "janitor", "relay"} {
		require.Equal(t, 200, w.run(job))
	}
	require.Equal(t, before, w.count(mongo.Inbox))
	require.Equal(t, int64(1), w.Read("l1").Version)
	require.EqualValues(t, 3, w.count(mongo.Runs))
}

func (w *ward) count(collection string) int64 {
	w.T.Helper()
	n, err := w.DB.Collection(collection).CountDocuments(w.T.Context(), bson.M{})
	require.NoError(w.T, err)
	return n
}

func TestWatchdog(t *testing.T) {
	w := newWard(t)
	for _, step := range []struct {
		state string
		known string
		bells int
	}{{"yellowCard", "yellowCard", 0}, {"", notice.Unknown, 0}, {notice.Authorized, notice.Authorized, 1}, {notice.Authorized, notice.Authorized, 1}} {
		w.state = step.state
		require.Equal(t, 200, w.run("watchdog"))
		a, err := w.DB.Account(t.Context())
		require.NoError(t, err)
		require.Equal(t, step.known, a.State)
		require.Equal(t, step.bells, w.bells)
	}
}
