package greenapi_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

const token = "d75b3a66374942c5b3c019c698abc2067e151558acbd412345"

// canned answers every call with the given status and body and keeps what it was asked.
type canned struct {
	status       int
	body         string
	path, asked  string
	verb, header string
}

func (g *canned) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	g.path, g.asked, g.verb, g.header = r.URL.RequestURI(), string(raw), r.Method, r.Header.Get("Content-Type")
	w.WriteHeader(g.status)
	_, _ = io.WriteString(w, g.body)
}

func dial(t *testing.T, h http.Handler) *greenapi.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return greenapi.New(s.URL, instance, token)
}

func TestCalls(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		answer           string
		call             func(*greenapi.Client) (any, error)
		verb, path, sent string
		want             any
	}{
		"text": {`{"idMessage":"A"}`, func(c *greenapi.Client) (any, error) {
			return c.Send(ctx, greenapi.Outgoing{Chat: "1@c.us", Text: "שלום", Quoted: "Q"})
		}, "POST", "sendMessage", `{"chatId":"1@c.us","message":"שלום","quotedMessageId":"Q","linkPreview":false}`, "A"},
		"file": {`{"idMessage":"A"}`, func(c *greenapi.Client) (any, error) {
			return c.SendFile(ctx, greenapi.OutgoingFile{Chat: "1@c.us", URL: "https://h/1.jpg", Name: "1.jpg", Caption: "c"})
		}, "POST", "sendFileByUrl", `{"chatId":"1@c.us","urlFile":"https://h/1.jpg","fileName":"1.jpg","caption":"c"}`, "A"},
		"buttons": {`{"idMessage":"A"}`, func(c *greenapi.Client) (any, error) {
			return c.SendButtons(ctx, greenapi.OutgoingButtons{Chat: "1@c.us", Text: "?", Buttons: []greenapi.Button{{ID: "1", Title: "כן"}}})
		}, "POST", "sendInteractiveButtonsReply", `{"chatId":"1@c.us","body":"?","buttons":[{"buttonId":"1","buttonText":"כן"}]}`, "A"},
		"state": {`{"stateInstance":"authorized"}`, func(c *greenapi.Client) (any, error) { return c.State(ctx) },
			"GET", "getStateInstance", "", "authorized"},
		"settings": {`{"webhookUrl":"u"}`, func(c *greenapi.Client) (any, error) { return c.Settings(ctx) },
			"GET", "getSettings", "", map[string]any{"webhookUrl": "u"}},
		"set settings": {`{"saveSettings":true}`, func(c *greenapi.Client) (any, error) {
			return nil, c.SetSettings(ctx, map[string]any{"incomingWebhook": "yes"})
		}, "POST", "setSettings", `{"incomingWebhook":"yes"}`, nil},
		"check": {`{"existsWhatsapp":true,"chatId":"9@lid"}`, func(c *greenapi.Client) (any, error) {
			exists, id, err := c.CheckWhatsapp(ctx, "1@c.us")
			return []any{exists, id}, err
		}, "POST", "checkWhatsapp", `{"chatId":"1@c.us"}`, []any{true, "9@lid"}},
		"qr": {`{"type":"qrCode","message":"aGk="}`, func(c *greenapi.Client) (any, error) { return c.QR(ctx) },
			"GET", "qr", "", greenapi.QR{Type: "qrCode", Message: "aGk="}},
		"download": {`{"downloadUrl":"https://h/1"}`, func(c *greenapi.Client) (any, error) { return c.DownloadFile(ctx, "1@c.us", "A") },
			"POST", "downloadFile", `{"chatId":"1@c.us","idMessage":"A"}`, "https://h/1"},
		"queue": {`[{"messageID":"A","type":"sendMessage","body":{"chatId":"1@c.us","message":"m"}}]`, func(c *greenapi.Client) (any, error) { return c.Queue(ctx) },
			"GET", "showMessagesQueue", "", []greenapi.Row{{ID: "A", Chat: "1@c.us", Text: "m"}}},
		"outgoing": {`[{"idMessage":"B","chatId":"1@c.us","timestamp":1772359201,"typeMessage":"interactiveButtons","interactiveButtons":{"contentText":"b"}},
			{"idMessage":"A","chatId":"1@c.us","timestamp":1772359200,"typeMessage":"textMessage","textMessage":" a\n","statusMessage":"read"},{"timestamp":[]}]`,
			func(c *greenapi.Client) (any, error) {
				rows, err := c.LastOutgoing(ctx, 5)
				return rows[1:], err
			}, "GET", "lastOutgoingMessages", "", []greenapi.Row{
				{ID: "A", Chat: "1@c.us", Text: " a\n", At: time.Unix(1772359200, 0).UTC(), Status: "read"},
				{ID: "B", Chat: "1@c.us", Text: "b", At: time.Unix(1772359201, 0).UTC()}}},
	} {
		t.Run(name, func(t *testing.T) {
			g := &canned{status: 200, body: c.answer}
			got, err := c.call(dial(t, g))
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			require.Equal(t, c.verb, g.verb)
			path, query, _ := strings.Cut(g.path, "?")
			require.Equal(t, "/waInstance1100000001/"+c.path+"/"+token, path)
			if c.path == "lastOutgoingMessages" {
				require.Equal(t, "minutes=5", query)
			}
			if c.sent == "" {
				require.Empty(t, g.asked)
				return
			}
			require.JSONEq(t, c.sent, g.asked)
			require.Equal(t, "application/json", g.header)
		})
	}
}

