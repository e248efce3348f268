package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/analytics"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/usage"
)

// Figures is the collection of what was counted by day and by month; it can be dropped, and is
// then counted anew.
const Figures = "figures"

// counted is the document that says how far the counting has come.
const counted = "counted"

// Clock is the database's time.
func (db *DB) Clock(ctx context.Context) (time.Time, error) {
	var said struct {
		Now time.Time `bson:"localTime" json:"localTime"`
	}
	err := db.database.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&said)
	return said.Now, wrap("mongo.Clock", err)
}

// CountedTill is analytics.Store's.
func (db *DB) CountedTill(ctx context.Context) (time.Time, error) {
	var row struct {
		Till time.Time `json:"till"`
	}
	err := db.Collection(Figures).FindOne(ctx, byID(counted)).Decode(&row)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return time.Time{}, nil
	}
	return row.Till, wrap("mongo.CountedTill", err)
}

// SetCountedTill is analytics.Store's.
func (db *DB) SetCountedTill(ctx context.Context, at time.Time) error {
	_, err := db.Collection(Figures).UpdateOne(ctx, byID(counted), bson.M{"$set": bson.M{"till": at}}, options.UpdateOne().SetUpsert(true))
	return wrap("mongo.SetCountedTill", err)
}

// FirstDay is analytics.Store's.
func (db *DB) FirstDay(ctx context.Context) (calendar.Date, bool, error) {
	var first time.Time
	for collection, field := range map[string]string{Leads: "created_at", ModelCalls: "made_at"} {
		var row bson.M
		err := db.Collection(collection).FindOne(ctx, bson.M{field: bson.M{"$gt": time.UnixMilli(0)}},
			options.FindOne().SetSort(bson.D{{Key: field, Value: 1}}).SetProjection(bson.M{field: 1, "_id": 0})).Decode(&row)
		if errors.Is(err, mongo.ErrNoDocuments) {
			continue
		}
		if err != nil {
			return calendar.Date{}, false, wrap("mongo.FirstDay", err)
		}
		if at, ok := row[field].(bson.DateTime); ok && (first.IsZero() || at.Time().Before(first)) {
			first = at.Time()
		}
	}
	return calendar.DateOf(first), !first.IsZero(), nil
}

// ChangedDays is analytics.Store's: read from one index, without a look at any lead.
func (db *DB) ChangedDays(ctx context.Context, since time.Time) ([]calendar.Date, error) {
	if since.IsZero() {
		since = time.UnixMilli(0) // a zero time would be written as null, which nothing is after
	}
	cursor, err := db.Collection(Leads).Find(ctx, bson.M{"written_at": bson.M{"$gte": since}}, options.Find().
		SetProjection(bson.M{"_id": 0, "created_at": 1, "completed_at": 1}))
	if err != nil {
		return nil, wrap("mongo.ChangedDays", err)
	}
	seen := map[calendar.Date]bool{}
	var row struct {
		CreatedAt   time.Time `json:"created_at"`
		CompletedAt time.Time `json:"completed_at"`
	}
	for cursor.Next(ctx) {
		row.CreatedAt, row.CompletedAt = time.Time{}, time.Time{}
		if err := cursor.Decode(&row); err != nil {
			return nil, wrap("mongo.ChangedDays", err)
		}
		seen[calendar.DateOf(row.CreatedAt)] = true
		if !row.CompletedAt.IsZero() {
			seen[calendar.DateOf(row.CompletedAt)] = true
		}
	}
	if err := cursor.Err(); err != nil {
		return nil, wrap("mongo.ChangedDays", err)
	}
	calls, err := all[usage.Call](db.Collection(ModelCalls).Find(ctx, bson.M{"at": bson.M{"$gte": since}},
		options.Find().SetProjection(bson.M{"_id": 0, "made_at": 1, "at": 1})))(ctx)
	if err != nil {
		return nil, wrap("mongo.ChangedDays", err)
	}
	for _, c := range calls {
		seen[calendar.DateOf(c.MadeAt)] = true
	}
	days := make([]calendar.Date, 0, len(seen))
	for d := range seen {
		days = append(days, d)
	}
	return days, nil
}

// counts are the fields of a lead that are looked at.
var counts = bson.M{
	"status": 1, "trade": 1, "pro_id": 1, "created_at": 1, "completed_at": 1, "price_charged": 1, "rating_given": 1,
	"history.status": 1, "history.at": 1, "history.by": 1, "history.pro": 1,
}

// CountDays is analytics.Store's: three walks along indexes, whatever the number of days.
func (db *DB) CountDays(ctx context.Context, span calendar.Interval) (map[calendar.Date]*analytics.Figures, error) {
	days := map[calendar.Date]*analytics.Figures{}
	on := func(t time.Time) *analytics.Figures {
		day := calendar.DateOf(t)
		if days[day] == nil {
			days[day] = &analytics.Figures{}
		}
		return days[day]
	}
	during := bson.M{"$gte": span.Start.UTC(), "$lt": span.End.UTC()}
	err := errors.Join(
		each(ctx, db, Leads, bson.M{"created_at": during}, counts, func(l lead.Lead) { on(l.CreatedAt).Came(l) }),
		each(ctx, db, Leads, bson.M{"status": lead.Completed, "completed_at": during}, counts, func(l lead.Lead) { on(l.CompletedAt).Done(l) }),
		each(ctx, db, ModelCalls, bson.M{"made_at": during}, nil, func(c usage.Call) { on(c.MadeAt).Called(c) }),
	)
	return days, wrap("mongo.CountDays", err)
}

// each shows the documents that a filter finds, one by one.
func each[T any](ctx context.Context, db *DB, collection string, filter, fields bson.M, show func(T)) error {
	cursor, err := db.Collection(collection).Find(ctx, filter, options.Find().SetProjection(fields).SetBatchSize(2000))
	if err != nil {
		return err
	}
	for cursor.Next(ctx) {
		var one T
		if err := cursor.Decode(&one); err != nil {
			return errors.Join(err, cursor.Close(ctx))
		}
		show(one)
	}
	return cursor.Err()
}

// SaveFigures is analytics.Store's.
func (db *DB) SaveFigures(ctx context.Context, list []analytics.Figures) error {
	if len(list) == 0 {
		return nil
	}
	writes := make([]mongo.WriteModel, len(list))
	for i, f := range list {
		writes[i] = mongo.NewReplaceOneModel().SetFilter(bson.M{"_id": f.ID, "began": bson.M{"$lte": f.Began}}).SetReplacement(fieldsOfFigures(f)).SetUpsert(true)
	}
	_, err := db.Collection(Figures).BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false))
	if mongo.IsDuplicateKeyError(err) { // somebody began later, and knows more
		return nil
	}
	return wrap("mongo.SaveFigures", err)
}

// FiguresBetween is analytics.Store's.
func (db *DB) FiguresBetween(ctx context.Context, from, to string) ([]analytics.Figures, error) {
	found, err := all[figuresFields](db.Collection(Figures).Find(ctx, bson.M{"_id": bson.M{"$gte": from, "$lte": to}},
		options.Find().SetSort(bson.M{"_id": 1}).SetBatchSize(100)))(ctx)
	list := make([]analytics.Figures, len(found))
	for i, f := range found {
		list[i] = f.figures()
	}
	return list, wrap("mongo.FiguresBetween", err)
}
