package mongo_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/analytics"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/usage"
)

// put commits leads, and forgets that it was counted just now.
func put(t *testing.T, db *mongo.DB, claim string, calls []usage.Call, leads ...*lead.Lead) {
	t.Helper()
	require.NoError(t, db.Commit(t.Context(), &change.Set{Claim: claim, Now: noon, Leads: leads, ModelCalls: calls}))
	till, err := db.CountedTill(t.Context())
	require.NoError(t, err)
	require.NoError(t, db.SetCountedTill(t.Context(), till.Add(-10*time.Second)))
}

func TestFiguresFollowWhatHappens(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	figures := analytics.New(db)
	day := calendar.DateOf(noon)
	empty, err := figures.Days(ctx, day.Add(-6), day)
	require.NoError(t, err)
	require.Len(t, empty.Parts, 7)
	require.Zero(t, empty.All.Leads)

	came := noon.Add(-24 * time.Hour)
	l := &lead.Lead{ID: "l1", ChatID: customer, Trade: "plumber", ProID: "p1", CreatedAt: came}
	require.NoError(t, l.Move(lead.Contacted, came, lead.System, ""))
	l.Offer = &lead.Offer{N: 1, ProID: "p0"}
	require.NoError(t, l.Move(lead.New, came.Add(10*time.Minute), lead.System, ""))
	l.Offer = &lead.Offer{N: 2, ProID: "p1"}
	require.NoError(t, l.Move(lead.New, came.Add(12*time.Minute), lead.System, ""))
	require.NoError(t, l.Move(lead.Booked, came.Add(18*time.Minute), lead.ByPro, ""))
	price := int64(1500)
	put(t, db, "m1", []usage.Call{
		{ID: "c1", Model: "gemini-3.5-flash", Outcome: usage.Answered, MadeAt: noon, TokensIn: 100, TokensOut: 20, MicroUSD: &price},
		{ID: "c2", Model: "gemini-3.5-flash", Outcome: usage.TimedOut, MadeAt: noon},
	}, l)
	span, err := figures.Days(ctx, day.Add(-6), day)
	require.NoError(t, err)
	yesterday := span.Parts[5].Figures
	require.Equal(t, [4]int{1, 1, 1, 0}, [4]int{yesterday.Leads, yesterday.Offered, yesterday.Booked, yesterday.Completed})
	require.Equal(t, 8*time.Minute, yesterday.Answer.Median().Round(2*time.Minute))
	require.Equal(t, []analytics.Model{{Model: "gemini-3.5-flash", Calls: 2, Failed: 1, In: 100, Out: 20, MicroUSD: 1500, Unpriced: 1}}, span.Parts[6].Models)

	charged, stars := 450, 4
	require.NoError(t, l.Move(lead.Completed, noon, lead.ByPro, ""))
	l.PriceCharged, l.RatingGiven = &charged, &stars
	put(t, db, "m2", nil, l)
	span, err = figures.Days(ctx, day.Add(-6), day)
	require.NoError(t, err)
	require.Equal(t, 1, span.Parts[5].Completed, "what became of the lead stands on the day it came")
	require.Equal(t, analytics.Work{Jobs: 1, Priced: 1, Revenue: 450, Ratings: 1, Stars: 4}, span.Parts[6].Work, "the work on the day it was done")
	require.Equal(t, []analytics.Row{{Key: "p0", Offers: 1}, {Key: "p1", Leads: 1, Booked: 1, Offers: 1, Work: span.All.Work}}, span.All.Pros,
		"an offer counts for the pro who got it, also when another took the lead")

	_, err = db.Collection(mongo.Figures).UpdateOne(ctx, bson.M{"_id": "day/" + day.Add(-1).String()}, bson.M{"$set": bson.M{"pros": "p1 1 1 0 0 0 0 0\n"}})
	require.NoError(t, err)
	old, err := db.FiguresBetween(ctx, "day/"+day.Add(-1).String(), "day/"+day.Add(-1).String())
	require.NoError(t, err)
	require.Equal(t, []analytics.Row{{Key: "p1", Leads: 1, Booked: 1}}, old[0].Pros, "a line from before offers were counted")

	months, err := figures.Months(ctx, day, 12)
	require.NoError(t, err)
	require.Len(t, months.Parts, 12)
	require.Equal(t, 450, months.Parts[11].Work.Revenue)
	require.Equal(t, 1, months.All.Leads)
	require.Equal(t, 1, months.Parts[10].Leads, "the day before the first of March was in February")
}

