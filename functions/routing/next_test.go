package routing_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

func TestARefusedLeadGoesToTheNextWhoIsFreeThen(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	w.offered("l1", p1)
	before := len(w.Said(stage.C))

	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	l := w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, p2.ID, l.Offer.ProID)
	require.Equal(t, stage.Monday(10, 0).UTC(), l.Offer.Start.UTC())
	require.Equal(t, []string{p1.ID}, l.Excluded)
	require.Equal(t, lead.ByPro, l.History[len(l.History)-1].By)
	require.Empty(t, w.Entries(p1))
	require.Len(t, w.Entries(p2), 1)
	require.Contains(t, w.Said(p2.Chat())[0].Text, "450 ₪")
	require.Len(t, w.Said(stage.C), before+1, "told once")
	told := w.Last(stage.C)
	require.True(t, told.Reply, "it brings the pro's answer")
	for _, part := range []string{p1.BusinessName, p2.BusinessName, "450 ₪"} {
		require.Contains(t, told.Text, part)
	}

	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected), "delivered again")
	late := w.event("next", "t1", "l1")
	late.Reason, late.At = offering.TimedOut, w.Now().Add(-time.Second)
	require.Equal(t, http.StatusOK, w.Deliver(late.Published()), "about the offer before")
	require.Equal(t, l.Version, w.Read("l1").Version)
	require.Len(t, w.Said(stage.C), before+1)

	w.Advance(time.Minute)
	require.Equal(t, http.StatusOK, w.next("r2", "l1", offering.TimedOut))
	require.Equal(t, lead.PendingReview, w.Read("l1").Status, "nobody is left")
	require.False(t, w.Last(stage.C).Reply, "nobody answered")
	require.Empty(t, w.Entries(p2))
}

func TestOnlyWhoWasAskedHasNotAnswered(t *testing.T) {
	for name, c := range map[string]struct {
		reason string
		sent   bool
		says   string
		why    string
	}{
		"asked":                         {offering.TimedOut, true, "לא הגיעה תשובה", "timeout"},
		"the offer could not be sent":   {"unsent", false, "לא הצלחנו להשיג", "unsent"},
		"its hour came while it waited": {offering.TimedOut, false, "לא הצלחנו להשיג", "unsent"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p1, p2 := w.two()
			l := w.offered("l1", p1)
			if c.sent {
				l.Offer.SentAt = w.Now()
				w.Lead(l)
			}
			require.Equal(t, http.StatusOK, w.next("t1", "l1", c.reason))
			got := w.Read("l1")
			require.Equal(t, p2.ID, got.Offer.ProID)
			require.Equal(t, c.why, got.History[len(got.History)-1].Why)
			told := w.Last(stage.C)
			require.Contains(t, told.Text, c.says)
			require.Contains(t, told.Text, p1.BusinessName)
			require.False(t, told.Reply)
		})
	}
}

func TestADearerProIsAskedOnlyWhenTheCustomerAgrees(t *testing.T) {
	w := newWorld(t)
	pros := w.Pros("[" + stage.P1 + "," + stage.Dear + "]")
	w.offered("l1", pros[0])

	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	require.Equal(t, 450, w.Read("l1").Price.ILS, "nothing else was agreed to")
	q := w.Question(stage.C)
	require.Equal(t, conversation.AskNextPro, q.Kind)
	require.Len(t, q.Options, 1)
	require.Equal(t, pros[1].ID, q.Options[0].ProID)
	text := w.Last(stage.C).Text
	for _, part := range []string{"600 ₪", "450 ₪", "1. ", "2. "} {
		require.Contains(t, text, part)
	}
	require.Empty(t, w.Entries(pros[1]), "nothing is held for a question")

	require.Equal(t, http.StatusOK, w.choose("m2", "l1", q.Options[0]))
	l := w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, 600, l.Price.ILS)
	require.Contains(t, w.Said(pros[1].Chat())[0].Text, "600 ₪")
}

func TestOtherWordsAreNoYesToADearerPro(t *testing.T) {
	w := newWorld(t)
	pros := w.Pros("[" + stage.P1 + "," + stage.Dear + "]")
	w.offered("l1", pros[0])
	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	require.Equal(t, conversation.AskNextPro, w.Question(stage.C).Kind)
	w.Advance(time.Minute)
	require.Equal(t, http.StatusOK, w.offer("why-dearer", "l1"), "the customer wrote something else")
	require.Equal(t, lead.Contacted, w.Read("l1").Status, "nobody is asked at a price that was not agreed to")
	require.Equal(t, conversation.AskNextPro, w.Question(stage.C).Kind)
	require.Empty(t, w.Entries(pros[1]))
}

func TestAnUnknownPriceIsAskedToo(t *testing.T) {
	w := newWorld(t)
	pros := w.Pros("[" + stage.P1 + "," + strings.ReplaceAll(stage.P2, `{"item":"נזילה","ils":450}`, `{"item":"סתימה","ils":100}`) + "]")
	w.offered("l1", pros[0])
	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	require.Equal(t, conversation.AskNextPro, w.Question(stage.C).Kind)
	require.Contains(t, w.Last(stage.C).Text, "250 ₪ לביקור", "a visit's price is called that")
}

func TestAnotherHourIsAsked(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	w.offered("l1", p1)
	w.Take(p2, "other", stage.Monday(10, 0))

	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Rejected))
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	q := w.Question(stage.C)
	require.Equal(t, conversation.AskHour, q.Kind)
	require.Len(t, q.Options, 5)
	for _, o := range q.Options {
		require.Equal(t, p2.ID, o.ProID)
	}
	require.Contains(t, w.Last(stage.C).Text, "450 ₪")
	require.Contains(t, w.Last(stage.C).Text, "1. מחר, ")
}

func TestThreeReroutesAreEnough(t *testing.T) {
	w := newWorld(t)
	var seeds []string
	for _, digit := range []string{"11", "15", "16", "17", "18"} {
		seeds = append(seeds, strings.Replace(stage.P1, "972000000011", "9720000000"+digit, 1))
	}
	pros := w.Pros("[" + strings.Join(seeds, ",") + "]")
	w.offered("l1", pros[0])
	asked := map[string]bool{pros[0].ID: true}
	for _, cause := range []string{"a", "b", "c"} {
		require.Equal(t, http.StatusOK, w.next(cause, "l1", offering.TimedOut))
		l := w.Read("l1")
		require.Equal(t, lead.New, l.Status)
		require.False(t, asked[l.ProID], "never the same again")
		asked[l.ProID] = true
		w.Advance(time.Minute)
	}
	require.Equal(t, http.StatusOK, w.next("d", "l1", offering.TimedOut))
	require.Equal(t, lead.PendingReview, w.Read("l1").Status)
	for _, p := range pros {
		require.Empty(t, w.Entries(p))
	}
}

func TestTheQuestionWhetherToWaitEndsWithTheOffer(t *testing.T) {
	w := newWorld(t)
	p1, p2 := w.two()
	w.offered("l1", p1)
	set := w.ask(conversation.AskWait, "l1")
	require.NoError(t, w.DB.Commit(t.Context(), set))

	require.Equal(t, http.StatusOK, w.next("r1", "l1", offering.Another))
	require.Equal(t, p2.ID, w.Read("l1").ProID)
	require.Nil(t, w.Question(stage.C))
	require.True(t, w.Last(stage.C).Reply)
}
