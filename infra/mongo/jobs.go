package mongo

import (
	"context"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
)

// Runs is the collection of finished runs of jobs.
const Runs = "runs"

// runLife is how long the record of a run is kept.
const runLife = 40 * 24 * time.Hour

// Ran keeps the record of a finished run.
func (db *DB) Ran(ctx context.Context, job string, slot, began, ended time.Time, did int) error {
	_, err := db.Collection(Runs).UpdateOne(ctx, bson.M{"_id": job + "/" + began.UTC().Format(time.RFC3339Nano)},
		bson.A{bson.M{"$set": bson.M{
			"job": job, "slot": slot.UTC(), "began": began.UTC(), "ended": ended.UTC(), "did": did,
			"at": "$$NOW", "purge_at": fromNow(runLife),
		}}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.Ran "+job, err)
}

// claimed is a row as far as its name.
type claimed struct {
	ID string `json:"_id"`
}

// LeftBehind are claims whose events have waited that long to be published, the oldest
// first. The rows of one key publish each other, so they are asked for again after each page.
func (db *DB) LeftBehind(ctx context.Context, old time.Duration, limit int) ([]string, error) {
	rows, err := all[claimed](db.Collection(Inbox).Find(ctx,
		bson.M{"pending": true, "$expr": bson.M{"$lte": bson.A{"$at", fromNow(-old)}}},
		options.Find().SetSort(bson.D{{Key: "key", Value: 1}, {Key: "order", Value: 1}}).
			SetLimit(int64(limit)).SetProjection(bson.M{"_id": 1})))(ctx)
	claims := make([]string, len(rows))
	for i, r := range rows {
		claims[i] = r.ID
	}
	return claims, wrap("mongo.LeftBehind", err)
}

// NotHandled are those of the ids that no inbox row claims.
func (db *DB) NotHandled(ctx context.Context, ids []string) (map[string]bool, error) {
	missing := map[string]bool{}
	for _, id := range ids {
		missing[id] = true
	}
	rows, err := all[claimed](db.Collection(Inbox).Find(ctx, bson.M{"_id": bson.M{"$in": ids}},
		options.Find().SetProjection(bson.M{"_id": 1})))(ctx)
	for _, r := range rows {
		delete(missing, r.ID)
	}
	return missing, wrap("mongo.NotHandled", err)
}

// LateOffers are leads whose offer's deadline has passed, in order of their ids after one.
func (db *DB) LateOffers(ctx context.Context, due time.Time, after string, limit int) ([]lead.Lead, error) {
	return db.leadPage(ctx, bson.M{"status": lead.New, "offer.deadline": bson.M{"$lte": due.UTC()}}, after, limit)
}

// LeadsSince are leads of a status that were made before a time, in order of their ids after one.
func (db *DB) LeadsSince(ctx context.Context, status lead.Status, made time.Time, after string, limit int) ([]lead.Lead, error) {
	return db.leadPage(ctx, bson.M{"status": status, "created_at": bson.M{"$not": bson.M{"$gt": made.UTC()}}}, after, limit)
}

// BookedPros are the pros who have an appointment that begins in [from, till), in order.
func (db *DB) BookedPros(ctx context.Context, from, till time.Time) ([]string, error) {
	var ids []string
	err := db.Collection(Leads).Distinct(ctx, "pro_id", bson.M{
		"status": lead.Booked, "appointment.start": bson.M{"$gte": from.UTC(), "$lt": till.UTC()},
	}).Decode(&ids)
	slices.Sort(ids)
	return ids, wrap("mongo.BookedPros", err)
}

func (db *DB) leadPage(ctx context.Context, filter bson.M, after string, limit int) ([]lead.Lead, error) {
	if after != "" {
		filter["_id"] = bson.M{"$gt": after}
	}
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx, filter,
		options.Find().SetSort(bson.M{"_id": 1}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.leadPage", err)
}
