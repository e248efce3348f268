package acceptance_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/webhook"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/privacy"
)

// payload is a delivery as the provider posts it, at the virtual now.
func (w *world) payload(kind string, fields map[string]any) map[string]any {
	p := map[string]any{
		"typeWebhook":  kind,
		"instanceData": map[string]any{"idInstance": 1100000001, "wid": "972000000099@c.us", "typeInstance": "whatsapp"},
		"timestamp":    utc(w.get(w.control + "/clock")["now"].(string)).Unix(),
	}
	for name, value := range fields {
		p[name] = value
	}
	return p
}

func (w *world) text(id, chat, text string) map[string]any {
	return w.payload("incomingMessageReceived", map[string]any{
		"idMessage":   id,
		"senderData":  map[string]any{"chatId": chat, "sender": chat, "senderName": "דנה"},
		"messageData": map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": text}},
	})
}

// deliver posts a body to the webhook and gives the status.
func (w *world) deliver(token string, body []byte) int {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.webhook, bytes.NewReader(body))
	require.NoError(w, err)
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	require.NoError(w, response.Body.Close())
	return response.StatusCode
}

const token = "Bearer s3cret"

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return body
}

func TestOneDeliveryOneReply(t *testing.T) { // 1
	w := begin(t).agreed(dana)
	require.Equal(t, 200, w.deliver(token, marshal(t, w.text("A1", dana, "תודה רבה"))))
	w.settle()
	w.hears(dana)
	require.EqualValues(t, 1, w.count(mongo.Messages, nil2()))
}

func TestWhatIsIgnored(t *testing.T) { // 2
	w := begin(t).agreed(dana)
	sender := map[string]any{"chatId": dana, "sender": dana}
	for name, body := range map[string]map[string]any{
		"group": w.payload("incomingMessageReceived", map[string]any{"idMessage": "G1",
			"senderData":  map[string]any{"chatId": "120363000000000001@g.us", "sender": dana},
			"messageData": map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": "נזילה"}}}),
		"status": w.payload("outgoingMessageStatus", map[string]any{"chatId": dana, "idMessage": "S1", "status": "delivered", "sendByApi": true}),
		"state":  w.payload("stateInstanceChanged", map[string]any{"stateInstance": "authorized"}),
		"reaction": w.payload("incomingMessageReceived", map[string]any{"idMessage": "R1", "senderData": sender,
			"messageData": map[string]any{"typeMessage": "reactionMessage", "extendedTextMessageData": map[string]any{"text": "👍"}}}),
		"sticker": w.payload("incomingMessageReceived", map[string]any{"idMessage": "K1", "senderData": sender,
			"messageData": map[string]any{"typeMessage": "stickerMessage", "fileMessageData": map[string]any{"downloadUrl": "", "mimeType": "image/webp"}}}),
	} {
		require.Equal(t, 200, w.deliver(token, marshal(t, body)), name)
	}
	w.settle()
	w.hearsNothing(dana)
	require.Zero(t, w.count(mongo.Leads, nil2()))

	require.Equal(t, 200, w.deliver(token, []byte("{invalid")))
	w.settle()
	require.EqualValues(t, 1, w.count(mongo.Messages, map[string]any{"kind": "broken", "raw": "{invalid"}))
	w.hearsNothing(dana)
}

func TestStrangersAreRefused(t *testing.T) { // 3
	w := begin(t).agreed(dana)
	body := marshal(t, w.text("A1", dana, "נזילה"))
	require.Equal(t, 401, w.deliver("", body))
	require.Equal(t, 401, w.deliver("Bearer wrong", body))
	for _, instance := range []any{7, nil} {
		foreign := w.text("A2", dana, "נזילה")
		foreign["instanceData"] = map[string]any{"idInstance": instance}
		require.Equal(t, 200, w.deliver(token, marshal(t, foreign)))
	}
	w.settle()
	w.hearsNothing(dana)
	require.Zero(t, w.count(mongo.Inbox, nil2()), "nothing was published")
}

func TestTheSameDeliveryFiveTimes(t *testing.T) { // 4
	w := begin(t).agreed(dana)
	body := marshal(t, w.text("A1", dana, "היי, יש לי נזילה"))
	var together sync.WaitGroup
	for range 2 {
		together.Go(func() { w.deliver(token, body) })
	}
	together.Wait()
	for range 3 {
		require.Equal(t, 200, w.deliver(token, body))
	}
	w.settle()
	w.hears(dana)
	require.EqualValues(t, 1, w.count(mongo.Leads, nil2()))
}

func TestWithoutModel(t *testing.T) { // 11
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"model": "down"})
	w.writes(dana, "שלום, יש לי סתימה בכיור")
	w.hears(dana, "עיר")
	w.writes(dana, "רמת גן")
	w.hears(dana, "רחוב", "קומה", "מתי")
	w.writes(dana, "ביאליק 7")
	w.hears(dana, "קומה", "דירה", "מתי")
	w.writes(dana, "קומה 2 דירה 5")
	w.hears(dana, "מתי")
	w.writes(dana, "מחר ב-11")
	w.hears(dana)
	w.writes(p1, "אשר")
	require.Equal(t, "booked", string(w.lead(dana).Status))
	require.Equal(t, utc("2026-03-02T09:00:00Z"), w.lead(dana).Appointment.Start.UTC())
}

