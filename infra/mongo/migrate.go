package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/pro"
)

// migration changes stored data once. It must be safe to run twice: a crash may come between
// the change and its record.
type migration struct {
	version int
	name    string
	run     func(context.Context, *DB) error
}

// migrations are run in order; a new one is appended, none is ever changed.
var migrations = []migration{
	{1, "every pro has a calendar", giveCalendars},
	{2, "every lead is found by its words", makeFindable},
}

// Migrate brings a database to the present form: its indexes, then the data changes that it
// has not seen. Running it again changes nothing.
func Migrate(ctx context.Context, db *DB) error {
	for _, part := range []map[string][]mongo.IndexModel{indexes, prosIndexes} {
		for collection, models := range part {
			if _, err := db.Collection(collection).Indexes().CreateMany(ctx, models); err != nil {
				return fmt.Errorf("mongo.Migrate indexes of %s: %w", collection, err)
			}
		}
	}
	for _, m := range migrations {
		seen, err := db.Collection(Migrations).CountDocuments(ctx, bson.D{{Key: "_id", Value: m.version}})
		if err != nil {
			return fmt.Errorf("mongo.Migrate: %w", err)
		}
		if seen > 0 {
			continue
		}
		if err := m.run(ctx, db); err != nil {
			return fmt.Errorf("mongo.Migrate %d (%s): %w", m.version, m.name, err)
		}
		_, err = db.Collection(Migrations).UpdateOne(ctx, bson.D{{Key: "_id", Value: m.version}}, bson.A{
			object("$set", bson.D{{Key: "name", Value: literal(m.name)}, {Key: "at", Value: "$$NOW"}}),
		}, options.UpdateOne().SetUpsert(true))
		if err != nil {
			return fmt.Errorf("mongo.Migrate %d: %w", m.version, err)
		}
	}
	return nil
}

// giveCalendars makes the calendars that are missing; existing ones stay as they are.
func giveCalendars(ctx context.Context, db *DB) error {
	limit := object("$cond", bson.A{object("$gt", bson.A{"$load_limit", 0}), "$load_limit", literal(pro.DefaultLoadLimit)})
	calendar := bson.D{
		{Key: "_id", Value: "$_id"}, {Key: "entries", Value: bson.A{}}, {Key: "load_limit", Value: limit},
		{Key: "buffer_minutes", Value: "$buffer_minutes"}, {Key: "template_version", Value: "$template_version"},
		{Key: "version", Value: literal(1)},
	}
	made, err := db.Collection(Pros).Aggregate(ctx, bson.A{
		object("$project", calendar),
		object("$merge", bson.D{{Key: "into", Value: Calendars}, {Key: "whenMatched", Value: "keepExisting"}}),
	})
	if err != nil {
		return err
	}
	return made.Close(ctx)
}
