package gemini_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/triage"
	"github.com/proli/proli/shared/usage"
)

const good = `{"reply":"מה הכתובת?","transcription":null,"facts":{"name":"דנה","trade":"plumber","issue":"נזילה","city":"חיפה","street":null,` +
	`"number":null,"floor":null,"apartment":null,"time":"מחר ב-10","urgent":true},"deal":true}`

// response is what the service says around an answer.
func response(text, finish string) string {
	quoted, _ := json.Marshal(text)
	return `{"candidates":[{"content":{"role":"model","parts":[{"text":` + string(quoted) + `}]},"finishReason":"` + finish +
		`"}],"usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":7,"thoughtsTokenCount":3}}`
}

type reply struct {
	status int
	body   string
}

// service answers each model with what stands for it and remembers whom it was asked for.
type service struct {
	mu      sync.Mutex
	models  map[string]reply
	asked   []string
	request map[string]any
	header  http.Header
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, _ := io.ReadAll(r.Body)
	name, _ := strings.CutSuffix(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], ":generateContent")
	s.asked, s.header, s.request = append(s.asked, name), r.Header, map[string]any{}
	_ = json.Unmarshal(raw, &s.request)
	a := s.models[name]
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (s *service) set(model string, status int, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models[model] = reply{status, body}
}

func start(t *testing.T, withdrawn func(string)) (*service, *gemini.Client) {
	t.Helper()
	s := &service{models: map[string]reply{"first": {200, response(good, "STOP")}, "second": {200, response(good, "STOP")}}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := gemini.New(t.Context(), gemini.Config{Names: []string{"first", "second"}, Key: "dev", BaseURL: server.URL, Withdrawn: withdrawn})
	require.NoError(t, err)
	return s, c
}

var question = triage.Question{
	System:  "voice: dispatcher\nhello",
	History: []triage.Said{{ByCustomer: true, Text: "שלום"}, {Text: "שלום, מה קרה?"}},
	Parts:   []triage.Part{{Text: "יש נזילה"}, {Text: "בחיפה"}, {MIME: "image/jpeg", Data: []byte{1, 2, 3}}},
}

func TestAsk(t *testing.T) {
	s, c := start(t, nil)
	a, err := c.Ask(t.Context(), question)
	require.NoError(t, err)
	a.Calls[0].TookMS = 0
	require.Equal(t, triage.Answer{
		Reply: "מה הכתובת?", Deal: true, Model: "first", Calls: []usage.Call{{Model: "first", Outcome: usage.Answered, TokensIn: 12, TokensOut: 10}},
		Facts: triage.Facts{Name: "דנה", Trade: "plumber", Issue: "נזילה", City: "חיפה", Time: "מחר ב-10", Urgent: true},
	}, a)
	require.Equal(t, "dev", s.header.Get("X-Goog-Api-Key"))

	contents := s.request["contents"].([]any)
	require.Len(t, contents, 3)
	last, err := json.Marshal(contents[2])
	require.NoError(t, err)
	require.JSONEq(t, `{"role":"user","parts":[{"text":"יש נזילה"},{"text":"בחיפה"},{"inlineData":{"mimeType":"image/jpeg","data":"AQID"}}]}`, string(last))
	require.Equal(t, "model", contents[1].(map[string]any)["role"])
	config := s.request["generationConfig"].(map[string]any)
	require.Equal(t, "application/json", config["responseMimeType"])
	properties := config["responseSchema"].(map[string]any)["properties"].(map[string]any)
	require.Contains(t, properties, "transcription")
	require.Len(t, properties["facts"].(map[string]any)["properties"], 10)
	system, err := json.Marshal(s.request["systemInstruction"])
	require.NoError(t, err)
	require.Contains(t, string(system), `voice: dispatcher\nhello`)
}

func TestTheNextModelAnswers(t *testing.T) {
	for name, c := range map[string]reply{
		"too many":       {429, `{"error":{"code":429,"message":"quota for יש נזילה","status":"RESOURCE_EXHAUSTED"}}`},
		"internal":       {500, `{"error":{"code":500,"message":"x","status":"INTERNAL"}}`},
		"no JSON around": {200, `<html>`},
		"blocked prompt": {200, `{"promptFeedback":{"blockReason":"SAFETY"}}`},
		"nothing":        {200, `{}`},
		"cut off":        {200, response(good[:80], "MAX_TOKENS")},
		"cut off, quiet": {200, response(good[:80], "STOP")},
		"blocked answer": {200, response("", "SAFETY")},
		"prose":          {200, response("Sure! Here it is.", "STOP")},
		"no reply":       {200, response(`{"facts":{}}`, "STOP")},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := start(t, nil)
			s.set("first", c.status, c.body)
			a, err := client.Ask(t.Context(), question)
			require.NoError(t, err)
			require.Equal(t, "second", a.Model)
			require.Equal(t, []string{"first", "second"}, s.asked)

			s.set("second", c.status, c.body)
			_, err = client.Ask(t.Context(), question)
			require.Equal(t, fault.Unavailable, fault.KindOf(err))
			require.ErrorContains(t, err, "model first")
			require.ErrorContains(t, err, "model second")
			require.NotContains(t, err.Error(), "נזילה")
		})
	}
}

