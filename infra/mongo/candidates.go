package mongo

import (
	"context"
	"fmt"
	"iter"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// How many pros are read at a time: one of the first few is usually free; when none is, or
// when many are equal, more are looked at.
const (
	firstBatch = 8
	nextBatch  = 24
)

// Candidates is routing.Candidates': a walk along one index that holds the pros who may be
// routed by trade and reach in rank order; calendars are read a batch at a time.
func (db *DB) Candidates(ctx context.Context, s routing.Search) iter.Seq2[routing.Candidate, error] {
	return func(yield func(routing.Candidate, error) bool) {
		if err := db.walk(ctx, s, yield); err != nil {
			yield(routing.Candidate{}, fmt.Errorf("mongo.Candidates: %w", err))
		}
	}
}

func (db *DB) walk(ctx context.Context, s routing.Search, yield func(routing.Candidate, error) bool) error {
	cursor, err := db.Collection(Pros).Find(ctx, candidateFilter(s),
		options.Find().SetSort(candidateOrder).SetBatchSize(firstBatch))
	if err != nil {
		return err
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }() // otherwise the server forgets it by itself
	for size := firstBatch; ; size = nextBatch {
		batch := make([]pro.Pro, 0, size)
		for len(batch) < size && cursor.Next(ctx) {
			var p pro.Pro
			if err := cursor.Decode(&p); err != nil {
				return err
			}
			batch = append(batch, p)
		}
		if err := cursor.Err(); err != nil || len(batch) == 0 {
			return err
		}
		cursor.SetBatchSize(nextBatch)
		calendars, err := db.calendarsOf(ctx, batch)
		if err != nil {
			return err
		}
		for _, p := range batch {
			if c, found := calendars[p.ID]; found && !yield(routing.Candidate{Pro: p, Calendar: c}, nil) {
				return nil
			}
		}
	}
}

// candidateOrder ends with the id, so that a walk is always the same.
var candidateOrder = bson.D{desc("rank"), asc("last_offer_at"), asc("_id")}

func candidateFilter(s routing.Search) bson.D {
	return append(bson.D{
		{Key: "trade", Value: bson.D{{Key: "$in", Value: s.Trades}}},
		{Key: "reach", Value: bson.D{{Key: "$in", Value: s.Reach}}},
	}, routable...)
}

func (db *DB) calendarsOf(ctx context.Context, pros []pro.Pro) (map[string]booking.Calendar, error) {
	ids := make([]string, len(pros))
	for i, p := range pros {
		ids[i] = p.ID
	}
	cursor, err := db.Collection(Calendars).Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	if err != nil {
		return nil, err
	}
	var list []booking.Calendar
	if err := cursor.All(ctx, &list); err != nil {
		return nil, err
	}
	calendars := make(map[string]booking.Calendar, len(list))
	for _, c := range list {
		calendars[c.Pro] = c
	}
	return calendars, nil
}
