// Package mongotest gives each test a database of its own on a real MongoDB: the one at
// MONGO_TEST_URI, otherwise one that is started for the run.
package mongotest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// New is a fresh database with all indexes, dropped when the test ends.
func New(t testing.TB) *mongo.DB {
	t.Helper()
	db := Empty(t)
	require.NoError(t, mongo.Migrate(t.Context(), db))
	return db
}

// Empty is a fresh database without indexes.
func Empty(t testing.TB) *mongo.DB {
	t.Helper()
	return Open(t, servers.TestMongo(t))
}

// Open is one more client of a database.
func Open(t testing.TB, uri string) *mongo.DB {
	t.Helper()
	db, err := mongo.Connect(t.Context(), uri, "", mongo.LocalKey)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, db.Close(ctx))
	})
	return db
}
