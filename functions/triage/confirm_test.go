package triage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

func TestAYesToCancellingOutlivesTheProsNo(t *testing.T) {
	w := inTown(t, nil)
	w.Pros("[" + strings.NewReplacer("600", "450", "300", "250").Replace(stage.Dear) + "]")
	w.asks()
	w.writes(stage.C, "ביטול")
	w.hears(stage.C, "1")
	w.writes(plumber, "דחה") // the next is asked for the same price: nothing to decide
	w.hears(stage.C, "יקר מאוד")
	w.writes(stage.C, "כן")
	require.Equal(t, lead.Cancelled, w.all(stage.C)[0].Status)
}

func TestAYesToCancellingOutlivesTheProsYes(t *testing.T) {
	w := inTown(t, nil)
	w.asks()
	w.writes(stage.C, "ביטול")
	w.writes(plumber, "אשר")
	w.writes(stage.C, "כן")
	require.Equal(t, lead.Cancelled, w.all(stage.C)[0].Status)
}

// TestADearerProInPlaceOfTheQuestionWhetherToCancel has the words say that *cancel* is to be said again.
func TestADearerProInPlaceOfTheQuestionWhetherToCancel(t *testing.T) {
	for question, word := range map[string]string{"ביטול": "*ביטול*", "מחק אותי": "*מחק אותי*"} {
		w := inTown(t, nil)
		w.Pros("[" + stage.Dear + "]")
		w.asks()
		w.writes(stage.C, question)
		w.hears(stage.C)
		w.writes(plumber, "דחה")
		w.hears(stage.C, "כתבו שוב "+word, "600 ₪")
		require.Equal(t, conversation.AskNextPro, w.Question(stage.C).Kind)
	}
}

// TestAnAnswerWrittenBeforeTheQuestion was said to something else, however late it arrives.
func TestAnAnswerWrittenBeforeTheQuestion(t *testing.T) {
	for _, words := range []string{"1", "כן"} {
		w := dearerTown(t)
		w.Advance(time.Second)
		w.handle(event.Message{
			ID: "late", ProviderID: "late", Kind: event.KindText, Chat: stage.C, Sender: stage.C, Text: words,
			SentAt: w.Now().Add(-15 * time.Second), ReceivedAt: w.Now(),
		})
		w.hearsNothing(dear)
		w.hears(stage.C, "1. כן")
		w.writes(stage.C, words)
		w.hears(dear, "600 ₪")
	}
}

// TestStopEndsWithANewRequest has a customer who wants no more messages ask for somebody again: of that
// request they hear, of the one before they did not.
func TestStopEndsWithANewRequest(t *testing.T) {
	w := inTown(t, nil)
	w.Pros("[" + stage.Dear + "]")
	w.asks()
	w.writes(stage.C, "הסר")
	w.hears(stage.C)
	l := w.all(stage.C)[0]
	w.follow(expired(t, l))
	w.hearsNothing(stage.C)
	require.Nil(t, w.Question(stage.C), "nobody was asked")
	require.Equal(t, lead.Contacted, w.Read(l.ID).Status)

	w.writes(stage.C, "ביטול")
	w.writes(stage.C, "כן")
	w.hears(stage.C)
	w.writes(stage.C, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hears(stage.C, "אבי אינסטלציה")
	l = w.all(stage.C)[0]
	w.follow(expired(t, l))
	w.hears(stage.C, "600 ₪")
}

// expired is what an alarm publishes when a pro has not answered in time.
func expired(t *testing.T, l lead.Lead) event.Published {
	t.Helper()
	p, err := event.Lead{
		ID: l.ID + "/late", Kind: event.LeadNext, Lead: l.ID, Offer: l.Offer.N, Chat: l.ChatID, Cause: "alarm",
		At: l.Offer.Deadline, Reason: offering.TimedOut,
	}.Published()
	require.NoError(t, err)
	return p
}
