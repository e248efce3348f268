package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/reminding"
)

// asked has the customer's chat be asked something, as the timer does.
func (w *town) asked(f func(set *change.Set, c *conversation.Conversation)) {
	w.T.Helper()
	c, err := w.DB.Conversation(w.T.Context(), stage.C)
	require.NoError(w.T, err)
	w.n++
	set := &change.Set{Claim: w.Now().String(), Now: w.Now()}
	set.Touch(c)
	f(set, c)
	require.NoError(w.T, w.DB.Commit(w.T.Context(), set))
	w.deliver()
}

// isAskedWhetherDone asks the customer about the work, which lies behind.
func (w *town) isAskedWhetherDone(l lead.Lead) {
	w.T.Helper()
	w.Advance(l.Appointment.End.Sub(w.Now()) + time.Minute)
	p, err := w.DB.Pro(w.T.Context(), l.ProID)
	require.NoError(w.T, err)
	w.asked(func(set *change.Set, c *conversation.Conversation) {
		require.True(w.T, reminding.AskCustomer(set, &l, c, p, w.Now()))
	})
	w.hears(stage.C, "*1*")
}

func TestWhetherDoneIsAnswered(t *testing.T) {
	for words, want := range map[string]lead.Status{
		"כן, בוצע": lead.Completed, "הראשונה": lead.Completed, "yes all done": lead.Completed,
		"עדיין לא": lead.Booked, "not yet": lead.Booked, "כן אבל עדיין נוזל": lead.Booked,
	} {
		t.Run(words, func(t *testing.T) {
			w := inTown(t, nil)
			w.isAskedWhetherDone(w.books())
			w.writes(stage.C, words)
			w.hears(stage.C)
			require.Equal(t, want, w.all(stage.C)[0].Status)
		})
	}
}

func TestTheButtonsOfACheck(t *testing.T) {
	w := inTown(t, nil)
	w.isAskedWhetherDone(w.books())
	check := w.Last(stage.C)
	w.tap(stage.C, "2", "עדיין לא")
	w.hears(stage.C, "כשהעבודה")
	require.Equal(t, lead.Booked, w.all(stage.C)[0].Status)
	w.sends(event.Message{Kind: event.KindButton, Chat: stage.C, ButtonID: "1", Text: "כן, בוצע", Quoted: "W" + check.ID})
	require.Equal(t, lead.Completed, w.all(stage.C)[0].Status)
	w.hears(stage.C, "5")
}

// TestAnOlderQuestionIsAnsweredByQuotingIt has the customer choose an hour of a new request while the
// work of an earlier one is asked about: the number goes where it was said.
func TestAnOlderQuestionIsAnsweredByQuotingIt(t *testing.T) {
	w := inTown(t, nil)
	done := w.books()
	w.isAskedWhetherDone(done)
	check := w.Last(stage.C)
	w.writes(stage.C, "יש לי סתימה בכיור, בתל אביב, אלנבי 10, קומה 1 דירה 2, ביום רביעי בבוקר")
	w.writes(stage.C, "1")
	w.hears(stage.C, "1. ")
	require.Equal(t, conversation.AskHour, w.Question(stage.C).Kind)

	w.sends(event.Message{Kind: event.KindButton, Chat: stage.C, ButtonID: "1", Text: "כן, בוצע", Quoted: "W" + check.ID})
	require.Equal(t, lead.Completed, w.Read(done.ID).Status)
	require.Equal(t, conversation.AskHour, w.Question(stage.C).Kind, "the hours are still offered")
	w.writes(stage.C, "3")
	require.Equal(t, lead.New, w.all(stage.C)[0].Status)
}

func TestARatingIsGivenByQuoting(t *testing.T) {
	w := inTown(t, nil)
	done := w.books()
	w.isAskedWhetherDone(done)
	w.writes(stage.C, "1")
	rate := w.Last(stage.C)
	w.writes(stage.C, "יש לי סתימה בכיור, בתל אביב, אלנבי 10, קומה 1 דירה 2, ביום רביעי בבוקר")
	w.hears(stage.C)
	w.writes(stage.C, "2") // not the pro of last time in particular
	w.hears(stage.C, "1. ")
	open := w.Question(stage.C)
	require.Equal(t, conversation.AskHour, open.Kind)
	w.quotes(stage.C, "5", rate.ID)
	require.Equal(t, 5, *w.Read(done.ID).RatingGiven)
	require.Equal(t, open, w.Question(stage.C))
	w.hears(stage.C, "תודה")
	w.quotes(stage.C, "4", rate.ID)
	w.hears(stage.C)
	require.Equal(t, 5, *w.Read(done.ID).RatingGiven)
	require.Equal(t, open, w.Question(stage.C), "no hour was chosen")
}

func TestAnotherOrWaitInWords(t *testing.T) {
	for words, want := range map[string]string{
		"נחכה לו": "wait", "wait please": "wait", "השנייה": "wait", "שתיים": "wait",
		"מישהו אחר": "next", "someone else please": "next", "לא רוצה לחכות": "next", "אחת": "next",
		"יש לי כלב בחצר": "remark",
	} {
		t.Run(words, func(t *testing.T) {
			w := inTown(t, nil)
			w.asks()
			l := w.all(stage.C)[0]
			w.asked(func(_ *change.Set, c *conversation.Conversation) { c.Ask(conversation.AskWait, l.ID, w.Now()) })
			w.writes(stage.C, words)
			now := w.all(stage.C)[0]
			switch want {
			case "wait":
				require.True(t, now.Offer.Waited)
				w.hearsNothing(plumber)
			case "next":
				require.Contains(t, now.Excluded, l.ProID)
			default:
				require.Equal(t, l.Offer.N, now.Offer.N)
				require.False(t, now.Offer.Waited)
				w.hears(plumber, words)
			}
		})
	}
}

func TestAnHourIsPickedInWords(t *testing.T) {
	w := inTown(t, nil)
	booked := w.books()
	w.writes(stage.C, "מועד אחר")
	third := w.Question(stage.C).Options[2]
	w.writes(stage.C, "רגע, שנייה")
	require.Equal(t, booked.Appointment.Start, w.Read(booked.ID).Appointment.Start, "a second is no hour")
	w.writes(stage.C, "אני רוצה את השעה השלישית בבקשה")
	require.Equal(t, third.Start.UTC(), w.Read(booked.ID).Appointment.Start.UTC())
}

// TestHoursDoNotSwallowTheRest has somebody who is choosing an hour say other things: none is taken
// for a mistyped number.
func TestHoursDoNotSwallowTheRest(t *testing.T) {
	w := inTown(t, nil)
	w.books()
	w.writes(stage.C, "מועד אחר")
	w.hears(stage.C, "1. ")
	w.writes(stage.C, "סטטוס")
	w.hears(stage.C, "10:00", "1. ")
	w.writes(stage.C, "תודה")
	w.hears(stage.C, "בשמחה")
	w.writes(stage.C, "99")
	w.hears(stage.C, "1", "5")
	w.writes(stage.C, "תגידו לו שהחניה מאחורי הבניין")
	w.hears(stage.C, "העברנו")
	w.hears(plumber, "החניה")
	w.sends(event.Message{Kind: event.KindMedia, Chat: stage.C, Media: []event.Media{{URL: "https://gateway.example/2", MIME: "image/jpeg"}}})
	require.Len(t, w.all(stage.C)[0].Facts.Media, 1)
	w.writes(stage.C, "2")
	require.NotEqual(t, "10:00", w.all(stage.C)[0].Appointment.Start.In(stage.Israel).Format("15:04"))
}
