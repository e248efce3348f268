package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// webhook takes deliveries and gives the virtual time, as the local system does.
func webhook(t *testing.T) (address string, delivered func() map[string]any) {
	t.Helper()
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/clock" {
			_, _ = io.WriteString(w, `{"now":"2026-03-01T12:00:00+02:00"}`)
			return
		}
		require.Equal(t, "Bearer s3cret", r.Header.Get("Authorization"))
		body, _ = io.ReadAll(r.Body)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() map[string]any {
		var payload map[string]any
		require.NoError(t, json.Unmarshal(body, &payload), "%s", body)
		return payload
	}
}

func TestDeliveries(t *testing.T) {
	file := filepath.Join(t.TempDir(), "payload.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"typeWebhook":"x","instanceData":{"idInstance":7},"timestamp":1}`), 0o600))
	for name, c := range map[string]struct {
		args []string
		want string // a part of the payload
	}{
		"text":     {[]string{"-from", "972000000001", "-text", "שלום"}, `"textMessage":"שלום"`},
		"lid":      {[]string{"-from", "120650@lid", "-text", "x"}, `"chatId":"120650@lid"`},
		"media":    {[]string{"-from", "972000000001", "-media", "http://h/a.jpg", "-mime", "image/jpeg"}, `"typeMessage":"imageMessage"`},
		"location": {[]string{"-from", "972000000001", "-location", "32.08,34.77"}, `"latitude":32.08`},
		"file":     {[]string{"-file", file}, `"idInstance":1100000001`},
	} {
		t.Run(name, func(t *testing.T) {
			address, delivered := webhook(t)
			require.NoError(t, run(t.Context(), append(c.args, "-to", address, "-control", address), io.Discard))
			payload := delivered()
			require.EqualValues(t, 1772359200, payload["timestamp"])
			text, err := json.Marshal(payload)
			require.NoError(t, err)
			require.Contains(t, string(text), c.want)
		})
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	for want, args := range map[string]string{
		"-from is missing":       "-text x",
		"nothing to send":        "-from 972000000001",
		"-mime is missing":       "-from 972000000001 -media http://h/a",
		"not latitude,longitude": "-from 972000000001 -location north",
		"is make dev running":    "-from 972000000001 -text x -to http://127.0.0.1:1",
	} {
		err := run(t.Context(), append(strings.Fields(args), "-control", "http://127.0.0.1:1"), io.Discard)
		require.ErrorContains(t, err, want)
	}
}
