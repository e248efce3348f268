package healer_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestCalls(t *testing.T) {
	w := newWard(t)
	_, err := w.DB.Collection(mongo.Settings).UpdateByID(t.Context(), "jobs", bson.M{"$set": bson.M{"off.janitor": true}}, options.UpdateOne().SetUpsert(true))
	require.NoError(t, err)
	require.Equal(t, 200, w.run("janitor"))
	require.Zero(t, w.count(mongo.Runs), "switched off")

	require.Equal(t, 200, w.run("agenda"), "coming again would not make it ours")
	taken, err := w.DB.TakeLease(t.Context(), "job/relay", "another", time.Minute)
	require.NoError(t, err)
	require.True(t, taken)
	require.Equal(t, 503, w.run("relay"), "the one at work may be dead")
	require.NoError(t, w.DB.GiveBack(t.Context(), "job/relay", "another"))
	require.Equal(t, 200, w.run("relay"))
}

// TestAClockThatIsAYearOff: the scheduler calls for another year than the clock here shows. One
// of them is wrong, and a healer with a wrong clock would close every lead.
func TestAClockThatIsAYearOff(t *testing.T) {
	w := newWard(t)
	w.Lead(stage.Leak("l1", stage.C, nil))
	called := w.Now()
	for _, off := range []time.Duration{365 * 24 * time.Hour, -2 * 365 * 24 * time.Hour} {
		w.Advance(off)
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"job":"janitor"}`))
		r.Header.Set("X-CloudScheduler-ScheduleTime", called.Format(time.RFC3339))
		answer := httptest.NewRecorder()
		w.jobs.ServeHTTP(answer, r)
		require.Equal(t, 503, answer.Code)
		require.Contains(t, answer.Body.String(), "unavailable")
	}
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	require.Zero(t, w.count(mongo.Runs))
	require.Zero(t, w.count(mongo.Notices))
}
