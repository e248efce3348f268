package main

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// loadLimit is the most that a pro can be given.
const loadLimit = 50

// customerChat is a customer's: of more than a hundred, who all have a number that cannot exist,
// because no country has the code 999.
func customerChat(n int) string { return fmt.Sprintf("99900%07d@c.us", n) }

// settle puts the pros and the customers into an empty database, and takes away the pace.
func settle(ctx context.Context, db *mongo.DB, plan Plan) error {
	if _, err := db.Collection(mongo.Pros).DeleteMany(ctx, bson.M{}); err != nil {
		return err
	}
	people := crowd.New(plan.Seed)
	for n := range plan.Pros {
		at, ok := place.ByName(cities[n%len(cities)])
		if !ok {
			return fmt.Errorf("there is no place %q", cities[n%len(cities)])
		}
		p := people.Pro(n, at)
		p.Trade, p.OnVacation, p.LoadLimit = pro.Trades[n/len(cities)%len(pro.Trades)], false, loadLimit
		if _, err := db.SavePro(ctx, p, plan.Now); err != nil {
			return err
		}
	}
	// Nine of ten have agreed; the others are asked first.
	agreed := make([]any, 0, plan.Chats)
	for n := range plan.Chats {
		if n%10 > 0 {
			agreed = append(agreed, bson.M{"_id": customerChat(n), "consent_at": plan.Now, "created_at": plan.Now, "language": "he", "version": int64(0), "seq": int64(0)})
		}
	}
	if _, err := db.Collection(mongo.Conversations).InsertMany(ctx, agreed); err != nil {
		return err
	}
	return nil
}

// clock is the system's time.
type clock time.Duration

func (c clock) now() time.Time { return time.Now().Add(time.Duration(c)) }
