package control_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/control"
)

var jerusalem = time.FixedZone("Israel", 2*60*60)

// world is a system that stands still: its clock moves only when it is told to.
type world struct {
	t       *testing.T
	handler *control.Control

	mu         sync.Mutex
	now        time.Time
	offset     time.Duration
	rang       []string
	alarms     []time.Time // not due yet
	inHand     int
	unfinished string
	broken     error
	held       bool
	switched   []string
}

func begin(t *testing.T) *world {
	w := &world{t: t, now: at("12:00")}
	note := func(name string) func(context.Context, bool) error {
		return func(_ context.Context, on bool) error { w.did(name, on); return w.broken }
	}
	w.handler = control.New(control.Options{
		Now: w.time, Zone: jerusalem,
		Offset: func() time.Duration { return w.offset },
		SetClock: func(d time.Duration) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.now = w.now.Add(d - w.offset)
			w.offset = d
			return nil
		},
		Gateway: part(func() int { return 0 }), Calls: calls{w}, Push: part(func() int { return w.inHand }), Tasks: tasks{w}, Jobs: jobs{w},
		JobNames: []string{"agenda", "healer", "relay"}, AtEnd: []string{"relay", "healer"},
		Unfinished: func(context.Context) (string, error) { return w.unfinished, w.broken },
		Switches: []control.Switch{
			control.Bool("deliver_twice", false, note("twice")),
			control.Duration("delay", 0, func(_ context.Context, d time.Duration) error { w.did("delay", d); return nil }),
			control.Share("drop", func(_ context.Context, share float64) error { w.did("drop", share); return nil }),
			control.Choice("kill", []string{"triage"}, func(_ context.Context, name string) error { w.did("kill", name); return nil }),
		},
		Empty: func(context.Context) error { w.did("empty", w.offset); return nil },
		Load:  func(context.Context) error { w.did("load", w.offset); return nil },
	})
	return w
}

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-03-01 "+clock, jerusalem)
	if err != nil {
		panic(err)
	}
	return t
}

func (w *world) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) did(what string, value any) {
	w.switched = append(w.switched, fmt.Sprintf("%s %v", what, value))
}

type part func() int

func (p part) Backlog() int { return p() }

type calls struct{ *world }

func (calls) Backlog() int   { return 0 }
func (c calls) Calls() int64 { return int64(len(c.rang)) }

// tasks ring all that is due when they are woken.
type tasks struct{ *world }

func (tasks) Backlog() int { return 0 }

func (w tasks) Next() (time.Time, bool) {
	if len(w.alarms) == 0 {
		return time.Time{}, false
	}
	return slices.MinFunc(w.alarms, time.Time.Compare), true
}

func (w tasks) Wake() {
	now := w.time()
	w.alarms = slices.DeleteFunc(w.alarms, func(t time.Time) bool {
		if t.After(now) {
			return false
		}
		w.rang = append(w.rang, now.In(jerusalem).Format("Mon 15:04 alarm"))
		return true
	})
}

// jobs are an agenda at 08:00 each day.
type jobs struct{ *world }

func (jobs) Backlog() int { return 0 }
func (w jobs) Hold()      { w.held = true }
func (w jobs) Release()   { w.held = false }

func (w jobs) Next(after time.Time) (time.Time, []string) {
	next := time.Date(after.Year(), after.Month(), after.Day(), 8, 0, 0, 0, jerusalem)
	if !next.After(after) {
		next = next.AddDate(0, 0, 1)
	}
	return next, []string{"agenda"}
}

func (w jobs) Run(_ context.Context, name string, _ time.Time) error {
	w.rang = append(w.rang, w.time().In(jerusalem).Format("Mon 15:04 ")+name)
	return w.broken
}

func (w *world) call(method, path, body string) (int, map[string]any) {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
	got, err := io.ReadAll(recorder.Body)
	require.NoError(w.t, err)
	answer := map[string]any{}
	require.NoError(w.t, json.Unmarshal(got, &answer), "%s", got)
	return recorder.Code, answer
}

func TestMovingTheClock(t *testing.T) {
	for _, c := range []struct {
		name, body, now string
		alarms          []string
		rang            []string
	}{
		{"forward a little", `{"advance":"31m"}`, "2026-03-01T12:31:00+02:00", []string{"12:10", "12:25", "12:31", "12:32"},
			[]string{"Sun 12:10 alarm", "Sun 12:25 alarm", "Sun 12:31 alarm", "Sun 12:31 relay", "Sun 12:31 healer"}},
		{"forward over two mornings", `{"now":"2026-03-03T08:00:00+02:00"}`, "2026-03-03T08:00:00+02:00", []string{"12:10"},
			[]string{"Sun 12:10 alarm", "Mon 08:00 agenda", "Tue 08:00 agenda", "Tue 08:00 relay", "Tue 08:00 healer"}},
		{"two alarms of one minute", `{"advance":"1m"}`, "2026-03-01T12:01:00+02:00", []string{"12:01", "12:01"},
			[]string{"Sun 12:01 alarm", "Sun 12:01 alarm", "Sun 12:01 relay", "Sun 12:01 healer"}},
		{"an alarm and a job of one minute", `{"now":"2026-03-02T08:00:00Z"}`, "2026-03-02T10:00:00+02:00", []string{"12:00"},
			[]string{"Sun 12:00 alarm", "Mon 08:00 agenda", "Mon 10:00 relay", "Mon 10:00 healer"}},
		{"backward", `{"now":"2026-02-01T12:00:00+02:00"}`, "2026-02-01T12:00:00+02:00", []string{"12:10"}, nil},
		{"backward by a distance", `{"advance":"-48h"}`, "2026-02-27T12:00:00+02:00", []string{"12:10"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := begin(t)
			for _, a := range c.alarms {
				w.alarms = append(w.alarms, at(a))
			}
			status, answer := w.call(http.MethodPost, "/clock", c.body)
			require.Equal(t, http.StatusOK, status)
			require.Equal(t, map[string]any{"now": c.now}, answer)
			require.Equal(t, c.rang, w.rang)
			require.False(t, w.held)
			_, answer = w.call(http.MethodGet, "/clock", "")
			require.Equal(t, map[string]any{"now": c.now}, answer)
		})
	}
}

