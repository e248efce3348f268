package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
)

// row is an inbox document: a claimed event and what it still has to publish. Its id is a keyed
// hash of the claim; the claim itself stands in it only as long as something is to be published.
type row struct {
	Claim  string            `json:"claim"`
	Key    string            `json:"key"`
	Order  int64             `json:"order"`
	Events []event.Published `json:"events"`
}

// Handled reports whether an event was handled.
func (db *DB) Handled(ctx context.Context, claim string) (bool, error) {
	id, err := db.rowID(ctx, claim)
	if err != nil {
		return false, err
	}
	err = db.Collection(Inbox).FindOne(ctx, byID(id), options.FindOne().SetProjection(bson.M{"_id": 1})).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mongo.Handled %s: %w", claim, err)
	}
	return true, nil
}

// Unpublished is the row of a claim, if it waits and no older row of its key does.
func (db *DB) Unpublished(ctx context.Context, claim string) (change.Row, bool, error) {
	id, err := db.rowID(ctx, claim)
	if err != nil {
		return change.Row{}, false, err
	}
	var r row
	err = db.Collection(Inbox).FindOne(ctx, bson.M{"_id": id, "pending": true}).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return change.Row{}, false, nil
	}
	if err != nil {
		return change.Row{}, false, fmt.Errorf("mongo.Unpublished %s: %w", claim, err)
	}
	older, err := db.Collection(Inbox).CountDocuments(ctx,
		bson.M{"pending": true, "key": r.Key, "order": bson.M{"$lt": r.Order}}, options.Count().SetLimit(1))
	if err != nil {
		return change.Row{}, false, fmt.Errorf("mongo.Unpublished %s: %w", claim, err)
	}
	return change.Row{Claim: claim, Key: r.Key, Events: r.Events}, older == 0, nil
}

// Published marks a row and gives the claim of its key's next waiting row. What was
// published is not kept, nor whose it was: the row outlives the chat's own records.
func (db *DB) Published(ctx context.Context, published change.Row) (string, error) {
	id, err := db.rowID(ctx, published.Claim)
	if err != nil {
		return "", err
	}
	if _, err := db.Collection(Inbox).UpdateOne(ctx, byID(id), bson.M{
		"$set": bson.M{"pending": false}, "$unset": bson.M{"claim": "", "key": "", "order": "", "events": ""},
	}); err != nil {
		return "", fmt.Errorf("mongo.Published %s: %w", published.Claim, err)
	}
	var next row
	err = db.Collection(Inbox).FindOne(ctx, bson.M{"pending": true, "key": published.Key},
		options.FindOne().SetSort(bson.M{"order": 1}).SetProjection(bson.M{"claim": 1})).Decode(&next)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("mongo.Published %s: %w", published.Claim, err)
	}
	return next.Claim, nil
}

// Unarmed are a claim's alarms without a task.
func (db *DB) Unarmed(ctx context.Context, claim string) ([]alarm.Alarm, error) {
	cursor, err := db.Collection(Alarms).Find(ctx, bson.M{"cause": claim, "armed": false, "rung": false}, options.Find().SetLimit(100))
	if err != nil {
		return nil, fmt.Errorf("mongo.Unarmed %s: %w", claim, err)
	}
	var alarms []alarm.Alarm
	if err := cursor.All(ctx, &alarms); err != nil {
		return nil, fmt.Errorf("mongo.Unarmed %s: %w", claim, err)
	}
	return alarms, nil
}

// Armed notes that alarms have their tasks.
func (db *DB) Armed(ctx context.Context, ids []string) error {
	if _, err := db.Collection(Alarms).UpdateMany(ctx, bson.M{"_id": bson.M{"$in": ids}},
		bson.M{"$set": bson.M{"armed": true}}); err != nil {
		return fmt.Errorf("mongo.Armed: %w", err)
	}
	return nil
}
