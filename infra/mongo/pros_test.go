package mongo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

func TestSaveProKeepsWhatTimeTold(t *testing.T) {
	db := mongotest.New(t)
	first := plumber(t, db, func(p *pro.Pro) { p.Chats = []string{"972000000011@c.us"} })
	require.EqualValues(t, 1, first.TemplateVersion)
	require.NoError(t, db.TouchOffer(t.Context(), first.ID, noon.Add(time.Hour)))
	require.NoError(t, db.TouchOffer(t.Context(), first.ID, noon), "never backwards")
	_, outcome, err := booking.New(db).Take(t.Context(), first, hour("a", 0), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome)

	second := plumber(t, db, func(p *pro.Pro) { p.ID, p.BusinessName, p.Chats = "other", "יוסי ובניו", []string{"1@lid"} })
	require.Equal(t, first.ID, second.ID)
	require.Equal(t, []string{"1@lid", "972000000011@c.us"}, second.Chats)
	require.Equal(t, noon.Add(time.Hour), second.LastOfferAt)
	require.EqualValues(t, 1, second.TemplateVersion)
	third := plumber(t, db, func(p *pro.Pro) { p.BufferMinutes, p.LoadLimit = 15, 5 })
	require.EqualValues(t, 2, third.TemplateVersion)

	stored, err := db.Pro(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, third.Chats, stored.Chats)
	require.EqualValues(t, 3, stored.Version)
	c, err := db.Calendar(t.Context(), first.ID)
	require.NoError(t, err)
	require.Len(t, c.Entries, 1)
	require.Equal(t, []int64{2, 5, 15}, []int64{c.TemplateVersion, int64(c.LoadLimit), int64(c.BufferMinutes)})

	all, err := db.ListPros(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
}

func TestProByChat(t *testing.T) {
	db := mongotest.New(t)
	plumber(t, db, func(p *pro.Pro) { p.Chats = []string{"77@lid"} })
	for chat, found := range map[string]bool{"77@lid": true, "972000000011@c.us": true, "972000000012@c.us": false, "972000000011@lid": false, "": false} {
		p, err := db.ProByChat(t.Context(), chat)
		if found {
			require.NoError(t, err)
			require.Equal(t, "p1", p.ID)
		} else {
			require.Equal(t, fault.NotFound, fault.KindOf(err), chat)
		}
	}
}

func TestAddRating(t *testing.T) {
	db := mongotest.New(t)
	plumber(t, db, func(p *pro.Pro) { p.SocialProof = pro.Rating{Sum: 59, Count: 12} })
	for range 3 {
		require.NoError(t, db.AddRating(t.Context(), "p1", "message/1", 5))
	}
	p, err := db.Pro(t.Context(), "p1")
	require.NoError(t, err)
	require.Equal(t, pro.Rating{Sum: 64, Count: 13}, p.SocialProof)
	var stored struct {
		Rank float64 `json:"rank"`
	}
	require.NoError(t, db.Collection(mongo.Pros).FindOne(t.Context(), bson.D{{Key: "_id", Value: "p1"}}).Decode(&stored))
	require.InDelta(t, p.SocialProof.Shrunk(), stored.Rank, 1e-9)

	plumber(t, db, func(p *pro.Pro) { p.SocialProof = pro.Rating{Sum: 64, Count: 13} })
	require.NoError(t, db.AddRating(t.Context(), "p1", "message/1", 5), "an edit forgets no cause")
	p, err = db.Pro(t.Context(), "p1")
	require.NoError(t, err)
	require.Equal(t, pro.Rating{Sum: 64, Count: 13}, p.SocialProof)

	require.Equal(t, fault.Invalid, fault.KindOf(db.AddRating(t.Context(), "p1", "message/2", 7)))
	require.Equal(t, fault.NotFound, fault.KindOf(db.AddRating(t.Context(), "nobody", "message/2", 5)))
	require.Equal(t, fault.NotFound, fault.KindOf(db.SetVacation(t.Context(), "nobody", true)))
}

func TestMigrateTwiceIsMigrateOnce(t *testing.T) {
	db := mongotest.Empty(t)
	placeless := pro.Pro{ID: "p2", PhoneNumber: "972000000012", ServiceAreas: []string{"חולון"}, BufferMinutes: 10, Hours: calendar.Week{"sun": {{"09:00", "17:00"}}}}
	_, err := db.SavePro(t.Context(), placeless, noon)
	require.NoError(t, err)
	_, err = db.Collection(mongo.Calendars).DeleteMany(t.Context(), bson.D{})
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, mongo.Migrate(t.Context(), db), "a pro without a point is no obstacle to the index")
	}
	c, err := db.Calendar(t.Context(), "p2")
	require.NoError(t, err)
	require.Equal(t, booking.Calendar{Pro: "p2", Entries: []booking.Entry{}, LoadLimit: 3, BufferMinutes: 10, TemplateVersion: 1, Version: 1}, c)
	_, err = db.Collection(mongo.Pros).InsertOne(t.Context(), bson.D{{Key: "_id", Value: "p3"}, {Key: "phone_number", Value: "972000000012"}})
	require.Error(t, err, "a number belongs to one pro")
}
