package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

// twoJobs has a customer book the plumber, and ask for the electrician besides.
func (w *town) twoJobs() (leak, socket lead.Lead) {
	w.T.Helper()
	leak = w.books()
	w.writes(stage.C, "שקע שרוף במטבח בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-12")
	w.hears(stage.C, "*1*", "*2*")
	w.writes(stage.C, "1")
	w.hears(stage.C, "אור חשמל")
	w.hears(electra, "שקע")
	socket = w.all(stage.C)[0]
	require.Equal(w.T, lead.New, socket.Status)
	return leak, socket
}

func TestWithTwoRequestsItIsAskedWhichOne(t *testing.T) {
	w := inTown(t, nil)
	leak, socket := w.twoJobs()
	w.writes(stage.C, "סטטוס")
	w.hears(stage.C, "אור חשמל", "אבי אינסטלציה", "10:00", "12:00")

	w.writes(stage.C, "אני רוצה לבטל")
	w.hears(stage.C, "*1* – ", "*2* – ", "נזילה", "שקע")
	w.writes(stage.C, "3")
	w.hears(stage.C, "1")
	w.writes(stage.C, "2")
	w.hears(stage.C, "10:00")
	w.writes(stage.C, "כן")
	w.hears(stage.C, "בוטל")
	require.Equal(t, lead.Cancelled, w.Read(leak.ID).Status)
	require.Equal(t, lead.New, w.Read(socket.ID).Status)
	w.hears(plumber, "10:00")
}

func TestWithTwoRequestsTheOtherHourIsMoved(t *testing.T) {
	w := inTown(t, nil)
	leak, socket := w.twoJobs()
	w.writes(stage.C, "מועד אחר")
	w.hears(stage.C, "*1* – ", "*2* – ")
	w.writes(stage.C, "2")
	w.hears(stage.C, "1. ", "10:00")
	option := w.Question(stage.C).Options[2]
	w.writes(stage.C, "3")
	w.hears(plumber)
	require.Equal(t, option.Start.UTC(), w.Read(leak.ID).Appointment.Start.UTC())
	require.Equal(t, socket.Offer.Start.UTC(), w.Read(socket.ID).Offer.Start.UTC())
}

func TestAnAppointmentOutlivesALaterRequest(t *testing.T) {
	w := inTown(t, nil)
	leak, socket := w.twoJobs()
	w.writes(stage.C, "לבטל")
	w.writes(stage.C, "1")
	w.writes(stage.C, "כן")
	require.Equal(t, lead.Cancelled, w.Read(socket.ID).Status)
	w.hears(stage.C)
	w.writes(stage.C, "סטטוס")
	w.hears(stage.C, "אבי אינסטלציה", "10:00")
	w.writes(stage.C, "מועד אחר")
	w.hears(stage.C, "1. ")
	w.writes(stage.C, "ביטול")
	w.hears(stage.C, "10:00")
	w.writes(stage.C, "לבטל את התור")
	w.writes(stage.C, "כן")
	require.Equal(t, lead.Cancelled, w.Read(leak.ID).Status)
	require.Len(t, w.all(stage.C), 2, "no word began another request")
}

func TestWhileSomethingNewIsToldTheAppointmentCanBeMoved(t *testing.T) {
	w := inTown(t, nil)
	leak := w.books()
	w.writes(stage.C, "שקע שרוף במטבח")
	w.writes(stage.C, "1")
	w.hears(stage.C)
	w.writes(stage.C, "מועד אחר")
	w.hears(stage.C, "1. ", "10:00")
	w.writes(stage.C, "2")
	require.NotEqual(t, leak.Appointment.Start, w.Read(leak.ID).Appointment.Start)
	require.Equal(t, lead.Contacted, w.all(stage.C)[0].Status)
}

func TestNothingToUndoBeginsNothing(t *testing.T) {
	w := inTown(t, nil)
	for _, text := range []string{"ביטול", "מועד אחר", "כבר לא צריך, תודה", "please cancel"} {
		w.writes(stage.C, text)
		w.hears(stage.C)
		require.Empty(t, w.all(stage.C), text)
	}
}

func TestAWordOfManyThingsChangesNoTrade(t *testing.T) {
	w := inTown(t, nil)
	w.writes(stage.C, "יש לי נזילה בתל אביב")
	w.hears(stage.C, "אבי אינסטלציה")
	w.writes(stage.C, "קוד בדלת 1234")
	w.hears(stage.C)
	require.Equal(t, "plumber", w.all(stage.C)[0].Trade)
	require.Equal(t, "נזילה", w.all(stage.C)[0].Facts.Issue)
	w.writes(stage.C, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.writes(plumber, "אשר")
	w.hears(stage.C)
	w.hears(plumber)
	w.writes(stage.C, "תצלצלו בדלת פעמיים")
	w.hears(plumber, "תצלצלו")
}

// tap presses a button of the newest message to a chat.
func (w *town) tap(chat, id, title string) {
	w.T.Helper()
	w.sends(event.Message{Kind: event.KindButton, Chat: chat, ButtonID: id, Text: title, Quoted: "W" + w.Last(chat).ID})
}

func (w *town) quotes(chat, text, noticeID string) {
	w.T.Helper()
	w.sends(event.Message{Kind: event.KindText, Chat: chat, Text: text, Quoted: "W" + noticeID})
}
