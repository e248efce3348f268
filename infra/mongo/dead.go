package mongo

import (
	"context"
	"errors"
	"net"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/event"
)

// The collections of what could not be handled.
const (
	Tries  = "tries"  // deliveries that failed for a reason of their own, and how often
	Poison = "poison" // those that were given up
)

// deadLife is how long both are kept: as long as the topics keep a message.
const deadLife = 7 * 24 * time.Hour

// Try counts one more failed try of a delivery, or race lost, and gives how many there were of its kind.
func (db *DB) Try(ctx context.Context, id string, race bool) (int, error) {
	field := "n"
	if race {
		field = "races"
	}
	var tries map[string]int
	err := db.Collection(Tries).FindOneAndUpdate(ctx, bson.M{"_id": id}, bson.A{bson.M{"$set": bson.M{
		field: bson.M{"$add": bson.A{bson.M{"$ifNull": bson.A{"$" + field, 0}}, 1}}, "at": "$$NOW", "purge_at": fromNow(deadLife),
	}}}, options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After).
		SetProjection(bson.M{"_id": 0, field: 1})).Decode(&tries)
	return tries[field], wrap("mongo.Try "+id, err)
}

// Bury records an event that was given up. Recorded again, it is the newer record.
func (db *DB) Bury(ctx context.Context, d event.Dead) error {
	fields, err := fieldsOf(d)
	if err != nil {
		return err
	}
	delete(fields, "_id")
	_, err = db.Collection(Poison).UpdateOne(ctx, bson.M{"_id": d.ID}, bson.A{bson.M{"$replaceWith": bson.M{"$mergeObjects": bson.A{
		bson.M{"_id": "$_id"}, bson.M{"$literal": fields}, bson.M{"at": "$$NOW", "purge_at": fromNow(deadLife)},
	}}}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.Bury "+d.ID, err)
}

// Buried forgets the tries of an event that lies on the dead-letter topic: published again,
// it begins anew.
func (db *DB) Buried(ctx context.Context, id string) error {
	_, err := db.Collection(Tries).DeleteOne(ctx, bson.M{"_id": id})
	return wrap("mongo.Buried "+id, err)
}

// Away reports whether a call failed because the database could not be reached, was slow, or
// was changing its primary: nothing is wrong with the call itself.
func Away(err error) bool {
	if mongo.IsNetworkError(err) || mongo.IsTimeout(err) || errors.Is(err, mongo.ErrClientDisconnected) {
		return true
	}
	var unreachable net.Error
	if errors.As(err, &unreachable) {
		return true
	}
	var refused mongo.ServerError
	if !errors.As(err, &refused) {
		return false
	}
	for _, label := range []string{"RetryableWriteError", "TransientTransactionError", "UnknownTransactionCommitResult", "NetworkError"} {
		if refused.HasErrorLabel(label) {
			return true
		}
	}
	for _, code := range passing {
		if refused.HasErrorCode(code) {
			return true
		}
	}
	return false
}

// passing are the server's codes of a primary that steps down, a shutdown, or an interruption.
var passing = []int{6, 7, 89, 91, 112, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436}

// Refused reports whether the server answered that it will not do this: it would say so again.
func Refused(err error) bool {
	var refused mongo.ServerError
	return errors.As(err, &refused) && !Away(err)
}
