package gateway_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/gateway"
)

func TestARefusedWebhookIsPostedAgainBeforeTheNext(t *testing.T) {
	for _, refusal := range []int{http.StatusInternalServerError, http.StatusAccepted, http.StatusUnauthorized} {
		s := start(t)
		refusals := 3
		s.hooks.serve = func(map[string]any) int {
			s.hooks.mu.Lock()
			defer s.hooks.mu.Unlock()
			if refusals--; refusals >= 0 {
				return refusal
			}
			return http.StatusOK
		}
		s.say("first")
		s.say("second")
		s.settled()
		require.Equal(t, []string{"first", "first", "first", "first", "second"}, s.hooks.texts())
		first := s.hooks.all("incomingMessageReceived")[:4]
		for _, b := range first[1:] {
			require.Equal(t, first[0], b, "the same one again")
		}
	}
}

func TestAWebhookIsDroppedAfterADay(t *testing.T) {
	s := start(t)
	refuse := true
	s.hooks.serve = func(map[string]any) int {
		s.hooks.mu.Lock()
		defer s.hooks.mu.Unlock()
		if refuse {
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	}
	old := s.say("old")
	s.clock(23 * time.Hour)
	require.Equal(t, 1, s.Backlog())
	s.clock(2 * time.Hour)
	s.settled()
	s.hooks.mu.Lock()
	refuse = false
	s.hooks.mu.Unlock()
	s.say("new")
	s.settled()
	texts := s.hooks.texts()
	require.Equal(t, "new", texts[len(texts)-1])
	require.Equal(t, gateway.TickSent, s.Messages(dana)[0].Ticks, "it never arrived")
	require.Equal(t, old.ID, s.Messages(dana)[0].ID)
}

func TestDeliverTwice(t *testing.T) {
	s := start(t)
	s.SetDeliverTwice(true)
	s.say("one")
	s.say("two")
	s.settled()
	require.Equal(t, []string{"one", "one", "two", "two"}, s.hooks.texts())
	require.Equal(t, s.hooks.got[0], s.hooks.got[1])
	s.SetDeliverTwice(false)
	s.say("three")
	s.settled()
	require.Len(t, s.hooks.texts(), 5)
}

func TestReorder(t *testing.T) {
	s := start(t)
	s.SetReorder(true)
	s.say("alone")
	s.settled()
	s.SetDelay(time.Hour) // hold them until all wait
	for _, text := range []string{"1", "2", "3", "4", "5"} {
		s.say(text)
	}
	require.Equal(t, 5, s.Backlog())
	s.SetDelay(0)
	s.settled()
	require.Equal(t, []string{"alone", "2", "1", "4", "3", "5"}, s.hooks.texts())
}

func TestADelayedWebhookCounts(t *testing.T) {
	s := start(t)
	s.SetDelay(time.Hour)
	s.say("later")
	require.Equal(t, 1, s.Backlog())
	require.Empty(t, s.hooks.all(""))
	s.SetDelay(0)
	s.settled()
	require.Equal(t, []string{"later"}, s.hooks.texts())
}

func TestDroppedMessagesAreRecordedAndNeverPosted(t *testing.T) {
	for share, want := range map[float64]int{0: 10, 0.5: 5, 0.1: 9, 1: 0} {
		s := start(t)
		s.SetDrop(share)
		for range 10 {
			s.say("hello")
		}
		s.settled()
		require.Len(t, s.hooks.texts(), want, "share %v", share)
		_, rows := s.call(http.MethodGet, "lastIncomingMessages", nil)
		require.Len(t, rows, 10, "all of them are in the journal")
	}
}

func TestTheAccountHoldsSendsBack(t *testing.T) {
	s := start(t)
	s.SetAccount("yellowCard")
	status, answer := s.call(http.MethodGet, "getStateInstance", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "yellowCard", at(answer, "stateInstance"))
	status, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "held"})
	require.Equal(t, http.StatusOK, status, "taken into the queue all the same")
	s.settled()
	require.Empty(t, s.Messages(dana))
	_, queue := s.call(http.MethodGet, "showMessagesQueue", nil)
	require.Equal(t, "held", at(queue.([]any)[0], "body", "message"))
	require.Equal(t, "sendMessage", at(queue.([]any)[0], "type"))

	s.SetAccount("authorized")
	s.settled()
	require.Len(t, s.Messages(dana), 1)
	var states []any
	for _, b := range s.hooks.all("stateInstanceChanged") {
		states = append(states, b["stateInstance"])
	}
	require.Equal(t, []any{"yellowCard", "authorized"}, states)

	s.SetAccount("starting")
	status, answer = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "too early"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "instance in starting process try later", at(answer, "message"))
}

