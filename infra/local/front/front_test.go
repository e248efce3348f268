package front_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/front"
	"github.com/proli/proli/infra/local/identity"
)

// process is a functions' process that lives in the test.
type process struct {
	mu      sync.Mutex
	waiting chan struct{} // nil: ready
	killed  int
}

func (p *process) Wait(ctx context.Context) error {
	p.mu.Lock()
	waiting := p.waiting
	p.mu.Unlock()
	if waiting == nil {
		return nil
	}
	select {
	case <-waiting:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killed++
}

type setUp struct {
	front    *front.Front
	process  *process
	identity *identity.Issuer
	called   chan string
	url      string
}

func start(t *testing.T) setUp {
	t.Helper()
	s := setUp{process: &process{}, identity: identity.New(), called: make(chan string, 10)}
	functions := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.called <- fmt.Sprintf("%s %s %s", r.Method, r.URL, body)
		if string(body) == "slow" {
			<-r.Context().Done()
			return
		}
		w.Header().Set("X-Function", "yes")
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, "done")
	}))
	t.Cleanup(functions.Close)
	server := httptest.NewUnstartedServer(nil)
	s.url = "http://" + server.Listener.Addr().String()
	s.front = front.New([]front.Route{
		{Function: "triage", Entry: "Triage", Callers: []string{identity.Email("push-triage")}, Timeout: 100 * time.Millisecond},
		{Function: "timer", Entry: "Timer", Callers: []string{identity.Email("tasks")}, Timeout: time.Second},
		{Function: "webhook", Entry: "Webhook", Timeout: time.Second},
	}, front.Options{URL: s.url, Target: functions.URL, Identity: s.identity, Process: s.process})
	server.Config.Handler = s.front
	server.Start()
	t.Cleanup(server.Close)
	return s
}

func (s setUp) post(t *testing.T, function, caller, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/"+function, strings.NewReader(body))
	require.NoError(t, err)
	if caller != "" {
		request.Header.Set("Authorization", "Bearer "+s.identity.Mint(identity.Email(caller), s.url+"/"+function, time.Now()))
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(answer)
}

func TestFrontChecksTheCaller(t *testing.T) {
	s := start(t)
	for _, c := range []struct {
		function, caller string
		status           int
	}{
		{"triage", "push-triage", http.StatusAccepted},
		{"timer", "tasks", http.StatusAccepted},
		{"timer", "push-triage", http.StatusForbidden},
		{"triage", "", http.StatusForbidden},
		{"webhook", "push-triage", http.StatusForbidden},
		{"absent", "push-triage", http.StatusNotFound},
	} {
		status, answer := s.post(t, c.function, c.caller, "hello")
		require.Equal(t, c.status, status, "%s by %q", c.function, c.caller)
		if status == http.StatusAccepted {
			require.Equal(t, "done", answer)
		} else {
			require.Contains(t, answer, `{"error":{"kind":`)
		}
	}
	require.Equal(t, "POST /Triage hello", <-s.called)
	require.Equal(t, "POST /Timer hello", <-s.called)
	require.Empty(t, s.called, "nothing else got through")
	require.Zero(t, s.front.Backlog())
}

func TestOpenFunctionTakesAnybody(t *testing.T) {
	s := start(t)
	open := s.front.Open("webhook", "POST /{$}", "GET /privacy")
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodPost, "/", http.StatusAccepted},
		{http.MethodGet, "/privacy?lang=en", http.StatusAccepted},
		{http.MethodGet, "/", http.StatusMethodNotAllowed},
		{http.MethodPost, "/triage", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		open.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		require.Equal(t, c.status, w.Code, "%s %s", c.method, c.path)
	}
	require.Equal(t, "POST /Webhook ", <-s.called)
	require.Equal(t, "GET /Webhook?lang=en ", <-s.called)
}

func TestSlowFunctionIsCutOff(t *testing.T) {
	s := start(t)
	status, _ := s.post(t, "triage", "push-triage", "slow")
	require.Equal(t, http.StatusGatewayTimeout, status)
}

func TestRequestWaitsForAStartingProcess(t *testing.T) {
	s := start(t)
	s.process.waiting = make(chan struct{})
	go func() {
		for s.front.Backlog() == 0 {
			runtime.Gosched()
		}
		close(s.process.waiting)
	}()
	status, _ := s.post(t, "timer", "tasks", "hello")
	require.Equal(t, http.StatusAccepted, status)
}

func TestKillTakesTheAnswerAwayOnce(t *testing.T) {
	s := start(t)
	s.front.SetKill("triage")
	status, _ := s.post(t, "timer", "tasks", "another function")
	require.Equal(t, http.StatusAccepted, status)

	status, _ = s.post(t, "triage", "push-triage", "hello")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, 1, s.process.killed)
	require.Empty(t, s.front.Kill())

	status, _ = s.post(t, "triage", "push-triage", "hello")
	require.Equal(t, http.StatusAccepted, status)
	require.Equal(t, 1, s.process.killed)
}
