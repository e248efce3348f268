package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/webhook"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/locale"
)

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// topic keeps what is published, or refuses it.
type topic struct {
	refuse    error
	published []event.Published
}

func (t *topic) Publish(_ context.Context, p event.Published) error {
	if t.refuse != nil {
		return t.refuse
	}
	t.published = append(t.published, p)
	return nil
}

func page(lang locale.Language) []byte { return []byte("privacy in " + lang) }

// call makes one request and gives the answer with the log line's outcome.
func call(t *testing.T, messages *topic, r *http.Request) (*httptest.ResponseRecorder, map[string]any) {
	t.Helper()
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(logging.New(&out, slog.LevelInfo, "p"))
	defer slog.SetDefault(before)
	h := webhook.New(1100000001, "s3cret", messages, page, "default-src 'none'", func() time.Time { return now })
	w := httptest.NewRecorder()
	serve.HTTPHandler("Webhook", h.Serve).ServeHTTP(w, r)
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line), "exactly one line: %s", out.String())
	return w, line
}

func delivery(instance, kind, chat, data string) string {
	return `{"typeWebhook":"` + kind + `","instanceData":{"idInstance":` + instance + `},"timestamp":1772359199,"idMessage":"A1",` +
		`"senderData":{"chatId":"` + chat + `","sender":"` + chat + `"},"messageData":` + data + `}`
}

const (
	customer = "972000000001@c.us"
	hello    = `{"typeMessage":"textMessage","textMessageData":{"textMessage":"היי"}}`
	sticker  = `{"typeMessage":"stickerMessage","fileMessageData":{"downloadUrl":"http://x/y.webp"}}`
	thumb    = `{"typeMessage":"reactionMessage","extendedTextMessageData":{"text":"👍"}}`
)

func post(token, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	return r
}

func TestDeliveries(t *testing.T) {
	text := delivery("1100000001", "incomingMessageReceived", customer, hello)
	for name, c := range map[string]struct {
		token, body string
		status      int
		outcome     string
		kind        event.Kind // of what is published; none when empty
	}{
		"a text":                {"Bearer s3cret", text, 200, "published", event.KindText},
		"the bare token":        {"s3cret", text, 200, "published", event.KindText},
		"basic":                 {"Basic s3cret", text, 200, "published", event.KindText},
		"no token":              {"", text, 401, "unauthorized", ""},
		"a wrong token":         {"Bearer s3cre", text, 401, "unauthorized", ""},
		"a longer token":        {"Bearer s3crets", text, 401, "unauthorized", ""},
		"another's instance":    {"Bearer s3cret", delivery("7", "incomingMessageReceived", customer, hello), 200, "foreign", ""},
		"no instance":           {"Bearer s3cret", `{"typeWebhook":"incomingMessageReceived"}`, 200, "foreign", ""},
		"no json":               {"Bearer s3cret", `{invalid`, 200, "broken", event.KindBroken},
		"nothing":               {"Bearer s3cret", ``, 200, "broken", event.KindBroken},
		"far too long":          {"Bearer s3cret", `{"x":"` + strings.Repeat("x", 9<<20) + `"}`, 200, "broken", event.KindBroken},
		"a long thumbnail":      {"Bearer s3cret", strings.Replace(text, `{"typeWebhook"`, `{"x":"`+strings.Repeat("x", 5<<20)+`","typeWebhook"`, 1), 200, "published", event.KindText},
		"a group":               {"Bearer s3cret", delivery("1100000001", "incomingMessageReceived", "120363043968066561@g.us", hello), 200, "ignored", ""},
		"a sticker":             {"Bearer s3cret", delivery("1100000001", "incomingMessageReceived", customer, sticker), 200, "ignored", ""},
		"a reaction":            {"Bearer s3cret", delivery("1100000001", "incomingMessageReceived", customer, thumb), 200, "ignored", ""},
		"our own echo":          {"Bearer s3cret", delivery("1100000001", "outgoingAPIMessageReceived", customer, hello), 200, "ignored", ""},
		"typed on the phone":    {"Bearer s3cret", delivery("1100000001", "outgoingMessageReceived", customer, hello), 200, "published", event.KindHandover},
		"a kind of tomorrow":    {"Bearer s3cret", delivery("1100000001", "telepathyReceived", customer, hello), 200, "ignored", ""},
		"a chat without number": {"Bearer s3cret", delivery("1100000001", "incomingMessageReceived", "120650379300963@lid", hello), 200, "published", event.KindText},
	} {
		t.Run(name, func(t *testing.T) {
			messages := &topic{}
			w, line := call(t, messages, post(c.token, c.body))
			require.Equal(t, c.status, w.Code)
			if c.status == 200 {
				require.Equal(t, c.outcome, line["outcome"])
			}
			if c.kind == "" {
				require.Empty(t, messages.published)
				return
			}
			require.Len(t, messages.published, 1)
			p := messages.published[0]
			require.Equal(t, event.TopicMessages, p.Topic)
			m, err := event.DecodeMessage(p.Data)
			require.NoError(t, err)
			require.Equal(t, c.kind, m.Kind)
			require.Equal(t, m.Key(), p.Key)
			require.Equal(t, m.ID, line["message_id"])
			require.Equal(t, now, m.ReceivedAt)
			require.LessOrEqual(t, len(m.Raw), event.MaxRaw)
		})
	}
}

func TestARefusedPublishComesAgain(t *testing.T) {
	messages := &topic{refuse: errors.New("the topic is away")}
	text := delivery("1100000001", "incomingMessageReceived", customer, hello)
	w, line := call(t, messages, post("Bearer s3cret", text))
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "retry", line["outcome"])
	require.NotContains(t, w.Body.String(), "topic")

	messages.refuse = nil
	w, _ = call(t, messages, post("Bearer s3cret", text))
	require.Equal(t, http.StatusOK, w.Code)
	w, _ = call(t, messages, post("Bearer s3cret", text))
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, messages.published[0].ID, messages.published[1].ID, "a second delivery has the same id")
}

func TestPrivacyAndOtherPaths(t *testing.T) {
	for name, c := range map[string]struct {
		method, target, accept string
		status                 int
		body                   string
	}{
		"hebrew by default":       {"GET", "/privacy", "", 200, "privacy in he"},
		"english asked for":       {"GET", "/privacy?lang=en", "he", 200, "privacy in en"},
		"english of the browser":  {"GET", "/privacy", "en-GB,en;q=0.9,he;q=0.8", 200, "privacy in en"},
		"hebrew asked for":        {"GET", "/privacy?lang=he", "en", 200, "privacy in he"},
		"in a process of several": {"GET", "/Webhook", "", 200, "privacy in he"},
		"posted":                  {"POST", "/privacy", "", 405, ""},
		"the door is for posting": {"GET", "/", "", 405, ""},
		"elsewhere":               {"GET", "/wp-login.php", "", 404, ""},
		"posted elsewhere":        {"POST", "/x", "", 404, ""},
		"privacy by another name": {"GET", "/x/privacy", "", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.target, nil)
			r.Header.Set("Accept-Language", c.accept)
			w, _ := call(t, &topic{}, r)
			require.Equal(t, c.status, w.Code)
			if c.body != "" {
				require.Equal(t, c.body, w.Body.String())
				require.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"))
				require.Equal(t, "default-src 'none'", w.Header().Get("Content-Security-Policy"))
			}
		})
	}
}
