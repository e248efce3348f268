package mongo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Leases is the collection of who does now what only one may do at a time. All its times
// are the database's own, so that machines with different clocks agree.
const Leases = "leases"

// TakeLease takes or renews a lease for a holder until life from now. It is false while
// another holds it.
func (db *DB) TakeLease(ctx context.Context, name, holder string, life time.Duration) (bool, error) {
	free := bson.M{"$or": bson.A{bson.M{"$eq": bson.A{"$holder", holder}}, bson.M{"$lte": bson.A{"$until", "$$NOW"}}}}
	var lease struct {
		Holder string `json:"holder"`
	}
	// An upsert takes no $expr in its filter, so the condition stands in the update.
	err := db.leases().FindOneAndUpdate(ctx, bson.M{"_id": name}, bson.A{
		bson.M{"$set": bson.M{"free": free}},
		bson.M{"$set": bson.M{
			"holder": bson.M{"$cond": bson.A{"$free", holder, "$holder"}},
			"until":  bson.M{"$cond": bson.A{"$free", fromNow(life), "$until"}},
		}},
		bson.M{"$unset": "free"},
	}, options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&lease)
	if mongo.IsDuplicateKeyError(err) {
		return false, nil // another made the document at the same moment
	}
	if err != nil {
		return false, fmt.Errorf("mongo.TakeLease %s: %w", name, err)
	}
	return lease.Holder == holder, nil
}

// EndLease ends a lease whose holder's name begins so: it is known to be dead. Should it live
// after all, it goes on until another has taken the lease, and then finds it gone.
func (db *DB) EndLease(ctx context.Context, name, holders string) error {
	if _, err := db.leases().UpdateOne(ctx, bson.M{"_id": name, "holder": bson.M{"$regex": "^" + regexp.QuoteMeta(holders)}},
		bson.A{bson.M{"$set": bson.M{"until": "$$NOW"}}}); err != nil {
		return fmt.Errorf("mongo.EndLease %s: %w", name, err)
	}
	return nil
}

// GiveBack ends a holder's lease; what another has taken meanwhile stays.
func (db *DB) GiveBack(ctx context.Context, name, holder string) error {
	if _, err := db.leases().UpdateOne(ctx, bson.M{"_id": name, "holder": holder},
		bson.A{bson.M{"$set": bson.M{"until": "$$NOW"}}}); err != nil {
		return fmt.Errorf("mongo.GiveBack %s: %w", name, err)
	}
	return nil
}

// Slot renews a holder's lease and reserves its next send: one each pace, whoever holds
// the lease. wait is how long to wait for it; held is false when the lease has gone.
func (db *DB) Slot(ctx context.Context, name, holder string, life, pace time.Duration) (wait time.Duration, held bool, err error) {
	var slot struct {
		Wait int64 `json:"wait"`
	}
	next := bson.M{"$max": bson.A{"$$NOW", bson.M{"$ifNull": bson.A{"$next_send", "$$NOW"}}}}
	err = db.leases().FindOneAndUpdate(ctx, mine(name, holder),
		bson.A{
			bson.M{"$set": bson.M{"wait": bson.M{"$subtract": bson.A{next, "$$NOW"}}}},
			bson.M{"$set": bson.M{
				"holder":    holder,
				"next_send": bson.M{"$add": bson.A{"$$NOW", "$wait", pace.Milliseconds()}},
				"until":     bson.M{"$add": bson.A{"$$NOW", "$wait", life.Milliseconds()}},
			}},
		}, options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&slot)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("mongo.Slot %s: %w", name, err)
	}
	return time.Duration(slot.Wait) * time.Millisecond, true, nil
}

// Defer puts off the next send by d: the provider asked for a pause.
func (db *DB) Defer(ctx context.Context, name string, d time.Duration) error {
	if _, err := db.leases().UpdateOne(ctx, bson.M{"_id": name},
		bson.A{bson.M{"$set": bson.M{"next_send": bson.M{"$max": bson.A{"$next_send", fromNow(d)}}}}}); err != nil {
		return fmt.Errorf("mongo.Defer %s: %w", name, err)
	}
	return nil
}

// mine matches a lease that this holder may take: its own, or one that has ended.
func mine(name, holder string) bson.M {
	return bson.M{"_id": name, "$expr": bson.M{"$or": bson.A{
		bson.M{"$eq": bson.A{"$holder", holder}}, bson.M{"$lte": bson.A{"$until", "$$NOW"}},
	}}}
}

func fromNow(d time.Duration) bson.M {
	return bson.M{"$add": bson.A{"$$NOW", d.Milliseconds()}}
}
