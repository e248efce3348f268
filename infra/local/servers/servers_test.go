package servers_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/local/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

func connect(t *testing.T, uri string) *mongo.Client {
	t.Helper()
	// A client says goodbye to its server, which may be gone by then.
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetServerSelectionTimeout(2 * time.Second))
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		_ = client.Disconnect(ctx)
	})
	return client
}

func TestMongoTakesTransactionsAndSurvivesKill(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	server, err := servers.StartMongo(ctx, servers.Options{})
	require.NoError(t, err)
	defer server.Stop()

	things := connect(t, server.URI).Database("proli").Collection("things")
	session, err := things.Database().Client().StartSession()
	require.NoError(t, err)
	defer session.EndSession(ctx)
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		return things.InsertOne(ctx, bson.M{"_id": "one"})
	})
	require.NoError(t, err)

	server.Kill()
	require.NoError(t, server.Restart(ctx))
	require.NoError(t, things.FindOne(ctx, bson.M{"_id": "one"}).Err())
}

func TestMongoKeepsItsDataOnAnotherPort(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	dir := t.TempDir()
	for start := int64(1); start <= 2; start++ { // each time on any free port
		server, err := servers.StartMongo(ctx, servers.Options{Dir: dir})
		require.NoError(t, err)
		starts := connect(t, server.URI).Database("proli").Collection("starts")
		_, err = starts.InsertOne(ctx, bson.M{})
		require.NoError(t, err)
		n, err := starts.CountDocuments(ctx, bson.M{})
		require.NoError(t, err)
		require.Equal(t, start, n)
		server.Stop()
	}
}

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	first, second := servers.TestMongo(t), servers.TestMongo(t)
	require.NotEqual(t, first, second)
	one, two := servers.TestRedis(t), servers.TestRedis(t)
	require.NotEqual(t, one, two)

	ctx := t.Context()
	open := func(url string) *redis.Client {
		o, err := redis.ParseURL(url)
		require.NoError(t, err)
		client := redis.NewClient(o)
		t.Cleanup(func() { require.NoError(t, client.Close()) })
		return client
	}
	require.NoError(t, open(one).Set(ctx, "k", "v", time.Minute).Err())
	require.ErrorIs(t, open(two).Get(ctx, "k").Err(), redis.Nil)
}

func TestWithDatabase(t *testing.T) {
	for _, c := range []struct{ uri, want string }{
		{"mongodb://127.0.0.1:1/?directConnection=true", "mongodb://127.0.0.1:1/d?directConnection=true"},
		{"mongodb://a:1,b:2/old?replicaSet=rs0", "mongodb://a:1,b:2/d?replicaSet=rs0"},
		{"mongodb+srv://u:p@host", "mongodb+srv://u:p@host/d"},
	} {
		require.Equal(t, c.want, servers.WithDatabase(c.uri, "d"))
	}
}
