package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
)

// OpenLeadsOf are the leads that a pro is asked about or booked for.
func (db *DB) OpenLeadsOf(ctx context.Context, pro string, limit int) ([]lead.Lead, error) {
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx,
		bson.M{"pro_id": pro, "status": bson.M{"$in": bson.A{lead.New, lead.Booked}}},
		options.Find().SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.OpenLeadsOf "+pro, err)
}

// LeadsByID are leads by their ids, as far as there are any, without their histories.
func (db *DB) LeadsByID(ctx context.Context, ids []string) ([]lead.Lead, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx, bson.M{"_id": bson.M{"$in": ids}},
		options.Find().SetProjection(bson.M{"history": 0, "facts.media": 0})))(ctx)
	return found, wrap("mongo.LeadsByID", err)
}

// AppointmentsOf are the leads of a pro whose promised hour begins in a span of time, in
// order, at most limit of them: also those that have left the calendar since.
func (db *DB) AppointmentsOf(ctx context.Context, pro string, from, to time.Time, limit int) ([]lead.Lead, error) {
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx,
		bson.M{"pro_id": pro, "appointment.start": bson.M{"$gte": from.UTC(), "$lt": to.UTC()}, "status": bson.M{"$in": bson.A{lead.Booked, lead.Completed}}},
		options.Find().SetSort(bson.M{"appointment.start": 1}).SetLimit(int64(limit)).SetProjection(bson.M{"history": 0, "facts.media": 0})))(ctx)
	return found, wrap("mongo.AppointmentsOf "+pro, err)
}

// ReviewsOf are the leads of a pro that were rated, the newest first.
func (db *DB) ReviewsOf(ctx context.Context, pro string, limit int) ([]lead.Lead, error) {
	found, err := all[lead.Lead](db.Collection(Leads).Find(ctx,
		bson.M{"pro_id": pro, "rating_given": bson.M{"$gt": 0}},
		options.Find().SetSort(bson.M{"completed_at": -1}).SetLimit(int64(limit)).SetProjection(bson.M{"history": 0, "facts.media": 0})))(ctx)
	return found, wrap("mongo.ReviewsOf "+pro, err)
}
