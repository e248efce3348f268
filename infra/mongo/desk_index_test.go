package mongo_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// profiled runs queries and gives what the server did for each, by its own profile.
func profiled(t *testing.T, db *mongo.DB, queries func()) []bson.M {
	t.Helper()
	require.NoError(t, db.Database().RunCommand(t.Context(), bson.D{{Key: "profile", Value: 2}}).Err())
	queries()
	require.NoError(t, db.Database().RunCommand(t.Context(), bson.D{{Key: "profile", Value: 0}}).Err())
	found, err := db.Collection("system.profile").Find(t.Context(), bson.M{"op": bson.M{"$in": bson.A{"query", "command", "getmore"}}, "ns": bson.M{"$not": bson.M{"$regex": "profile"}}})
	require.NoError(t, err)
	var all []bson.M
	require.NoError(t, found.All(t.Context(), &all))
	return all
}

// TestTheDeskReadsByIndex looks at every query of the board, the list, a lead's page and the
// inbox: none reads a whole collection, and none sorts what an index could have given in order.
func TestTheDeskReadsByIndex(t *testing.T) {
	db := mongotest.New(t)
	var leads []*lead.Lead
	statuses := []lead.Status{lead.Booked, lead.New, lead.PendingReview, lead.Completed, lead.Contacted}
	for i := range 400 {
		at := sunday.Add(-time.Duration(i) * time.Minute)
		leads = append(leads, &lead.Lead{
			ID: fmt.Sprintf("l%03d", i), ChatID: fmt.Sprintf("9720000%05d@c.us", i), Status: statuses[i%len(statuses)], Trade: []string{"plumber", "painter"}[i%2], ProID: fmt.Sprint("p", i%7),
			Facts: lead.Facts{Name: fmt.Sprint("name", i)}, IssueType: "leak under sink", Place: &lead.Place{Code: fmt.Sprint(i % 5)},
			Appointment: &lead.Appointment{ID: fmt.Sprint(i), Start: at}, CreatedAt: at, UpdatedAt: at,
		})
	}
	require.NoError(t, db.Commit(t.Context(), &change.Set{Claim: "given", Now: sunday, Leads: leads}))
	for i := range 200 {
		at, chat := sunday.Add(-time.Duration(i)*time.Minute), fmt.Sprintf("9720000%05d@c.us", i%20)
		_, err := db.Collection(mongo.Messages).InsertOne(t.Context(), conversation.Message{ID: fmt.Sprint("m", i), Chat: chat, LeadID: fmt.Sprintf("l%03d", i%20), SentAt: at})
		require.NoError(t, err)
		_, err = db.Collection(mongo.Notices).InsertOne(t.Context(), notice.Notice{ID: fmt.Sprint("n", i), Chat: chat, LeadID: fmt.Sprintf("l%03d", i%20), Seq: int64(i), State: notice.Read, CreatedAt: at})
		require.NoError(t, err)
		_, err = db.Collection(mongo.Conversations).InsertOne(t.Context(), conversation.Conversation{ID: fmt.Sprint("c", i), UpdatedAt: at, NeedsHuman: i%20 == 0, Blocked: i%30 == 0, SilentUntil: at})
		require.NoError(t, err)
	}
	key := mongo.LeadKey{At: leads[200].CreatedAt, ID: leads[200].ID}
	ran := 0
	seen := profiled(t, db, func() {
		try := func(err error) { require.NoError(t, err); ran++ }
		for _, q := range []mongo.LeadQuery{
			{}, {Older: key}, {Newer: key}, {Status: lead.Booked}, {Status: lead.Booked, Older: key}, {Sort: mongo.Oldest}, {Sort: mongo.ByHour}, {Sort: mongo.ByHour, Status: lead.Booked},
			{Words: []string{"leak"}}, {Words: []string{"leak", "name3"}, Older: key}, {Facets: []string{"trade:plumber"}}, {Facets: []string{"trade:plumber", "city:3"}, Status: lead.Booked},
		} {
			q.Limit = 10
			_, err := db.ListLeads(t.Context(), q)
			try(err)
		}
		_, err := db.LeadsBegunWith(t.Context(), "nam", 10)
		try(err)
		for _, status := range statuses {
			_, err := db.LeadColumn(t.Context(), status, 10)
			try(err)
		}
		_, err = db.LeadsOfChat(t.Context(), leads[1].ChatID, 5)
		try(err)
		_, err = db.MessagesOfLead(t.Context(), "l001", 10)
		try(err)
		_, err = db.MessagesOfChat(t.Context(), leads[1].ChatID, 10)
		try(err)
		_, err = db.NoticesOfLead(t.Context(), "l001", 10)
		try(err)
		_, err = db.NoticesOfChat(t.Context(), leads[1].ChatID, 10)
		try(err)
		_, err = db.DecisionsOf(t.Context(), "l001")
		try(err)
		_, err = db.AlarmsOfLead(t.Context(), "l001", 10)
		try(err)
		_, err = db.ModelCallsOfLead(t.Context(), "l001", 10)
		try(err)
		_, err = db.ProsNamed(t.Context(), "avi", 10)
		try(err)
		for _, set := range []mongo.ChatSet{mongo.AllChats, mongo.NeedHuman, mongo.InHumanHands, mongo.BlockedChats} {
			_, _, err := db.ListChats(t.Context(), mongo.ChatQuery{Set: set, Now: sunday, Limit: 10})
			try(err)
		}
		_, err = db.CountLeads(t.Context(), 100, statuses...)
		try(err)
	})
	require.GreaterOrEqual(t, len(seen), ran, "each query is looked at")
	for _, one := range seen {
		plan, _ := one["planSummary"].(string)
		if plan == "" || plan == "EOF" { // a collection that nobody has written to yet
			continue
		}
		text, err := json.Marshal(one["command"])
		require.NoError(t, err)
		require.NotContains(t, plan, "COLLSCAN", "%s", text)
		if command, _ := one["command"].(bson.D); len(command) > 0 && fmt.Sprint(command) != "" && !expectsSort(fmt.Sprint(command)) {
			require.Nil(t, one["hasSortStage"], "%s: %s", plan, text)
		}
	}
}

// expectsSort are the queries that may sort what they read: few, by their nature.
func expectsSort(command string) bool {
	for _, few := range []string{"silent_until", "business_name"} {
		if strings.Contains(command, few) {
			return true
		}
	}
	return false
}
