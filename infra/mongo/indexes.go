package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/shared/notice"
)

// indexes are all there are: every query that a customer waits for is answered from one of them.
// Equality comes first, then the order, then ranges.
var indexes = map[string][]mongo.IndexModel{
	Inbox: {
		only(bson.D{{Key: "pending", Value: true}}, asc("key"), asc("order")), // what still has to be published
		purge(),
	},
	Messages: {
		on(asc("chat"), desc("sent_at")),
		on(asc("lead_id"), desc("sent_at")), // a lead's page
		purge(),
	},
	Notices: {
		only(unsent, asc("state"), desc("reply"), asc("seq")),                              // what to send next
		only(unsent, asc("chat"), asc("seq")),                                              // in order within a chat
		only(bson.D{{Key: "kind", Value: notice.KindPromise}, arrivable}, asc("state_at")), // promises that have not arrived
		on(asc("provider_id")),
		on(asc("lead_id"), desc("created_at")),
		on(asc("chat"), desc("seq")), // a chat in the inbox
		purge(),
	},
	Leads: {
		on(asc("chat_id"), desc("created_at"), asc("_id")),
		on(asc("facts.phone")), // whose data is asked for
		on(asc("status"), asc("updated_at")),
		on(asc("pro_id"), asc("status")),
		on(asc("appointment.start"), asc("_id")),
		on(desc("created_at"), desc("_id")), // the list, and below it the list of one status
		on(asc("status"), desc("created_at"), desc("_id")),
		on(asc("terms"), desc("created_at"), desc("_id")), // search
		on(asc("facets"), desc("created_at"), desc("_id")),
		on(asc("facets"), asc("status"), desc("created_at"), desc("_id")),
		on(asc("status"), asc("appointment.start"), asc("_id")),
	},
	Alarms: {
		only(bson.D{{Key: "rung", Value: false}}, asc("due_at")),
		only(bson.D{{Key: "rung", Value: false}}, asc("cause")),
		on(asc("lead_id")),
		purge(),
	},
	Pros: {
		{Keys: bson.D{asc("phone_number")}, Options: options.Index().SetUnique(true)},
		on(asc("business_name"), asc("_id")),
		on(asc("chats")),
		only(applying, asc("approved"), asc("created_at")),
		only(routable, append(bson.D{asc("trade"), asc("reach")}, candidateOrder...)...),
	},
	Customers: {on(asc("chats")), on(asc("phone"))},
	Conversations: {
		on(asc("silent_until")),
		only(bson.D{{Key: "turn_at", Value: bson.M{"$type": "date"}}}, asc("turn_at")), // bursts that wait for their turn
		only(bson.D{{Key: "needs_human", Value: true}}, asc("needs_human"), asc("updated_at"), asc("_id")),
		only(bson.D{{Key: "blocked", Value: true}}, asc("blocked"), desc("updated_at"), desc("_id")),
		on(desc("updated_at"), desc("_id")),                                              // the inbox
		only(bson.D{{Key: firstWords, Value: bson.M{"$type": "date"}}}, asc(firstWords)), // what is to be forgotten
	},
	Decisions:  {on(asc("lead_id"), desc("at"))},
	Sessions:   {on(asc("user")), purge()},
	ModelCalls: {on(asc("made_at")), on(asc("lead_id")), purge()},
	Tries:      {purge()},
	Receipts:   {purge()},
	Poison:     {on(asc("key")), on(asc("put_away"), desc("at")), purge()},
	Runs:       {on(asc("job"), desc("began")), purge()},
	Audit:      {on(desc("at"), desc("_id")), on(asc("by"), desc("at"), desc("_id")), on(asc("subject"), desc("at"), desc("_id"))},
}

// firstWords is when the first thing was said that a conversation remembers.
const firstWords = "recent.0.at"

var (
	arrivable = bson.E{Key: "state", Value: bson.D{{Key: "$in", Value: bson.A{notice.Sent, notice.Failed}}}}
	unsent    = bson.D{{Key: "state", Value: bson.D{{Key: "$in", Value: bson.A{notice.Waiting, notice.Sending}}}}}
	applying  = bson.D{{Key: "approved", Value: false}}
	routable  = bson.D{{Key: "is_active", Value: true}, {Key: "approved", Value: true}, {Key: "on_vacation", Value: false}}
)

func asc(field string) bson.E  { return bson.E{Key: field, Value: 1} }
func desc(field string) bson.E { return bson.E{Key: field, Value: -1} }

func on(keys ...bson.E) mongo.IndexModel { return mongo.IndexModel{Keys: bson.D(keys)} }

// only is an index of some of the documents; a query must name the same condition to use it.
func only(condition bson.D, keys ...bson.E) mongo.IndexModel {
	return mongo.IndexModel{Keys: bson.D(keys), Options: options.Index().SetPartialFilterExpression(condition)}
}

// purge lets the server delete a document when its purge_at has come. No rule depends on it.
func purge() mongo.IndexModel {
	return mongo.IndexModel{Keys: bson.D{asc("purge_at")}, Options: options.Index().SetExpireAfterSeconds(0)}
}
