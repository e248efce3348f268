package mongo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/booking"
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

// AddPros writes many new pros and their empty calendars, a thousand at a time and in no
// transaction: for the worlds of benchmarks and simulations. It returns them as they stand.
func (db *DB) AddPros(ctx context.Context, pros []pro.Pro, now time.Time) ([]pro.Pro, error) {
	added := slices.Clone(pros)
	for i := range added {
		p := &added[i]
		p.TemplateVersion, p.Version, p.CreatedAt = 1, 1, now.UTC()
	}
	for chunk := range slices.Chunk(added, 1000) {
		var stored, calendars []any
		for _, p := range chunk {
			stored = append(stored, fieldsOfPro(p))
			calendars = append(calendars, booking.Calendar{
				Pro: p.ID, LoadLimit: p.Limit(), BufferMinutes: p.BufferMinutes, TemplateVersion: p.TemplateVersion, Version: 1,
			})
		}
		if _, err := db.Collection(Pros).InsertMany(ctx, stored); err != nil {
			return nil, fmt.Errorf("mongo.AddPros: %w", err)
		}
		if _, err := db.Collection(Calendars).InsertMany(ctx, calendars); err != nil {
			return nil, fmt.Errorf("mongo.AddPros: %w", err)
		}
	}
	return added, nil
}
