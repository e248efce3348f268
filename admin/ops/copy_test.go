package ops_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/local/storage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	gcs "github.com/proli/proli/infra/storage"
)

func TestMain(m *testing.M) { servers.Main(m) }

var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// place is a bucket of backups and what the job's environment says.
type place struct {
	*testing.T
	bucket string
}

func newPlace(t *testing.T) place {
	t.Helper()
	store, err := storage.Open(t.TempDir(), func() time.Time { return noon }, "backups")
	require.NoError(t, err)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	return place{t, strings.TrimPrefix(server.URL, "http://")}
}

// does runs one word on a database and gives what it printed.
func (p place) does(uri string, args ...string) (string, error) {
	p.Helper()
	environment := map[string]string{"ENVIRONMENT": "development", "MONGO_URI": uri, "BACKUP_BUCKET": "backups", "STORAGE_EMULATOR_HOST": p.bucket}
	var out strings.Builder
	err := ops.Run(p.Context(), args, func(name string) (string, bool) { v, ok := environment[name]; return v, ok }, noon, &out)
	return out.String(), err
}

// contents are all documents, byte for byte.
func contents(t *testing.T, db *mongo.DB) map[string][]string {
	t.Helper()
	names, err := db.Copied(t.Context())
	require.NoError(t, err)
	all := map[string][]string{}
	for _, name := range names {
		cursor, err := db.Collection(name).Find(t.Context(), bson.M{}, options.Find().SetSort(bson.M{"_id": 1}))
		require.NoError(t, err)
		for cursor.Next(t.Context()) {
			all[name] = append(all[name], cursor.Current.String())
		}
		require.NoError(t, cursor.Err())
	}
	return all
}

func TestWhatWasCopiedComesBack(t *testing.T) {
	p, from, to := newPlace(t), servers.TestMongo(t), servers.TestMongo(t)
	source, target := mongotest.Open(t, from), mongotest.Open(t, to)
	_, err := p.does(from, "seed")
	require.NoError(t, err)
	var messages []any
	for i := range 1300 { // more than one batch
		messages = append(messages, bson.M{"_id": i, "text": "יש לי נזילה", "at": noon, "empty": "", "nested": bson.A{bson.M{"n": int64(i)}}})
	}
	_, err = source.Collection(mongo.Messages).InsertMany(t.Context(), messages)
	require.NoError(t, err)
	_, err = source.Collection(mongo.Sessions).InsertOne(t.Context(), bson.M{"_id": "s"})
	require.NoError(t, err)

	_, err = p.does(to, "restore")
	require.ErrorContains(t, err, "there is no copy")
	said, err := p.does(from, "backup")
	require.NoError(t, err)
	require.Contains(t, said, "messages         1300")
	require.Contains(t, said, "copied as 20260301T100000Z")
	said, err = p.does(to, "restore")
	require.NoError(t, err)
	require.Contains(t, said, "20260301T100000Z\n")

	said, err = p.does(to, "restore", "-from", "20260301T100000Z")
	require.NoError(t, err)
	require.Contains(t, said, "restored as it was at 2026-03-01 10:00:00 UTC")
	want := contents(t, source)
	require.Equal(t, want, contents(t, target))
	require.Len(t, want[mongo.Messages], 1300)
	n, err := target.Holds(t.Context(), mongo.Sessions)
	require.NoError(t, err)
	require.Zero(t, n, "nobody is signed in by a copy")

	_, err = p.does(to, "restore", "-from", "20260301T100000Z")
	require.ErrorContains(t, err, "say -replace")
	require.Equal(t, want, contents(t, target))
	_, err = target.Collection(mongo.Messages).DeleteMany(t.Context(), bson.M{"_id": bson.M{"$lt": 1000}})
	require.NoError(t, err)
	_, err = target.Collection(mongo.Leads).InsertOne(t.Context(), bson.M{"_id": "later"})
	require.NoError(t, err)
	_, err = p.does(to, "restore", "-from", "20260301T100000Z", "-replace")
	require.NoError(t, err)
	require.Equal(t, want, contents(t, target), "as it was then, without what came later")
}

func TestADamagedCopyChangesNothing(t *testing.T) {
	p, uri := newPlace(t), servers.TestMongo(t)
	db := mongotest.Open(t, uri)
	_, err := p.does(uri, "seed")
	require.NoError(t, err)
	_, err = p.does(uri, "backup")
	require.NoError(t, err)
	before := contents(t, db)
	p.put("20260301T100000Z/pros.bson.gz", "something else")
	_, err = p.does(uri, "restore", "-from", "20260301T100000Z", "-replace")
	require.ErrorContains(t, err, "pros.bson.gz is damaged")
	require.Equal(t, before, contents(t, db))
	_, err = p.does(uri, "restore", "-from", "20250301T100000Z", "-replace")
	require.ErrorContains(t, err, "no whole copy is called")
	require.Equal(t, before, contents(t, db))
}

func TestUnknownWorkIsNamed(t *testing.T) {
	_, err := newPlace(t).does("mongodb://127.0.0.1:1/x", "mend")
	require.ErrorContains(t, err, `no such work "mend"; there are`)
	require.ErrorContains(t, err, "backup")
	_, err = newPlace(t).does("", "backup")
	require.ErrorContains(t, err, "MONGO_URI is missing")
}

// put lays an object into the bucket.
func (p place) put(name, content string) {
	p.Helper()
	bucket, err := gcs.Open(p.Context(), "backups", p.bucket)
	require.NoError(p, err)
	defer func() { require.NoError(p, bucket.Close()) }()
	require.NoError(p, bucket.Put(p.Context(), name, "application/gzip", strings.NewReader(content), 1<<20))
}
