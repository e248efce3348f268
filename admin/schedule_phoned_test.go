package admin_test

import (
	"cmp"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/triage"
)

const phoned = "972000000001@c.us"

// phonedAt is what is typed beside an hour of Monday for a customer who phoned, and what else.
func phonedAt(hour string, more ...string) []string {
	return append([]string{"at", "2026-03-02T" + hour, "minutes", "60", "customer", "דנה", "customer_phone", "000-000-0001",
		"issue", "נזילה", "city", "תל אביב", "street", "הרצל", "number", "5", "floor", "2"}, more...)
}

func TestWhoPhonedHasAgreedBeforeAnHourIsPlaced(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	b := d.signedIn("dana")
	week := "/schedule/" + p.ID
	refused := b.send(week, week+"/add", phonedAt("10:00")...)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.body, "בלי הסכמת הלקוח")
	require.Contains(t, refused.body, `value="הרצל"`, "what was typed is not lost")
	require.Empty(t, d.kinds(p.ID), "no hour is kept")
	require.Empty(t, d.told(phoned))

	require.Equal(t, http.StatusSeeOther, b.send(week, week+"/add", phonedAt("10:00", "agreed", "yes")...).status)
	chat, err := d.db.Conversation(t.Context(), phoned)
	require.NoError(t, err)
	require.Equal(t, noon, chat.ConsentAt.UTC())
	said := d.said(phoned)
	require.Len(t, said, 2)
	slices.SortFunc(said, func(a, b notice.Notice) int { return cmp.Compare(a.Seq, b.Seq) }) // as they leave
	require.Equal(t, []notice.Kind{notice.KindConsent, notice.KindPromise}, []notice.Kind{said[0].Kind, said[1].Kind}, "who we are is said before the card")
	require.Contains(t, said[0].Text, "https://proli.example/privacy")
	require.Contains(t, said[1].Text, "אבי")

	customers := triage.Desk{Store: d.db, Israel: calendar.Zone}
	set, err := customers.Handle(t.Context(), event.Message{ID: "m1", Kind: event.KindText, Chat: phoned, Text: "ביטול",
		ProviderID: "M1", SentAt: noon, ReceivedAt: noon}, noon, nil)
	require.NoError(t, err)
	require.Len(t, set.Conversations, 1)
	require.True(t, set.Conversations[0].Asked(conversation.AskCancel), "the answer to the card is understood")
	require.Equal(t, chat.LeadID, set.Conversations[0].Question.LeadID)
}

func TestWhoPhonedIsLookedAtBeforeAnHourIsPlaced(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	b := d.signedIn("dana")
	week := "/schedule/" + p.ID
	add := func(typed ...string) response { return b.send(week, week+"/add", append(typed, "agreed", "yes")...) }
	ofPro := add(phonedAt("10:00", "customer_phone", "000-000-0011")...)
	require.Equal(t, http.StatusUnprocessableEntity, ofPro.status)
	require.Contains(t, ofPro.body, "המספר שייך לעסק")

	require.Equal(t, http.StatusSeeOther, add(phonedAt("10:00")...).status)
	again := add(phonedAt("12:00")...)
	require.Equal(t, http.StatusUnprocessableEntity, again.status)
	chat, err := d.db.Conversation(t.Context(), phoned)
	require.NoError(t, err)
	require.Contains(t, again.body, `href="/leads/`+chat.LeadID+`"`, "the request that is open already")
	require.Equal(t, map[string]booking.Kind{"02 10:00": booking.Appointment}, d.kinds(p.ID))
	require.Equal(t, http.StatusSeeOther, add(phonedAt("12:00", "another", "yes")...).status)
	require.Equal(t, map[string]booking.Kind{"02 10:00": booking.Appointment, "02 12:00": booking.Appointment}, d.kinds(p.ID))
	require.Len(t, d.said(phoned), 3, "who has agreed is not introduced again")

	_, err = d.db.Collection("conversations").UpdateOne(t.Context(), bson.M{"_id": phoned}, bson.M{"$set": bson.M{"blocked": true}})
	require.NoError(t, err)
	blocked := add(phonedAt("14:00", "another", "yes")...)
	require.Equal(t, http.StatusUnprocessableEntity, blocked.status)
	require.Contains(t, blocked.body, "חסומה")
	open, err := d.db.OpenOfChat(t.Context(), phoned)
	require.NoError(t, err)
	require.Len(t, open, 2)
	require.Equal(t, lead.Booked, open[0].Status)
}
