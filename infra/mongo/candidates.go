package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/routing"
)

// How many pros are read at a time: one of the first few is usually free; when none is, or
// when many are equal, more are looked at.
const (
	firstBatch = 4
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

// walk asks for the first few by themselves: the server is then done with the query, and most
// decisions end there. Who needs more begins again with a cursor that goes on as long as it is
// walked, and passes over those whom the first few have shown.
func (db *DB) walk(ctx context.Context, s routing.Search, yield func(routing.Candidate, error) bool) error {
	query := options.Find().SetSort(candidateOrder)
	few, err := db.Collection(Pros).Find(ctx, candidateFilter(s), query.SetLimit(firstBatch))
	if err != nil {
		return err
	}
	var batch []bson.Raw
	if err := few.All(ctx, &batch); err != nil {
		return err
	}
	shown := map[string]bool{}
	if goOn, err := db.show(ctx, batch, shown, yield); !goOn || err != nil || len(batch) < firstBatch {
		return err
	}
	all, err := db.Collection(Pros).Find(ctx, candidateFilter(s), query.SetLimit(0).SetBatchSize(nextBatch))
	if err != nil {
		return err
	}
	defer func() { _ = all.Close(context.WithoutCancel(ctx)) }() // otherwise the server forgets it by itself
	for {
		for batch = nil; len(batch) < nextBatch && all.Next(ctx); {
			batch = append(batch, slices.Clone(all.Current))
		}
		if err := all.Err(); err != nil || len(batch) == 0 {
			return err
		}
		if goOn, err := db.show(ctx, batch, shown, yield); !goOn || err != nil {
			return err
		}
	}
}

// show yields those of a batch who were not shown before. A pro is decoded when it is looked
// at: most of a batch never is.
func (db *DB) show(ctx context.Context, batch []bson.Raw, shown map[string]bool, yield func(routing.Candidate, error) bool) (goOn bool, err error) {
	batch = slices.DeleteFunc(batch, func(p bson.Raw) bool { return shown[idOf(p)] })
	calendars, err := db.calendarsOf(ctx, batch)
	if err != nil {
		return false, err
	}
	for _, p := range batch {
		id := idOf(p)
		shown[id] = true
		calendar, found := calendars[id]
		if !found {
			continue
		}
		var c routing.Candidate
		if err := errors.Join(decode(p, &c.Pro), decode(calendar, &c.Calendar)); err != nil {
			return false, fmt.Errorf("pro %s: %w", id, err)
		}
		if !yield(c, nil) {
			return false, nil
		}
	}
	return true, nil
}

// candidateOrder ends with the id, so that a walk is always the same.
var candidateOrder = bson.D{desc("rank"), asc("last_offer_at"), asc("_id")}

// candidateFilter finds by the index and leaves out who only lives in a corner of a cell.
func candidateFilter(s routing.Search) bson.D {
	const earth, margin = 6371, 0.1 // km; the margin is for those on the line, of whom routing decides
	circle := bson.A{bson.A{s.At.Lng, s.At.Lat}, (float64(s.Km) + margin) / earth}
	return append(bson.D{
		{Key: "trade", Value: object("$in", s.Trades)},
		{Key: "reach", Value: object("$in", s.Reach)},
		{Key: "$or", Value: bson.A{
			bson.D{{Key: "location", Value: object("$geoWithin", object("$centerSphere", circle))}},
			bson.D{{Key: "area_codes", Value: s.At.Code}},
		}},
	}, routable...)
}

// calendarsOf are the calendars of some pros, by the pro's id.
func (db *DB) calendarsOf(ctx context.Context, pros []bson.Raw) (map[string]bson.Raw, error) {
	if len(pros) == 0 {
		return nil, nil
	}
	ids := make([]string, len(pros))
	for i, p := range pros {
		ids[i] = idOf(p)
	}
	cursor, err := db.Collection(Calendars).Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	if err != nil {
		return nil, err
	}
	var list []bson.Raw
	if err := cursor.All(ctx, &list); err != nil {
		return nil, err
	}
	calendars := make(map[string]bson.Raw, len(list))
	for _, c := range list {
		calendars[idOf(c)] = c
	}
	return calendars, nil
}

func idOf(document bson.Raw) string {
	id, _ := document.Lookup("_id").StringValueOK()
	return id
}

// decode reads a document as the client would.
func decode(document bson.Raw, into any) error {
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(document)))
	d.UseJSONStructTags()
	return d.Decode(into)
}
