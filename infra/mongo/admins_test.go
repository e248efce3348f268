package mongo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

func TestAdminsAreWrittenOnConditionOfTheirVersion(t *testing.T) {
	db, ctx := mongotest.Empty(t), t.Context()
	has, err := db.HasAdmins(ctx)
	require.NoError(t, err)
	require.False(t, has)

	made := access.Admin{User: "dana", Role: access.Owner, PasswordHash: "x", CreatedAt: sunday}
	require.NoError(t, db.SaveAdmin(ctx, &made))
	require.EqualValues(t, 1, made.Version)
	again := access.Admin{User: "dana"}
	require.Equal(t, fault.Conflict, fault.KindOf(db.SaveAdmin(ctx, &again)))

	first, err := db.Admin(ctx, "dana")
	require.NoError(t, err)
	require.Equal(t, made, *first)
	second := *first
	require.True(t, first.Attempt(sunday))
	require.NoError(t, db.SaveAdmin(ctx, first))
	require.True(t, second.Attempt(sunday))
	require.Equal(t, fault.Conflict, fault.KindOf(db.SaveAdmin(ctx, &second)))

	for _, user := range []string{"yossi", ""} {
		none, err := db.Admin(ctx, user)
		require.NoError(t, err)
		require.Nil(t, none)
	}
	has, err = db.HasAdmins(ctx)
	require.NoError(t, err)
	require.True(t, has)
}

func TestSessions(t *testing.T) {
	db, ctx := mongotest.Empty(t), t.Context()
	for _, id := range []string{"a", "b"} {
		require.NoError(t, db.BeginSession(ctx, access.NewSession(id, "dana", "", sunday)))
	}
	require.NoError(t, db.BeginSession(ctx, access.NewSession("c", "yossi", "", sunday)))
	require.Error(t, db.BeginSession(ctx, access.NewSession("c", "mallory", "", sunday)), "a token is nobody else's")

	require.NoError(t, db.SeeSession(ctx, "a", sunday.Add(time.Hour)))
	s, err := db.Session(ctx, "a")
	require.NoError(t, err)
	require.Equal(t, access.Session{ID: "a", User: "dana", CreatedAt: sunday, SeenAt: sunday.Add(time.Hour)}, *s)

	require.NoError(t, db.EndSession(ctx, "a"))
	require.NoError(t, db.SeeSession(ctx, "a", sunday))
	require.NoError(t, db.EndSessions(ctx, "dana"))
	for id, there := range map[string]bool{"a": false, "b": false, "c": true, "": false} {
		s, err := db.Session(ctx, id)
		require.NoError(t, err)
		require.Equal(t, there, s != nil, id)
	}
	n, err := db.Collection(mongo.Sessions).CountDocuments(ctx, map[string]any{"purge_at": map[string]any{"$gt": time.Now()}})
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "the server tidies up by its own clock")
}
