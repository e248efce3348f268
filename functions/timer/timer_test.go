package timer_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/functions/timer"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// clocked is a stage with a timer.
type clocked struct {
	*stage.Stage
	timer http.Handler
}

func newClocked(t *testing.T) *clocked {
	s := stage.New(t)
	desk := &healing.Desk{Truth: s.DB, Alarms: s.DB, Commit: change.Runner{Store: s.DB, Publisher: s, Ringer: s}}
	return &clocked{s, serve.TaskHandler("Timer", timer.New(s.DB, desk, s.Now).Handle, nil)}
}

// set writes alarms as handlers do.
func (c *clocked) set(alarms ...alarm.Alarm) {
	c.T.Helper()
	for _, a := range alarms {
		require.NoError(c.T, c.DB.Commit(c.T.Context(), &change.Set{Claim: "set/" + a.ID, Now: c.Now(), Alarms: []alarm.Alarm{a}}))
	}
}

// ring lets a task call.
func (c *clocked) ring(a alarm.Alarm) int {
	body, err := json.Marshal(map[string]string{"alarm": a.ID})
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	c.timer.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body))))
	return w.Code
}

// notices are the texts that wait for a chat.
func (c *clocked) notices(chat string) []notice.Notice {
	c.T.Helper()
	cursor, err := c.DB.Collection(mongo.Notices).Find(c.T.Context(), bson.M{"chat": chat})
	require.NoError(c.T, err)
	var all []notice.Notice
	require.NoError(c.T, cursor.All(c.T.Context(), &all))
	return all
}

func (c *clocked) rung(a alarm.Alarm) bool {
	c.T.Helper()
	got, err := c.DB.Alarm(c.T.Context(), a.ID)
	require.NoError(c.T, err)
	return got.Rung
}

// offered is a lead whose first offer was sent at noon to P1, and its three alarms.
func (c *clocked) offered() (chat string, clocks [3]alarm.Alarm) {
	c.T.Helper()
	p := c.Pros("[" + stage.P1 + "]")[0]
	l := stage.Leak("l1", stage.C, &p)
	require.NoError(c.T, l.Move(lead.New, stage.Noon, lead.System, "offer"))
	at := notice.Quiet{}.Clocks(stage.Noon, false)
	l.Offers = 1
	l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: l.HoldID(1), Notice: "n1", Start: stage.Monday(10, 0), End: stage.Monday(11, 0),
		SentAt: stage.Noon, NudgeAt: at.NudgeAt, AskAt: at.AskAt, Deadline: at.Deadline}
	c.Lead(l)
	clocks = [3]alarm.Alarm{
		alarm.New(alarm.OfferNudge, "l1", 1, at.NudgeAt), alarm.New(alarm.OfferAsk, "l1", 1, at.AskAt), alarm.New(alarm.OfferDeadline, "l1", 1, at.Deadline),
	}
	c.set(clocks[:]...)
	return p.Chat(), clocks
}

func TestAnOffersClocks(t *testing.T) {
	c := newClocked(t)
	pro, clocks := c.offered()

	require.Equal(t, 503, c.ring(clocks[0]), "a task ahead of its time comes again")
	c.Advance(10 * time.Minute)
	for range 2 {
		require.Equal(t, 200, c.ring(clocks[0]))
	}
	require.Len(t, c.notices(pro), 1)
	require.Equal(t, notice.KindNudge, c.notices(pro)[0].Kind)
	require.Contains(t, c.notices(pro)[0].Text, "נזילה")
	require.True(t, c.rung(clocks[0]))

	c.Advance(15 * time.Minute)
	for range 2 {
		require.Equal(t, 200, c.ring(clocks[1]))
	}
	require.Len(t, c.notices(stage.C), 1)
	require.Contains(t, c.notices(stage.C)[0].Text, "*2*")
	require.False(t, c.notices(stage.C)[0].Reply)
	chat, err := c.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.True(t, chat.Asked(conversation.AskWait))

	c.Advance(5 * time.Minute)
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() { c.ring(clocks[2]) })
	}
	calls.Wait()
	published := c.Published()
	require.NotEmpty(t, published)
	for _, p := range published { // a second delivery publishes what may not have arrived; it has one id
		require.Equal(t, published[0].ID, p.ID)
	}
	e, err := event.DecodeLead(published[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.LeadNext, e.Kind)
	require.Equal(t, "timeout", e.Reason)
	require.Equal(t, c.Now(), e.At)
}

