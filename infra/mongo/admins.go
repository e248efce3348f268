package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

// Admin is an admin by user name; nil when there is none.
func (db *DB) Admin(ctx context.Context, user string) (*access.Admin, error) {
	if user == "" {
		return nil, nil // an empty filter value would look for null
	}
	var a access.Admin
	err := db.Collection(Admins).FindOne(ctx, bson.M{"_id": user}).Decode(&a)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("mongo.Admin: %w", err)
	}
	return &a, nil
}

// SaveAdmin writes an admin on condition of the version read and raises it; the version 0
// is a new one. Somebody who wrote first makes it a conflict.
func (db *DB) SaveAdmin(ctx context.Context, a *access.Admin) error {
	next := *a
	next.Version++
	if a.Version == 0 {
		_, err := db.Collection(Admins).InsertOne(ctx, next)
		if mongo.IsDuplicateKeyError(err) {
			return fault.New(fault.Conflict, "mongo.SaveAdmin", "there already")
		}
		if err != nil {
			return fmt.Errorf("mongo.SaveAdmin: %w", err)
		}
		*a = next
		return nil
	}
	result, err := db.Collection(Admins).ReplaceOne(ctx, bson.M{"_id": a.User, "version": a.Version}, next)
	if err != nil {
		return fmt.Errorf("mongo.SaveAdmin: %w", err)
	}
	if result.MatchedCount == 0 {
		return fault.New(fault.Conflict, "mongo.SaveAdmin", "changed meanwhile")
	}
	*a = next
	return nil
}

// HasAdmins reports whether anybody can sign in.
func (db *DB) HasAdmins(ctx context.Context) (bool, error) {
	err := db.Collection(Admins).FindOne(ctx, bson.M{}).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mongo.HasAdmins: %w", err)
	}
	return true, nil
}
