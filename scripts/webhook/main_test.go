package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// gateway keeps settings and counts how often they were written.
type gateway struct {
	settings map[string]any
	writes   []map[string]any
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.Contains(r.URL.Path, "/getSettings/"):
		_ = json.NewEncoder(w).Encode(g.settings)
	case strings.Contains(r.URL.Path, "/setSettings/"):
		var change map[string]any
		_ = json.NewDecoder(r.Body).Decode(&change)
		for name, value := range change {
			g.settings[name] = value
		}
		g.writes = append(g.writes, change)
		_, _ = w.Write([]byte(`{"saveSettings":true}`))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestOnlyADifferenceIsWritten(t *testing.T) {
	g := &gateway{settings: map[string]any{"incomingWebhook": "no", "webhookUrl": "", "webhookUrlToken": "old", "delaySendMessagesMilliseconds": 500.0, "enableLidMode": "yes"}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	environment := map[string]string{"ENVIRONMENT": "development", "GREEN_API_URL": server.URL, "GREEN_API_WEBHOOK_TOKEN": "t0ken"}
	does := func(args ...string) string {
		var out strings.Builder
		require.NoError(t, run(t.Context(), args, func(name string) (string, bool) { v, ok := environment[name]; return v, ok }, &out))
		require.NotContains(t, out.String(), "t0ken")
		require.NotContains(t, out.String(), "old")
		return out.String()
	}
	const address = "https://webhook-1.me-west1.run.app/"
	said := does("-url", address, "-dry")
	require.Contains(t, said, "incomingWebhook: no → yes\n")
	require.Contains(t, said, "webhookUrlToken: another\n")
	require.NotContains(t, said, "delaySend")
	require.Empty(t, g.writes)

	require.Contains(t, does("-url", address), "written; the instance restarts")
	require.Len(t, g.writes, 1)
	require.Equal(t, "t0ken", g.writes[0]["webhookUrlToken"])
	require.NotContains(t, g.writes[0], "delaySendMessagesMilliseconds")
	require.NotContains(t, g.writes[0], "enableLidMode")

	require.Contains(t, does("-url", address), "nothing was written")
	require.Len(t, g.writes, 1, "what is so already restarts nothing")

	environment["GREEN_API_WEBHOOK_TOKEN"] = "t0ken2"
	does("-url", address)
	require.Equal(t, map[string]any{"webhookUrlToken": "t0ken2"}, g.writes[1])
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	for problem, args := range map[string][]string{"is no address": {"-url", "webhook"}, "must begin with https": {"-url", "http://webhook.example/"}} {
		err := run(t.Context(), args, func(string) (string, bool) { return "", false }, nil)
		require.ErrorContains(t, err, problem)
	}
	err := run(t.Context(), []string{"-url", "https://webhook.example/"}, func(string) (string, bool) { return "", false }, nil)
	require.ErrorContains(t, err, "GREEN_API_TOKEN is missing")
}
