package mongo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// writePro writes one pro of a set, and what its calendar keeps of it.
func (db *DB) writePro(ctx context.Context, w change.ProWrite, now time.Time) error {
	next := *w.Pro
	next.Version++
	switch {
	case w.Remove:
		return db.removePro(ctx, *w.Pro)
	case w.Pro.Version == 0:
		next.CreatedAt = now.UTC()
		_, err := db.Collection(Pros).InsertOne(ctx, fieldsOfPro(next))
		if mongo.IsDuplicateKeyError(err) {
			return fmt.Errorf("pro %s: %w", next.ID, errMoved)
		}
		if err != nil {
			return err
		}
	default:
		fields, err := elementsOf(fieldsOfPro(next))
		if err != nil {
			return err
		}
		// Routing writes this one without a version, whenever it asks somebody.
		fields = slices.DeleteFunc(fields, func(e bson.E) bool { return e.Key == "_id" || e.Key == "last_offer_at" })
		result, err := db.Collection(Pros).UpdateOne(ctx, bson.M{"_id": next.ID, "version": w.Pro.Version}, bson.M{"$set": fields})
		if err != nil {
			return err
		}
		if result.MatchedCount == 0 {
			return fmt.Errorf("pro %s at version %d: %w", next.ID, w.Pro.Version, errMoved)
		}
	}
	return db.writeLimits(ctx, next, w.Calendar)
}

// writeLimits brings a pro's calendar into line. One that is asked to be of a version must be;
// otherwise it is written only when something has changed, so that takers are not disturbed.
func (db *DB) writeLimits(ctx context.Context, p pro.Pro, looked int64) error {
	limits := bson.D{
		{Key: "load_limit", Value: p.Limit()},
		{Key: "buffer_minutes", Value: p.BufferMinutes},
		{Key: "template_version", Value: p.TemplateVersion},
	}
	if looked != 0 {
		result, err := db.Collection(Calendars).UpdateOne(ctx, bson.M{"_id": p.ID, "version": looked},
			bson.M{"$set": limits, "$inc": bson.M{"version": int64(1)}})
		if err == nil && result.MatchedCount == 0 {
			err = fmt.Errorf("calendar %s at version %d: %w", p.ID, looked, errMoved)
		}
		return err
	}
	_, err := db.Collection(Calendars).UpdateOne(ctx, byID(p.ID), bson.A{object("$replaceWith",
		object("$cond", bson.A{
			and(equal("$load_limit", p.Limit()), equal("$buffer_minutes", p.BufferMinutes), equal("$template_version", p.TemplateVersion)),
			"$$ROOT",
			object("$mergeObjects", bson.A{
				bson.D{{Key: "entries", Value: bson.A{}}}, // of a calendar that is made here
				"$$ROOT", limits,
				bson.D{{Key: "version", Value: object("$add", bson.A{object("$ifNull", bson.A{"$version", 0}), 1})}},
			}),
		}))}, options.UpdateOne().SetUpsert(true))
	return err
}

// removePro takes a refused request away, as long as it is one.
func (db *DB) removePro(ctx context.Context, p pro.Pro) error {
	result, err := db.Collection(Pros).DeleteOne(ctx, bson.M{"_id": p.ID, "version": p.Version, "approved": false})
	if err != nil {
		return err
	}
	if result.DeletedCount == 0 {
		return fmt.Errorf("pro %s at version %d: %w", p.ID, p.Version, errMoved)
	}
	_, err = db.Collection(Calendars).DeleteOne(ctx, byID(p.ID))
	return err
}

// ProByPhone finds a business by its number, also one that is no longer with us; nil when there is none.
func (db *DB) ProByPhone(ctx context.Context, number string) (*pro.Pro, error) {
	p, err := db.onePro(ctx, "of this number", bson.D{{Key: "phone_number", Value: number}})
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &p, err
}
