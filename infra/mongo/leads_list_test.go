package mongo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// sunday is noon of 2026-03-01 in Israel.
var sunday = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func listed(t *testing.T, db *mongo.DB, q mongo.LeadQuery) (ids []string, page mongo.LeadPage) {
	t.Helper()
	page, err := db.ListLeads(t.Context(), q)
	require.NoError(t, err)
	for _, l := range page.Leads {
		ids = append(ids, l.ID)
		require.Empty(t, l.History)
	}
	return ids, page
}

func key(l lead.Lead) mongo.LeadKey { return mongo.LeadKey{At: l.CreatedAt, ID: l.ID} }

func TestListLeadsByKey(t *testing.T) {
	db := mongotest.Empty(t)
	for i := range 7 { // l6 is the newest; l0 and l1, l2 and l3 … are of one instant
		l := lead.Lead{ID: fmt.Sprintf("l%d", i), Status: lead.New, CreatedAt: sunday.Add(time.Duration(i/2) * time.Minute), History: []lead.Move{{Status: lead.New}}}
		if i == 4 {
			l.Status = lead.Closed
		}
		_, err := db.Collection(mongo.Leads).InsertOne(t.Context(), l)
		require.NoError(t, err)
	}
	ids, first := listed(t, db, mongo.LeadQuery{Limit: 3})
	require.Equal(t, []string{"l6", "l5", "l4"}, ids)
	require.False(t, first.HasNewer)
	require.True(t, first.HasOlder)

	ids, second := listed(t, db, mongo.LeadQuery{Limit: 3, Older: key(first.Leads[2])})
	require.Equal(t, []string{"l3", "l2", "l1"}, ids)
	require.True(t, second.HasNewer)
	require.True(t, second.HasOlder)

	ids, last := listed(t, db, mongo.LeadQuery{Limit: 3, Older: key(second.Leads[2])})
	require.Equal(t, []string{"l0"}, ids)
	require.False(t, last.HasOlder)

	ids, back := listed(t, db, mongo.LeadQuery{Limit: 3, Newer: key(last.Leads[0])})
	require.Equal(t, []string{"l3", "l2", "l1"}, ids)
	require.True(t, back.HasNewer)
	ids, back = listed(t, db, mongo.LeadQuery{Limit: 3, Newer: key(back.Leads[0])})
	require.Equal(t, []string{"l6", "l5", "l4"}, ids)
	require.False(t, back.HasNewer)

	ids, _ = listed(t, db, mongo.LeadQuery{Limit: 2, Status: lead.New, Older: key(first.Leads[0])})
	require.Equal(t, []string{"l5", "l3"}, ids)
	ids, none := listed(t, db, mongo.LeadQuery{Limit: 3, Status: lead.Rejected})
	require.Empty(t, ids)
	require.False(t, none.HasOlder)

	counts, err := db.CountLeads(t.Context(), 5, lead.New, lead.Closed, lead.Booked)
	require.NoError(t, err)
	require.Equal(t, map[lead.Status]int{lead.New: 5, lead.Closed: 1, lead.Booked: 0}, counts, "counting stops at the bound")
}

// TestListsReadWhatTheyShow asks the server how it found each answer: by an index, in its
// order, without looking at more than was shown.
func TestListsReadWhatTheyShow(t *testing.T) {
	db, ctx := mongotest.Empty(t), t.Context()
	require.NoError(t, mongo.Migrate(ctx, db))
	var leads []any
	for i := range 2000 {
		at := sunday.Add(time.Duration(i/2) * time.Minute)
		l := lead.Lead{ID: fmt.Sprintf("l%04d", i), Status: []lead.Status{lead.Booked, lead.New}[i%2], CreatedAt: at}
		if l.Status == lead.Booked {
			l.Appointment = &lead.Appointment{Start: at}
		}
		leads = append(leads, l)
	}
	_, err := db.Collection(mongo.Leads).InsertMany(ctx, leads)
	require.NoError(t, err)
	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 2}}).Err())

	middle := mongo.LeadKey{At: sunday.Add(500 * time.Minute), ID: "l1000"}
	for _, q := range []mongo.LeadQuery{{}, {Status: lead.New}, {Older: middle}, {Newer: middle}, {Status: lead.New, Older: middle}, {Status: lead.Booked, Newer: middle}} {
		q.Limit = 25
		ids, _ := listed(t, db, q)
		require.Len(t, ids, 25)
	}
	_, err = db.AppointmentsBetween(ctx, sunday, sunday.Add(24*time.Hour), 25)
	require.NoError(t, err)
	_, err = db.CountLeads(ctx, 25, lead.New, lead.Booked, lead.Closed)
	require.NoError(t, err)

	require.NoError(t, db.Database().RunCommand(ctx, bson.D{{Key: "profile", Value: 0}}).Err())
	cursor, err := db.Collection("system.profile").Find(ctx, bson.M{"ns": db.Database().Name() + ".leads", "op": bson.M{"$in": bson.A{"query", "command"}}})
	require.NoError(t, err)
	var looks []struct {
		Plan   string `json:"planSummary"`
		Sorted bool   `json:"hasSortStage"`
		Keys   int    `json:"keysExamined"`
	}
	require.NoError(t, cursor.All(ctx, &looks))
	require.Len(t, looks, 10)
	for _, look := range looks {
		require.Contains(t, look.Plan, "IXSCAN")
		require.False(t, look.Sorted, look.Plan)
		require.LessOrEqual(t, look.Keys, 30, look.Plan)
	}
}

func TestAppointmentsBetween(t *testing.T) {
	db := mongotest.Empty(t)
	for id, l := range map[string]lead.Lead{
		"late":      {Status: lead.Booked, Appointment: &lead.Appointment{Start: sunday.Add(5 * time.Hour)}},
		"early":     {Status: lead.Completed, Appointment: &lead.Appointment{Start: sunday}},
		"cancelled": {Status: lead.Cancelled, Appointment: &lead.Appointment{Start: sunday.Add(time.Hour)}},
		"tomorrow":  {Status: lead.Booked, Appointment: &lead.Appointment{Start: sunday.Add(24 * time.Hour)}},
		"none":      {Status: lead.Contacted},
	} {
		l.ID = id
		_, err := db.Collection(mongo.Leads).InsertOne(t.Context(), l)
		require.NoError(t, err)
	}
	found, err := db.AppointmentsBetween(t.Context(), sunday, sunday.Add(24*time.Hour), 10)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, []string{"early", "late"}, []string{found[0].ID, found[1].ID})
}

func TestProNames(t *testing.T) {
	db := mongotest.Empty(t)
	_, err := db.Collection(mongo.Pros).InsertOne(t.Context(), pro.Pro{ID: "p1", BusinessName: "שרברבות הצפון"})
	require.NoError(t, err)
	names, err := db.ProNames(t.Context(), []string{"p1", "gone"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"p1": "שרברבות הצפון"}, names)
	names, err = db.ProNames(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, names)
}
