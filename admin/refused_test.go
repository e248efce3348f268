package admin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/grounding"
)

// TestWhatAModelWouldHaveSaidIsShown: what the gate kept back can be read on the lead's page, with
// the reason in people's words, whatever it was.
func TestWhatAModelWouldHaveSaidIsShown(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	l := leak("l1", time.Hour)
	d.know(l)
	said := conversation.Message{ID: "m1", Chat: l.ChatID, LeadID: l.ID, By: conversation.ByCustomer, Kind: event.KindText, Text: "כמה זה עולה?", SentAt: noon, ReceivedAt: noon}
	for _, kind := range []grounding.Kind{grounding.Empty, grounding.Length, grounding.Tongue, grounding.Markup, grounding.Prompt, grounding.Link, grounding.Phone,
		grounding.Money, grounding.Time, grounding.Address, grounding.Name, grounding.Promise, grounding.Number} {
		said.Refused = append(said.Refused, conversation.Refused{Text: "שלום " + nasty, Lies: []grounding.Lie{{Kind: kind, Words: "350 ₪"}}})
	}
	said.Refused = append(said.Refused, conversation.Refused{Text: "רק 350 ₪ ונגיע מיד", Lies: []grounding.Lie{{Kind: grounding.Money, Words: "350 ₪"}, {Kind: grounding.Promise, Words: "נגיע מיד"}}})
	_, err := d.db.Collection(mongo.Messages).InsertOne(t.Context(), said)
	require.NoError(t, err)

	b := d.signedIn("dana")
	page := b.get("/leads/l1").body
	require.Contains(t, page, "תשובת מודל שלא נשלחה")
	require.Contains(t, page, "רק 350 ₪ ונגיע מיד")
	require.Contains(t, page, "מחיר שאינו במחירון: \u2068“350 ₪”\u2069")
	require.Contains(t, page, "הבטחה שאיש לא נתן: \u2068“נגיע מיד”\u2069")
	require.NotContains(t, page, "story.lie.", "every kind has words")
	require.NotContains(t, page, "<script>alert")
	require.Contains(t, b.get("/leads/l1?lang=en").body, "A price that does not stand in the price list")
	require.NotContains(t, b.get("/leads/l1?lang=en").body, "story.lie.")
}
