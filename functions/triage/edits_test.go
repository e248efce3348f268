package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

func (w *town) edits(text string) {
	w.T.Helper()
	w.sends(event.Message{Kind: event.KindEdit, Chat: stage.C, Text: text, Edits: "P1"})
}

func TestAnEditOfTheAddressOfAnAppointment(t *testing.T) {
	w := inTown(t, nil)
	booked := w.books()
	w.edits("יש לי נזילה בתל אביב, דיזנגוף 52, קומה 3 דירה 12, מחר ב-10")
	w.hears(stage.C, "דיזנגוף 52", "העברנו")
	w.hears(plumber, "דיזנגוף 52")
	require.Equal(t, booked.Appointment, w.Read(booked.ID).Appointment)
	require.Len(t, w.all(stage.C), 1)
	w.writes(stage.C, "הכתובת בעצם דיזנגוף 54")
	require.Equal(t, "דיזנגוף", w.Read(booked.ID).Facts.Street)
	w.hears(plumber, "דיזנגוף 54")
}

func TestAnEditOfTheHour(t *testing.T) {
	for _, state := range []lead.Status{lead.New, lead.Booked} {
		t.Run(string(state), func(t *testing.T) {
			w := inTown(t, nil)
			w.asks()
			if state == lead.Booked {
				w.writes(plumber, "אשר")
				w.hears(plumber)
				w.hears(stage.C)
			}
			before := w.all(stage.C)[0]
			w.edits("יש לי נזילה בתל אביב, דיזנגוף 50, קומה 4 דירה 12, מחר ב-12")
			w.hears(stage.C, "12:00", "1. ")
			w.hears(plumber, "קומה 4")
			now := w.all(stage.C)[0]
			require.Equal(t, before.Offer == nil, now.Offer == nil)
			require.Equal(t, before.Appointment, now.Appointment, "until an hour is chosen")
			require.Equal(t, conversation.AskNewHour, w.Question(stage.C).Kind)
		})
	}
}

func TestAnHourAndNothingElse(t *testing.T) {
	w := inTown(t, nil)
	w.books()
	for text, asked := range map[string]bool{"בעצם מחר ב-12": true, "ב-12": true, "Tuesday": true, "מחר ב-10": false, "ב-10": false, "מחר?": false} {
		w.writes(stage.C, text)
		w.hears(stage.C)
		require.Equal(t, asked, w.Question(stage.C) != nil, text)
		if asked {
			w.hearsNothing(plumber)
			w.writes(stage.C, "ביטול")
			w.hears(stage.C)
		}
		w.heard[plumber] = len(w.Said(plumber))
	}
}

func TestAnyTimeIsTheEarliest(t *testing.T) {
	for _, text := range []string{"לא משנה לי מתי", "מתי שנוח לכם", "any time"} {
		w := inTown(t, nil)
		w.writes(stage.C, "נזילה בתל אביב, דיזנגוף 50 קומה 3 דירה 12")
		w.hears(stage.C, "מתי")
		w.writes(stage.C, text)
		require.Equal(t, lead.New, w.all(stage.C)[0].Status, text)
	}
}

func TestYesterdayIsNoHour(t *testing.T) {
	w := inTown(t, nil)
	w.writes(stage.C, "נזילה בתל אביב, דיזנגוף 50 קומה 3 דירה 12, אתמול ב-10")
	w.hears(stage.C, "מתי")
	require.Equal(t, lead.Contacted, w.all(stage.C)[0].Status)
}

func TestADeletionIsAskedForInASentence(t *testing.T) {
	w := inTown(t, nil)
	w.books()
	w.writes(stage.C, "שלום, אני רוצה למחוק את המידע שלי")
	w.hears(stage.C, "*1*")
	require.Equal(t, conversation.AskDelete, w.Question(stage.C).Kind)
}

// TestADeletionIsConfirmedThoughAHumanHasTheChat, and soon: a yes of later is said to the human.
func TestADeletionIsConfirmedThoughAHumanHasTheChat(t *testing.T) {
	for wait, deleted := range map[time.Duration]bool{time.Minute: true, 20 * time.Minute: false} {
		w := inTown(t, nil)
		w.sends(event.Message{Kind: event.KindHandover, Chat: stage.C})
		w.writes(stage.C, "מחק אותי")
		w.hears(stage.C)
		w.Advance(wait)
		w.writes(stage.C, "כן")
		n, err := w.DB.Collection(mongo.Alarms).CountDocuments(t.Context(), bson.M{"kind": alarm.Forget})
		require.NoError(t, err)
		require.Equal(t, deleted, n == 1, wait)
	}
}

func TestAProPicksWithTheWord(t *testing.T) {
	w := inTown(t, nil)
	w.asks()
	w.agree("972000000002@c.us")
	w.writes("972000000002@c.us", "סתימה בתל אביב, אלנבי 3, קומה 1 דירה 1, מחר ב-12")
	w.writes(plumber, "אשר")
	w.hears(plumber, "*1*", "*2*")
	w.writes(plumber, "אשר 2")
	require.Equal(t, lead.Booked, w.all("972000000002@c.us")[0].Status)
	require.Equal(t, lead.New, w.all(stage.C)[0].Status)
}
