package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/fault"
)

// The calendars are what excludes a double booking and an overload.
//
// Invariant: no two entries of one document are nearer to each other than its buffer, and no
// document holds more leads than its limit, expired holds included; whoever takes an hour removes
// them first. So an entry that is there may be confirmed without looking at the others.

// Calendar reads one pro's calendar.
func (db *DB) Calendar(ctx context.Context, pro string) (booking.Calendar, error) {
	var c booking.Calendar
	if err := db.Collection(Calendars).FindOne(ctx, byID(pro)).Decode(&c); err != nil {
		return booking.Calendar{}, readError("mongo.Calendar", "pro "+pro, err)
	}
	return c, nil
}

// CalendarsOf is booking.Store's.
func (db *DB) CalendarsOf(ctx context.Context, pros []string) ([]booking.Calendar, error) {
	found, err := db.Collection(Calendars).Find(ctx, bson.D{{Key: "_id", Value: object("$in", pros)}})
	if err != nil {
		return nil, fmt.Errorf("mongo.CalendarsOf %d pros: %w", len(pros), err)
	}
	var list []booking.Calendar
	if err := found.All(ctx, &list); err != nil {
		return nil, fmt.Errorf("mongo.CalendarsOf %d pros: %w", len(pros), err)
	}
	return list, nil
}

// Take is booking.Store's: one findOneAndUpdate outside any transaction, because there the server
// retries a conflict by itself, while a transaction would abort.
func (db *DB) Take(ctx context.Context, pro string, e booking.Entry, template int64, now time.Time) (booking.Calendar, error) {
	return db.decide(ctx, "mongo.Take", pro, taking, asking(e, template, now))
}

// Extend is booking.Store's, in the same way.
func (db *DB) Extend(ctx context.Context, pro, id string, end, now time.Time) (booking.Calendar, error) {
	return db.decide(ctx, "mongo.Extend", pro, extending, bson.D{{Key: "id", Value: literal(id)}, {Key: "end", Value: end}, {Key: "now", Value: now}})
}

func (db *DB) decide(ctx context.Context, op, pro string, update bson.Raw, asked bson.D) (booking.Calendar, error) {
	done, err := db.turn(ctx)
	if err != nil {
		return booking.Calendar{}, fmt.Errorf("%s %s: %w", op, pro, err)
	}
	defer done()
	var after booking.Calendar
	err = db.Collection(Calendars).FindOneAndUpdate(ctx, byID(pro), bson.A{update},
		options.FindOneAndUpdate().SetLet(asked).SetReturnDocument(options.After)).Decode(&after)
	if err != nil {
		return booking.Calendar{}, readError(op, "pro "+pro, err)
	}
	return after, nil
}

// turn keeps two connections from writing calendars outside transactions. Such a write waits, connection in hand, for a transaction that has changed the same calendar; that
// transaction needs one more connection for its commit, or both would wait for each other.
func (db *DB) turn(ctx context.Context) (done func(), err error) {
	select {
	case db.turns <- struct{}{}:
		return func() { <-db.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Release is booking.Store's.
func (db *DB) Release(ctx context.Context, pro, id string) error {
	done, err := db.turn(ctx)
	if err != nil {
		return fmt.Errorf("mongo.Release %s of %s: %w", id, pro, err)
	}
	defer done()
	return db.release(ctx, pro, id)
}

func (db *DB) release(ctx context.Context, pro, id string) error {
	_, err := db.Collection(Calendars).UpdateOne(ctx, bson.D{{Key: "_id", Value: pro}, {Key: "entries.id", Value: id}}, bson.D{
		{Key: "$pull", Value: bson.D{{Key: "entries", Value: bson.D{{Key: "id", Value: id}}}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
	if err != nil {
		return fmt.Errorf("mongo.Release %s of %s: %w", id, pro, err)
	}
	return nil
}

// Apply does a lead's steps inside its transaction, whose context is given. A hold that
// should be confirmed and is gone, or moved, is fault.Conflict: the whole transaction must end.
func (db *DB) Apply(ctx context.Context, steps []booking.Step) error {
	for _, step := range steps {
		switch step.Act {
		case booking.Confirm:
			if err := db.confirm(ctx, step); err != nil {
				return err
			}
		case booking.Release:
			if err := db.release(ctx, step.Pro, step.Entry); err != nil {
				return err
			}
		default:
			return fault.New(fault.Invalid, "mongo.Apply", "no such act %q", step.Act)
		}
	}
	return nil
}

func (db *DB) confirm(ctx context.Context, step booking.Step) error {
	promised := bson.A{booking.Hold, booking.Appointment} // confirmed twice is confirmed once
	filter := bson.D{
		{Key: "_id", Value: step.Pro},
		{Key: "entries", Value: bson.D{{Key: "$elemMatch", Value: bson.D{
			{Key: "id", Value: step.Entry}, {Key: "start", Value: step.Start.UTC()}, {Key: "kind", Value: bson.D{{Key: "$in", Value: promised}}},
		}}}},
	}
	result, err := db.Collection(Calendars).UpdateOne(ctx, filter, bson.D{
		{Key: "$set", Value: bson.D{
			{Key: "entries.$.kind", Value: booking.Appointment},
			{Key: "entries.$.deadline", Value: nil},
		}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
	})
	if err != nil {
		return fmt.Errorf("mongo.Confirm %s of %s: %w", step.Entry, step.Pro, err)
	}
	if result.MatchedCount == 0 {
		return fault.New(fault.Conflict, "mongo.Confirm", "hold %s of pro %s at %s is gone", step.Entry, step.Pro, step.Start.UTC().Format(time.RFC3339))
	}
	return nil
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// readError tells a document that does not exist from a database that does not answer.
func readError(op, id string, err error) error {
	if errors.Is(err, mongo.ErrNoDocuments) {
		return fault.New(fault.NotFound, op, "no %s", id)
	}
	return fmt.Errorf("%s %s: %w", op, id, err)
}
