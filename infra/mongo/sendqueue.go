package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/notice"
)

// looked bounds how many notices one look reads; of more, the rest is met by the next look.
const looked = 1000

// Outlook is what stands in the queue: see notice.Look.
func (db *DB) Outlook(ctx context.Context, g notice.Gate, chats, perChat int) (notice.Outlook, error) {
	// What is on its way comes first in the index, then replies.
	found, err := all[unsentNotice](db.Collection(Notices).Aggregate(ctx, bson.A{
		bson.M{"$match": bson.M{"$or": bson.A{
			bson.M{"state": notice.Sending}, dueNow(g),
			bson.M{"state": notice.Waiting, "expires_at": bson.M{"$lte": g.Now.UTC()}},
		}}},
		bson.M{"$sort": bson.D{asc("state"), desc("reply"), asc("seq")}},
		bson.M{"$limit": looked},
		bson.M{"$addFields": bson.M{"doubtful": bson.M{"$lte": bson.A{bson.M{"$ifNull": bson.A{"$doubt_at", "$$NOW"}}, "$$NOW"}}}},
	}))(ctx)
	if err != nil {
		return notice.Outlook{}, wrap("mongo.Outlook", err)
	}
	notices, doubtful := make([]notice.Notice, len(found)), map[string]bool{}
	for i, f := range found {
		notices[i], doubtful[f.ID] = f.Notice, f.Doubtful
	}
	o := notice.Look(g, notices, doubtful, chats, perChat)
	if len(found) < looked {
		return o, nil
	}
	// Something was left out: an older notice of one of these chats may be.
	heads := make([]string, len(o.Lines))
	for i, line := range o.Lines {
		heads[i] = line[0].Chat
	}
	due := dueNow(g)
	due["chat"] = bson.M{"$in": heads}
	notices, err = db.notices(ctx, due, options.Find().SetSort(bson.D{asc("chat"), asc("seq")}).SetLimit(int64(chats*perChat)))
	if err != nil {
		return notice.Outlook{}, wrap("mongo.Outlook", err)
	}
	o.Lines = notice.Look(g, notices, nil, chats, perChat).Lines
	return o, nil
}

// unsentNotice is a notice with whether its send's time is over by the database's clock.
type unsentNotice struct {
	notice.Notice `bson:",inline"`
	Doubtful      bool `json:"doubtful"`
}

// dueNow matches what may go out at a moment: notice.Notice.Due as a filter.
func dueNow(g notice.Gate) bson.M {
	due := bson.M{
		"state":      notice.Waiting,
		"not_before": bson.M{"$not": bson.M{"$gt": g.Now.UTC()}},
		"expires_at": bson.M{"$not": bson.M{"$lte": g.Now.UTC()}},
	}
	if g.RepliesOnly {
		due["$or"] = bson.A{bson.M{"reply": true}, bson.M{"urgent": true}}
	}
	return due
}

// Waits reports whether anything may go out now. Old says to count only what has waited
// that long by the database's clock.
func (db *DB) Waits(ctx context.Context, g notice.Gate, old time.Duration) (bool, error) {
	filter := bson.M{"$and": bson.A{
		bson.M{"$or": bson.A{dueNow(g), bson.M{"state": notice.Sending}}},
		bson.M{"$expr": bson.M{"$lte": bson.A{"$at", fromNow(-old)}}},
	}}
	n, err := db.Collection(Notices).CountDocuments(ctx, filter, options.Count().SetLimit(1))
	return n > 0, wrap("mongo.Waits", err)
}

// Sending marks a notice before it is handed to the provider; it is in doubt when the
// given time is over and nobody wrote how it went. It is false when the notice is not waiting any more.
func (db *DB) Sending(ctx context.Context, id string, at time.Time, doubt time.Duration) (bool, error) {
	result, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": id, "state": notice.Waiting},
		bson.A{bson.M{"$set": bson.M{"state": notice.Sending, "state_at": at.UTC(), "doubt_at": fromNow(doubt),
			"attempts": bson.M{"$add": bson.A{"$attempts", 1}}}}})
	if err != nil {
		return false, fmt.Errorf("mongo.Sending %s: %w", id, err)
	}
	return result.MatchedCount == 1, nil
}

// Reword gives a notice that still waits other words.
func (db *DB) Reword(ctx context.Context, id, text string) error {
	_, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": id, "state": notice.Waiting}, bson.M{"$set": bson.M{"text": text}})
	return wrap("mongo.Reword "+id, err)
}

