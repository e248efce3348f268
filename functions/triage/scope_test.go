package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/triage"
)

func TestWhatNoneOfOurTradesDoes(t *testing.T) {
	for answer, want := range map[string]lead.Status{
		"כן, עורך דין לגירושין": lead.Rejected, "לא": lead.Rejected, "לא, משהו אחר": lead.Rejected,
		"בתל אביב": lead.Contacted, "אה, אז צריך גם לתקן נזילה": lead.Contacted, "ביטול": lead.Contacted,
	} {
		t.Run(answer, func(t *testing.T) {
			w := inTown(t, nil)
			w.writes(stage.C, "אני צריך עורך דין")
			w.hears(stage.C, "אינסטלציה", "חשמל")
			require.Equal(t, lead.Contacted, w.all(stage.C)[0].Status)
			w.writes(stage.C, answer)
			said := w.hears(stage.C)
			l := w.all(stage.C)[0]
			require.Equal(t, want, l.Status)
			if want == lead.Rejected {
				require.Equal(t, lead.System, l.History[1].By)
				require.Contains(t, said, "עורך דין")
				w.writes(stage.C, "סטטוס")
				w.hears(stage.C, "עורך דין")
				w.writes(stage.C, "יש לי נזילה בתל אביב")
				require.Len(t, w.all(stage.C), 2, "another request is another lead")
				w.hears(stage.C, "אבי אינסטלציה")
			}
		})
	}
}

// TestWhatTheModelGivesToNoTrade has a model read a problem and no trade in it.
func TestWhatTheModelGivesToNoTrade(t *testing.T) {
	m := &model{}
	w := inTown(t, m)
	reads := func(issue string) {
		m.answer = func(triage.Question) (triage.Answer, error) {
			return triage.Answer{Reply: "במה מדובר?", Facts: triage.Facts{Issue: issue}}, nil
		}
	}
	reads("ליווי מסע בר מצווה")
	w.writes(stage.C, "מחפשת ליווי למסע בר מצווה")
	w.hears(stage.C, "אינסטלציה")
	w.writes(stage.C, "בתל אביב") // the model only repeats the problem
	w.hears(stage.C)
	require.Equal(t, lead.Contacted, w.all(stage.C)[0].Status)
	w.writes(stage.C, "זה ליווי עם תופים במסע")
	require.Equal(t, lead.Rejected, w.all(stage.C)[0].Status)

	reads("משהו מקולקל במטבח")
	w.writes(stage.C, "יש משהו מקולקל במטבח")
	require.Equal(t, "במה מדובר?", w.Last(stage.C).Text, "what is broken may be ours")
	w.writes(stage.C, "משהו מקולקל במטבח, אמרתי")
	require.Equal(t, lead.Contacted, w.all(stage.C)[0].Status)
}

// TestWhoRegistersAndWantsAPerson has the word for a person stand where a business's name is asked.
func TestWhoRegistersAndWantsAPerson(t *testing.T) {
	w := inTown(t, nil)
	w.writes(stage.C, "הרשמה")
	w.hears(stage.C, "העסק")
	w.writes(stage.C, "נציג")
	w.hears(stage.C, "לאדם שיחזור אליכם")
	c, err := w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.Nil(t, c.Draft)
	require.True(t, c.NeedsHuman)
}

// TestAnAppointmentSaysAllThatIsAskedOfIt: who comes, when, where, their number and the price.
func TestAnAppointmentSaysAllThatIsAskedOfIt(t *testing.T) {
	for _, question := range []string{"סטטוס", "מה הטלפון שלו?", "כמה זה עולה?"} {
		w := inTown(t, nil)
		l := w.books()
		w.writes(stage.C, question)
		w.hears(stage.C, "אבי אינסטלציה", l.FullAddress, "+972000000011", "450 ₪")
	}
}
