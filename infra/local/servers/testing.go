package servers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const testStart = 5 * time.Minute // a first run downloads

// The servers of this test binary, started by the first test that asks.
// Children of ours, they end with the process; Main also clears their data.
var (
	testMongo = sync.OnceValues(func() (*Mongo, error) {
		ctx, cancel := context.WithTimeout(context.Background(), testStart)
		defer cancel()
		return StartMongo(ctx, Options{Log: os.Stderr})
	})
	testRedis = sync.OnceValues(func() (*Redis, error) {
		ctx, cancel := context.WithTimeout(context.Background(), testStart)
		defer cancel()
		return StartRedis(ctx, Options{Log: os.Stderr})
	})
	startedMongo, startedRedis bool
	startedMu                  sync.Mutex
)

// TestMongo gives the test a database of its own and returns its address. The
// server is the one at MONGO_TEST_URI, otherwise one started for this run. The
// database is dropped after the test.
func TestMongo(t testing.TB) string {
	t.Helper()
	uri := os.Getenv("MONGO_TEST_URI")
	if uri == "" {
		startedMu.Lock()
		startedMongo = true
		startedMu.Unlock()
		server, err := testMongo()
		if err != nil {
			t.Fatal(err)
		}
		uri = server.URI
	}
	name := make([]byte, 6)
	_, _ = rand.Read(name) // never fails
	database := "test_" + hex.EncodeToString(name)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		client, err := mongo.Connect(options.Client().ApplyURI(uri).SetServerSelectionTimeout(2 * time.Second))
		if err != nil {
			t.Errorf("drop %s: %v", database, err)
			return
		}
		// A test that killed the server leaves nothing to drop.
		_ = client.Database(database).Drop(ctx)
		_ = client.Disconnect(ctx)
	})
	return WithDatabase(uri, database)
}

// TestRedis gives the test an empty database of its own and returns its
// address. The server is the one at REDIS_TEST_URL, otherwise one started for
// this run.
func TestRedis(t testing.TB) string {
	t.Helper()
	address := os.Getenv("REDIS_TEST_URL")
	if address == "" {
		startedMu.Lock()
		startedRedis = true
		startedMu.Unlock()
		server, err := testRedis()
		if err != nil {
			t.Fatalf("no Redis here: install redis-server, or set REDIS_TEST_URL: %v", err)
		}
		address = server.URL
	}
	own, err := nextDatabase(t.Context(), address)
	if err != nil {
		t.Fatalf("redis at REDIS_TEST_URL does not answer: start it, or unset the variable: %v", err)
	}
	return own
}

// nextDatabase takes the server's next database in turn (a counter in its
// database 0 is shared by all test binaries) and empties it.
func nextDatabase(ctx context.Context, address string) (string, error) {
	o, err := redis.ParseURL(address)
	if err != nil {
		return "", fmt.Errorf("parse redis address: %w", err)
	}
	counter := redis.NewClient(o)
	defer func() { _ = counter.Close() }()
	databases := int64(16)
	if got, err := counter.ConfigGet(ctx, "databases").Result(); err == nil {
		if n, err := strconv.ParseInt(got["databases"], 10, 64); err == nil {
			databases = n
		}
	}
	n, err := counter.Incr(ctx, "test_databases").Result()
	if err != nil {
		return "", fmt.Errorf("count test databases: %w", err)
	}
	own := *o
	own.DB = int(1 + n%(databases-1))
	client := redis.NewClient(&own)
	defer func() { _ = client.Close() }()
	if err := client.FlushDB(ctx).Err(); err != nil {
		return "", fmt.Errorf("empty redis database %d: %w", own.DB, err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("parse redis address: %w", err)
	}
	u.Path = "/" + strconv.Itoa(own.DB)
	return u.String(), nil
}

// Main runs a package's tests and then stops the servers that they started:
//
//	func TestMain(m *testing.M) { servers.Main(m) }
//
// A package can do without; its temporary data are then removed by the next run.
func Main(m *testing.M) {
	code := m.Run()
	startedMu.Lock()
	defer startedMu.Unlock()
	if startedMongo {
		if server, err := testMongo(); err == nil {
			server.Stop()
		}
	}
	if startedRedis {
		if server, err := testRedis(); err == nil {
			server.Stop()
		}
	}
	os.Exit(code)
}
