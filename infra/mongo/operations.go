package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/notice"
)

// Queues is what waits, each counted up to a bound, with the oldest of each.
type Queues struct {
	Notices      int       // that may go out and have not
	OldestNotice time.Time // when it was decided; zero when none waits
	Held         int       // whose time has not come
	Events       int       // committed, not published
	OldestEvent  time.Time
	Alarms       int // due a while ago, not answered
	OldestAlarm  time.Time
}

// late is how long an alarm may take to be answered before it is worth a look.
const late = 2 * time.Minute

// LookAtQueues counts what waits.
func (db *DB) LookAtQueues(ctx context.Context, now time.Time, bound int) (Queues, error) {
	var q Queues
	var err error
	waiting := dueNow(notice.Gate{Now: now})
	late := bson.M{"rung": false, "due_at": bson.M{"$lt": now.UTC().Add(-late)}}
	pending := bson.M{"pending": true, "key": bson.M{"$gt": bson.MinKey{}}} // every key: so that its index is used
	for _, look := range []struct {
		collection, field string
		filter            bson.M
		n                 *int
		oldest            *time.Time
	}{
		{Notices, "created_at", waiting, &q.Notices, &q.OldestNotice},
		{Notices, "created_at", bson.M{"state": notice.Waiting, "not_before": bson.M{"$gt": now.UTC()}}, &q.Held, new(time.Time)},
		{Inbox, "at", pending, &q.Events, &q.OldestEvent},
		{Alarms, "due_at", late, &q.Alarms, &q.OldestAlarm},
	} {
		if *look.n, *look.oldest, err = db.waits(ctx, look.collection, look.filter, look.field, bound); err != nil {
			return q, wrap("mongo.LookAtQueues", err)
		}
	}
	return q, nil
}

func (db *DB) waits(ctx context.Context, collection string, filter bson.M, field string, bound int) (int, time.Time, error) {
	n, err := db.Collection(collection).CountDocuments(ctx, filter, options.Count().SetLimit(int64(bound)))
	if err != nil || n == 0 {
		return 0, time.Time{}, err
	}
	found, err := all[bson.M](db.Collection(collection).Find(ctx, filter,
		options.Find().SetSort(bson.M{field: 1}).SetLimit(1).SetProjection(bson.M{field: 1})))(ctx)
	if err != nil || len(found) == 0 {
		return int(n), time.Time{}, err
	}
	at, _ := found[0][field].(bson.DateTime)
	return int(n), at.Time().UTC(), nil
}

// OldestWaiting is when the oldest notice that may go out was decided; zero when none waits.
func (db *DB) OldestWaiting(ctx context.Context, now time.Time) (time.Time, error) {
	_, oldest, err := db.waits(ctx, Notices, dueNow(notice.Gate{Now: now}), "created_at", 1)
	return oldest, wrap("mongo.OldestWaiting", err)
}

// GivenUp are the events that were given up, the newest first.
func (db *DB) GivenUp(ctx context.Context, limit int) ([]event.Dead, error) {
	list, err := all[event.Dead](db.Collection(Poison).Find(ctx, bson.M{"put_away": nil},
		options.Find().SetSort(bson.D{desc("at")}).SetLimit(int64(limit))))(ctx)
	return list, wrap("mongo.GivenUp", err)
}

// GaveUp is one of them; nil when there is none (any more).
func (db *DB) GaveUp(ctx context.Context, id string) (*event.Dead, error) {
	list, err := all[event.Dead](db.Collection(Poison).Find(ctx, bson.M{"_id": id, "put_away": nil}))(ctx)
	if err != nil || len(list) == 0 {
		return nil, wrap("mongo.GaveUp", err)
	}
	return &list[0], nil
}

// Unbury puts an event away that was given up: it was published again, or thrown away. Its name
// stays, so that nobody takes it for one that was lost.
func (db *DB) Unbury(ctx context.Context, id string) error {
	_, err := db.Collection(Poison).UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"put_away": true}})
	return wrap("mongo.Unbury", err)
}

// WereGivenUp are those of a topic's events that were given up, whatever was done with them since.
func (db *DB) WereGivenUp(ctx context.Context, topic string, ids []string) (map[string]bool, error) {
	dead := make([]string, len(ids))
	for i, id := range ids {
		dead[i] = event.DeadID(topic, id)
	}
	rows, err := all[event.Dead](db.Collection(Poison).Find(ctx, bson.M{"_id": bson.M{"$in": dead}},
		options.Find().SetProjection(bson.M{"event": 1})))(ctx)
	given := map[string]bool{}
	for _, r := range rows {
		given[r.Event] = true
	}
	return given, wrap("mongo.WereGivenUp", err)
}
