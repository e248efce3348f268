// Package mongotest gives each test a database of its own on a real MongoDB.
package mongotest

import (
	"context"
	"crypto/rand"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
)

// Empty is a fresh database without indexes, dropped when the test ends.
func Empty(t testing.TB) *mongo.DB {
	t.Helper()
	db := Open(t, "test_"+strings.ToLower(rand.Text()[:12]))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, db.Database().Drop(ctx))
	})
	return db
}

// Open is one more client of a database that another client made: a second process, as it were.
func Open(t testing.TB, name string) *mongo.DB {
	t.Helper()
	db, err := mongo.Connect(t.Context(), uri(t), name)
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, db.Close(ctx))
	})
	return db
}

func uri(t testing.TB) string {
	t.Helper()
	uri := os.Getenv("MONGO_TEST_URI")
	if uri == "" {
		t.Fatal("no database for tests: set MONGO_TEST_URI to a replica set, or run make test, which starts one")
	}
	return uri
}
