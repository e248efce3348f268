package acceptance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

// sends delivers a message as the provider posts it, and waits for what follows.
func (w *world) sends(id, chat string, messageData map[string]any) {
	w.Helper()
	require.Equal(w, 200, w.deliver(token, marshal(w.T, w.incoming(id, chat, messageData))))
	w.settle()
}

func (w *world) incoming(id, chat string, messageData map[string]any) map[string]any {
	return w.payload("incomingMessageReceived", map[string]any{
		"idMessage":  id,
		"senderData": map[string]any{"chatId": chat, "sender": chat, "senderName": "דנה"}, "messageData": messageData,
	})
}

func textData(text string) map[string]any {
	return map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": text}}
}

func editData(of, text string) map[string]any {
	return map[string]any{"typeMessage": "editedMessage", "editedMessageData": map[string]any{"textMessage": text, "stanzaId": of}}
}

func TestMarkerFollowedByItsText(t *testing.T) {
	w := begin(t).agreed(dana)
	w.sends("A1", dana, textData("{{SWE001}}"))
	w.sends("A1", dana, textData("{{SWE001}}")) // delivered again
	w.hearsNothing(dana)
	w.advance("20s")
	w.sends("A1", dana, textData("יש לי נזילה")) // the same id, readable now
	w.hears(dana, "עיר")
	w.advance("10m")
	w.hearsNothing(dana)
	require.Empty(t, w.thread(dana).Unread)
	require.Contains(t, w.lead(dana).Facts.Issue, "נזילה")
}

func TestMarkersAreAskedForOnce(t *testing.T) {
	w := begin(t).agreed(dana)
	w.sends("A1", dana, textData("{{SWE003}}"))
	w.advance("20s")
	w.sends("A2", dana, textData("{{SWE999}}"))
	w.advance("20s")
	w.hearsNothing(dana) // the second may still come
	w.advance("11s")
	w.hears(dana, "שוב")
	w.sends("A1", dana, textData("תודה")) // very late, and still not lost
	w.hears(dana)
	w.advance("10m")
	w.hearsNothing(dana)
	require.Zero(t, w.count(mongo.Leads, nil2()))
}

func TestMarkerAfterItsText(t *testing.T) {
	w := begin(t).agreed(dana)
	w.sends("A1", dana, textData("תודה"))
	w.hears(dana)
	w.sends("A1", dana, textData("{{SWE001}}"))
	w.advance("1m")
	w.hearsNothing(dana)
}

func TestEditsAndDeletionsOfWhatWaits(t *testing.T) {
	w := begin(t)
	w.sends("A1", dana, textData("יש לי נזילה בחולון"))
	w.hears(dana, "/privacy")
	w.sends("A2", dana, textData("סתימה בכיור"))
	w.hears(dana, "/privacy")
	w.sends("A3", dana, editData("A1", "יש לי נזילה בתל אביב"))
	w.hearsNothing(dana)
	w.sends("A4", dana, map[string]any{"typeMessage": "deletedMessage", "deletedMessageData": map[string]any{"stanzaId": "A2"}})
	w.hearsNothing(dana)
	require.Zero(t, w.count(mongo.Messages, nil2()), "nothing is kept before consent")
	w.writes(dana, "כן")
	w.hears(dana)
	l := w.lead(dana)
	require.Equal(t, "תל אביב - יפו", l.Facts.City)
	require.NotContains(t, l.Facts.Issue, "סתימה")

	w.sends("A5", dana, editData("A1", "יש לי נזילה ברמת גן")) // acted on already: a new utterance
	w.hears(dana)
	require.Equal(t, "רמת גן", w.lead(dana).Facts.City)
}

func TestEditThatAgrees(t *testing.T) {
	w := begin(t)
	w.sends("A1", dana, textData("נזילה בתל אביב"))
	w.sends("A2", dana, textData("קן"))
	w.news(dana)
	w.sends("A3", dana, editData("A2", "כן"))
	w.hears(dana)
	require.Equal(t, "plumber", w.lead(dana).Trade)
}

