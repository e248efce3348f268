package mongo_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
)

// TestTheDashboardsOwnQueriesUseAnIndex has the server tell how it answered each query of home,
// the settings and the navigation: none may have looked at a whole collection of any size.
func TestTheDashboardsOwnQueriesUseAnIndex(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	for i := range 50 {
		insert := func(collection string, document bson.M) {
			document["_id"] = bson.NewObjectID().Hex()
			_, err := db.Collection(collection).InsertOne(ctx, document)
			require.NoError(t, err)
		}
		at := forenoon.Add(-time.Duration(i) * time.Hour)
		insert(mongo.Leads, bson.M{"status": "booked", "created_at": at, "appointment": bson.M{"start": at}, "chat_id": "c"})
		insert(mongo.Notices, bson.M{"state": "delivered", "created_at": at, "chat": "c"})
		insert(mongo.Inbox, bson.M{"pending": false})
		insert(mongo.Alarms, bson.M{"rung": true, "due_at": at})
		insert(mongo.Audit, bson.M{"at": at, "by": "noa", "subject": "leads/1"})
		insert(mongo.Runs, bson.M{"job": "healer", "began": at})
		insert(mongo.Conversations, bson.M{"needs_human": false})
		insert(mongo.Messages, bson.M{"chat": "c", "sent_at": at})
		insert(mongo.Customers, bson.M{"phone": "1", "chats": bson.A{"c"}})
	}
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err())
	for name, query := range map[string]func(context.Context) error{
		"standing": func(ctx context.Context) error {
			_, err := db.Standing(ctx, forenoon, forenoon, forenoon.Add(24*time.Hour), 100)
			return err
		},
		"waits":    func(ctx context.Context) error { _, _, err := db.WaitForUs(ctx, 100); return err },
		"queues":   func(ctx context.Context) error { _, err := db.LookAtQueues(ctx, forenoon, 100); return err },
		"runs":     func(ctx context.Context) error { _, err := db.LastRuns(ctx, []string{"healer"}); return err },
		"given up": func(ctx context.Context) error { _, err := db.GivenUp(ctx, 50); return err },
		"audit": func(ctx context.Context) error {
			_, _, err := db.ListAudit(ctx, mongo.AuditQuery{Limit: 50, Older: mongo.LeadKey{At: forenoon, ID: "x"}})
			return err
		},
		"audit by": func(ctx context.Context) error {
			_, _, err := db.ListAudit(ctx, mongo.AuditQuery{By: "noa", Limit: 50})
			return err
		},
		"audit subject": func(ctx context.Context) error {
			_, _, err := db.ListAudit(ctx, mongo.AuditQuery{Subject: "leads/1", Limit: 50})
			return err
		},
		"sessions": func(ctx context.Context) error { _, err := db.SessionsOf(ctx, "noa"); return err },
		"person":   func(ctx context.Context) error { _, err := db.Person(ctx, "972000000001"); return err },
	} {
		require.NoError(t, query(ctx), name)
	}
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err())
	found, err := db.Database().Collection("system.profile").Find(ctx, bson.M{"planSummary": "COLLSCAN"})
	require.NoError(t, err)
	var scans []struct {
		NS           string `bson:"ns"`
		DocsExamined int    `bson:"docsExamined"`
		Command      bson.M `bson:"command"`
	}
	require.NoError(t, found.All(ctx, &scans))
	for _, s := range scans {
		require.Zero(t, s.DocsExamined, "%s: %v", s.NS, s.Command)
	}
	seen, err := db.Database().Collection("system.profile").CountDocuments(ctx, bson.M{"planSummary": bson.M{"$regex": "IXSCAN|COUNT_SCAN|IDHACK"}})
	require.NoError(t, err)
	require.Greater(t, seen, int64(15), "the profiler was on")
}
