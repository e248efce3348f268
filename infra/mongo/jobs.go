package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
)

// Runs is the collection of finished runs of jobs.
const Runs = "runs"

// runLife is how long the record of a run is kept.
const runLife = 40 * 24 * time.Hour

// Ran keeps the record of a finished run, and of what it did how often.
func (db *DB) Ran(ctx context.Context, job string, slot, began, ended time.Time, did int, what map[string]int) error {
	_, err := db.Collection(Runs).UpdateOne(ctx, bson.M{"_id": job + "/" + began.UTC().Format(time.RFC3339Nano)},
		bson.A{bson.M{"$set": bson.M{
			"job": job, "slot": slot.UTC(), "began": began.UTC(), "ended": ended.UTC(), "did": did, "what": literal(what),
			"at": "$$NOW", "purge_at": fromNow(runLife),
		}}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.Ran "+job, err)
}

// LastRun is when the last finished run of a job began; zero when there was none.
func (db *DB) LastRun(ctx context.Context, job string) (time.Time, error) {
	// A run's id is the job's name and the moment, so that ids are in order of time.
	found, err := all[struct {
		Began time.Time `json:"began"`
	}](db.Collection(Runs).Find(ctx, bson.M{"_id": bson.M{"$gt": job + "/", "$lt": job + "0"}}, options.Find().SetSort(bson.M{"_id": -1}).SetLimit(1)))(ctx)
	if err != nil || len(found) == 0 {
		return time.Time{}, wrap("mongo.LastRun "+job, err)
	}
	return found[0].Began, nil
}

// claimed is a row as far as its name.
type claimed struct {
	ID string `json:"_id"`
}

// LeftBehind are claims whose events have waited that long to be published, the oldest
// first. The rows of one key publish each other, so they are asked for again after each page.
func (db *DB) LeftBehind(ctx context.Context, old time.Duration, limit int) ([]string, error) {
	rows, err := all[row](db.Collection(Inbox).Find(ctx,
		bson.M{"pending": true, "$expr": bson.M{"$lte": bson.A{"$at", fromNow(-old)}}},
		options.Find().SetSort(bson.D{{Key: "key", Value: 1}, {Key: "order", Value: 1}}).
			SetLimit(int64(limit)).SetProjection(bson.M{"claim": 1})))(ctx)
	claims := make([]string, len(rows))
	for i, r := range rows {
		claims[i] = r.Claim
	}
	return claims, wrap("mongo.LeftBehind", err)
}

func names(rows []claimed) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// NotHandled are those of the ids that no inbox row claims.
func (db *DB) NotHandled(ctx context.Context, ids []string) (map[string]bool, error) {
	rowIDs, err := db.rowIDs(ctx, ids...)
	if err != nil {
		return nil, err
	}
	missing, claims := map[string]bool{}, map[string]string{}
	for i, id := range ids {
		missing[id], claims[rowIDs[i]] = true, id
	}
	rows, err := all[claimed](db.Collection(Inbox).Find(ctx, bson.M{"_id": bson.M{"$in": rowIDs}},
		options.Find().SetProjection(bson.M{"_id": 1})))(ctx)
	for _, r := range rows {
		delete(missing, claims[r.ID])
	}
	return missing, wrap("mongo.NotHandled", err)
}

// LateLeads are leads of a status, new or booked, whose deadline has passed at a time, in order
// of their ids after one. Among them are such as have none in what was asked: who reads them
// knows better.
func (db *DB) LateLeads(ctx context.Context, status lead.Status, due time.Time, after string, limit int) ([]lead.Lead, error) {
	filter := bson.M{"status": status, "appointment.end": bson.M{"$lte": due.Add(-lead.Unsaid).UTC()}}
	if status == lead.New {
		filter = bson.M{"status": status, "$or": bson.A{
			bson.M{"offer.deadline": bson.M{"$lte": due.UTC()}},
			bson.M{"offer.deadline": nil, "offer.start": bson.M{"$lte": due.UTC()}}, // never sent
			bson.M{"offer": nil},
		}}
	}
	return db.leadPage(ctx, filter, after, limit)
}

// LeadsSince are leads of a status that were made before a time, in order of their ids after one.
func (db *DB) LeadsSince(ctx context.Context, status lead.Status, made time.Time, after string, limit int) ([]lead.Lead, error) {
	return db.leadPage(ctx, bson.M{"status": status, "created_at": bson.M{"$not": bson.M{"$gt": made.UTC()}}}, after, limit)
}

// BookedPros are pros who have an appointment that begins in [from, till), in order of their
// ids after one.
func (db *DB) BookedPros(ctx context.Context, from, till time.Time, after string, limit int) ([]string, error) {
	match := bson.M{"status": lead.Booked, "appointment.start": bson.M{"$gte": from.UTC(), "$lt": till.UTC()}}
	if after != "" {
		match["pro_id"] = bson.M{"$gt": after}
	}
	rows, err := all[claimed](db.Collection(Leads).Aggregate(ctx, bson.A{
		bson.M{"$match": match}, bson.M{"$group": bson.M{"_id": "$pro_id"}}, bson.M{"$sort": bson.M{"_id": 1}}, bson.M{"$limit": limit},
	}))(ctx)
	return names(rows), wrap("mongo.BookedPros", err)
}

func (db *DB) leadPage(ctx context.Context, filter bson.M, after string, limit int) ([]lead.Lead, error) {
	if after != "" {
		filter["_id"] = bson.M{"$gt": after}
	}
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx, filter,
		options.Find().SetSort(bson.M{"_id": 1}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.leadPage", err)
}