func TestJobThatFailsDoesNotStopTheClock(t *testing.T) {
	w := begin(t)
	w.unfinished, w.broken = "", nil
	w.alarms = []time.Time{at("12:10")}
	status, _ := w.call(http.MethodPost, "/clock", `{"advance":"24h"}`)
	require.Equal(t, http.StatusOK, status)
	w.broken = errors.New("status 503")
	status, answer := w.call(http.MethodPost, "/jobs/healer", "")
	require.Equal(t, http.StatusBadGateway, status)
	require.Equal(t, map[string]any{"error": map[string]any{"kind": "unavailable", "message": "status 503"}}, answer)
}

func TestWrongRequests(t *testing.T) {
	w := begin(t)
	for _, c := range []struct{ method, path, body string }{
		{http.MethodPost, "/clock", ``},
		{http.MethodPost, "/clock", `{}`},
		{http.MethodPost, "/clock", `{"advance":"soon"}`},
		{http.MethodPost, "/clock", `{"now":"yesterday"}`},
		{http.MethodPost, "/clock", `{"now":"2026-03-01T12:00:00+02:00","advance":"1h"}`},
		{http.MethodPost, "/switches", `{}`},
		{http.MethodPost, "/switches", `{"speed":"fast"}`},
		{http.MethodPost, "/switches", `{"deliver_twice":true,"delay":"-1s"}`},
		{http.MethodPost, "/switches", `{"delay":2}`},
		{http.MethodPost, "/switches", `{"drop":1.1}`},
		{http.MethodPost, "/switches", `{"deliver_twice":"yes"}`},
		{http.MethodPost, "/switches", `{"kill":"everybody"}`},
		{http.MethodPost, "/switches", `[]`},
		{http.MethodGet, "/idle?wait=ever", ""},
		{http.MethodPost, "/jobs/absent", ""},
		{http.MethodGet, "/absent", ""},
	} {
		status, answer := w.call(c.method, c.path, c.body)
		require.Contains(t, []int{http.StatusBadRequest, http.StatusNotFound}, status, "%s %s", c.path, c.body)
		require.Contains(t, answer["error"], "kind")
		require.Contains(t, answer["error"], "message")
	}
	require.Empty(t, w.switched, "a request that is wrong in part sets nothing")
	require.Empty(t, w.rang)
}

func TestSwitchesAndReset(t *testing.T) {
	w := begin(t)
	status, answer := w.call(http.MethodPost, "/switches", `{"deliver_twice":true,"delay":"2s","drop":0.1}`)
	require.Equal(t, http.StatusOK, status)
	want := map[string]any{"deliver_twice": true, "delay": "2s", "drop": 0.1, "kill": nil}
	require.Equal(t, want, answer)
	require.Equal(t, []string{"twice true", "delay 2s", "drop 0.1"}, w.switched)
	_, answer = w.call(http.MethodPost, "/switches", `{"delay":null,"kill":"triage"}`)
	require.Equal(t, map[string]any{"deliver_twice": true, "delay": "0s", "drop": 0.1, "kill": "triage"}, answer)

	_, _ = w.call(http.MethodPost, "/clock", `{"advance":"-1h"}`)
	w.switched = nil
	status, _ = w.call(http.MethodPost, "/reset", "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, []string{"empty -1h0m0s", "twice false", "delay 0s", "drop 0", "kill ", "load 0s"}, w.switched)
	_, answer = w.call(http.MethodGet, "/switches", "")
	require.Equal(t, map[string]any{"deliver_twice": false, "delay": "0s", "drop": 0.0, "kill": nil}, answer)
}

func TestIdle(t *testing.T) {
	w := begin(t)
	status, _ := w.call(http.MethodGet, "/idle?wait=10s", "")
	require.Equal(t, http.StatusOK, status)

	w.inHand = 3
	status, answer := w.call(http.MethodGet, "/idle", "")
	require.Equal(t, http.StatusRequestTimeout, status)
	require.Equal(t, map[string]any{"error": map[string]any{"kind": "timeout", "message": "unfinished: 3 messages in Pub/Sub"}}, answer)

	w.inHand, w.unfinished = 0, "notices that may go out"
	status, _ = w.call(http.MethodGet, "/idle?wait=5ms", "")
	require.Equal(t, http.StatusRequestTimeout, status)

	w.unfinished, w.broken = "", errors.New("no primary")
	status, _ = w.call(http.MethodGet, "/idle", "")
	require.Equal(t, http.StatusRequestTimeout, status, "what cannot be seen is not known to be finished")
}

func TestPageOnTheWebMayNotSteer(t *testing.T) {
	w := begin(t)
	request := httptest.NewRequest(http.MethodPost, "/reset", nil)
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, request)
	require.Equal(t, http.StatusForbidden, recorder.Code)
	require.Empty(t, w.switched)
}
