package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/conversation"
)

func TestAChatIsTakenOverAnsweredAndHandedBack(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	d.hire("avi", access.Editor)
	const chat = "972000000001@c.us"
	_, err := d.db.Collection(mongo.Conversations).InsertOne(t.Context(), conversation.Conversation{
		ID: chat, Version: 2, Name: "דנה", ConsentAt: noon, NeedsHuman: true, SilentUntil: noon.Add(time.Minute), UpdatedAt: noon.Add(-time.Minute),
		Recent: []conversation.Turn{{By: conversation.ByCustomer, Text: "אני רוצה נציג אנושי", At: noon}},
	})
	require.NoError(t, err)
	first, second := d.signedIn("dana"), d.signedIn("avi")
	list := first.get("/inbox").body
	require.Contains(t, list, "צריך אדם", "the chat is marked")
	require.Contains(t, list, "unread")
	path := "/inbox/" + chat
	theirs := second.deed(path, "take", "")
	require.NotContains(t, second.get("/inbox").body, "chatrow unread", "one of us has looked")
	require.Equal(t, http.StatusSeeOther, first.post(path, first.deed(path, "take", "")).status)
	require.Contains(t, first.get(path).body, "השיחה אצלכם עד 12:15")
	told := second.post(path, theirs)
	require.Equal(t, http.StatusConflict, told.status)
	require.Contains(t, told.body, "מישהו אחר מהצוות פעל בשיחה")

	form := first.deed(path, "write", "")
	form.Set("text", nasty)
	require.Equal(t, http.StatusSeeOther, first.post(path, form).status)
	require.Equal(t, http.StatusSeeOther, first.post(path, form).status)
	said := d.said(chat)
	require.Len(t, said, 1, "sent twice it is said once")
	require.Equal(t, nasty, said[0].Text)
	require.Equal(t, "dana", said[0].Author)
	require.NotContains(t, first.get(path).body, "<script>")
	require.Contains(t, first.get("/inbox").body, "עוד", "the page stands")
	require.NotContains(t, first.get("/inbox").body, "צריך אדם")
	form = second.deed(path, "write", "")
	form.Set("text", strings.Repeat("א", 5000))
	long := second.post(path, form)
	require.Equal(t, http.StatusUnprocessableEntity, long.status)
	require.Contains(t, long.body, strings.Repeat("א", 5000), "what was typed is not lost")
	require.Equal(t, http.StatusSeeOther, first.post(path, first.deed(path, "back", "")).status)
	c, err := d.db.Conversation(t.Context(), chat)
	require.NoError(t, err)
	require.False(t, c.Silent(noon))
	require.Equal(t, http.StatusSeeOther, first.post(path, first.deed(path, "block", "")).status)
	require.Contains(t, first.get("/inbox?box=blocked").body, "דנה")
	require.Equal(t, http.StatusSeeOther, first.post(path, first.deed(path, "unblock", "")).status)
	require.Equal(t, http.StatusNotFound, first.get("/inbox/nobody@c.us").status)
	count, err := d.db.Collection(mongo.Audit).CountDocuments(t.Context(), bson.M{"subject": "inbox/" + chat})
	require.NoError(t, err)
	require.EqualValues(t, 5, count)
}

func TestAFileOfAChat(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	file := b.get("/leads/file/media/m1-0.png")
	require.Equal(t, "png", file.body)
	require.Equal(t, "image/png", file.header.Get("Content-Type"))
	require.Equal(t, http.StatusNotFound, b.get("/leads/file/media/gone").status)
	for _, path := range []string{"/leads/file/profile/p1.jpg", "/leads/file/media/..%2fprofile%2fp1.jpg"} {
		require.Equal(t, http.StatusNotFound, b.get(path).status, path)
	}
}
