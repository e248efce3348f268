package mongo_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

// inboxOf is all that the inbox holds, as text.
func inboxOf(t *testing.T, db *mongo.DB) (rows []bson.M) {
	t.Helper()
	found, err := db.Collection(mongo.Inbox).Find(t.Context(), bson.M{})
	require.NoError(t, err)
	require.NoError(t, found.All(t.Context(), &rows))
	return rows
}

func TestAnInboxRowThatStaysNamesNobody(t *testing.T) {
	uri, ctx := servers.TestMongo(t), t.Context()
	db := mongotest.Open(t, uri)
	require.NoError(t, mongo.Migrate(ctx, db))
	o := &outside{}
	r := change.Runner{Store: db, Publisher: o, Ringer: o}
	require.NoError(t, r.Run(ctx, setOf(t, "m1", &conversation.Conversation{ID: customer}, &lead.Lead{ID: "l1", ChatID: customer})))
	rows := inboxOf(t, db)
	require.Len(t, rows, 1)
	require.Regexp(t, regexp.MustCompile(`^[0-9a-f]{32}$`), rows[0]["_id"])
	delete(rows[0], "at")
	delete(rows[0], "purge_at")
	require.Equal(t, bson.M{"_id": rows[0]["_id"], "pending": false}, rows[0], "what was published is not kept, nor whose it was")

	open, err := db.NotHandled(ctx, []string{"m1", "m2"})
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"m2": true}, open, "nothing is fetched again")

	stranger, err := mongo.Connect(ctx, uri, "", "another key")
	require.NoError(t, err)
	defer func() { require.NoError(t, stranger.Close(ctx)) }()
	handled, err := stranger.Handled(ctx, "m1")
	require.NoError(t, err)
	require.False(t, handled, "without the key nobody can say which message it was")
}

func TestNothingIsClaimedWithoutAKey(t *testing.T) {
	uri := servers.TestMongo(t)
	with := mongotest.Open(t, uri)
	db, err := mongo.Connect(t.Context(), uri, "", "")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close(t.Context())) }()
	err = db.Commit(t.Context(), &change.Set{Claim: "m1", Now: noon})
	require.ErrorContains(t, err, "PRIVACY_KEY")
	require.NotEqual(t, fault.Conflict, fault.KindOf(err))
	_, err = db.Handled(t.Context(), "m1")
	require.ErrorContains(t, err, "PRIVACY_KEY")
	require.Empty(t, inboxOf(t, with))
}
