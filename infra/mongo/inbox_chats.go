package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/conversation"
)

// ChatSet names some of the chats.
type ChatSet string

// The sets.
const (
	AllChats     ChatSet = ""
	NeedHuman    ChatSet = "human"   // somebody asked for one, the longest wait first
	InHumanHands ChatSet = "hands"   // the bot is silent
	BlockedChats ChatSet = "blocked" // by an admin
)

// ChatQuery says which chats a list shows; all but those who need a human begin with the last to write.
type ChatQuery struct {
	Set   ChatSet
	Now   time.Time
	Older LeadKey // the place in the list after which it goes on: the time of the last message, and the chat
	Limit int
}

// briefly is a chat as lists show it: with the last thing said in it.
var briefly = bson.M{"recent": bson.M{"$slice": -1}, "waiting": 0, "unread": 0, "linking": 0}

// ListChats is one page of chats, and whether there is more.
func (db *DB) ListChats(ctx context.Context, q ChatQuery) ([]conversation.Conversation, bool, error) {
	filter, direction := bson.D{{Key: "updated_at", Value: bson.M{"$type": "date"}}}, -1
	switch q.Set {
	case NeedHuman:
		filter, direction = bson.D{{Key: "needs_human", Value: true}}, 1
	case InHumanHands:
		filter = bson.D{{Key: "silent_until", Value: bson.M{"$gt": q.Now.UTC()}}} // few: a quarter of an hour's
	case BlockedChats:
		filter = bson.D{{Key: "blocked", Value: true}}
	}
	if q.Older.ID != "" {
		filter = append(filter, beyond("updated_at", direction, q.Older)...)
	}
	list, err := all[conversation.Conversation](db.Collection(Conversations).Find(ctx, filter,
		options.Find().SetSort(bson.D{{Key: "updated_at", Value: direction}, {Key: "_id", Value: direction}}).SetLimit(int64(q.Limit)+1).SetProjection(briefly)))(ctx)
	more := len(list) > q.Limit
	return list[:min(len(list), q.Limit)], more, wrap("mongo.ListChats", err)
}

// CountNeedHuman is how many chats wait for a human, up to a bound.
func (db *DB) CountNeedHuman(ctx context.Context, bound int) (int, error) {
	n, err := db.Collection(Conversations).CountDocuments(ctx, bson.M{"needs_human": true}, options.Count().SetLimit(int64(bound)))
	return int(n), wrap("mongo.CountNeedHuman", err)
}

// SeeChat notes that one of us has looked into a chat. It raises no version: to look changes nothing.
func (db *DB) SeeChat(ctx context.Context, chat string, at time.Time) error {
	_, err := db.Collection(Conversations).UpdateOne(ctx, bson.M{"_id": chat}, bson.M{"$max": bson.M{"seen_at": at.UTC()}})
	return wrap("mongo.SeeChat", err)
}