func TestWantedTimes(t *testing.T) { // 14
	for phrase, want := range map[string]string{
		"מחר ב-10":         "2026-03-02T10:00:00+02:00",
		"ביום ראשון בבוקר": "2026-03-08T06:00:00+02:00",
		"10/3 בשעה 14:30":  "2026-03-10T14:30:00+02:00",
		"tomorrow at 10":   "2026-03-02T10:00:00+02:00",
		"בעוד שעתיים":      "2026-03-01T14:00:00+02:00",
		"2/3":              "2026-03-02T00:00:00+02:00",
	} {
		t.Run(phrase, func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.writes(dana, "יש לי נזילה בתל אביב, "+phrase)
			l := w.lead(dana)
			require.NotNil(t, l.Wanted)
			require.Equal(t, utc(want), l.Wanted.Start.UTC())
			require.NotEmpty(t, l.AppointmentTime)
		})
	}
}

func TestFactsAddUp(t *testing.T) { // 15
	w := begin(t).agreed(dana)
	w.writes(dana, "אני דנה מתל אביב")
	w.writes(dana, "יש לי נזילה")
	f := w.lead(dana).Facts
	require.Equal(t, "דנה", f.Name)
	require.Equal(t, "תל אביב - יפו", f.City)
	require.Contains(t, f.Issue, "נזילה")
	require.EqualValues(t, 1, w.count(mongo.Leads, nil2()))
}

func TestTheTopicRefuses(t *testing.T) { // 5
	w := begin(t).agreed(dana)
	body := marshal(t, w.text("A1", dana, "תודה רבה"))

	// The same webhook, whose topic cannot be reached.
	nowhere, err := pubsub.New(t.Context(), "proli-local", "127.0.0.1:1", nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, nowhere.Close()) })
	door := webhook.New(1100000001, "s3cret", nowhere, privacy.Page, privacy.Policy(), time.Now)
	server := httptest.NewServer(serve(door))
	t.Cleanup(server.Close)
	working := w.webhook
	w.webhook = server.URL
	require.GreaterOrEqual(t, w.deliver(token, body), 500)
	w.settle()
	w.hearsNothing(dana)

	w.webhook = working
	require.Equal(t, 200, w.deliver(token, body))
	require.Equal(t, 200, w.deliver(token, body))
	w.settle()
	w.hears(dana)
}

// serve answers 5xx to what the function could not do, as the framework's wrapping does.
func serve(door *webhook.Webhook) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if _, err := door.Serve(out, r); err != nil {
			http.Error(out, err.Error(), http.StatusServiceUnavailable)
		}
	})
}
