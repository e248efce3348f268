package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestAnEmergencyWhileAProIsAsked(t *testing.T) {
	w := inTown(t, nil)
	w.asks()
	before := w.all(stage.C)[0]
	w.writes(stage.C, "זה נהיה דחוף! המים מגיעים לסלון")
	w.hears(stage.C, "העברנו", "1. היום")
	w.hears(plumber, "דחוף", "המים מגיעים לסלון")
	l := w.all(stage.C)[0]
	require.True(t, l.Facts.Urgent)
	require.Equal(t, before.Offer.Start, l.Offer.Start, "what is asked stands until another hour is chosen")
	require.True(t, l.Offer.Deadline.Before(before.Offer.Deadline))
	require.WithinDuration(t, w.Now().Add(15*time.Minute), l.Offer.Deadline, 10*time.Second, "half the time")
	require.Equal(t, l.Offer.Deadline.UTC(), w.Alarms(l.ID)["offer_deadline/1"])

	w.writes(stage.C, "1")
	require.Less(t, w.all(stage.C)[0].Offer.Start.Sub(w.Now()), time.Hour)
	w.hears(plumber, "דחוף", "אשר")
}

func TestAnEmergencyLateInTheOffersTime(t *testing.T) {
	w := inTown(t, nil)
	w.asks()
	before := w.all(stage.C)[0]
	w.Advance(20 * time.Minute)
	w.writes(stage.C, "דחוף")
	require.Equal(t, before.Offer.Deadline, w.all(stage.C)[0].Offer.Deadline, "never longer than before")
}

func TestAnEmergencyWhereAHumanDecides(t *testing.T) {
	w := inTown(t, nil)
	w.asks()
	w.writes(plumber, "דחה")
	l := w.all(stage.C)[0]
	require.Equal(t, lead.PendingReview, l.Status)
	w.writes(stage.C, "דחוף לי מאוד")
	require.True(t, w.Read(l.ID).Facts.Urgent)
	w.hears("972000000021@c.us", "דחוף לי מאוד")
}

func TestAnAppointmentThatBecomesUrgent(t *testing.T) {
	w := inTown(t, nil)
	booked := w.books()
	w.writes(stage.C, "זה דחוף מאוד, אפשר לזרז אותו?")
	w.hears(plumber, "דחוף", "לזרז")
	n, err := w.DB.Collection(mongo.Notices).CountDocuments(t.Context(), bson.M{"chat": plumber, "kind": "alert", "urgent": true})
	require.NoError(t, err)
	require.EqualValues(t, 1, n, "quiet hours do not hold it")
	require.Equal(t, booked.Appointment, w.Read(booked.ID).Appointment)
}

func TestThatAllIsWellIsNotPassedOn(t *testing.T) {
	w := inTown(t, nil)
	w.books()
	for _, text := range []string{"אוקיי", "מעולה", "סבבה 👍", "great!", "👍"} {
		w.writes(stage.C, text)
		w.hears(stage.C)
		w.hearsNothing(plumber)
	}
	w.writes(stage.C, "מעולה, אני אחכה למטה")
	w.hears(plumber, "למטה")
}
