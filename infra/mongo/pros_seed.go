package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/pro"
)

// SeedPros saves pros, each known by its phone number. Replace first removes all others
// with their calendars.
func (db *DB) SeedPros(ctx context.Context, pros []pro.Pro, replace bool, now time.Time) error {
	if replace {
		if err := db.removeOthers(ctx, pros); err != nil {
			return fmt.Errorf("mongo.SeedPros: %w", err)
		}
	}
	for _, p := range pros {
		if _, err := db.SavePro(ctx, p, now); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) removeOthers(ctx context.Context, pros []pro.Pro) error {
	numbers := bson.A{}
	for _, p := range pros {
		numbers = append(numbers, p.PhoneNumber)
	}
	return db.transaction(ctx, func(ctx context.Context) error {
		var ids []string
		others := bson.D{{Key: "phone_number", Value: bson.D{{Key: "$nin", Value: numbers}}}}
		if err := db.Collection(Pros).Distinct(ctx, "_id", others).Decode(&ids); err != nil {
			return err
		}
		gone := bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}
		if _, err := db.Collection(Pros).DeleteMany(ctx, gone); err != nil {
			return err
		}
		_, err := db.Collection(Calendars).DeleteMany(ctx, gone)
		return err
	})
}
