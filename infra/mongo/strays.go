package mongo

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// Places is the collection of how far walks have come.
const Places = "places"

// Place is where a walk goes on; empty: at its beginning.
func (db *DB) Place(ctx context.Context, walk string) (string, error) {
	found, err := all[struct {
		At string `json:"at"`
	}](db.Collection(Places).Find(ctx, byID(walk)))(ctx)
	if err != nil || len(found) == 0 {
		return "", wrap("mongo.Place "+walk, err)
	}
	return found[0].At, nil
}

// SavePlace keeps where a walk goes on; an empty place forgets it.
func (db *DB) SavePlace(ctx context.Context, walk, place string) (err error) {
	if place == "" {
		_, err = db.Collection(Places).DeleteOne(ctx, byID(walk))
	} else {
		_, err = db.Collection(Places).UpdateOne(ctx, byID(walk), bson.M{"$set": bson.M{"at": place}}, options.UpdateOne().SetUpsert(true))
	}
	return wrap("mongo.SavePlace "+walk, err)
}

// TakenCalendars are calendars in which a lead has an hour, in order of their pros after one.
func (db *DB) TakenCalendars(ctx context.Context, after string, limit int) ([]booking.Calendar, error) {
	filter := bson.M{"entries.kind": bson.M{"$in": bson.A{booking.Hold, booking.Appointment}}}
	if after != "" {
		filter["_id"] = bson.M{"$gt": after}
	}
	found, err := all[booking.Calendar](db.Collection(Calendars).Find(ctx, filter,
		options.Find().SetSort(bson.M{"_id": 1}).SetLimit(int64(limit))))(ctx)
	return found, wrap("mongo.TakenCalendars", err)
}

// OpenLeads are leads of a status, in order of their ids after one.
func (db *DB) OpenLeads(ctx context.Context, status lead.Status, after string, limit int) ([]lead.Lead, error) {
	return db.leadPage(ctx, bson.M{"status": status}, after, limit)
}

// MissingPros are those of the ids that no pro has.
func (db *DB) MissingPros(ctx context.Context, ids []string) (map[string]bool, error) {
	missing := map[string]bool{}
	for _, id := range ids {
		if id != "" {
			missing[id] = true
		}
	}
	if len(missing) == 0 {
		return missing, nil
	}
	rows, err := all[claimed](db.Collection(Pros).Find(ctx, bson.M{"_id": bson.M{"$in": ids}},
		options.Find().SetProjection(bson.M{"_id": 1})))(ctx)
	for _, r := range rows {
		delete(missing, r.ID)
	}
	return missing, wrap("mongo.MissingPros", err)
}

// OldLeads are leads made before a time, the oldest first, after a place in that order.
func (db *DB) OldLeads(ctx context.Context, made time.Time, after string, limit int) (leads []lead.Lead, last string, err error) {
	filter := bson.D{{Key: "created_at", Value: bson.M{"$lt": made.UTC()}}}
	if at, id, ok := strings.Cut(after, "|"); ok {
		from, err := time.Parse(time.RFC3339Nano, at)
		if err != nil {
			return nil, "", wrap("mongo.OldLeads", err)
		}
		filter = bson.D{
			{Key: "created_at", Value: bson.M{"$gte": from, "$lt": made.UTC()}},
			{Key: "$or", Value: bson.A{bson.M{"created_at": bson.M{"$gt": from}}, bson.M{"_id": bson.M{"$gt": id}}}},
		}
	}
	leads, err = all[lead.Lead](db.Collection(Leads).Find(ctx, filter,
		options.Find().SetSort(bson.D{asc("created_at"), asc("_id")}).SetLimit(int64(limit))))(ctx)
	if len(leads) > 0 {
		l := leads[len(leads)-1]
		last = l.CreatedAt.UTC().Format(time.RFC3339Nano) + "|" + l.ID
	}
	return leads, last, wrap("mongo.OldLeads", err)
}

// ForgetPlaces takes the exact point out of the decisions made for a lead.
func (db *DB) ForgetPlaces(ctx context.Context, leadID string) error {
	_, err := db.Collection(Decisions).UpdateMany(ctx, bson.M{"lead_id": leadID, "place.pin": true},
		bson.M{"$set": bson.M{"place.lat": 0, "place.lng": 0, "place.pin": false}})
	return wrap("mongo.ForgetPlaces "+leadID, err)
}

// lateWords is how far words may stand out of their order: a queue held them back.
const lateWords = 7 * 24 * time.Hour

// spokenBefore are the conversations whose first remembered words are older than a time. Only
// those who have words stand in the index.
func spokenBefore(at time.Time) bson.M {
	return bson.M{firstWords: bson.M{"$type": "date", "$lt": at.UTC()}}
}

// ForgetWords takes what was said before a time out of the conversations and says of how many.
func (db *DB) ForgetWords(ctx context.Context, said time.Time) (int, error) {
	old, err := db.Collection(Conversations).UpdateMany(ctx, spokenBefore(said.Add(lateWords)),
		bson.M{"$pull": bson.M{"recent": bson.M{"at": bson.M{"$lt": said.UTC()}}}})
	if err != nil {
		return 0, wrap("mongo.ForgetWords", err)
	}
	return int(old.ModifiedCount), nil
}
