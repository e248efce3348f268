package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
)

// bareWrites does what one reply writes, and nothing else: one transaction with the claim,
// the message, the lead, the conversation, the notice and the model's call, then the notice's
// three steps (on its way, taken, delivered). So many at once, in collections of its own with
// the same indexes; it gives how many replies a second that makes.
func bareWrites(ctx context.Context, b *bench, atOnce, replies int) (perSecond float64, err error) {
	bare, leave, err := b.open(ctx, "bench_bare")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, atOnce)
	began := time.Now()
	for worker := range atOnce {
		all.Go(func() {
			for i := 0; next.Add(1) <= int64(replies); i++ {
				if err := bareReply(ctx, bare, worker, i); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	select {
	case err := <-failed:
		return 0, err
	default:
		return float64(replies) / took.Seconds(), nil
	}
}

func bareReply(ctx context.Context, db *mongo.DB, worker, i int) error {
	id, chat := fmt.Sprintf("%d/%d", worker, i), fmt.Sprintf("97200%07d@c.us", worker*1000+i/perChat)
	session, err := db.Client().StartSession()
	if err != nil {
		return err
	}
	defer session.EndSession(ctx)
	now := time.Now()
	purge := now.Add(time.Hour * 24 * 30)
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		for collection, document := range map[string]bson.M{
			mongo.Inbox:      {"_id": id, "pending": false, "at": now, "purge_at": purge},
			mongo.Messages:   {"_id": id, "chat": chat, "text": someText, "sent_at": now, "at": now, "purge_at": purge},
			mongo.Notices:    {"_id": id, "chat": chat, "kind": "reply", "text": someText, "seq": i, "reply": true, "state": "waiting", "at": now, "purge_at": purge},
			mongo.ModelCalls: {"_id": id, "model": "gemini-3.5-flash-lite", "tokens_in": 900, "tokens_out": 60, "made_at": now, "lead_id": chat, "purge_at": purge},
		} {
			if _, err := db.Collection(collection).InsertOne(ctx, document); err != nil {
				return nil, err
			}
		}
		if _, err := db.Collection(mongo.Leads).ReplaceOne(ctx, bson.M{"_id": chat},
			bson.M{"chat_id": chat, "status": "contacted", "facts": bson.M{"issue": someText}, "created_at": now, "updated_at": now, "version": i},
			options.Replace().SetUpsert(true)); err != nil {
			return nil, err
		}
		return nil, db.Collection(mongo.Conversations).FindOneAndUpdate(ctx, bson.M{"_id": chat}, bson.M{
			"$inc":  bson.M{"version": 1, "seq": 1},
			"$set":  bson.M{"lead_id": chat, "updated_at": now},
			"$push": bson.M{"recent": bson.M{"$each": bson.A{bson.M{"by": "customer", "text": someText}, bson.M{"by": "proli", "text": someText}}, "$slice": -20}},
		}, options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Err()
	})
	if err != nil {
		return err
	}
	for _, state := range []string{"sending", "sent", "delivered"} {
		if _, err := db.Collection(mongo.Notices).UpdateOne(ctx, bson.M{"_id": id}, bson.M{"$set": bson.M{"state": state, "state_at": now, "provider_id": id}}); err != nil {
			return err
		}
	}
	return nil
}

// someText is as long as what people write.
const someText = "יש לי נזילה מתחת לכיור כבר שלושה ימים, מתי אפשר לבוא?"