func TestQueueReleasedLate(t *testing.T) {
	w := begin(t).agreed(dana)
	old := utc(sundayNoon).Add(-3 * time.Hour).Unix()
	for _, id := range []string{"A1", "A2", "A3"} {
		late := w.incoming(id, dana, textData("יש לי נזילה בתל אביב, דחוף"))
		late["timestamp"] = old
		require.Equal(t, 200, w.deliver(token, marshal(t, late)))
	}
	approval := w.incoming("P1", p1, textData("אשר"))
	approval["timestamp"] = old
	require.Equal(t, 200, w.deliver(token, marshal(t, approval)))
	w.settle()
	w.hears(dana, "באיחור")
	w.hears(p1, "באיחור", "0/3")
	require.EqualValues(t, 4, w.count(mongo.Messages, nil2()), "all are recorded")
	require.Zero(t, w.count(mongo.Leads, nil2()))

	slow := w.incoming("A4", dana, textData("תודה"))
	slow["timestamp"] = utc(sundayNoon).Add(-50 * time.Minute).Unix()
	require.Equal(t, 200, w.deliver(token, marshal(t, slow)))
	w.settle()
	w.hears(dana, "בשמחה")
}

func TestStaffTypesOnThePhone(t *testing.T) {
	w := begin(t).agreed(dana)
	typed := w.payload("outgoingMessageReceived", map[string]any{"idMessage": "O1",
		"senderData": map[string]any{"chatId": dana, "sender": "972000000099@c.us"}, "messageData": textData("היי, כאן רוני")})
	require.Equal(t, 200, w.deliver(token, marshal(t, typed)))
	w.settle()
	w.writes(dana, "יש לי נזילה")
	w.advance("14m")
	w.writes(dana, "מישהו שם?")
	w.hearsNothing(dana)
	w.advance("14m") // of fifteen, counted from the last word
	w.writes(dana, "סטטוס")
	w.hearsNothing(dana)
	w.writes(dana, "עזרה") // is always answered
	w.hears(dana, "נציג")
	w.writes(dana, "יש פה ריח גז")
	w.hears(dana, "102")
	w.advance("16m")
	w.writes(dana, "סטטוס")
	w.hears(dana)
	require.Zero(t, w.count(mongo.Leads, nil2()), "what is said to a human starts nothing")
}

func TestBlockIsStop(t *testing.T) {
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה בתל אביב")
	w.hears(dana)
	block := w.payload("incomingBlock", map[string]any{"chatId": dana, "chatState": "blocked"})
	require.Equal(t, 200, w.deliver(token, marshal(t, block)))
	w.settle()
	w.advance("45m")
	w.hearsNothing(dana) // no nudge
	w.advance("24h")
	w.hearsNothing(dana)
	require.Equal(t, lead.Closed, w.lead(dana).Status)
}

func TestCallsAndCards(t *testing.T) {
	w := begin(t)
	for _, status := range []string{"offer", "declined"} {
		call := w.payload("incomingCall", map[string]any{"idMessage": "C1", "from": dana, "status": status})
		require.Equal(t, 200, w.deliver(token, marshal(t, call)))
		w.settle()
	}
	w.hears(dana, "בכתב")
	require.Zero(t, w.count(mongo.Messages, nil2()))
	w.agreed(yossi)
	w.sends("V1", yossi, map[string]any{"typeMessage": "contactMessage", "contactMessageData": map[string]any{
		"displayName": "רמי\u202e", "vcard": "BEGIN:VCARD\nVERSION:3.0\nFN:רמי\nTEL;waid=972000000005:+972 00-000-0005\nEND:VCARD"}})
	w.hears(yossi, "איש קשר")
}

func TestBlockedByAnAdmin(t *testing.T) {
	w := begin(t).agreed(dana)
	_, err := w.db.Collection(mongo.Conversations).UpdateOne(t.Context(), map[string]any{"_id": dana}, map[string]any{"$set": map[string]any{"blocked": true}})
	require.NoError(t, err)
	w.writes(dana, "יש לי נזילה בתל אביב, דחוף")
	w.writes(dana, "הסר")
	w.hearsNothing(dana)
	require.EqualValues(t, 2, w.count(mongo.Messages, nil2()))
	require.Zero(t, w.count(mongo.Leads, nil2()))
}
