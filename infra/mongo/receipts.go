package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

// Receipts is the collection of delivery reports that came before we knew whose they are.
const Receipts = "receipts"

// receiptLife is how long one waits for its notice; those of other people's messages never meet one.
const receiptLife = time.Hour

// Delivered keeps what the provider says of one of our notices. Reports come late, twice and
// out of order, and each only ever moves a notice forward, so none needs a claim. One that is
// faster than our own record of the send is kept for the relay; see Reconcile.
func (db *DB) Delivered(ctx context.Context, d change.Delivery) error {
	if d.ProviderID == "" {
		return nil
	}
	known, err := db.delivered(ctx, d)
	// That it was sent we know by ourselves, as a rule: the provider's id is written with that
	// state. Such a report finds nothing to move, writes nothing, and is not kept.
	if err != nil || known || d.State == notice.Sent {
		return err
	}
	if _, err := db.Collection(Receipts).UpdateOne(ctx, bson.M{"_id": d.ProviderID + "/" + string(d.State)}, bson.A{bson.M{"$replaceWith": bson.M{
		"_id": "$_id", "provider_id": literal(d.ProviderID), "state": d.State, "reason": literal(d.Reason), "state_at": d.At.UTC(),
		"at": "$$NOW", "purge_at": fromNow(receiptLife),
	}}}, options.UpdateOne().SetUpsert(true)); err != nil {
		return wrap("mongo.Delivered", err)
	}
	return nil
}

// delivered moves the notice forward. It is known when there is one, whatever its state.
func (db *DB) delivered(ctx context.Context, d change.Delivery) (known bool, err error) {
	moved := bson.M{"$in": bson.A{"$state", rankBelow(d.State)}}
	set := bson.M{}
	for field, value := range map[string]any{"state": d.State, "reason": literal(d.Reason), "state_at": d.At.UTC()} {
		set[field] = bson.M{"$cond": bson.A{moved, value, "$" + field}}
	}
	about := bson.M{"provider_id": d.ProviderID}
	if d.State == notice.Sent {
		about["state"] = bson.M{"$in": rankBelow(d.State)}
	}
	r, err := db.Collection(Notices).UpdateOne(ctx, about, bson.A{bson.M{"$set": set}})
	if err != nil {
		return false, wrap("mongo.Delivered", err)
	}
	return r.MatchedCount > 0, nil
}

// receipt is a kept report.
type receipt struct {
	ID         string       `json:"_id"`
	ProviderID string       `json:"provider_id"`
	State      notice.State `json:"state"`
	Reason     string       `json:"reason"`
	StateAt    time.Time    `json:"state_at"`
}

// Reconcile gives kept reports to the notices that they are about and says how many found
// theirs. The others are not ours, and go by themselves.
func (db *DB) Reconcile(ctx context.Context, limit int) (found int, err error) {
	kept, err := all[receipt](db.Collection(Receipts).Find(ctx, bson.M{}, options.Find().SetLimit(int64(limit))))(ctx)
	if err != nil {
		return 0, wrap("mongo.Reconcile", err)
	}
	for _, r := range kept {
		known, err := db.delivered(ctx, change.Delivery{ProviderID: r.ProviderID, State: r.State, Reason: r.Reason, At: r.StateAt})
		if err != nil {
			return found, err
		}
		if !known {
			continue
		}
		found++
		if _, err := db.Collection(Receipts).DeleteOne(ctx, bson.M{"_id": r.ID}); err != nil {
			return found, wrap("mongo.Reconcile", err)
		}
	}
	return found, nil
}

// Undelivered are promises that the provider took before a time, or refused, and that have not
// arrived; those that an admin was shown are not among them.
func (db *DB) Undelivered(ctx context.Context, before time.Time, limit int) ([]notice.Notice, error) {
	found, err := db.notices(ctx, bson.M{
		"kind": notice.KindPromise, "state": bson.M{"$in": bson.A{notice.Sent, notice.Failed}},
		"state_at": bson.M{"$lte": before.UTC()}, "shown_at": nil,
	}, options.Find().SetSort(bson.D{asc("state_at"), asc("_id")}).SetLimit(int64(limit)))
	return found, wrap("mongo.Undelivered", err)
}

// Shown notes that an admin was told of an undelivered notice.
func (db *DB) Shown(ctx context.Context, id string, at time.Time) error {
	_, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"shown_at": at.UTC()}})
	return wrap("mongo.Shown "+id, err)
}
