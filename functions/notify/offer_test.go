package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// offer commits a lead with its first offer and the notice that carries it.
func (w *world) offer(urgent bool) *lead.Lead {
	w.t.Helper()
	l := &lead.Lead{ID: "l1", ChatID: chatC, CreatedAt: noon, ProID: "p1", Offers: 1,
		Facts: lead.Facts{Urgent: urgent}, Offer: &lead.Offer{N: 1, ProID: "p1", Notice: "n1", Start: noon.Add(22 * time.Hour), End: noon.Add(23 * time.Hour)}}
	require.NoError(w.t, l.Move(lead.Contacted, noon, lead.System, "wrote"))
	require.NoError(w.t, l.Move(lead.New, noon, lead.System, "offer"))
	s := &change.Set{Claim: "m1/offer", Now: w.clock()}
	s.Update(l)
	s.Say(notice.Notice{ID: "n1", Chat: chatP, Kind: notice.KindOffer, Text: "a leak", LeadID: "l1", ProID: "p1", Offer: 1,
		Urgent: urgent, ExpiresAt: noon.Add(22 * time.Hour)})
	require.NoError(w.t, w.runner.Run(w.t.Context(), s))
	w.published = nil
	return l
}

// unclaimed makes sure that whoever receives an event can still claim it.
func (w *world) unclaimed(id string) {
	w.t.Helper()
	open, err := w.db.NotHandled(w.t.Context(), []string{id})
	require.NoError(w.t, err)
	require.True(w.t, open[id], "%s was claimed by the sender", id)
}

func (w *world) lead() *lead.Lead {
	w.t.Helper()
	l, err := w.db.Lead(w.t.Context(), "l1")
	require.NoError(w.t, err)
	return l
}

func TestAnOffersClocksStartWhenItIsSent(t *testing.T) {
	for name, c := range map[string]struct {
		at                   time.Duration
		urgent               bool
		nudge, ask, deadline time.Duration
	}{
		"by day":                    {0, false, 10 * time.Minute, 25 * time.Minute, 30 * time.Minute},
		"an emergency":              {0, true, 5 * time.Minute, 12*time.Minute + 30*time.Second, 15 * time.Minute},
		"an emergency at night":     {12 * time.Hour, true, 5 * time.Minute, 12*time.Minute + 30*time.Second, 15 * time.Minute},
		"shortly before the night":  {8*time.Hour + 40*time.Minute, false, 10 * time.Minute, 11*time.Hour + 25*time.Minute, 11*time.Hour + 30*time.Minute},
		"to the end of the evening": {8*time.Hour + 30*time.Minute, false, 10 * time.Minute, 25 * time.Minute, 11*time.Hour + 30*time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			before := w.offer(c.urgent)
			sent := noon.Add(c.at)
			w.now = sent
			w.ring()
			require.Equal(t, []string{"a leak"}, w.gateway.texts())
			n := w.notice("a leak")
			require.Equal(t, notice.Sent, n.State)
			require.Equal(t, "P1", n.ProviderID)

			l := w.lead()
			require.Equal(t, before.Version+1, l.Version)
			require.Equal(t, sent, l.Offer.SentAt.UTC())
			require.Equal(t, sent.Add(c.nudge), l.Offer.NudgeAt.UTC())
			require.Equal(t, sent.Add(c.ask), l.Offer.AskAt.UTC())
			require.Equal(t, sent.Add(c.deadline), l.Offer.Deadline.UTC())

			require.Len(t, w.published, 1)
			e, err := event.DecodeLead(w.published[0].Data)
			require.NoError(t, err)
			require.Equal(t, event.LeadOfferSent, e.Kind)
			require.Equal(t, "l1", e.Lead)
			require.Equal(t, "n1", e.Cause)
			w.unclaimed(e.ID)

			w.ring()
			require.Len(t, w.published, 1)
			require.Equal(t, l.Version, w.lead().Version)
		})
	}
}

func TestAnOfferMadeAtNightIsSentInTheMorning(t *testing.T) {
	w := newWorld(t)
	w.now = noon.Add(10 * time.Hour) // 22:00
	w.offer(false)
	w.ring()
	require.Empty(t, w.gateway.texts())
	require.True(t, w.lead().Offer.SentAt.IsZero())
	w.now = w.armed[0].DueAt
	w.ring()
	require.Equal(t, w.now.Add(30*time.Minute), w.lead().Offer.Deadline.UTC())
}

func TestWhatIsSaidOfAnOfferThatHasMovedOnIsDropped(t *testing.T) {
	for name, c := range map[string]struct {
		to   lead.Status
		by   lead.By
		want []string
	}{
		"cancelled": {lead.Cancelled, lead.Customer, []string{"after it"}},
		"booked":    {lead.Booked, lead.ByPro, []string{"a picture", "after it"}}, // the pro who is coming needs it
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			l := w.offer(false)
			of := notice.Notice{Chat: chatP, LeadID: "l1", ProID: "p1", Offer: 1}
			picture, nudge, after := of, of, reply(chatP, "after it")
			picture.Kind, picture.Text = notice.KindMedia, "a picture"
			nudge.Kind, nudge.Text = notice.KindNudge, "please answer"
			w.say(picture, nudge, after)
			require.NoError(t, l.Move(c.to, noon, c.by, "moved on"))
			s := &change.Set{Claim: "m2", Now: noon}
			s.Update(l)
			require.NoError(t, w.runner.Run(t.Context(), s))
			w.ring()
			require.Equal(t, c.want, w.gateway.texts())
			require.Equal(t, notice.Dropped, w.notice("a leak").State)
			require.NotEmpty(t, w.notice("a leak").Reason)
			require.Equal(t, notice.Dropped, w.notice("please answer").State)
			require.Empty(t, w.published)
			require.True(t, w.lead().Offer.SentAt.IsZero())
			require.Equal(t, l.Version, w.lead().Version)
		})
	}
}

// restless is a store in which somebody else writes the lead between the sender's look and its write.
type restless struct {
	notify.Store
	w     *world
	moves int
}

func (r *restless) Lead(ctx context.Context, id string) (*lead.Lead, error) {
	l, err := r.Store.Lead(ctx, id)
	if r.moves--; r.moves >= 0 {
		_, err := r.w.db.Collection(mongo.Leads).UpdateByID(ctx, id, bson.M{"$inc": bson.M{"version": 1}})
		require.NoError(r.w.t, err)
	}
	return l, err
}

func TestALeadThatMovesMeanwhileIsReadAgain(t *testing.T) {
	w := newWorld(t)
	w.offer(false)
	w.handler = w.door(&restless{Store: w.db, w: w, moves: 2})
	w.ring()
	require.Equal(t, []string{"a leak"}, w.gateway.texts())
	require.Equal(t, noon, w.lead().Offer.SentAt.UTC())
	require.Len(t, w.published, 1)
}

func TestAnOfferThatNeverArrivedGoesToTheNextPro(t *testing.T) {
	for name, fail := range map[string]func(*world){
		"refused": func(w *world) { w.gateway.before = func(string, string) error { return notify.ErrRefused } },
		"expired": func(w *world) { w.now = noon.Add(22 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.offer(false)
			fail(w)
			w.ring()
			w.ring()
			require.Empty(t, w.gateway.texts())
			require.Len(t, w.published, 1)
			e, err := event.DecodeLead(w.published[0].Data)
			require.NoError(t, err)
			require.Equal(t, event.LeadNext, e.Kind)
			w.unclaimed(e.ID)
		})
	}
}
