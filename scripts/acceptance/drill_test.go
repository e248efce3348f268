package acceptance_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

// A drill takes a part away for thirty virtual minutes, while five chats go on writing: words
// that are answered from the database alone, so that each reply shows which word it answers.
var drilled = []string{dana, yossi, "972000000003@c.us", "972000000004@c.us", "972000000005@c.us"}

// words and how their replies are known, in the order in which each chat says them.
var words = []struct{ said, answered string }{
	{"תודה", "בשמחה"}, {"סטטוס", "אין"}, {"תודה רבה", "בשמחה"}, {"תודה", "בשמחה"}, {"סטטוס", "אין"}, {"תודה רבה", "בשמחה"},
}

// drill has the chats write before, in and after an outage, and then looks at what came of it:
// nothing lost, nothing twice, all in order. It prints how long it took to be done with.
func (w *world) drill(name string, down, up func()) {
	w.Helper()
	w.drillFor(name, func(d time.Duration) { w.post(w.control+"/clock", map[string]any{"advance": d.String()}) }, down, up)
}

func (w *world) drillFor(name string, pass func(time.Duration), down, up func()) {
	w.Helper()
	say := func(from, to int) {
		for _, word := range words[from:to] {
			for _, chat := range drilled {
				w.types(chat, word.said)
			}
		}
	}
	say(0, 1)
	w.settle()
	down()
	say(1, 3)
	pass(15 * time.Minute)
	say(3, 5)
	pass(15 * time.Minute)
	up()
	began := time.Now()
	say(5, 6)
	require.Eventually(w, func() bool {
		n, err := w.db.Collection(mongo.Notices).CountDocuments(w.Context(), bson.M{"sent_at": bson.M{"$ne": nil}, "kind": "reply"})
		return err == nil && n >= int64(len(words)*len(drilled))
	}, 3*time.Minute, 50*time.Millisecond, "%s: what waited comes by itself", name)
	w.settle()
	w.Logf("%s away for 30 virtual minutes: %d messages, the last of them answered %s after its return", name, len(words)*len(drilled),
		time.Since(began).Round(10*time.Millisecond))

	for _, chat := range drilled {
		replies := w.everything(chat)
		require.Len(w, replies, len(words), "%s: %s", name, texts(replies))
		for i, word := range words {
			require.Contains(w, replies[i].Text, word.answered, "%s: reply %d", name, i)
		}
		require.Equal(w, allSaid(), w.kept(chat), name)
	}
	require.Zero(w, w.count(mongo.Poison, nil2()))
	require.Zero(w, w.count(mongo.Tries, nil2()), "an outage counts nothing")
}

func allSaid() (all []string) {
	for _, word := range words {
		all = append(all, word.said)
	}
	return all
}

// kept are a chat's messages in the order in which they were handled.
func (w *world) kept(chat string) (all []string) {
	w.Helper()
	cursor, err := w.db.Collection(mongo.Messages).Find(w.Context(), bson.M{"chat": chat}, options.Find().SetSort(bson.M{"at": 1}))
	require.NoError(w, err)
	var messages []conversation.Message
	require.NoError(w, cursor.All(w.Context(), &messages))
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return all
}

func TestDrillModel(t *testing.T) {
	w := begin(t).agreed(drilled...)
	w.drill("the model", func() { w.turn(map[string]any{"model": "down"}) }, func() { w.turn(map[string]any{"model": nil}) })

	// What needs a model is carried by the rules meanwhile, to an appointment.
	w.turn(map[string]any{"model": "down"})
	w.writes(dana, leakTomorrow)
	w.advance("30m")
	require.Equal(t, lead.New, w.lead(dana).Status)
	w.turn(map[string]any{"model": nil})
	w.writes(w.asked(dana), "אשר")
	require.Equal(t, lead.Booked, w.lead(dana).Status)
}

// asked is the pro to whom a chat's lead is put.
func (w *world) asked(chat string) string {
	w.Helper()
	p, err := w.db.Pro(w.Context(), w.lead(chat).Offer.ProID)
	require.NoError(w, err)
	return p.Chat()
}

func TestDrillRedis(t *testing.T) {
	w := begin(t).agreed(drilled...)
	w.drill("Redis", func() { w.turn(map[string]any{"redis": "down"}) }, func() { w.turn(map[string]any{"redis": nil}) })
}

func TestDrillMongo(t *testing.T) {
	t.Parallel()
	own, database := ownDatabase(t)
	w := beginIn(t, own).agreed(drilled...)
	// The clock alone moves: a job that rings into the outage would take its retries' time.
	file := w.variable("PROLI_CLOCK")
	pass := func(d time.Duration) { require.NoError(t, clock.Set(file, clock.Offset(file)+d)) }
	w.drillFor("MongoDB", pass, database.Kill, func() { require.NoError(t, database.Restart(t.Context())) })
}

// TestDrillGateway takes the provider's API away. What waits comes in order and at the pace: no
// burst gets the number blocked.
func TestDrillGateway(t *testing.T) {
	const pace = 100 * time.Millisecond
	w := begin(t).agreed(drilled...)
	w.turn(map[string]any{"pace": pace.String()})
	var mu sync.Mutex
	var sends []time.Time
	w.meddles("gateway", func(a http.ResponseWriter, r *http.Request, standIn http.Handler) {
		if send(r) {
			mu.Lock()
			sends = append(sends, time.Now())
			mu.Unlock()
		}
		standIn.ServeHTTP(a, r)
	})
	w.drill("the gateway", func() { w.turn(map[string]any{"gateway": "down"}) }, func() {
		w.turn(map[string]any{"gateway": nil})
		w.post(w.control+"/jobs/watchdog", nil)
	})
	mu.Lock()
	defer mu.Unlock()
	slices.SortFunc(sends, time.Time.Compare)
	for i := range sends {
		second := 0
		for _, at := range sends[i:] {
			if at.Sub(sends[i]) < time.Second {
				second++
			}
		}
		require.LessOrEqual(t, second, int(time.Second/pace)+2, "a burst")
	}
}

// TestDrillAccount: the number is under suspicion. Nothing leaves, an admin is called by another
// way, and what waited leaves in order when it is over.
func TestDrillAccount(t *testing.T) {
	w := begin(t).agreed(drilled...)
	w.drill("the account", func() {
		w.turn(map[string]any{"account": "yellowCard"})
		w.post(w.control+"/jobs/watchdog", nil)
	}, func() {
		for _, chat := range drilled {
			require.Len(t, w.everything(chat), 1, "nothing leaves meanwhile")
		}
		require.EqualValues(t, 1, w.count(mongo.Settings, bson.M{"_id": "account", "paged_at": bson.M{"$ne": nil}}), "an admin is called")
		w.turn(map[string]any{"account": nil})
		w.post(w.control+"/jobs/watchdog", nil)
	})
}