func TestAGatewayThatIsDown(t *testing.T) {
	s := start(t)
	s.SetGateway(true)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var statuses, hangUps int
	for range 4 {
		res, err := client.Post(s.url+"/waInstance1100000001/sendMessage/dev", "application/json", strings.NewReader(`{}`))
		if err != nil {
			hangUps++
			continue
		}
		require.Equal(t, http.StatusBadGateway, res.StatusCode)
		require.NoError(t, res.Body.Close())
		statuses++
	}
	require.Equal(t, 2, statuses)
	require.Equal(t, 2, hangUps)
	s.SetGateway(false)
	status, _ := s.call(http.MethodGet, "getStateInstance", nil)
	require.Equal(t, http.StatusOK, status)
}

func TestReset(t *testing.T) {
	s := start(t)
	s.SetDelay(time.Hour)
	s.SetAccount("blocked")
	s.say("gone")
	_, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": pro, "message": "gone too"})
	require.NoError(t, s.Add(gateway.Contact{Chat: "972000000009@c.us", Name: "רותם"}))
	s.Reset()
	s.settled()
	require.Empty(t, s.Messages(dana))
	require.False(t, slices.ContainsFunc(s.Contacts(), func(c gateway.Contact) bool { return c.Name == "רותם" }))
	s.say("fresh")
	s.settled()
	require.Equal(t, []string{"fresh"}, s.hooks.texts())
	_, answer := s.call(http.MethodGet, "getMessagesCount", nil)
	require.Equal(t, map[string]any{"count": 0.0}, answer)
}

func TestSettingsTurnWebhooksOff(t *testing.T) {
	s := start(t)
	status, answer := s.call(http.MethodPost, "setSettings", map[string]any{
		"outgoingWebhook": "no", "outgoingAPIMessageWebhook": "no", "delaySendMessagesMilliseconds": 1, "unknown": "yes", "wid": "other",
	})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, map[string]any{"saveSettings": true}, answer)
	_, settings := s.call(http.MethodGet, "getSettings", nil)
	require.Equal(t, "no", at(settings, "outgoingWebhook"))
	require.InDelta(t, 1, at(settings, "delaySendMessagesMilliseconds"), 0)
	require.Nil(t, at(settings, "unknown"))
	require.Equal(t, "972000000099@c.us", at(settings, "wid"))
	_, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "quiet"})
	_, _ = s.call(http.MethodPost, "sendMessage", map[string]any{"chatId": dana, "message": "and paced"})
	s.settled()
	require.Len(t, s.Messages(dana), 2)
	require.Empty(t, s.hooks.all(""))
}

func TestTheEventStream(t *testing.T) {
	s := start(t)
	res, err := http.Get(s.url + "/phones/events")
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	lines := bufio.NewScanner(res.Body)
	next := func() (e map[string]any) {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				require.NoError(t, json.Unmarshal([]byte(data), &e))
				return e
			}
		}
		require.NoError(t, lines.Err())
		return nil
	}
	hello := next()
	require.Equal(t, "hello", hello["type"])
	require.Equal(t, "2026-03-01T10:00:00Z", hello["now"])
	m := s.say("שלום")
	first := next()
	require.Equal(t, "message", first["type"])
	require.Equal(t, m.ID, at(first, "message", "id"))
	require.Equal(t, gateway.TickSent, at(first, "message", "ticks"))
	require.Equal(t, gateway.TickDelivered, at(next(), "message", "ticks"))
	s.Reset()
	require.Equal(t, "reset", next()["type"])
}
