package triage_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	functriage "github.com/proli/proli/functions/triage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/triage"
)

// The phones of a town.
const (
	plumber = "972000000011@c.us"
	electra = "972000000013@c.us"
)

// electrician is the one of Tel Aviv.
const electrician = `{"name":"אור חשמל","phone":"972000000013","trade":"electrician","areas":["תל אביב"],
	"place":{"lat":32.0853,"lng":34.7818},"prices":[{"item":"ביקור","ils":250},{"item":"שקע","ils":300}],
	"hours":{"sun":[["09:00","17:00"]],"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]]},"rating":{"sum":45,"count":10}}`

// town is a stage on which whole conversations are held: what triage publishes goes to the desks of
// offers and of appointments, and what they say counts as sent at once.
type town struct {
	*stage.Stage
	function *functriage.Triage
	leads    *offering.Desk
	jobs     *appointment.Desk
	n        int
	heard    map[string]int
}

// inTown is a town with a plumber and an electrician, and a customer who has agreed.
func inTown(t *testing.T, m triage.Model) *town {
	t.Helper()
	s := stage.New(t)
	s.Pros("[" + stage.P1 + "," + electrician + "]")
	w := &town{Stage: s, heard: map[string]int{}}
	w.leads = &offering.Desk{Truth: s.DB, Calendars: s.Hours, Router: s.Route, Turns: s.DB, Files: s, Commit: s}
	w.jobs = &appointment.Desk{Truth: s.DB, Calendars: s.Hours, Hours: w.leads, Commit: s}
	w.function = functriage.New(triage.Desk{
		Store: s.DB, Model: m, Matcher: s.Route, Hours: w.leads, Media: noMedia{}, Books: s.DB, Files: s,
		PrivacyURL: "https://p.example/privacy", Admins: []string{"972000000021@c.us"}, Israel: stage.Israel,
	}, s, noCache{}, s.DB, s.Now)
	w.agree(stage.C)
	return w
}

func (w *town) agree(chat string) {
	w.T.Helper()
	given := &change.Set{Claim: "consent/" + chat, Now: stage.Noon}
	given.Touch(&conversation.Conversation{ID: chat, ConsentAt: stage.Noon, Language: "he"})
	require.NoError(w.T, w.DB.Commit(w.T.Context(), given))
}

// writes sends a text and lets everything that follows happen.
func (w *town) writes(chat, text string) {
	w.T.Helper()
	w.sends(event.Message{Kind: event.KindText, Chat: chat, Text: text})
}

// sends hands triage a message.
func (w *town) sends(m event.Message) {
	w.T.Helper()
	w.n++
	m.ID, m.ProviderID, m.Sender, m.SenderName = fmt.Sprint("m", w.n), fmt.Sprint("P", w.n), m.Chat, "דנה"
	m.SentAt, m.ReceivedAt = w.Now(), w.Now()
	w.handle(m)
	if c, err := w.DB.Conversation(w.T.Context(), m.Chat); err == nil && len(c.Burst) > 0 {
		w.Advance(time.Second)
		w.handle(event.Message{ID: fmt.Sprint("turn", w.n), Kind: event.KindTurn, Chat: m.Chat, SentAt: w.Now(), ReceivedAt: w.Now()})
	}
	w.Advance(5 * time.Second)
}

func (w *town) handle(m event.Message) {
	w.T.Helper()
	p, err := m.Published()
	require.NoError(w.T, err)
	_, err = w.function.Handle(w.T.Context(), serve.Delivery{Data: p.Data, Key: p.Key, MessageID: p.ID})
	require.NoError(w.T, err)
	for next := w.Published(); len(next) > 0; next = w.Published() {
		for _, p := range next {
			w.follow(p)
		}
		w.deliver()
	}
	w.deliver()
}

// follow has the desk of an event's topic handle it.
func (w *town) follow(p event.Published) {
	w.T.Helper()
	switch p.Topic {
	case event.TopicLeads:
		e, err := event.DecodeLead(p.Data)
		require.NoError(w.T, err)
		_, err = w.leads.Handle(w.T.Context(), e, w.Now())
		require.NoError(w.T, err)
	case event.TopicBookings:
		e, err := event.DecodeBooking(p.Data)
		require.NoError(w.T, err)
		_, err = w.jobs.Handle(w.T.Context(), e, w.Now())
		require.NoError(w.T, err)
	}
}

// deliver marks what waits as sent, an offer with its clocks.
func (w *town) deliver() {
	w.T.Helper()
	ctx := context.Background()
	found, err := w.DB.Collection(mongo.Notices).Find(ctx, bson.M{"state": notice.Waiting})
	require.NoError(w.T, err)
	var list []notice.Notice
	require.NoError(w.T, found.All(ctx, &list))
	for _, n := range list {
		_, err := w.DB.Collection(mongo.Notices).UpdateOne(ctx, bson.M{"_id": n.ID}, bson.M{"$set": bson.M{"state": notice.Sent, "provider_id": "W" + n.ID}})
		require.NoError(w.T, err)
		if n.Kind != notice.KindOffer {
			continue
		}
		l := w.Read(n.LeadID)
		o := *l.Offer
		o.SentAt = w.Now()
		o.Clock(w.Now().Add(10*time.Minute), w.Now().Add(25*time.Minute), w.Now().Add(30*time.Minute), l.Facts.Urgent)
		l.Offer = &o
		w.Lead(l)
	}
}

// hears gives what was said to a chat since it last listened, as one text, and expects the parts in it.
func (w *town) hears(chat string, parts ...string) string {
	w.T.Helper()
	all := w.Said(chat)
	text := ""
	for _, n := range all[w.heard[chat]:] {
		text += n.Text + "\n---\n"
	}
	w.heard[chat] = len(all)
	require.NotEmpty(w.T, text, "nothing was said to %s", chat)
	for _, part := range parts {
		require.Contains(w.T, text, part)
	}
	return text
}

// hearsNothing expects that nothing was said to a chat since it last listened.
func (w *town) hearsNothing(chat string) {
	w.T.Helper()
	require.Empty(w.T, w.Said(chat)[w.heard[chat]:])
}

// all are the leads of a chat, the newest first.
func (w *town) all(chat string) []lead.Lead {
	w.T.Helper()
	found, err := w.DB.Collection(mongo.Leads).Find(w.T.Context(), bson.M{"chat_id": chat})
	require.NoError(w.T, err)
	var list []lead.Lead
	require.NoError(w.T, found.All(w.T.Context(), &list))
	for i := 1; i < len(list); i++ {
		for k := i; k > 0 && list[k].CreatedAt.After(list[k-1].CreatedAt); k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
	return list
}

// books has a customer ask for the plumber tomorrow at ten, and the plumber agree.
func (w *town) books() lead.Lead {
	w.T.Helper()
	w.asks()
	w.writes(plumber, "אשר")
	l := w.all(stage.C)[0]
	require.Equal(w.T, lead.Booked, l.Status)
	w.hears(stage.C, "10:00")
	w.hears(plumber)
	return l
}

// asks has a customer ask for the plumber tomorrow at ten.
func (w *town) asks() {
	w.T.Helper()
	w.writes(stage.C, "יש לי נזילה בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	require.Equal(w.T, lead.New, w.all(stage.C)[0].Status)
	w.hears(stage.C, "אבי אינסטלציה")
	w.hears(plumber, "נזילה")
}
