package acceptance_test

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/shared/lead"
)

// long says that every fault is tried, not only those that differ most: make faults.
var long = os.Getenv("PROLI_FAULTS") == "all"

// asksAndIsOffered is a short conversation that touches everything: a lead begins, its alarms
// are set, a question goes out; then its facts are complete, and a pro is asked.
func (w *world) asksAndIsOffered() {
	w.Helper()
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.settle()
}

// oneEffect is what must stand after it, whatever happened on the way.
func (w *world) oneEffect() {
	w.Helper()
	l := w.lead(dana)
	require.Equal(w, []lead.Status{lead.Contacted, lead.New}, statuses(l))
	require.False(w, l.Offer.SentAt.IsZero(), "the offer's clocks run")
	require.EqualValues(w, 1, w.count(mongo.Leads, nil2()))
	require.Len(w, w.calendar(p1), 1)
	require.EqualValues(w, 2, w.count(mongo.Messages, nil2()))
	require.Zero(w, w.count(mongo.Notices, bson.M{"state": bson.M{"$in": bson.A{"waiting", "sending", "failed", "dropped"}}}))
	require.Zero(w, w.count(mongo.Inbox, bson.M{"pending": true}))
	require.Zero(w, w.count(mongo.Poison, nil2()))
	require.Zero(w, w.count(mongo.Alarms, bson.M{"rung": false, "armed": false}))
	require.Len(w, w.everything(dana), 2, "%s", texts(w.everything(dana)))
	require.Len(w, w.everything(p1), 1, "%s", texts(w.everything(p1)))
}

// TestFaultDeathAtEveryStep kills the functions' process between any two steps of triage and of
// notify: the list of the steps is the code's own.
func TestFaultDeathAtEveryStep(t *testing.T) {
	steps := append(append([]string{}, step.Triage...), step.Notify...)
	if !long {
		steps = []string{"triage/committed", "triage/published", "notify/marked", "notify/taken"}
	}
	for _, name := range steps {
		t.Run(name, func(t *testing.T) {
			w := begin(t).agreed(dana)
			callOff, err := w.house.DieAt(name)
			require.NoError(t, err)
			w.asksAndIsOffered()
			require.False(t, callOff(), "nothing passes the step: the list is wrong")
			w.oneEffect()
		})
	}
}

// send is a call by which a message goes out.
func send(r *http.Request) bool { return strings.Contains(r.URL.Path, "/send") }

// TestFaultGateway has the provider's API fail in every way in which it does.
func TestFaultGateway(t *testing.T) {
	refuse := func(status int, body string) meddling {
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { http.Error(w, body, status) }
	}
	// swallow lets the stand-in take the message and answers something else.
	swallow := func(status int, body string) meddling {
		return func(w http.ResponseWriter, r *http.Request, standIn http.Handler) {
			standIn.ServeHTTP(&nobody{header: http.Header{}}, r)
			http.Error(w, body, status)
		}
	}
	troubles := map[string]meddling{
		"too many requests":         refuse(429, "Too Many Requests"),
		"an outage":                 refuse(502, "Bad Gateway"),
		"nonsense":                  refuse(200, "<html>welcome</html>"),
		"starting":                  refuse(400, `{"message":"instance in starting process try later"}`),
		"an outage after taking it": swallow(502, "Bad Gateway"),
		"nonsense after taking it":  swallow(200, "<html>welcome</html>"),
		"no answer after taking it": func(_ http.ResponseWriter, r *http.Request, standIn http.Handler) {
			standIn.ServeHTTP(&nobody{header: http.Header{}}, r)
			panic(http.ErrAbortHandler)
		},
		"slow": nil, // below: it needs the story
	}
	for name, by := range troubles {
		if !long && name != "too many requests" && name != "an outage after taking it" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w := begin(t).agreed(dana)
			if by == nil {
				by = w.afterTheRelay
			}
			w.meddles("gateway", sometimes(send, by))
			w.asksAndIsOffered()
			w.oneEffect()
		})
	}
}

// afterTheRelay answers so late that the relay has come by meanwhile, and rung for what is on its way.
func (w *world) afterTheRelay(answer http.ResponseWriter, r *http.Request, standIn http.Handler) {
	came, err := http.Post(w.control+"/jobs/relay", "application/json", nil)
	if err != nil || came.Body.Close() != nil || came.StatusCode != http.StatusOK {
		panic(http.ErrAbortHandler) // the send has no answer, and the story tells of it
	}
	standIn.ServeHTTP(answer, r)
}

// sometimes misbehaves at every other call of a kind, beginning with the first.
func sometimes(kind func(*http.Request) bool, by meddling) meddling {
	var mu sync.Mutex
	calls := 0
	return func(w http.ResponseWriter, r *http.Request, standIn http.Handler) {
		mu.Lock()
		odd := false
		if kind(r) {
			calls++
			odd = calls%2 == 1
		}
		mu.Unlock()
		if odd {
			by(w, r, standIn)
			return
		}
		standIn.ServeHTTP(w, r)
	}
}

// nobody takes an answer and throws it away.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(p []byte) (int, error) { return len(p), nil }
func (n *nobody) WriteHeader(int)             {}

func TestFaultDeliveredTwice(t *testing.T) {
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"deliver_twice": true})
	w.asksAndIsOffered()
	w.oneEffect()
}

func TestFaultPublishing(t *testing.T) {
	w := begin(t).agreed(dana)
	for _, text := range []string{"יש לי נזילה בתל אביב", "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10"} {
		// While a turn is thought about, Pub/Sub goes away: everything after the commit fails.
		away := make(chan struct{})
		var once sync.Once
		w.meddles("model", func(out http.ResponseWriter, r *http.Request, standIn http.Handler) {
			once.Do(func() { w.house.RefuseEvents(true); close(away) })
			standIn.ServeHTTP(out, r)
		})
		w.types(dana, text)
		select {
		case <-away:
		case <-time.After(20 * time.Second):
			t.Fatal("the model was not asked")
		}
		time.AfterFunc(1500*time.Millisecond, func() { w.house.RefuseEvents(false) })
		w.settle()
	}
	w.oneEffect()
}

func TestFaultRedis(t *testing.T) {
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.turn(map[string]any{"redis": "down"})
	w.writes(dana, "דיזנגוף 50")
	w.turn(map[string]any{"redis": nil})
	// What Redis still holds is older than the truth.
	w.writes(dana, "קומה 3 דירה 12, מחר ב-10")
	l := w.lead(dana)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, "50", l.Facts.Number)
	require.Len(t, w.everything(dana), 3)
	require.Len(t, w.everything(p1), 1)
}
