package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/audit"
)

// Audited makes a write and its record one: both stand, or neither does. The write gets a
// context that it must pass on, may be run more than once, and must not change what it captured.
func (db *DB) Audited(ctx context.Context, e audit.Entry, write func(context.Context) error) error {
	err := db.transaction(ctx, func(ctx context.Context) error {
		if err := write(ctx); err != nil {
			return err
		}
		_, err := db.Collection(Audit).InsertOne(ctx, e)
		return err
	})
	return wrap("mongo.Audited "+e.Act, err)
}

// AuditQuery says which acts a list shows, the newest first.
type AuditQuery struct {
	By, Subject string // empty: all
	Older       LeadKey
	Limit       int
}

// ListAudit reads one page of what admins did, and reports whether there is more.
func (db *DB) ListAudit(ctx context.Context, q AuditQuery) ([]audit.Entry, bool, error) {
	filter := bson.D{}
	if q.By != "" {
		filter = append(filter, bson.E{Key: "by", Value: q.By})
	}
	if q.Subject != "" {
		filter = append(filter, bson.E{Key: "subject", Value: q.Subject})
	}
	if q.Older.ID != "" {
		filter = append(filter, bson.E{Key: "at", Value: bson.M{"$lte": q.Older.At}}, bson.E{Key: "$or", Value: bson.A{
			bson.M{"at": bson.M{"$lt": q.Older.At}}, bson.M{"_id": bson.M{"$lt": q.Older.ID}},
		}})
	}
	found, err := all[audit.Entry](db.Collection(Audit).Find(ctx, filter,
		options.Find().SetSort(bson.D{desc("at"), desc("_id")}).SetLimit(int64(q.Limit)+1)))(ctx)
	more := len(found) > q.Limit
	return found[:min(len(found), q.Limit)], more, wrap("mongo.ListAudit", err)
}
