package healer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

// takes puts an entry into a pro's calendar as it is given.
func (w *ward) takes(pro string, e booking.Entry) {
	w.T.Helper()
	_, err := w.DB.Collection(mongo.Calendars).UpdateByID(w.T.Context(), pro, bson.M{"$push": bson.M{"entries": e}})
	require.NoError(w.T, err)
}

func TestHoursWithoutALead(t *testing.T) {
	w := newWard(t)
	p := w.Pros("[" + stage.P1 + "]")[0]
	at := func(id, of string, kind booking.Kind, hour int) booking.Entry {
		e := booking.Entry{ID: id, Lead: of, Kind: kind, Start: stage.Monday(hour, 0).UTC(), End: stage.Monday(hour+1, 0).UTC()}
		if kind == booking.Hold {
			e.Deadline = stage.Monday(9, 0).UTC()
		}
		return e
	}
	offered := stage.Leak("offered", stage.C, &p)
	require.NoError(t, offered.Move(lead.New, stage.Noon, lead.System, "offer"))
	offered.Offers = 2
	offered.Offer = &lead.Offer{N: 2, ProID: p.ID, Hold: offered.HoldID(2), Start: stage.Monday(10, 0), End: stage.Monday(11, 0), Deadline: stage.Monday(9, 0)}
	w.Lead(offered)
	ended := stage.Leak("ended", stage.C2, &p)
	require.NoError(t, ended.Move(lead.Cancelled, stage.Noon, lead.Customer, "no"))
	w.Lead(ended)
	fresh := stage.Leak("fresh", "972000000003@c.us", &p)
	w.Lead(fresh)

	expired := at("expired", "gone", booking.Hold, 9)
	expired.Deadline = stage.Noon.Add(-time.Hour)
	for _, e := range []booking.Entry{
		at(offered.HoldID(2), "offered", booking.Hold, 10), at("block", "", booking.Block, 11), expired, // to stay
		at("gone/offer/1", "gone", booking.Hold, 12), at(offered.HoldID(1), "offered", booking.Hold, 13),
		at("ended/offer/1", "ended", booking.Appointment, 14), at(fresh.HoldID(1), "fresh", booking.Hold, 15),
	} {
		w.takes(p.ID, e)
	}
	left := func() (ids []string) {
		for _, e := range w.Entries(p) {
			ids = append(ids, e.ID)
		}
		return ids
	}
	require.Equal(t, 200, w.run("healer"))
	require.Equal(t, []string{offered.HoldID(2), "block", "expired", fresh.HoldID(1)}, left(), "a handler may just be at the last one")
	w.Advance(20 * time.Minute)
	require.Equal(t, 200, w.run("janitor"))
	require.Equal(t, []string{offered.HoldID(2), "block", "expired"}, left())
	var run struct {
		What map[string]int `json:"what"`
	}
	require.NoError(t, w.DB.Collection(mongo.Runs).FindOne(t.Context(), bson.M{"job": "healer"}).Decode(&run))
	require.Equal(t, map[string]int{"strays": 3}, run.What, "it says what it repaired")
}

// TestAWalkGoesOnFromItsPlace cuts a walk off after its first page; the next run does not begin
// from the start, and what fits a page leaves no place behind.
func TestAWalkGoesOnFromItsPlace(t *testing.T) {
	w := newWard(t)
	for i := range 130 {
		id := fmt.Sprintf("p%03d", i)
		_, err := w.DB.Collection(mongo.Calendars).InsertOne(t.Context(), booking.Calendar{Pro: id, LoadLimit: 3, Entries: []booking.Entry{
			{ID: "gone/offer/1", Lead: "gone", Kind: booking.Hold, Start: stage.Monday(10, 0), End: stage.Monday(11, 0), Deadline: stage.Monday(9, 0)}}})
		require.NoError(t, err)
	}
	require.NoError(t, w.DB.SavePlace(t.Context(), "strays", "p099"))
	require.Equal(t, 200, w.run("healer"))
	taken, err := w.DB.TakenCalendars(t.Context(), "", 200)
	require.NoError(t, err)
	require.Len(t, taken, 100, "it went on where the run before was cut off")
	require.Zero(t, w.count(mongo.Places))
	require.Equal(t, 200, w.run("healer"))
	taken, err = w.DB.TakenCalendars(t.Context(), "", 200)
	require.NoError(t, err)
	require.Empty(t, taken, "and began anew")
	require.Zero(t, w.count(mongo.Places))
}

func TestWhatIsOldIsForgotten(t *testing.T) {
	w := newWard(t)
	p := w.Pros("[" + stage.P1 + "]")[0]
	for i := range 120 {
		l := stage.Leak(fmt.Sprintf("old%03d", i), fmt.Sprintf("9720000%05d@c.us", i), &p)
		l.Place.Pin, l.Review = true, "תודה לדנה"
		require.NoError(t, l.Move(lead.Cancelled, stage.Noon, lead.Customer, "no"))
		w.Lead(l)
	}
	w.Advance(23 * 31 * 24 * time.Hour)
	young := stage.Leak("young", stage.C, &p)
	young.CreatedAt = w.Now()
	w.Lead(young)
	for chat, ago := range map[string]time.Duration{stage.C: 91 * 24 * time.Hour, stage.C2: 89 * 24 * time.Hour} {
		_, err := w.DB.Collection(mongo.Conversations).InsertOne(t.Context(), conversation.Conversation{ID: chat, Version: 1,
			ConsentAt: stage.Noon, Recent: []conversation.Turn{{By: "customer", Text: "שלום", At: w.Now().Add(-ago)}}})
		require.NoError(t, err)
	}
	require.Equal(t, 200, w.run("janitor"))
	require.Equal(t, stage.Leak("old000", "972000000000@c.us", &p).ChatID, w.Read("old000").ChatID, "not yet two years")
	for chat, turns := range map[string]int{stage.C: 0, stage.C2: 1} {
		c, err := w.DB.Conversation(t.Context(), chat)
		require.NoError(t, err)
		require.Len(t, c.Recent, turns)
	}

	w.Advance(30 * 24 * time.Hour)
	require.Equal(t, 200, w.run("janitor"))
	for _, id := range []string{"old000", "old119"} {
		l := w.Read(id)
		require.False(t, l.AnonymisedAt.IsZero())
		require.Empty(t, l.ChatID+l.FullAddress+l.IssueType+l.Review+l.Facts.Name+l.Facts.Street)
		require.Empty(t, l.Facts.Media)
		require.Zero(t, l.Place.Lat)
		require.Equal(t, "plumber", l.Trade)
	}
	require.Equal(t, stage.C, w.Read("young").ChatID)
	version := w.Read("old000").Version
	require.Equal(t, 200, w.run("janitor"))
	require.Equal(t, version, w.Read("old000").Version)
}
