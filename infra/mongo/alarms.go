package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/alarm"
)

// Alarm is an alarm by its id; nil when there is none.
func (db *DB) Alarm(ctx context.Context, id string) (*alarm.Alarm, error) {
	var a alarm.Alarm
	err := db.Collection(Alarms).FindOne(ctx, bson.M{"_id": id}).Decode(&a)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("mongo.Alarm "+id, err)
	}
	return &a, nil
}

// Rung notes that an alarm was answered.
func (db *DB) Rung(ctx context.Context, id string) error {
	_, err := db.Collection(Alarms).UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"rung": true}})
	return wrap("mongo.Rung "+id, err)
}

// OverdueAlarms are those whose time is over and that nobody answered, in order of their
// time, after a place in that order; of the given kinds, or of all.
func (db *DB) OverdueAlarms(ctx context.Context, due time.Time, after alarm.Alarm, limit int, kinds ...alarm.Kind) ([]alarm.Alarm, error) {
	filter := bson.M{"rung": false, "due_at": bson.M{"$lte": due.UTC()}}
	if len(kinds) > 0 {
		filter["kind"] = bson.M{"$in": kinds}
	}
	if after.ID != "" {
		filter["$or"] = bson.A{
			bson.M{"due_at": bson.M{"$gt": after.DueAt.UTC()}},
			bson.M{"due_at": after.DueAt.UTC(), "_id": bson.M{"$gt": after.ID}},
		}
	}
	found, err := all[alarm.Alarm](db.Collection(Alarms).Find(ctx, filter, options.Find().
		SetSort(bson.D{{Key: "due_at", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.OverdueAlarms", err)
}

// UnarmedAlarms are alarms without a task that have stood that long by the database's
// clock and are due before a time: further ahead no task can be made.
func (db *DB) UnarmedAlarms(ctx context.Context, old time.Duration, before time.Time, limit int) ([]alarm.Alarm, error) {
	found, err := all[alarm.Alarm](db.Collection(Alarms).Find(ctx, bson.M{
		"armed": false, "rung": false, "due_at": bson.M{"$lt": before.UTC()},
		"$expr": bson.M{"$lte": bson.A{"$at", fromNow(-old)}},
	}, options.Find().SetSort(bson.D{{Key: "due_at", Value: 1}, {Key: "_id", Value: 1}}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.UnarmedAlarms", err)
}
