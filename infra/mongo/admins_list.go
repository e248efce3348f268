package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

// ListAdmins are all admins, by name.
func (db *DB) ListAdmins(ctx context.Context) ([]access.Admin, error) {
	list, err := all[access.Admin](db.Collection(Admins).Find(ctx, bson.M{}, options.Find().SetSort(bson.D{asc("_id")})))(ctx)
	return list, wrap("mongo.ListAdmins", err)
}

// RemoveAdmin removes an admin who is at a version; otherwise it is a conflict.
func (db *DB) RemoveAdmin(ctx context.Context, user string, version int64) error {
	r, err := db.Collection(Admins).DeleteOne(ctx, bson.M{"_id": user, "version": version})
	if err == nil && r.DeletedCount == 0 {
		return fault.New(fault.Conflict, "mongo.RemoveAdmin", "changed meanwhile")
	}
	return wrap("mongo.RemoveAdmin", err)
}

// SessionsOf are the sign-ins of an admin, the newest first.
func (db *DB) SessionsOf(ctx context.Context, user string) ([]access.Session, error) {
	list, err := all[access.Session](db.Collection(Sessions).Find(ctx, bson.M{"user": user}, options.Find().SetSort(bson.D{desc("created_at")}).SetLimit(100)))(ctx)
	return list, wrap("mongo.SessionsOf", err)
}

// EndOtherSessions revokes every session of an admin but one.
func (db *DB) EndOtherSessions(ctx context.Context, user, but string) error {
	_, err := db.Collection(Sessions).DeleteMany(ctx, bson.M{"user": user, "_id": bson.M{"$ne": but}})
	return wrap("mongo.EndOtherSessions", err)
}
