package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/proli/proli/shared/lead"
)

// prosIndexes are those of the dashboard's pages about pros, their weeks and the figures.
var prosIndexes = map[string][]mongo.IndexModel{
	Leads: {
		on(asc("pro_id"), asc("appointment.start")), // a pro's week, also a past one
		only(bson.D{{Key: "rating_given", Value: bson.D{{Key: "$gt", Value: 0}}}}, asc("pro_id"), desc("completed_at")), // reviews
		only(bson.D{{Key: "status", Value: lead.Completed}}, asc("completed_at")),                                       // what was done on a day
		on(asc("written_at"), asc("created_at"), asc("completed_at")),                                                   // which days to count anew
	},
	ModelCalls: {on(asc("at"))},
	// The list runs along the names. An index that began with what routing asks for would tempt
	// the planner away from routing's own.
	Pros: {only(bson.D{{Key: "approved", Value: false}}, asc("created_at"))}, // who waits for approval
}
