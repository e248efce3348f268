package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/gateway"
)

const (
	dana = "972000000001@c.us"
	pro  = "972000000011@c.us"
	soon = 10 * time.Second // far longer than anything here takes: only a failure waits for it
)

// receiver is the product's side: it takes webhooks, and may refuse some.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	got   []map[string]any
	auth  []string
	serve func(body map[string]any) int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		r.got, r.auth = append(r.got, body), append(r.auth, req.Header.Get("Authorization"))
		serve := r.serve
		r.mu.Unlock()
		if serve != nil {
			w.WriteHeader(serve(body))
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// all returns the webhooks of one type, or of every type when it is "".
func (r *receiver) all(typeWebhook string) (found []map[string]any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, b := range r.got {
		if typeWebhook == "" || b["typeWebhook"] == typeWebhook {
			found = append(found, b)
		}
	}
	return found
}

func (r *receiver) texts() (texts []string) {
	for _, b := range r.all("incomingMessageReceived") {
		texts = append(texts, at(b, "messageData", "textMessageData", "textMessage").(string))
	}
	return texts
}

type system struct {
	*gateway.Gateway
	t     *testing.T
	url   string
	hooks *receiver
	clock func(time.Duration) // moves the virtual clock on
	now   func() time.Time
}

func start(t *testing.T, change ...func(*gateway.Options)) *system {
	t.Helper()
	s := &system{t: t, hooks: newReceiver(t)}
	server := httptest.NewUnstartedServer(nil)
	s.url = "http://" + server.Listener.Addr().String()
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	s.clock = func(d time.Duration) { mu.Lock(); now = now.Add(d); mu.Unlock() }
	s.now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	o := gateway.Options{
		Instance: "1100000001", Token: "dev", WebhookURL: s.hooks.URL, WebhookToken: "s3cret", BaseURL: s.url,
		Now: s.now, RetryPause: time.Millisecond,
	}
	for _, c := range change {
		c(&o)
	}
	s.Gateway = gateway.New(o)
	server.Config.Handler = s.Gateway
	server.Start()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), soon)
		defer cancel()
		require.NoError(t, s.Stop(ctx))
		server.Close()
	})
	return s
}

func (s *system) settled() {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return s.Backlog() == 0 }, soon, time.Millisecond)
}

// call makes an API call and decodes what came back.
func (s *system) call(verb, method string, body any) (status int, answer any) {
	s.t.Helper()
	return s.request(verb, "/waInstance1100000001/"+method+"/dev", body)
}

func (s *system) request(verb, path string, body any) (status int, answer any) {
	s.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(s.t, err)
	req, err := http.NewRequest(verb, s.url+path, bytes.NewReader(raw))
	require.NoError(s.t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, res.Body.Close()) }()
	text, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	if json.Unmarshal(text, &answer) != nil {
		answer = string(text)
	}
	return res.StatusCode, answer
}

func (s *system) say(text string) gateway.Message {
	s.t.Helper()
	m, err := s.Send(dana, gateway.Outgoing{Text: text})
	require.NoError(s.t, err)
	return m
}

// at walks into decoded JSON.
func at(v any, path ...string) any {
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

func TestAddressesAndTokens(t *testing.T) {
	s := start(t)
	for path, want := range map[string]int{
		"/waInstance1100000001/getStateInstance/dev":   http.StatusOK,
		"/waInstance1100000001/getStateInstance/other": http.StatusUnauthorized,
		"/waInstance1100000002/getStateInstance/dev":   http.StatusForbidden,
		"/waInstance1100000001/nothing/dev":            http.StatusNotFound,
		"/waInstance1100000001":                        http.StatusForbidden,
	} {
		status, _ := s.request(http.MethodGet, path, nil)
		require.Equal(t, want, status, path)
	}
	status, answer := s.call(http.MethodGet, "getStateInstance", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, map[string]any{"stateInstance": "authorized"}, answer)
	status, _ = s.call(http.MethodPost, "sendButtons", map[string]any{"chatId": dana})
	require.Equal(t, http.StatusForbidden, status)
}

func TestAMessageGoesOutAndItsStatusesComeBack(t *testing.T) {
	s := start(t)
	status, answer := s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "שלום דנה"})
	require.Equal(t, http.StatusOK, status)
	id := at(answer, "idMessage").(string)
	require.Regexp(t, `^3EB0[0-9A-F]{18}$`, id)
	s.settled()

	shown := s.Messages(dana)
	require.Len(t, shown, 1)
	require.Equal(t, "שלום דנה", shown[0].Text)
	require.False(t, shown[0].Mine)
	require.Equal(t, gateway.TickDelivered, shown[0].Ticks)
	s.Read(dana)
	s.settled()

	var statuses []any
	for _, b := range s.hooks.all("outgoingMessageStatus") {
		require.Equal(t, id, b["idMessage"])
		require.Equal(t, dana, b["chatId"])
		require.Equal(t, true, b["sendByApi"])
		statuses = append(statuses, b["status"])
	}
	require.Equal(t, []any{"sent", "delivered", "read"}, statuses)
	echo := s.hooks.all("outgoingAPIMessageReceived")
	require.Len(t, echo, 1)
	require.Equal(t, "שלום דנה", at(echo[0], "messageData", "textMessageData", "textMessage"))
	require.Equal(t, []string{"Bearer s3cret", "Bearer s3cret"}, s.hooks.auth[:2])
}
