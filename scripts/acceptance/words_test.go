package acceptance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestConsentComesFirst(t *testing.T) { // 16
	w := begin(t)
	w.writes(dana, "היי, יש לי נזילה")
	w.hears(dana, "/privacy")
	require.Zero(t, w.count(mongo.Leads, nil2()))
	w.writes(dana, "מה?")
	w.hears(dana, "/privacy")
	w.writes(dana, "כן")
	w.hears(dana, "עיר")
	require.Contains(t, w.lead(dana).Facts.Issue, "נזילה")
	c, err := w.db.Conversation(t.Context(), dana)
	require.NoError(t, err)
	require.Equal(t, utc(sundayNoon).Format("2006-01-02"), c.ConsentAt.UTC().Format("2006-01-02"))
	require.EqualValues(t, 1, w.count(mongo.Customers, nil2()))
}

func TestRefusedConsentLeavesNothing(t *testing.T) { // 17
	w := begin(t)
	w.writes(dana, "הסוד שלי הוא נזילה")
	w.hears(dana)
	w.writes(dana, "לא")
	w.hears(dana)
	collections, err := w.db.Database().ListCollectionNames(t.Context(), bson.M{})
	require.NoError(t, err)
	for _, name := range collections {
		cursor, err := w.db.Collection(name).Find(t.Context(), bson.M{})
		require.NoError(t, err)
		var all []bson.M
		require.NoError(t, cursor.All(t.Context(), &all))
		require.NotContains(t, fmt.Sprint(all), "הסוד", name)
	}
}

func TestResetAndHelp(t *testing.T) { // 18
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.hears(dana)
	before := w.lead(dana)
	w.writes(dana, "עזרה")
	w.hears(dana, "סטטוס", "ביטול", "נציג")
	w.writes(dana, "reset")
	w.hears(dana)
	c, err := w.db.Conversation(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, c.LeadID)
	require.Nil(t, c.Question)
	require.LessOrEqual(t, len(c.Recent), 1, "what was said is forgotten")
	require.Equal(t, before.Version, w.lead(dana).Version, "the lead is untouched")
}

func TestAddressIsAskedForByName(t *testing.T) { // 22
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב, דיזנגוף 50, מחר ב-10")
	asked := w.hears(dana, "קומה", "דירה")
	require.NotContains(t, asked, "רחוב")
	require.NotContains(t, asked, "מתי")
	w.writes(dana, "קומה 3 דירה 12")
	require.Equal(t, lead.New, w.lead(dana).Status)
	w.hearsAll(p1, "אשר")
}

func TestAfterResetAnAppointmentStillStands(t *testing.T) {
	w := begin(t).agreed(dana)
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.news(dana)
	w.writes(dana, "התחלה")
	w.hears(dana)
	w.writes(dana, "סטטוס")
	w.hears(dana, "10:00", "דיזנגוף 50")
	w.writes(dana, "ביטול")
	w.writes(dana, "כן")
	require.Equal(t, lead.Cancelled, w.lead(dana).Status)
	require.Empty(t, w.calendar(p1))
}

func TestARatingWaitsForANewRequest(t *testing.T) {
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"model": "down"})
	w.asks(dana, leakTomorrow)
	w.writes(p1, "אשר")
	w.writes(p1, "סיימתי")
	w.writes(dana, "יש לי סתימה בתל אביב")
	second := w.lead(dana)
	require.Equal(t, lead.Contacted, second.Status)
	w.writes(dana, "דיזנגוף")
	w.writes(dana, "5")
	again := w.lead(dana)
	require.Equal(t, second.ID, again.ID, "one new request, not one a message")
	require.Equal(t, "דיזנגוף", again.Facts.Street)
	require.Equal(t, "5", again.Facts.Number, "a house number is no rating")
	require.EqualValues(t, 2, w.count(mongo.Leads, nil2()))
	require.Zero(t, w.count(mongo.Leads, bson.M{"rating_given": bson.M{"$ne": nil}}))
}