func TestClocksThatNoLongerApply(t *testing.T) {
	for name, change := range map[string]func(*lead.Lead) error{
		"approved":      func(l *lead.Lead) error { return l.Move(lead.Booked, stage.Noon, lead.ByPro, "approved") },
		"cancelled":     func(l *lead.Lead) error { return l.Move(lead.Cancelled, stage.Noon, lead.Customer, "changed my mind") },
		"another offer": func(l *lead.Lead) error { l.Offer.N = 2; return nil },
		"the customer waits": func(l *lead.Lead) error {
			c := notice.Quiet{}.Clocks(stage.Noon.Add(26*time.Minute), false)
			l.Offer.NudgeAt, l.Offer.AskAt, l.Offer.Deadline, l.Offer.Waited = c.NudgeAt, c.AskAt, c.Deadline, true
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClocked(t)
			pro, clocks := c.offered()
			l := c.Read("l1")
			require.NoError(t, change(&l))
			c.Lead(l)
			c.Advance(40 * time.Minute)
			for _, a := range clocks {
				require.Equal(t, 200, c.ring(a))
				require.True(t, c.rung(a))
			}
			require.Empty(t, c.notices(pro))
			require.Empty(t, c.notices(stage.C))
			require.Empty(t, c.Published())
			require.Equal(t, int64(2), c.Read("l1").Version)
		})
	}
}

func TestAnOfferThatNeverLeftEndsWithItsNotice(t *testing.T) {
	c := newClocked(t)
	c.offered()
	l := c.Read("l1")
	l.Offer.SentAt, l.Offer.NudgeAt, l.Offer.AskAt, l.Offer.Deadline = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	c.Lead(l)
	end := alarm.New(alarm.OfferDeadline, "l1", 1, l.Offer.Start)
	c.set(end)
	c.Advance(l.Offer.Start.Sub(c.Now()))
	require.Equal(t, 200, c.ring(end))
	require.Len(t, c.Published(), 1)
}

// spoke is the customer's last word.
func (c *clocked) spoke(at time.Time) {
	c.T.Helper()
	chat, err := c.DB.Conversation(c.T.Context(), stage.C)
	require.NoError(c.T, err)
	chat.UpdatedAt = at
	require.NoError(c.T, c.DB.Commit(c.T.Context(), &change.Set{Claim: "spoke" + at.String(), Now: at, Conversations: []*conversation.Conversation{chat}}))
}

func TestALeadThatNobodyFinishedIsClosed(t *testing.T) {
	for name, c := range map[string]struct {
		review bool
		spoke  time.Duration
		after  time.Duration
		status lead.Status
	}{
		"a day":                          {false, 0, 24 * time.Hour, lead.Closed},
		"a minute before a day":          {false, 0, 24*time.Hour - time.Minute, lead.Contacted},
		"who is just writing may finish": {false, 24*time.Hour - 5*time.Minute, 24 * time.Hour, lead.Contacted},
		"three days in review":           {true, 0, 72 * time.Hour, lead.Closed},
		"a day in review":                {true, 0, 24 * time.Hour, lead.PendingReview},
	} {
		t.Run(name, func(t *testing.T) {
			w := newClocked(t)
			l := stage.Leak("l1", stage.C, nil)
			if c.review {
				require.NoError(t, l.Move(lead.PendingReview, stage.Noon, lead.System, "nobody"))
			}
			w.Lead(l)
			w.spoke(stage.Noon.Add(c.spoke))
			w.Advance(c.after)
			a := alarm.New(alarm.LeadClose, "l1", 0, w.Now())
			w.set(a)
			for range 2 {
				require.Equal(t, 200, w.ring(a))
			}
			got := w.Read("l1")
			require.Equal(t, c.status, got.Status)
			if c.status == lead.Closed {
				require.Len(t, w.notices(stage.C), 1)
				require.Equal(t, lead.System, got.History[len(got.History)-1].By)
			} else {
				require.Empty(t, w.notices(stage.C))
			}
		})
	}
}

func TestWhoSaidStopIsLeftAlone(t *testing.T) {
	c := newClocked(t)
	_, clocks := c.offered()
	chat, err := c.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	chat.StoppedAt = stage.Noon
	require.NoError(t, c.DB.Commit(t.Context(), &change.Set{Claim: "stop", Now: stage.Noon, Conversations: []*conversation.Conversation{chat}}))
	c.Advance(25 * time.Minute)
	require.Equal(t, 200, c.ring(clocks[1]))
	require.Empty(t, c.notices(stage.C))
}

func TestBadTasks(t *testing.T) {
	c := newClocked(t)
	for name, body := range map[string]string{"no json": "{", "no alarm": "{}", "an alarm that is gone": `{"alarm":"x"}`} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			c.timer.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
			require.Equal(t, 200, w.Code, "coming again would not mend it")
		})
	}
}
