package mongo_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
)

type inner struct {
	Word string    `json:"word"`
	At   time.Time `json:"at"`
}

type document struct {
	ID     string               `json:"_id"`
	Name   string               `json:"business_name"`
	At     time.Time            `json:"at"`
	Words  []string             `json:"words"`
	None   []string             `json:"none"`
	Inner  inner                `json:"inner"`
	Many   []inner              `json:"many"`
	ByDay  map[string][]inner   `json:"by_day"`
	Hours  map[string][2]string `json:"hours"`
	Maybe  *inner               `json:"maybe"`
	Hidden string               `json:"-"`
}

func TestAbsentValuesAreNull(t *testing.T) {
	db := mongotest.Empty(t)
	ctx := t.Context()
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	want := document{
		ID: "a", Words: []string{"", "x"}, Inner: inner{At: at}, Many: []inner{{}, {Word: "y"}},
		ByDay: map[string][]inner{"sun": {{}}}, Hours: map[string][2]string{"mon": {"", "z"}}, Maybe: &inner{},
	}
	_, err := db.Collection("things").InsertOne(ctx, want)
	require.NoError(t, err)

	var raw bson.Raw
	require.NoError(t, db.Collection("things").FindOne(ctx, bson.D{{Key: "_id", Value: "a"}}).Decode(&raw))
	for _, path := range [][]string{
		{"business_name"}, {"at"}, {"words", "0"}, {"inner", "word"}, {"many", "0", "word"}, {"many", "0", "at"},
		{"by_day", "sun", "0", "word"}, {"hours", "mon", "0"}, {"maybe", "at"},
	} {
		require.Equal(t, bson.TypeNull, raw.Lookup(path...).Type, "%v", path)
	}
	require.Equal(t, bson.TypeArray, raw.Lookup("none").Type)
	require.Equal(t, bson.TypeDateTime, raw.Lookup("inner", "at").Type)
	require.Zero(t, raw.Lookup("Hidden").Type)

	var got document
	require.NoError(t, db.Collection("things").FindOne(ctx, bson.D{{Key: "_id", Value: "a"}}).Decode(&got))
	want.None = []string{}
	require.Equal(t, want, got)

	n, err := db.Collection("things").CountDocuments(ctx, bson.D{{Key: "business_name", Value: ""}})
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "an empty string in a filter finds the absent value")
}

func TestConnectDialsLater(t *testing.T) {
	db, err := mongo.Connect(t.Context(), "mongodb://127.0.0.1:1/somewhere?directConnection=true", "", mongo.LocalKey)
	require.NoError(t, err)
	require.Equal(t, "somewhere", db.Collection(mongo.Leads).Database().Name())
	require.NoError(t, db.Close(t.Context()))

	_, err = mongo.Connect(t.Context(), "http://example.com", "", mongo.LocalKey)
	require.ErrorContains(t, err, "mongo.Connect")
}

func TestAwait(t *testing.T) {
	require.NoError(t, mongotest.Empty(t).Await(t.Context()))

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	db, err := mongo.Connect(t.Context(), "mongodb://"+closed.Addr().String()+"/?directConnection=true", "proli", "")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close(t.Context())) }()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorContains(t, db.Await(ctx), "mongo.Await")
}