// Sent marks a notice that the provider took.
func (db *DB) Sent(ctx context.Context, r notice.Receipt) error {
	_, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": r.ID, "state": bson.M{"$in": rankBelow(notice.Sent)}},
		bson.M{"$set": bson.M{"state": notice.Sent, "provider_id": r.ProviderID, "sent_at": r.At.UTC(), "state_at": r.At.UTC(), "reason": ""}})
	return wrap("mongo.Sent "+r.ID, err)
}

// Unsent ends or undoes a send: back to waiting, or failed or dropped with the reason.
func (db *DB) Unsent(ctx context.Context, id string, to notice.State, reason string, at time.Time) error {
	_, err := db.Collection(Notices).UpdateOne(ctx,
		bson.M{"_id": id, "state": bson.M{"$in": bson.A{notice.Waiting, notice.Sending}}},
		bson.M{"$set": bson.M{"state": to, "reason": reason, "state_at": at.UTC()}})
	return wrap("mongo.Unsent "+id, err)
}

// NotTaken puts back a send in doubt that was looked up and not found, and counts it.
func (db *DB) NotTaken(ctx context.Context, id string, at time.Time) error {
	_, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": id, "state": notice.Sending},
		bson.M{"$set": bson.M{"state": notice.Waiting, "reason": "", "state_at": at.UTC()}, "$inc": bson.M{"doubts": 1}})
	return wrap("mongo.NotTaken "+id, err)
}

// InDoubt lets a send be looked up after a while: the provider answered, but not whether it took it.
func (db *DB) InDoubt(ctx context.Context, id string, wait time.Duration) error {
	_, err := db.Collection(Notices).UpdateOne(ctx, bson.M{"_id": id, "state": notice.Sending},
		bson.A{bson.M{"$set": bson.M{"doubt_at": fromNow(wait)}}})
	return wrap("mongo.InDoubt "+id, err)
}

// Claimed are those of the provider's ids that stand on a notice of ours.
func (db *DB) Claimed(ctx context.Context, providerIDs []string) (map[string]bool, error) {
	claimed := map[string]bool{}
	if len(providerIDs) == 0 {
		return claimed, nil
	}
	notices, err := db.notices(ctx, bson.M{"provider_id": bson.M{"$in": providerIDs}},
		options.Find().SetProjection(bson.M{"provider_id": 1}))
	for _, n := range notices {
		claimed[n.ProviderID] = true
	}
	return claimed, wrap("mongo.Claimed", err)
}

// Upcoming is the earliest not_before after now of what waits, for replies and for
// proactive notices; zero where there is none. held says that a proactive one is due by now.
func (db *DB) Upcoming(ctx context.Context, now time.Time) (reply, proactive time.Time, held bool, err error) {
	// Most of the time nothing waits at all.
	n, err := db.Collection(Notices).CountDocuments(ctx, bson.M{"state": notice.Waiting}, options.Count().SetLimit(1))
	if err != nil || n == 0 {
		return reply, proactive, false, wrap("mongo.Upcoming", err)
	}
	urgent := bson.A{bson.M{"reply": true}, bson.M{"urgent": true}}
	if reply, err = db.earliest(ctx, bson.M{"$or": urgent}, now); err != nil {
		return reply, proactive, false, err
	}
	if proactive, err = db.earliest(ctx, bson.M{"$nor": urgent}, now); err != nil {
		return reply, proactive, false, err
	}
	due := dueNow(notice.Gate{Now: now})
	due["$nor"] = urgent
	n, err = db.Collection(Notices).CountDocuments(ctx, due, options.Count().SetLimit(1))
	return reply, proactive, n > 0, wrap("mongo.Upcoming", err)
}

func (db *DB) earliest(ctx context.Context, filter bson.M, now time.Time) (time.Time, error) {
	filter["state"], filter["not_before"] = notice.Waiting, bson.M{"$gt": now.UTC()}
	found, err := db.notices(ctx, filter, options.Find().SetSort(bson.M{"not_before": 1}).SetLimit(1))
	if err != nil || len(found) == 0 {
		return time.Time{}, wrap("mongo.Upcoming", err)
	}
	return found[0].NotBefore.UTC(), nil
}

func (db *DB) notices(ctx context.Context, filter any, o ...options.Lister[options.FindOptions]) ([]notice.Notice, error) {
	return all[notice.Notice](db.Collection(Notices).Find(ctx, filter, o...))(ctx)
}

// all reads a whole cursor, for queries that are bounded.
func all[T any](cursor *mongo.Cursor, err error) func(context.Context) ([]T, error) {
	return func(ctx context.Context) ([]T, error) {
		if err != nil {
			return nil, err
		}
		var found []T
		err := cursor.All(ctx, &found)
		return found, err
	}
}

// wrap names an operation in its error.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", op, err)
}
