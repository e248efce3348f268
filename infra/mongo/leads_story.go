package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/usage"
)

// MessagesOfLead are the newest messages about a lead, of whoever wrote them.
func (db *DB) MessagesOfLead(ctx context.Context, id string, limit int) ([]conversation.Message, error) {
	return db.messages(ctx, "mongo.MessagesOfLead", bson.M{"lead_id": id}, limit)
}

// MessagesOfChat are the newest messages of a chat.
func (db *DB) MessagesOfChat(ctx context.Context, chat string, limit int) ([]conversation.Message, error) {
	return db.messages(ctx, "mongo.MessagesOfChat", bson.M{"chat": chat}, limit)
}

func (db *DB) messages(ctx context.Context, op string, filter bson.M, limit int) ([]conversation.Message, error) {
	list, err := all[conversation.Message](db.Collection(Messages).Find(ctx, filter,
		options.Find().SetSort(bson.D{desc("sent_at")}).SetLimit(int64(limit)).SetProjection(bson.M{"raw": 0})))(ctx)
	return list, wrap(op, err)
}

// NoticesOfLead are the newest notices about a lead, to whomever.
func (db *DB) NoticesOfLead(ctx context.Context, id string, limit int) ([]notice.Notice, error) {
	list, err := db.notices(ctx, bson.M{"lead_id": id}, options.Find().SetSort(bson.D{desc("created_at")}).SetLimit(int64(limit)))
	return list, wrap("mongo.NoticesOfLead", err)
}

// NoticesOfChat are the newest notices to a chat.
func (db *DB) NoticesOfChat(ctx context.Context, chat string, limit int) ([]notice.Notice, error) {
	list, err := db.notices(ctx, bson.M{"chat": chat}, options.Find().SetSort(bson.D{desc("seq")}).SetLimit(int64(limit)))
	return list, wrap("mongo.NoticesOfChat", err)
}

// AlarmsOfLead are the alarms of a lead.
func (db *DB) AlarmsOfLead(ctx context.Context, id string, limit int) ([]alarm.Alarm, error) {
	list, err := all[alarm.Alarm](db.Collection(Alarms).Find(ctx, bson.M{"lead_id": id}, options.Find().SetLimit(int64(limit))))(ctx)
	return list, wrap("mongo.AlarmsOfLead", err)
}

// ModelCallsOfLead are the model calls made for a lead.
func (db *DB) ModelCallsOfLead(ctx context.Context, id string, limit int) ([]usage.Call, error) {
	list, err := all[usage.Call](db.Collection(ModelCalls).Find(ctx, bson.M{"lead_id": id}, options.Find().SetLimit(int64(limit))))(ctx)
	return list, wrap("mongo.ModelCallsOfLead", err)
}

// ProsNamed are the pros whose phone number or the beginning of whose name is this.
func (db *DB) ProsNamed(ctx context.Context, words string, limit int) ([]pro.Pro, error) {
	list, err := all[pro.Pro](db.Collection(Pros).Find(ctx, bson.M{"$or": bson.A{
		bson.M{"phone_number": words},
		bson.M{"business_name": bson.M{"$gte": words, "$lt": words + "\uffff"}},
	}}, options.Find().SetSort(bson.D{asc("business_name"), asc("_id")}).SetLimit(int64(limit))))(ctx)
	return list, wrap("mongo.ProsNamed", err)
}
