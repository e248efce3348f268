package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/triage"
)

// speaker is a model that writes down what is said aloud next.
type speaker struct {
	model
	words string
}

func inTownAloud(t *testing.T) (*town, func(words string)) {
	t.Helper()
	m := &speaker{}
	m.answer = func(triage.Question) (triage.Answer, error) { return triage.Answer{Transcription: m.words}, nil }
	w := inTown(t, m)
	return w, func(words string) {
		t.Helper()
		m.words = words
		before := len(m.asked)
		w.sends(event.Message{Kind: event.KindMedia, Chat: stage.C, Media: []event.Media{{URL: "https://gateway.example/voice", MIME: "audio/ogg"}}})
		require.Len(t, m.asked, before+1, "one call a turn")
		m.words = ""
	}
}

func TestAnAppointmentIsCalledOffAloud(t *testing.T) {
	w, say := inTownAloud(t)
	booked := w.books()
	say("שלום, אני רוצה לבטל את התור בבקשה")
	w.hears(stage.C, "*1*", "10:00")
	w.hearsNothing(plumber)
	require.Empty(t, w.Read(booked.ID).Facts.Media)
	say("כן")
	require.Equal(t, lead.Cancelled, w.Read(booked.ID).Status)
}

func TestAnAppointmentIsMovedAloud(t *testing.T) {
	w, say := inTownAloud(t)
	booked := w.books()
	say("אפשר לדחות למועד אחר?")
	w.hears(stage.C, "1. ")
	third := w.Question(stage.C).Options[2]
	say("השלישית")
	require.Equal(t, third.Start.UTC(), w.Read(booked.ID).Appointment.Start.UTC())
}

func TestWhatIsSaidAloudReachesThePro(t *testing.T) {
	w, say := inTownAloud(t)
	booked := w.books()
	say("החניה מאחורי הבניין")
	w.hears(plumber, "החניה מאחורי הבניין")
	require.Len(t, w.Read(booked.ID).Facts.Media, 1)
	say("יש ריח גז חזק")
	w.hears(stage.C, "102")
}

func TestANewProblemToldAloud(t *testing.T) {
	w, say := inTownAloud(t)
	w.books()
	say("יש לי שקע שרוף במטבח")
	w.hears(stage.C, "*1*", "*2*")
	w.writes(stage.C, "1")
	require.Equal(t, "electrician", w.all(stage.C)[0].Trade)
}

func TestAnHourIsChosenAloud(t *testing.T) {
	w, say := inTownAloud(t)
	w.writes(stage.C, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר בבוקר")
	require.Equal(t, conversation.AskHour, w.Question(stage.C).Kind)
	second := w.Question(stage.C).Options[1]
	say("השנייה בבקשה")
	l := w.all(stage.C)[0]
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, second.Start.UTC(), l.Offer.Start.UTC())
}

func TestARatingAloud(t *testing.T) {
	w, say := inTownAloud(t)
	booked := w.books()
	w.Advance(booked.Appointment.End.Sub(w.Now()) + time.Minute)
	w.writes(plumber, "סיימתי")
	w.hears(stage.C, "5")
	say("חמש")
	require.Equal(t, 5, *w.Read(booked.ID).RatingGiven)
	say("הגיע בזמן והיה נחמד")
	require.Equal(t, "הגיע בזמן והיה נחמד", w.Read(booked.ID).Review)
	require.Len(t, w.all(stage.C), 1)
}
