package acceptance_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

// ownDatabase is a second system whose MongoDB nobody else uses, so that it can be killed.
func ownDatabase(t *testing.T) (h *house, started *servers.Mongo) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var err error
	started, err = servers.StartMongo(ctx, servers.Options{Log: io.Discard})
	require.NoError(t, err)
	t.Cleanup(started.Stop)
	h = &house{home: t.TempDir()}
	h.System, err = local.Start(ctx, local.Options{
		Home: h.home, Log: io.Discard, Lookup: lookup, Programs: programs, MongoURI: servers.WithDatabase(started.URI, "outage"),
	})
	require.NoError(t, err)
	t.Cleanup(h.Stop)
	return h, started
}

// TestFaultMongo kills the database while messages come in: nothing is answered, nothing is
// counted as poison, and when it is back each has its one effect.
func TestFaultMongo(t *testing.T) {
	gone := 5 * time.Second
	if long {
		gone = time.Minute
	}
	t.Parallel()
	own, database := ownDatabase(t)
	w := beginIn(t, own).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.hears(dana)
	database.Kill()
	w.types(dana, "דיזנגוף 50, קומה 3 דירה 12")
	w.types(dana, "מחר ב-10")
	time.Sleep(gone) // an outage has a length
	w.hearsNothing(dana)
	require.NoError(t, database.Restart(t.Context()))

	require.Eventually(t, func() bool {
		l, err := w.db.LatestLead(t.Context(), dana)
		return err == nil && l != nil && l.Status == lead.New
	}, 3*time.Minute, 200*time.Millisecond, "what came in is delivered again")
	w.settle()
	l := w.lead(dana)
	require.Equal(t, []lead.Status{lead.Contacted, lead.New}, statuses(l))
	require.Equal(t, utc("2026-03-02T08:00:00Z"), l.Offer.Start.UTC())
	require.EqualValues(t, 3, w.count(mongo.Messages, nil2()))
	require.Zero(t, w.count(mongo.Poison, nil2()))
	require.Zero(t, w.count(mongo.Tries, nil2()), "an outage counts nothing")
	require.Len(t, w.calendar(p1), 1)
	require.Len(t, w.news(p1), 1)
	require.Len(t, w.everything(dana), 3, "%s", texts(w.everything(dana)))
}
