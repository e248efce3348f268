package acceptance_test

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

// frontAddress is where the schedulers and tasks find the functions.
func (w *world) frontAddress() string {
	w.Helper()
	return strings.TrimSuffix(w.variable("TIMER_URL"), "/timer")
}

// variable is what the functions of a running system are started with.
func (w *world) variable(name string) string {
	w.Helper()
	text, err := os.ReadFile(local.EnvironmentFile(w.house.home))
	require.NoError(w, err)
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(strings.TrimSpace(line), name+"="); found {
			return value
		}
	}
	w.Fatalf("the functions are started without %s", name)
	return ""
}

// TestAStrangerCallsAJob: without the scheduler's identity nobody gets through to a function.
func TestAStrangerCallsAJob(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.news(dana)
	front := w.frontAddress()
	for path, body := range map[string]string{
		"/healer": `{"job":"healer"}`, "/reporter": `{"job":"reporter"}`, "/reminder": `{"job":"agenda"}`, "/timer": `{"alarm":"x"}`,
	} {
		for _, token := range []string{"", "Bearer made-up", "Bearer " + token} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, front+path, bytes.NewReader([]byte(body)))
			require.NoError(t, err)
			r.Header.Set("Authorization", token)
			response, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, http.StatusForbidden, response.StatusCode, path)
		}
	}
	require.Zero(t, w.count(mongo.Runs, bson.M{"job": bson.M{"$in": bson.A{"reporter", "agenda"}}}))
	w.hearsNothing(dana)
}

// TestEveryJobTwiceAtOnceWithoutSettings runs every job twice at the same moment on a system whose
// settings are gone: the defaults hold, nothing is said twice, and a healthy system stays as it is.
func TestEveryJobTwiceAtOnceWithoutSettings(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(dana)
	w.news(p1)
	w.post(w.control+"/jobs/relay", nil) // delivery reports that were faster than our own record
	_, err := w.db.Collection(mongo.Runs).DeleteMany(t.Context(), bson.M{})
	require.NoError(t, err)
	before := w.lead(dana)
	_, err = w.db.Collection(mongo.Settings).DeleteMany(t.Context(), bson.M{})
	require.NoError(t, err)
	for _, job := range []string{"healer", "relay", "janitor", "watchdog", "agenda", "appointment", "completion", "reporter"} {
		var runs sync.WaitGroup
		for range 2 {
			runs.Go(func() { w.post(w.control+"/jobs/"+job, nil) })
		}
		runs.Wait()
	}
	w.settle()
	require.Equal(t, before, w.lead(dana))
	require.Equal(t, lead.Booked, before.Status)
	require.Len(t, w.calendar(p1), 1)
	w.hearsNothing(dana)
	w.hearsNothing(p1)
	cursor, err := w.db.Collection(mongo.Runs).Find(t.Context(), bson.M{"did": bson.M{"$gt": 0}, "job": bson.M{"$ne": "watchdog"}})
	require.NoError(t, err)
	var busy []bson.M
	require.NoError(t, cursor.All(t.Context(), &busy))
	require.Empty(t, busy, "there was nothing to do")
}