func TestEveryCallIsCounted(t *testing.T) {
	s, c := start(t, nil)
	s.set("first", 200, response("prose", "STOP"))
	a, err := c.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Len(t, a.Calls, 2)
	for i, want := range []usage.Call{
		{Model: "first", Outcome: usage.Unusable, TokensIn: 12, TokensOut: 10},
		{Model: "second", Outcome: usage.Answered, TokensIn: 12, TokensOut: 10},
	} {
		a.Calls[i].TookMS = 0
		require.Equal(t, want, a.Calls[i])
	}
	s.set("first", 500, `{"error":{"code":500,"message":"x","status":"INTERNAL"}}`)
	s.set("second", 404, `{"error":{"code":404,"message":"x","status":"NOT_FOUND"}}`)
	a, err = c.Ask(t.Context(), question)
	require.Error(t, err)
	require.Equal(t, usage.Failed, a.Calls[0].Outcome)
	require.Equal(t, usage.Withdrawn, a.Calls[1].Outcome)
}

func TestAWithdrawnModelIsReportedOnceAndLeft(t *testing.T) {
	var reported []string
	s, c := start(t, func(model string) { reported = append(reported, model) })
	s.set("first", 404, `{"error":{"code":404,"message":"x","status":"NOT_FOUND"}}`)
	for range 3 {
		a, err := c.Ask(t.Context(), question)
		require.NoError(t, err)
		require.Equal(t, "second", a.Model)
	}
	require.Equal(t, []string{"first"}, reported)
	require.Equal(t, []string{"first", "second", "second", "second"}, s.asked)
}

func TestAFailingModelIsPassedOver(t *testing.T) {
	s, c := start(t, nil)
	s.set("first", 500, `{}`)
	for range 6 {
		_, err := c.Ask(t.Context(), question)
		require.NoError(t, err)
	}
	require.Equal(t, 3, strings.Count(strings.Join(s.asked, " "), "first"))

	s.set("second", 500, `{}`)
	for range 4 {
		_, err := c.Ask(t.Context(), question)
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
	}
	require.Len(t, s.asked, 3+6+3, "with all of them down nobody waits")
}

func TestTheCallersTimeIsNotTheModelsFault(t *testing.T) {
	s, c := start(t, nil)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 5 {
		_, err := c.Ask(over, question)
		require.Equal(t, fault.Unavailable, fault.KindOf(err))
	}
	a, err := c.Ask(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, "first", a.Model)
	require.Equal(t, []string{"first"}, s.asked)
}

func TestNothingSaid(t *testing.T) {
	_, c := start(t, nil)
	_, err := c.Ask(t.Context(), triage.Question{System: "voice: dispatcher"})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}
