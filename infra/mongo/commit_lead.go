package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/proli/proli/shared/lead"
)

// leadFields is a lead as it is stored: the database's time of its last write tells the
// daily figures which days to count anew; by its words and choices lists find it.
type leadFields struct {
	lead.Lead `bson:",inline"`
	WrittenAt time.Time `json:"written_at"`
	Terms     []string  `json:"terms"`
	Facets    []string  `json:"facets"`
}

func (db *DB) writeLead(ctx context.Context, l *lead.Lead, at time.Time) error {
	next := leadFields{Lead: *l, WrittenAt: at, Terms: l.Terms(), Facets: l.Facets()}
	next.Version++
	if l.Version == 0 {
		_, err := db.Collection(Leads).InsertOne(ctx, next)
		if mongo.IsDuplicateKeyError(err) {
			return fmt.Errorf("lead %s: %w", l.ID, errMoved)
		}
		return err
	}
	result, err := db.Collection(Leads).ReplaceOne(ctx, bson.M{"_id": l.ID, "version": l.Version}, next)
	if err != nil {
		return err
	}
	if result.MatchedCount == 0 {
		return fmt.Errorf("lead %s at version %d: %w", l.ID, l.Version, errMoved)
	}
	return nil
}
