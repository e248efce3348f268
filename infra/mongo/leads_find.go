package mongo

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
)

// begunWith bounds how many leads are looked at whose word only begins as was asked.
const begunWith = 300

// LeadsBegunWith are the newest leads that have a word which begins so: for who types half
// a name. There are no further pages.
func (db *DB) LeadsBegunWith(ctx context.Context, word string, limit int) ([]lead.Lead, error) {
	leads, err := all[lead.Lead](db.Collection(Leads).Find(ctx, bson.M{"terms": bson.Regex{Pattern: "^" + regexp.QuoteMeta(word)}},
		options.Find().SetLimit(begunWith).SetProjection(listed)))(ctx)
	if err != nil {
		return nil, wrap("mongo.LeadsBegunWith", err)
	}
	slices.SortFunc(leads, func(a, b lead.Lead) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return leads[:min(len(leads), limit)], nil
}

// EachLead gives every lead of a list, in its order, without holding more than a batch.
func (db *DB) EachLead(ctx context.Context, q LeadQuery, give func(lead.Lead) error) error {
	name, order := q.Sort.field()
	cursor, err := db.Collection(Leads).Find(ctx, q.filter(), options.Find().
		SetSort(bson.D{{Key: name, Value: order}, {Key: "_id", Value: order}}).SetBatchSize(500).SetProjection(listed))
	if err != nil {
		return fmt.Errorf("mongo.EachLead: %w", err)
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		var l lead.Lead
		if err := cursor.Decode(&l); err != nil {
			return fmt.Errorf("mongo.EachLead: %w", err)
		}
		if err := give(l); err != nil {
			return err
		}
	}
	return wrap("mongo.EachLead", cursor.Err())
}

// LeadColumn are the leads of one status as the board shows them: those that wait for a
// human the longest first, booked ones by their hour, all others by their last change.
func (db *DB) LeadColumn(ctx context.Context, status lead.Status, limit int) ([]lead.Lead, error) {
	order := bson.D{desc("updated_at")}
	switch status {
	case lead.PendingReview:
		order = bson.D{asc("updated_at")}
	case lead.Booked:
		order = bson.D{asc("appointment.start"), asc("_id")}
	}
	leads, err := all[lead.Lead](db.Collection(Leads).Find(ctx, bson.M{"status": status},
		options.Find().SetSort(order).SetLimit(int64(limit)).SetProjection(listed)))(ctx)
	return leads, wrap("mongo.LeadColumn", err)
}

// LeadsOfChat are the newest leads of a chat.
func (db *DB) LeadsOfChat(ctx context.Context, chat string, limit int) ([]lead.Lead, error) {
	leads, err := all[lead.Lead](db.Collection(Leads).Find(ctx, bson.M{"chat_id": chat},
		options.Find().SetSort(bson.D{desc("created_at"), asc("_id")}).SetLimit(int64(limit)).SetProjection(listed)))(ctx)
	return leads, wrap("mongo.LeadsOfChat", err)
}

// makeFindable gives leads written before there was a search their words.
func makeFindable(ctx context.Context, db *DB) error {
	const batch = 500
	cursor, err := db.Collection(Leads).Find(ctx, bson.M{"terms": bson.M{"$exists": false}}, options.Find().SetBatchSize(batch))
	if err != nil {
		return err
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	var updates []mongo.WriteModel
	write := func() error {
		if len(updates) == 0 {
			return nil
		}
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		_, err := db.Collection(Leads).BulkWrite(ctx, updates, options.BulkWrite().SetOrdered(false))
		updates = updates[:0]
		return err
	}
	for cursor.Next(ctx) {
		var l lead.Lead
		if err := cursor.Decode(&l); err != nil {
			return err
		}
		// Whoever writes the lead meanwhile writes its words too.
		updates = append(updates, mongo.NewUpdateOneModel().SetFilter(bson.M{"_id": l.ID, "version": l.Version}).
			SetUpdate(bson.M{"$set": bson.M{"terms": l.Terms(), "facets": l.Facets()}}))
		if len(updates) == batch {
			if err := write(); err != nil {
				return err
			}
		}
	}
	if err := cursor.Err(); err != nil {
		return err
	}
	return write()
}
