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
