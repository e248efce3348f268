package main

import (
	"context"
	"errors"
	"os"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// whole starts the whole system on a database of its own, with a model that takes no time and
// a pace between sends, and has a crowd use it.
func (b *bench) whole(ctx context.Context, name string, pace time.Duration, use func(*crowdOfChats) error) (err error) {
	home, err := os.MkdirTemp("", "proli-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	door := &door{waits: map[string]chan time.Time{}}
	system, err := local.Start(ctx, local.Options{
		Home: home, Log: os.Stderr, Lookup: hidden, MongoURI: servers.WithDatabase(b.server.URI, name), Between: door.between,
	})
	if err != nil {
		return err
	}
	defer system.Stop()
	db, err := mongo.Connect(ctx, system.MongoURI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, db.Database().Drop(context.WithoutCancel(ctx)), db.Close(context.WithoutCancel(ctx)))
	}()
	if _, err := db.Collection(mongo.Settings).UpdateOne(ctx, bson.M{"_id": "sending"},
		bson.M{"$set": bson.M{"pace_ms": pace.Milliseconds(), "quiet_hours": false}}, options.UpdateOne().SetUpsert(true)); err != nil {
		return err
	}
	return use(&crowdOfChats{webhook: system.WebhookURL + "/", control: system.ControlURL, program: home + "/bin/run", door: door, db: db})
}
