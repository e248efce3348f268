package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/notice"
)

// SendingSettings are the settings of the one door out; without any, the defaults hold.
func (db *DB) SendingSettings(ctx context.Context) (notice.Settings, error) {
	var s notice.Settings
	return s, db.setting(ctx, "sending", &s)
}

// Account is what is known of the provider's account; empty when nothing is.
func (db *DB) Account(ctx context.Context) (notice.Account, error) {
	var a notice.Account
	return a, db.setting(ctx, "account", &a)
}

// Door is both: what the sender asks before it sends.
func (db *DB) Door(ctx context.Context) (s notice.Settings, a notice.Account, err error) {
	cursor, err := db.Collection(Settings).Find(ctx, bson.M{"_id": bson.M{"$in": bson.A{"sending", "account"}}})
	if err != nil {
		return s, a, wrap("mongo.Door", err)
	}
	defer func() { _ = cursor.Close(ctx) }()
	for cursor.Next(ctx) {
		into := any(&s)
		if cursor.Current.Lookup("_id").StringValue() == "account" {
			into = &a
		}
		if err := cursor.Decode(into); err != nil {
			return s, a, wrap("mongo.Door", err)
		}
	}
	return s, a, wrap("mongo.Door", cursor.Err())
}

// SetAccount keeps what the provider says of its account, and since when it is down.
func (db *DB) SetAccount(ctx context.Context, a notice.Account) error {
	since := any(nil)
	if a.State != notice.Authorized {
		since = bson.M{"$ifNull": bson.A{"$down_since", a.At.UTC()}}
	}
	_, err := db.Collection(Settings).UpdateOne(ctx, bson.M{"_id": "account"},
		bson.A{bson.M{"$set": bson.M{"state": literal(a.State), "at": a.At.UTC(), "down_since": since}}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.SetAccount", err)
}

// Paged notes that an admin was called because the account is down.
func (db *DB) Paged(ctx context.Context, at time.Time) error {
	_, err := db.Collection(Settings).UpdateOne(ctx, bson.M{"_id": "account"}, bson.M{"$set": bson.M{"paged_at": at.UTC()}})
	return wrap("mongo.Paged", err)
}

// JobOff reports whether an admin has switched a job off.
func (db *DB) JobOff(ctx context.Context, job string) (bool, error) {
	var jobs struct {
		Off map[string]bool `json:"off"`
	}
	err := db.setting(ctx, "jobs", &jobs)
	return jobs.Off[job], err
}

// setting reads one document of settings; absent, it leaves into as it is.
func (db *DB) setting(ctx context.Context, id string, into any) error {
	err := db.Collection(Settings).FindOne(ctx, bson.M{"_id": id}).Decode(into)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil
	}
	return wrap("mongo.setting "+id, err)
}