func TestRefusals(t *testing.T) {
	send := func(c *greenapi.Client) error {
		_, err := c.Send(context.Background(), greenapi.Outgoing{Chat: "1@c.us", Text: "x"})
		return err
	}
	state := func(c *greenapi.Client) error { _, err := c.State(context.Background()); return err }
	buttons := func(c *greenapi.Client) error {
		_, err := c.SendButtons(context.Background(), greenapi.OutgoingButtons{Chat: "1@c.us", Text: "x"})
		return err
	}
	for name, c := range map[string]struct {
		status int
		body   string
		call   func(*greenapi.Client) error
		want   func(error) bool
		kind   fault.Kind
	}{
		"starting":         {400, `{"message":"instance in starting process try later"}`, send, greenapi.Retryable, fault.Unavailable},
		"not linked":       {400, `{"message":"instance account not authorized"}`, send, greenapi.Unauthorized, fault.Unavailable},
		"not valid":        {400, `{"message":"Validation failed. Details: x"}`, send, greenapi.Permanent, fault.Permanent},
		"wrong token":      {401, ``, send, greenapi.Unauthorized, fault.Unavailable},
		"token, older way": {200, `{"code":401,"description":"Unauthorized"}`, send, greenapi.Unauthorized, fault.Unavailable},
		"wrong instance":   {403, `{"message":"x"}`, send, greenapi.Unauthorized, fault.Unavailable},
		"no buttons":       {403, `{"message":"method is temporarily not working"}`, buttons, greenapi.Permanent, fault.Permanent},
		"too many":         {429, `nonsense`, send, greenapi.RateLimited, fault.Unavailable},
		"too many, later":  {429, ``, send, greenapi.Retryable, fault.Unavailable},
		"quota":            {466, `{"correspondentsStatus":{"status":"CORRESPONDENTS_QUOTE_EXCEEDED"}}`, send, greenapi.Quota, fault.Permanent},
		"client closed":    {499, ``, send, greenapi.Ambiguous, fault.Unavailable},
		"bad gateway":      {502, `<html>`, send, greenapi.Ambiguous, fault.Unavailable},
		"internal":         {500, ``, send, greenapi.Ambiguous, fault.Unavailable},
		"nonsense":         {200, `<html>`, send, greenapi.Ambiguous, fault.Unavailable},
		"no id":            {200, `{}`, send, greenapi.Ambiguous, fault.Unavailable},
		"reading fails":    {502, ``, state, greenapi.Retryable, fault.Unavailable},
		"reading nonsense": {200, `<html>`, state, greenapi.Retryable, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.call(dial(t, &canned{status: c.status, body: c.body}))
			require.Error(t, err)
			require.True(t, c.want(err), "%v", err)
			require.Equal(t, c.kind, fault.KindOf(err))
			require.NotContains(t, err.Error(), token)
		})
	}
	err := send(dial(t, &canned{status: 400, body: `{"message":"972501234567@c.us has no account, see ` + token + `"}`}))
	require.ErrorContains(t, err, "***4567@c.us has no account, see ***")
}

