package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// saysDone has the customer be asked about the work, and say that it is done.
func (w *town) saysDone(l lead.Lead) {
	w.T.Helper()
	w.isAskedWhetherDone(l)
	w.writes(stage.C, "כן, בוצע")
	w.hears(stage.C, "5")
	require.Equal(w.T, lead.Completed, w.Read(l.ID).Status)
}

func TestWhatTheCustomerSaysIsDoneIsToldToTheProOnce(t *testing.T) {
	w := inTown(t, nil)
	l := w.books()
	w.saysDone(l)
	told := w.Last(plumber)
	require.False(t, told.Reply, "the pro has asked nothing: at night it waits")
	require.Equal(t, notice.KindCheck, told.Kind)
	w.hears(plumber, "דנה", "דיזנגוף 50", "10:00", "כמה נגבה", "דלג")

	again := event.Booking{ID: "late/finish", Kind: event.BookingFinish, Lead: l.ID, Pro: l.ProID, Chat: stage.C, Cause: "late", At: w.Now(), By: "customer"}
	published, err := again.Published()
	require.NoError(t, err)
	w.follow(published)
	w.deliver()
	w.hearsNothing(plumber)
	w.hearsNothing(stage.C)

	w.writes(plumber, "450 ש\"ח")
	w.hears(plumber, "450")
	require.Equal(t, 450, *w.Read(l.ID).PriceCharged)
	w.writes(stage.C, "5")
	require.Equal(t, 5, *w.Read(l.ID).RatingGiven)
}

func TestAProMayKeepThePriceOfWhatTheCustomerSaysIsDone(t *testing.T) {
	w := inTown(t, nil)
	l := w.books()
	w.saysDone(l)
	w.writes(plumber, "דלג")
	require.Nil(t, w.Read(l.ID).PriceCharged)
	require.Nil(t, w.Question(plumber))
}

// TestThePriceIsAskedWhenTheNightIsOver has the customer confirm at night: what the pro types before
// the notice has come is no answer to it, and what is typed the day after is.
func TestThePriceIsAskedWhenTheNightIsOver(t *testing.T) {
	w := inTown(t, nil)
	l := w.books()
	w.isAskedWhetherDone(l)
	w.Advance(stage.Monday(22, 0).Sub(w.Now()))
	w.writes(stage.C, "כן")
	require.Equal(t, lead.Completed, w.Read(l.ID).Status)
	w.hears(plumber, "כמה נגבה")
	w.writes(plumber, "5") // the pro's history
	w.hears(plumber)
	require.True(t, stage.Monday(8, 0).AddDate(0, 0, 1).Equal(w.Question(plumber).AskedAt))
	w.Advance(24 * time.Hour)
	w.writes(plumber, "450")
	require.Equal(t, 450, *w.Read(l.ID).PriceCharged)
}

// TestThePriceIsSaidByQuoting has the pro be asked something else when the customer confirms: that
// question stays, and the price is said to the notice.
func TestThePriceIsSaidByQuoting(t *testing.T) {
	w := inTown(t, nil)
	l := w.books()
	w.isAskedWhetherDone(l)
	w.writes(plumber, "מחירון")
	w.hears(plumber)
	open := w.Question(plumber)
	require.Equal(t, conversation.AskPrices, open.Kind)
	w.writes(stage.C, "כן")
	told := w.Last(plumber)
	w.hears(plumber, "דנה", "כמה נגבה", "מצטטים")
	require.Equal(t, open, w.Question(plumber))
	w.quotes(plumber, "3", told.ID)
	require.Nil(t, w.Read(l.ID).PriceCharged, "no job costs three")
	w.quotes(plumber, "450", told.ID)
	w.hears(plumber, "450")
	require.Equal(t, 450, *w.Read(l.ID).PriceCharged)
	require.Equal(t, open, w.Question(plumber))
}

func TestAnotherProCannotPriceAJobByQuoting(t *testing.T) {
	w := inTown(t, nil)
	l := w.books()
	w.saysDone(l)
	told := w.Last(plumber)
	w.quotes(electra, "999", told.ID)
	require.Nil(t, w.Read(l.ID).PriceCharged)
	w.writes(plumber, "450")
	w.quotes(plumber, "900", told.ID)
	require.Equal(t, 450, *w.Read(l.ID).PriceCharged, "what was said once stands")
}
