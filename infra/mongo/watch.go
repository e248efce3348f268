package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// watchAwait is how long one look for changes waits at the server; they come at once.
const watchAwait = time.Second

// Watch tells of every change in some collections, whoever made it, until ctx ends or the
// database is away. Changes between two watches are not told: who begins one reads first.
func (db *DB) Watch(ctx context.Context, began func(), changed func(collection, id string), collections ...string) error {
	stream, err := db.database.Watch(ctx, mongo.Pipeline{
		bson.D{{Key: "$match", Value: bson.M{"ns.coll": bson.M{"$in": collections}}}},
		bson.D{{Key: "$project", Value: bson.M{"ns": 1, "documentKey": 1}}},
	}, options.ChangeStream().SetMaxAwaitTime(watchAwait))
	if err != nil {
		return wrap("mongo.Watch", err)
	}
	defer func() { _ = stream.Close(context.WithoutCancel(ctx)) }()
	began()
	for ctx.Err() == nil {
		if !stream.TryNext(ctx) { // not Next: an idle hour would be a call past its time
			if err := stream.Err(); err != nil && !errors.Is(err, ctx.Err()) {
				return wrap("mongo.Watch", err)
			}
			if stream.ID() == 0 {
				return errors.New("mongo.Watch: the stream has ended")
			}
			continue
		}
		var event struct {
			NS struct {
				Coll string `json:"coll"`
			} `json:"ns"`
			Key struct {
				ID any `json:"_id"`
			} `json:"documentKey"`
		}
		if err := stream.Decode(&event); err != nil {
			return wrap("mongo.Watch", err)
		}
		id, _ := event.Key.ID.(string)
		changed(event.NS.Coll, id)
	}
	return nil
}
