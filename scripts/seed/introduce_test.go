package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo/mongotest"
)

// TestOtherChatsAreLookedUpOnce seeds twice against a provider that knows one pro's other chat
// and refuses the first time.
func TestOtherChatsAreLookedUpOnce(t *testing.T) {
	uri := servers.TestMongo(t)
	db := mongotest.Open(t, uri)
	var asked []string
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			ChatID string `json:"chatId"`
		}
		_ = json.NewDecoder(r.Body).Decode(&in)
		asked = append(asked, in.ChatID)
		if len(asked) == 1 {
			http.Error(w, `{"message":"check phone number timeout limit exceeded"}`, http.StatusBadRequest)
			return
		}
		other := in.ChatID
		if in.ChatID == "972000000011@c.us" {
			other = "120650379300963@lid"
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"existsWhatsapp": true, "chatId": other})
	}))
	defer provider.Close()
	file := filepath.Join(t.TempDir(), "pros.json")
	require.NoError(t, os.WriteFile(file, []byte(two), 0o600))
	seed := func() string {
		var out bytes.Buffer
		environment := map[string]string{"MONGO_URI": uri, "ENVIRONMENT": "development", "GREEN_API_URL": provider.URL,
			"GREEN_API_TOKEN": "t0ken", "GREEN_API_INSTANCE_ID": "1100000001"}
		require.NoError(t, run(t.Context(), []string{"-file", file}, func(name string) (string, bool) {
			value, found := environment[name]
			return value, found
		}, &out))
		return out.String()
	}
	said := seed()
	require.Contains(t, said, "not looked up")
	require.Contains(t, said, "2 pros seeded", "a refusal does no harm")
	require.NotContains(t, said, "t0ken")
	seed()
	seed()
	require.Equal(t, []string{"972000000011@c.us", "972000000011@c.us", "972000000031@c.us"}, asked, "once for each")
	p, err := db.ProByChat(t.Context(), "120650379300963@lid")
	require.NoError(t, err)
	require.Equal(t, []string{"972000000011@c.us", "120650379300963@lid"}, p.Chats)
	require.Equal(t, "972000000011@c.us", p.Chat(), "which is still where it is written to")
}
