package serve_test

import (
	"bytes"
	"context"
	"encoding/base64"
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
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/fault"
)

// logged collects the lines that f writes.
func logged(t *testing.T, f func()) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(logging.New(&out, slog.LevelInfo, "p"))
	defer slog.SetDefault(before)
	f()
	var lines []map[string]any
	for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(l), &m), l)
		lines = append(lines, m)
	}
	return lines
}

func envelope(data string) string {
	return `{"subscription":"projects/p/subscriptions/triage","deliveryAttempt":3,"message":{"messageId":"76","message_id":"76",` +
		`"publishTime":"2026-03-01T10:00:00.5Z","orderingKey":"972000000001@c.us","attributes":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},` +
		`"data":"` + base64.StdEncoding.EncodeToString([]byte(data)) + `"}}`
}

func post(h http.Handler, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
	return w
}

func TestPushDecodes(t *testing.T) {
	var got serve.Delivery
	h := serve.PushHandler("Triage", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		got = d
		_, bounded := ctx.Deadline()
		require.True(t, bounded)
		return serve.Outcome{Result: "replied", MessageID: "m1", LeadID: "l1", NoticeID: "n1"}, nil
	}, nil)
	lines := logged(t, func() { require.Equal(t, 200, post(h, envelope(`{"v":1}`)).Code) })
	require.JSONEq(t, `{"v":1}`, string(got.Data))
	require.Equal(t, "972000000001@c.us", got.Key)
	require.Equal(t, "76", got.MessageID)
	require.Equal(t, 3, got.Attempt)
	require.Equal(t, time.Date(2026, 3, 1, 10, 0, 0, 5e8, time.UTC), got.PublishTime)

	require.Len(t, lines, 1)
	l := lines[0]
	for k, want := range map[string]any{
		"message": "handled", "severity": "INFO", "function": "Triage", "outcome": "replied", "message_id": "m1",
		"lead_id": "l1", "notice_id": "n1", "attempt": 3.0,
		"logging.googleapis.com/trace": "projects/p/traces/0af7651916cd43dd8448eb211c80319c",
	} {
		require.Equal(t, want, l[k], k)
	}
	require.Contains(t, l, "took_ms")
	require.NotContains(t, l, "pro_id")
}

func TestPushMapsFaults(t *testing.T) {
	for name, c := range map[string]struct {
		err          error
		status       int
		outcome, sev string
		poison       serve.Poison
	}{
		"final":       {fault.New(fault.NotFound, "load lead", "gone"), 200, "refused", "ERROR", nil},
		"conflict":    {fault.New(fault.Conflict, "save", "moved"), 503, "retry", "WARNING", nil},
		"unknown":     {errors.New("chat 972501234567@c.us: away"), 503, "retry", "WARNING", nil},
		"kept":        {fault.New(fault.Invalid, "decode", "no"), 200, "refused", "ERROR", keep(true, nil)},
		"fifth try":   {errors.New("again"), 200, "refused", "ERROR", keep(true, nil)},
		"first try":   {errors.New("again"), 503, "retry", "WARNING", keep(false, nil)},
		"cannot keep": {fault.New(fault.Invalid, "decode", "no"), 503, "retry", "WARNING", keep(false, errors.New("database away"))},
	} {
		t.Run(name, func(t *testing.T) {
			h := serve.PushHandler("Triage", func(context.Context, serve.Delivery) (serve.Outcome, error) {
				return serve.Outcome{MessageID: "m1"}, c.err
			}, c.poison)
			var w *httptest.ResponseRecorder
			lines := logged(t, func() { w = post(h, envelope("{}")) })
			require.Equal(t, c.status, w.Code)
			if c.status != 200 {
				require.JSONEq(t, `{"error":{"kind":"unavailable","message":"try again later"}}`, w.Body.String())
			}
			require.Len(t, lines, 1)
			require.Equal(t, c.outcome, lines[0]["outcome"])
			require.Equal(t, c.sev, lines[0]["severity"])
			require.NotContains(t, lines[0]["error"], "972501234567")
		})
	}
}

func keep(kept bool, err error) serve.Poison {
	return func(ctx context.Context, d serve.Delivery, cause error) (bool, error) {
		if ctx.Err() != nil || len(d.Data) == 0 || cause == nil {
			return false, errors.New("not told enough")
		}
		return kept, err
	}
}

