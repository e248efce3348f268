package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/routing"
)

// maxDecisions is more than the re-routes of one lead can make.
const maxDecisions = 50

// DecisionsOf are the choices made for a lead, the newest first.
func (db *DB) DecisionsOf(ctx context.Context, lead string) ([]routing.Decision, error) {
	cursor, err := db.Collection(Decisions).Find(ctx, bson.D{{Key: "lead_id", Value: lead}},
		options.Find().SetSort(bson.D{desc("at")}).SetLimit(maxDecisions))
	if err != nil {
		return nil, fmt.Errorf("mongo.DecisionsOf %s: %w", lead, err)
	}
	var list []routing.Decision
	if err := cursor.All(ctx, &list); err != nil {
		return nil, fmt.Errorf("mongo.DecisionsOf %s: %w", lead, err)
	}
	return list, nil
}
