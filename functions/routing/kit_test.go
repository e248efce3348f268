package routing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/functions/routing"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

func TestMain(m *testing.M) { servers.Main(m) }

type world struct{ *stage.Stage }

func newWorld(t *testing.T) world {
	s := stage.New(t)
	desk := &offering.Desk{Truth: s.DB, Calendars: s.Hours, Router: s.Route, Turns: s.DB, Files: s, Commit: s}
	s.Serve(event.TopicLeads, serve.PushHandler("Routing", routing.New(desk, s.Now).Handle, nil))
	return world{s}
}

// two are P1, who is matched, and P2.
func (w world) two() (p1, p2 pro.Pro) {
	pros := w.Pros("[" + stage.P1 + "," + stage.P2 + "]")
	return pros[0], pros[1]
}

func (w world) event(kind event.LeadKind, cause, leadID string) event.Lead {
	return event.Lead{ID: cause + "/" + string(kind), Kind: kind, Lead: leadID, Chat: stage.C, Cause: cause, At: w.Now()}
}

func (w world) offer(cause, leadID string) int {
	w.T.Helper()
	return w.Deliver(w.event(event.LeadOffer, cause, leadID).Published())
}

func (w world) choose(cause, leadID string, o conversation.Option) int {
	w.T.Helper()
	e := w.event(event.LeadOffer, cause, leadID)
	e.Choice = &event.Choice{ProID: o.ProID, Start: o.Start, End: o.End}
	return w.Deliver(e.Published())
}

func (w world) next(cause, leadID, reason string) int {
	w.T.Helper()
	e := w.event(event.LeadNext, cause, leadID)
	e.Reason = reason
	return w.Deliver(e.Published())
}

// offered makes a lead with an offer to the matched pro, which has been sent.
func (w world) offered(id string, matched pro.Pro) lead.Lead {
	w.T.Helper()
	w.Lead(stage.Leak(id, stage.C, &matched))
	require.Equal(w.T, http.StatusOK, w.offer("ask-"+id, id))
	require.Equal(w.T, lead.New, w.Read(id).Status)
	w.Advance(time.Minute)
	return w.Read(id)
}

// ask is the set that opens a question in the customer's chat.
func (w world) ask(kind conversation.QuestionKind, leadID string) *change.Set {
	w.T.Helper()
	c, err := w.DB.Conversation(w.T.Context(), stage.C)
	require.NoError(w.T, err)
	c.Ask(kind, leadID, w.Now())
	set := &change.Set{Claim: "ask/" + string(kind), Now: w.Now()}
	set.Touch(c)
	return set
}
