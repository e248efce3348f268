package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// ProEnded are a pro's leads that have ended, the newest first; reviewed ones only, if asked.
func (db *DB) ProEnded(ctx context.Context, proID string, reviewed bool, n int) ([]lead.Lead, error) {
	filter := bson.M{"pro_id": proID, "status": bson.M{"$in": bson.A{lead.Completed, lead.Cancelled}}}
	if reviewed {
		filter["review"] = bson.M{"$ne": nil} // an empty text is stored as none
	}
	return db.someLeads(ctx, "mongo.ProEnded "+proID, filter, bson.D{{Key: "updated_at", Value: -1}, {Key: "_id", Value: 1}}, n)
}

// InReview are leads that wait for an admin, the oldest first; of one trade, or of all ("").
func (db *DB) InReview(ctx context.Context, trade string, n int) ([]lead.Lead, error) {
	filter := bson.M{"status": lead.PendingReview}
	if trade != "" {
		filter["trade"] = trade
	}
	return db.someLeads(ctx, "mongo.InReview", filter, bson.D{{Key: "created_at", Value: 1}, {Key: "_id", Value: 1}}, n)
}

// LastServed is a chat's newest completed lead of a trade; nil when there is none.
func (db *DB) LastServed(ctx context.Context, chat, trade string) (*lead.Lead, error) {
	return db.oneLead(ctx, bson.M{"chat_id": chat, "status": lead.Completed, "trade": trade}, bson.D{{Key: "created_at", Value: -1}, {Key: "_id", Value: 1}})
}

func (db *DB) someLeads(ctx context.Context, op string, filter bson.M, sort bson.D, n int) ([]lead.Lead, error) {
	cursor, err := db.Collection(Leads).Find(ctx, filter, options.Find().SetSort(sort).SetLimit(int64(n)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	var leads []lead.Lead
	if err := cursor.All(ctx, &leads); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	return leads, nil
}

// ProFigures are a pro's own, in all and since a moment.
func (db *DB) ProFigures(ctx context.Context, proID string, since time.Time) (pro.Figures, error) {
	var f pro.Figures
	completed := equal("$status", lead.Completed)
	recent := bson.D{{Key: "$gte", Value: bson.A{"$updated_at", since.UTC()}}}
	sum := func(of any, when ...any) bson.D {
		return object("$sum", object("$cond", bson.A{and(when...), of, 0}))
	}
	charged := object("$ifNull", bson.A{"$price_charged", 0})
	cursor, err := db.Collection(Leads).Aggregate(ctx, bson.A{
		bson.M{"$match": bson.M{"pro_id": proID, "status": bson.M{"$in": bson.A{lead.Completed, lead.Cancelled}}}},
		bson.M{"$group": bson.D{
			{Key: "_id", Value: nil},
			{Key: "done", Value: sum(1, completed)}, {Key: "done_since", Value: sum(1, completed, recent)},
			{Key: "charged", Value: sum(charged, completed)}, {Key: "charged_since", Value: sum(charged, completed, recent)},
			{Key: "cancelled_since", Value: sum(1, equal("$status", lead.Cancelled), recent)},
		}},
	})
	if err != nil {
		return f, fmt.Errorf("mongo.ProFigures %s: %w", proID, err)
	}
	var rows []struct {
		Done           int `json:"done"`
		DoneSince      int `json:"done_since"`
		Charged        int `json:"charged"`
		ChargedSince   int `json:"charged_since"`
		CancelledSince int `json:"cancelled_since"`
	}
	if err := cursor.All(ctx, &rows); err != nil {
		return f, fmt.Errorf("mongo.ProFigures %s: %w", proID, err)
	}
	for _, r := range rows {
		f = pro.Figures(r)
	}
	return f, nil
}

// Applications are the pros that wait for approval, the oldest first.
func (db *DB) Applications(ctx context.Context) ([]pro.Pro, error) {
	cursor, err := db.Collection(Pros).Find(ctx, bson.M{"approved": false, "is_active": true, "deleted_at": nil},
		options.Find().SetSort(bson.D{{Key: "created_at", Value: 1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, fmt.Errorf("mongo.Applications: %w", err)
	}
	var list []pro.Pro
	if err := cursor.All(ctx, &list); err != nil {
		return nil, fmt.Errorf("mongo.Applications: %w", err)
	}
	return list, nil
}