func TestOlderFiguresDoNotReplaceNewer(t *testing.T) {
	db := mongotest.New(t)
	at := noon.UTC()
	require.NoError(t, db.SaveFigures(t.Context(), []analytics.Figures{{ID: "day/2026-03-01", Began: at, Leads: 2}}))
	require.NoError(t, db.SaveFigures(t.Context(), []analytics.Figures{{ID: "day/2026-03-01", Began: at.Add(-time.Second), Leads: 1}}))
	found, err := db.FiguresBetween(t.Context(), "day/2026-03-01", "day/2026-03-01")
	require.NoError(t, err)
	require.Equal(t, 2, found[0].Leads)
}

// explained is the plan of a find, as the server tells it.
func explained(t *testing.T, db *mongo.DB, collection string, filter, sort bson.D) string {
	t.Helper()
	find := bson.D{{Key: "find", Value: collection}, {Key: "filter", Value: filter}}
	if sort != nil {
		find = append(find, bson.E{Key: "sort", Value: sort})
	}
	var plan bson.M
	require.NoError(t, db.Database().RunCommand(t.Context(), bson.D{{Key: "explain", Value: find}, {Key: "verbosity", Value: "queryPlanner"}}).Decode(&plan))
	winning, ok := plan["queryPlanner"].(bson.D)
	require.True(t, ok)
	for _, e := range winning {
		if e.Key == "winningPlan" {
			text, err := json.Marshal(e.Value)
			require.NoError(t, err)
			return string(text)
		}
	}
	t.Fatal("no winning plan")
	return ""
}

func TestPagesOfProsAreAnsweredFromIndexes(t *testing.T) {
	db := mongotest.New(t)
	during := bson.M{"$gte": noon, "$lt": noon.Add(24 * time.Hour)}
	byName := bson.D{{Key: "business_name", Value: 1}, {Key: "_id", Value: 1}}
	for name, q := range map[string]struct {
		collection   string
		filter, sort bson.D
	}{
		"list":      {mongo.Pros, bson.D{{Key: "approved", Value: true}}, byName},
		"trade":     {mongo.Pros, bson.D{{Key: "approved", Value: true}, {Key: "trade", Value: "plumber"}}, byName},
		"search":    {mongo.Pros, bson.D{{Key: "approved", Value: true}, {Key: "business_name", Value: bson.Regex{Pattern: "א", Options: "i"}}}, byName},
		"pending":   {mongo.Pros, bson.D{{Key: "approved", Value: false}, {Key: "deleted_at", Value: nil}}, bson.D{{Key: "created_at", Value: 1}}},
		"week":      {mongo.Leads, bson.D{{Key: "pro_id", Value: "p1"}, {Key: "appointment.start", Value: during}}, bson.D{{Key: "appointment.start", Value: 1}}},
		"reviews":   {mongo.Leads, bson.D{{Key: "pro_id", Value: "p1"}, {Key: "rating_given", Value: bson.M{"$gt": 0}}}, bson.D{{Key: "completed_at", Value: -1}}},
		"open":      {mongo.Leads, bson.D{{Key: "pro_id", Value: "p1"}, {Key: "status", Value: bson.M{"$in": bson.A{"new", "booked"}}}}, nil},
		"came":      {mongo.Leads, bson.D{{Key: "created_at", Value: during}}, nil},
		"done":      {mongo.Leads, bson.D{{Key: "status", Value: "completed"}, {Key: "completed_at", Value: during}}, nil},
		"written":   {mongo.Leads, bson.D{{Key: "written_at", Value: bson.M{"$gte": noon}}}, nil},
		"calls":     {mongo.ModelCalls, bson.D{{Key: "made_at", Value: during}}, nil},
		"calls new": {mongo.ModelCalls, bson.D{{Key: "at", Value: bson.M{"$gte": noon}}}, nil},
		"figures":   {mongo.Figures, bson.D{{Key: "_id", Value: bson.M{"$gte": "day/1", "$lte": "day/2"}}}, bson.D{{Key: "_id", Value: 1}}},
	} {
		plan := explained(t, db, q.collection, q.filter, q.sort)
		require.Regexp(t, `IXSCAN|CLUSTERED|IDHACK|EOF`, plan, name)
		require.NotContains(t, plan, "COLLSCAN", name)
		require.NotContains(t, plan, `"SORT"`, name)
	}
}
