package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/notice"
)

// Oldest is how long the oldest notice that may go out has waited; none: zero. Hours in which
// it was not allowed to go out do not count.
func (db *DB) Oldest(ctx context.Context, q notice.Quiet, now time.Time) (time.Duration, error) {
	const enough = 200 // the oldest is among the first created, but for those that were to wait
	due, err := db.notices(ctx, dueNow(q.Gate(now)), options.Find().SetSort(bson.M{"created_at": 1}).SetLimit(enough))
	if err != nil {
		return 0, wrap("mongo.Oldest", err)
	}
	var oldest time.Duration
	for _, n := range due {
		oldest = max(oldest, now.Sub(n.Since(q)))
	}
	return oldest, nil
}
