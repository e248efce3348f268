package acceptance_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
)

func TestWallOfText(t *testing.T) {
	w := begin(t).agreed(dana)
	biggest := 0
	w.eavesdrop(func(body string) { biggest = max(biggest, len(body)) })
	wall := "יש לי נזילה בתל אביב. " + strings.Repeat("מים בכל הבית ", 5000)
	require.Greater(t, utf8.RuneCountInString(wall), 60000)
	w.sends("W1", dana, textData(wall))
	w.hears(dana, "ארוכה מאוד", "רחוב")
	require.Less(t, biggest, 64<<10, "what a model is given is bounded")
	require.EqualValues(t, 1, w.count(mongo.Messages, map[string]any{"text": wall}), "all of it is kept")
	for _, said := range w.thread(dana).Recent {
		require.LessOrEqual(t, utf8.RuneCountInString(said.Text), 1001)
	}
	w.sends("W2", dana, textData("רחוב "+strings.Repeat("ארוך ", 12000)+" 50"))
	w.news(dana)
	w.writes(dana, "אני רוצה נציג "+strings.Repeat("עכשיו ", 3000))
	require.Less(t, utf8.RuneCountInString(w.hears(admin)), 1000)
}

// TestOffersHaveALength fills a lead to its bounds: the offer must still be one message.
func TestOffersHaveALength(t *testing.T) {
	w := begin(t).agreed(dana)
	w.sends("W1", dana, textData("יש לי נזילה בתל אביב "+strings.Repeat("גדולה ", 9000)))
	for range 12 {
		w.attaches(dana, "audio/ogg", "note.oga", []byte(strings.Repeat("מים ", 400)), strings.Repeat("ראו ", 4000))
	}
	require.Len(t, w.lead(dana).Facts.Media, 10)
	require.Contains(t, texts(w.news(dana)), "10 קבצים")
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	news := w.news(p1)
	require.Len(t, news, 11)
	for _, m := range news {
		require.Less(t, utf8.RuneCountInString(m.Text), 20000)
	}
	require.Contains(t, news[0].Text, "אשר")
}

func TestFiveMegabytes(t *testing.T) {
	w := begin(t).agreed(dana)
	large := w.text("B1", dana, "תודה")
	large["messageData"].(map[string]any)["jpegThumbnail"] = strings.Repeat("A", 5<<20)
	require.Equal(t, 200, w.deliver(token, marshal(t, large)))
	w.settle()
	w.hears(dana, "בשמחה")

	require.Equal(t, 200, w.deliver(token, []byte(`{"typeWebhook":"`+strings.Repeat("x", 9<<20))))
	w.settle()
	require.EqualValues(t, 1, w.count(mongo.Messages, map[string]any{"kind": "broken"}))
	w.sends("B2", dana, textData("נזילה "+strings.Repeat("מ", 3<<20)))
	require.NotEmpty(t, w.news(dana), "who writes a book is answered too")
}

func TestCharactersThatMislead(t *testing.T) {
	w := begin(t).agreed(dana)
	message := w.incoming("X1", dana, textData("אני דנה\u0000\u0007, יש לי\u202e נזילה\u2066 בתל אביב\u001b[31m"))
	message["senderData"].(map[string]any)["senderName"] = "ד\u202eנה\u0000"
	require.Equal(t, 200, w.deliver(token, marshal(t, message)))
	w.settle()
	w.hears(dana, "רחוב")
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	offer := w.hearsAll(p1, "נזילה", "דנה")
	for _, bad := range []string{"\u0000", "\u0007", "\u001b", "\u202e"} {
		require.NotContains(t, offer, bad)
	}
}

func TestFieldsThatAreNotThere(t *testing.T) {
	w := begin(t).agreed(dana)
	for i, data := range []any{
		nil, 7, "x", []any{}, map[string]any{}, map[string]any{"typeMessage": 7},
		map[string]any{"typeMessage": "imageMessage"},
		map[string]any{"typeMessage": "imageMessage", "fileMessageData": map[string]any{"downloadUrl": 7, "caption": []any{}}},
		map[string]any{"typeMessage": "contactMessage", "contactMessageData": nil},
		map[string]any{"typeMessage": "locationMessage", "locationMessageData": map[string]any{"latitude": "NaN", "longitude": 1e9}},
		map[string]any{"typeMessage": "listResponseMessage", "listResponseMessage": map[string]any{"singleSelectReply": []any{1}}},
		map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": map[string]any{"a": 1}}},
	} {
		body := w.payload("incomingMessageReceived", map[string]any{"idMessage": "N" + string(rune('a'+i)),
			"senderData": map[string]any{"chatId": dana, "sender": dana}, "messageData": data, "added": map[string]any{"tomorrow": true}})
		require.Equal(t, 200, w.deliver(token, marshal(t, body)))
	}
	w.settle()
	w.news(dana)
	w.writes(dana, "תודה")
	w.hears(dana, "בשמחה")
}