func TestNoAnswer(t *testing.T) {
	send := func(ctx context.Context, c *greenapi.Client) error {
		_, err := c.Send(ctx, greenapi.Outgoing{Chat: "1@c.us", Text: "x"})
		require.Error(t, err)
		require.NotContains(t, err.Error(), token)
		return err
	}
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := l.Addr().String()
		require.NoError(t, l.Close())
		err = send(context.Background(), greenapi.New("http://"+address, instance, token))
		require.True(t, greenapi.Retryable(err), "%v", err)
	})
	t.Run("hangs up after the request", func(t *testing.T) {
		err := send(context.Background(), dial(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })))
		require.True(t, greenapi.Ambiguous(err), "%v", err)
	})
	t.Run("time is over after the request", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		err := send(ctx, dial(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done()
		})))
		require.True(t, greenapi.Ambiguous(err), "%v", err)
	})
	t.Run("time is over before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := send(ctx, dial(t, &canned{status: 200}))
		require.True(t, greenapi.Retryable(err), "%v", err)
	})
	t.Run("sent elsewhere", func(t *testing.T) {
		away := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the token went elsewhere") }))
		defer away.Close()
		_ = send(context.Background(), dial(t, http.RedirectHandler(away.URL, http.StatusTemporaryRedirect)))
	})
	t.Run("address that is none", func(t *testing.T) {
		err := send(context.Background(), greenapi.New("http://\x7f", instance, token))
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	})
}

// TestJournalKnowsItsDeliveries is what lets a message that came both ways count once.
func TestJournalKnowsItsDeliveries(t *testing.T) {
	common := map[string]any{"type": "incoming", "idMessage": "A1", "timestamp": 1772359200, "chatId": "972000000001@c.us", "senderId": "972000000001@c.us", "senderName": "דנה"}
	for name, c := range map[string]struct{ flat, data string }{
		"text":     {`{"typeMessage":"textMessage","textMessage":"a"}`, `{"typeMessage":"textMessage","textMessageData":{"textMessage":"a"}}`},
		"extended": {`{"typeMessage":"extendedTextMessage","extendedTextMessage":{"text":"a"},"textMessage":"a"}`, `{"typeMessage":"extendedTextMessage","extendedTextMessageData":{"text":"a"}}`},
		"quoted": {`{"typeMessage":"quotedMessage","extendedTextMessage":{"text":"a","stanzaId":"Q"},"quotedMessage":{"stanzaId":"Q"}}`,
			`{"typeMessage":"quotedMessage","extendedTextMessageData":{"text":"a","stanzaId":"Q"},"quotedMessage":{"stanzaId":"Q"}}`},
		"image": {`{"typeMessage":"imageMessage","downloadUrl":"https://h/1.jpg","mimeType":"image/jpeg","caption":"c"}`,
			`{"typeMessage":"imageMessage","fileMessageData":{"downloadUrl":"https://h/1.jpg","mimeType":"image/jpeg","caption":"c"}}`},
		"location": {`{"typeMessage":"locationMessage","location":{"latitude":32.1,"longitude":34.8,"nameLocation":"n"}}`,
			`{"typeMessage":"locationMessage","locationMessageData":{"latitude":32.1,"longitude":34.8,"nameLocation":"n"}}`},
		"tap": {`{"typeMessage":"templateButtonsReplyMessage","templateButtonReplyMessage":{"stanzaId":"Q","selectedId":"1","selectedDisplayText":"t"}}`,
			`{"typeMessage":"templateButtonsReplyMessage","templateButtonReplyMessage":{"stanzaId":"Q","selectedId":"1","selectedDisplayText":"t"}}`},
		"unreadable": {`{"typeMessage":"textMessage","textMessage":"{{SWE001}}"}`, `{"typeMessage":"textMessage","textMessageData":{"textMessage":"{{SWE001}}"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			row := map[string]any{}
			require.NoError(t, json.Unmarshal([]byte(c.flat), &row))
			for k, v := range common {
				row[k] = v
			}
			group := map[string]any{"idMessage": "G", "chatId": "1-2@g.us", "typeMessage": "textMessage", "textMessage": "x"}
			answer, err := json.Marshal([]any{row, group, "nonsense"})
			require.NoError(t, err)
			got, err := dial(t, &canned{status: 200, body: string(answer)}).LastIncoming(context.Background(), 60, received)
			require.NoError(t, err)
			want, v := greenapi.Parse([]byte(incoming(c.data)), instance, received)
			require.Equal(t, greenapi.Publish, v.Action)
			require.Equal(t, []event.Message{want}, got)
		})
	}
}
