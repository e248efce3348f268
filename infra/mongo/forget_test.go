package mongo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
)

func TestWordsAreForgottenByIndex(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	said := func(days ...int) (turns bson.A) {
		turns = bson.A{}
		for _, d := range days {
			turns = append(turns, bson.M{"text": "x", "at": forenoon.AddDate(0, 0, -d)})
		}
		return turns
	}
	chats := map[string]bson.A{
		"old":       said(200, 95, 91),
		"both":      said(91, 89),
		"held back": said(89, 95, 3), // a queue kept the second for six days
		"young":     said(60, 2),
		"silent":    said(),
	}
	for id, recent := range chats {
		_, err := db.Collection(mongo.Conversations).InsertOne(ctx, bson.M{"_id": id, "recent": recent})
		require.NoError(t, err)
	}
	for i := range 200 { // who has talked lately, and who has no words any more
		_, err := db.Collection(mongo.Conversations).InsertOne(ctx, bson.M{"_id": fmt.Sprint("other", i), "recent": said(make([]int, i%2)...)})
		require.NoError(t, err)
	}
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err())
	n, err := db.ForgetWords(ctx, forenoon.AddDate(0, 0, -90))
	require.NoError(t, err)
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err())
	require.Equal(t, 3, n)

	left := map[string][]int{}
	for id := range chats {
		var c struct {
			Recent []struct {
				At time.Time `json:"at"`
			} `json:"recent"`
		}
		require.NoError(t, db.Collection(mongo.Conversations).FindOne(ctx, bson.M{"_id": id}).Decode(&c))
		for _, turn := range c.Recent {
			left[id] = append(left[id], int(forenoon.Sub(turn.At)/(24*time.Hour)))
		}
	}
	require.Equal(t, map[string][]int{"both": {89}, "held back": {89, 3}, "young": {60, 2}}, left)

	var ran struct {
		Plan     string `bson:"planSummary"`
		Examined int    `bson:"docsExamined"`
	}
	require.NoError(t, db.Database().Collection("system.profile").FindOne(ctx, bson.M{"op": "update"}).Decode(&ran))
	require.Equal(t, "IXSCAN { recent.0.at: 1 }", ran.Plan)
	require.LessOrEqual(t, ran.Examined, 6, "of 205 only the three are looked at, and again where their place in the index has changed")

	again, err := db.ForgetWords(ctx, forenoon.AddDate(0, 0, -90))
	require.NoError(t, err)
	require.Zero(t, again)
}