func TestPanicIsARetryAndOneLine(t *testing.T) {
	h := serve.PushHandler("Triage", func(context.Context, serve.Delivery) (serve.Outcome, error) { panic("boom") }, nil)
	var w *httptest.ResponseRecorder
	lines := logged(t, func() { w = post(h, envelope("{}")) })
	require.Equal(t, 503, w.Code)
	require.Len(t, lines, 1)
	require.Equal(t, "panic", lines[0]["outcome"])
	require.Equal(t, "ERROR", lines[0]["severity"])
	require.Contains(t, lines[0]["stack"], "TestPanicIsARetryAndOneLine")
}

func TestWhatIsNoDelivery(t *testing.T) {
	h := serve.PushHandler("Triage", func(context.Context, serve.Delivery) (serve.Outcome, error) {
		t.Error("must not be called")
		return serve.Outcome{}, nil
	}, nil)
	for name, body := range map[string]string{
		"no json": "hello", "no id": `{"message":{"data":"e30="}}`, "no base64": `{"message":{"messageId":"1","data":"%"}}`,
		"too large": `{"message":{"messageId":"1","data":"` + strings.Repeat("A", 11<<20) + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			lines := logged(t, func() {
				w := post(h, body)
				require.Equal(t, 400, w.Code)
				require.Contains(t, w.Body.String(), `"kind":"invalid"`)
			})
			require.Len(t, lines, 1)
		})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "POST", w.Header().Get("Allow"))
}

func TestTaskAndJob(t *testing.T) {
	var got serve.Delivery
	handle := func(_ context.Context, d serve.Delivery) (serve.Outcome, error) {
		got = d
		return serve.Outcome{Count: 2}, nil
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"alarm":"a"}`))
	r.Header.Set("X-CloudTasks-TaskName", "ab12-nudge")
	r.Header.Set("X-CloudTasks-TaskRetryCount", "1")
	r.Header.Set("X-CloudTasks-TaskETA", "1772359200.250000")
	lines := logged(t, func() { serve.TaskHandler("Timer", handle, nil).ServeHTTP(httptest.NewRecorder(), r) })
	require.Equal(t, serve.Delivery{Data: []byte(`{"alarm":"a"}`), MessageID: "ab12-nudge", Attempt: 2,
		PublishTime: time.Date(2026, 3, 1, 10, 0, 0, 25e7, time.UTC)}, got)
	require.Equal(t, "ab12-nudge", lines[0]["message_id"])

	r = httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"job":"relay"}`))
	r.Header.Set("X-CloudScheduler-JobName", "relay")
	r.Header.Set("X-CloudScheduler-ScheduleTime", "2026-03-01T10:00:00Z")
	lines = logged(t, func() { serve.JobHandler("Healer", handle).ServeHTTP(httptest.NewRecorder(), r) })
	require.Equal(t, "relay", got.MessageID)
	require.Equal(t, time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), got.PublishTime)
	require.Equal(t, 2.0, lines[0]["count"])
}

func TestHTTPAnswersFaults(t *testing.T) {
	for kind, status := range map[fault.Kind]int{
		fault.Invalid: 400, fault.Forbidden: 401, fault.NotFound: 404, fault.Conflict: 409, fault.Permanent: 400, fault.Unavailable: 503,
	} {
		h := serve.HTTPHandler("Webhook", func(http.ResponseWriter, *http.Request) (serve.Outcome, error) {
			return serve.Outcome{}, fault.New(kind, "publish", "secret reason")
		})
		var w *httptest.ResponseRecorder
		lines := logged(t, func() { w = post(h, "") })
		require.Equal(t, status, w.Code, kind)
		require.Contains(t, w.Body.String(), `{"error":{"kind":"`+string(kind)+`"`)
		require.NotContains(t, w.Body.String(), "secret")
		require.Len(t, lines, 1)
	}
}

func FuzzDecodePush(f *testing.F) {
	f.Add([]byte(envelope(`{"v":1}`)))
	f.Add([]byte(`{"message":{"messageId":"1"}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := serve.DecodePush(body)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		require.NotEmpty(t, d.MessageID)
		require.LessOrEqual(t, len(d.Data), len(body))
	})
}
