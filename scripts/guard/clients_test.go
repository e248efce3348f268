package guard_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// clients are what a binary can link to speak with the world, by the package that does it.
var clients = map[string]string{
	"mongo":     "go.mongodb.org/mongo-driver/v2/mongo",
	"redis":     "github.com/redis/go-redis/v9",
	"models":    "google.golang.org/genai",
	"storage":   "cloud.google.com/go/storage",
	"pubsub":    "cloud.google.com/go/pubsub/v2/apiv1",
	"tasks":     "cloud.google.com/go/cloudtasks/apiv2",
	"scheduler": "cloud.google.com/go/scheduler/apiv1",
	"secrets":   "cloud.google.com/go/secretmanager/apiv1",
	"gateway":   module + "/infra/whatsapp/greenapi",
	"stand-ins": "cloud.google.com/go/pubsub/v2/pstest",
	"tests":     "github.com/stretchr/testify/require",
}

// uses are the clients that each binary has a use for. All read secrets; whoever writes has
// the database, Pub/Sub and tasks, for what follows from it. The webhook has no database:
// nothing may keep a delivery from being published. It reads the gateway's payloads.
var uses = map[string][]string{
	"functions/webhook":  {"pubsub", "gateway"},
	"functions/triage":   {"mongo", "pubsub", "tasks", "redis", "models", "storage", "gateway"},
	"functions/routing":  {"mongo", "pubsub", "tasks", "storage"},
	"functions/booking":  {"mongo", "pubsub", "tasks"},
	"functions/notify":   {"mongo", "pubsub", "tasks", "storage", "gateway"},
	"functions/timer":    {"mongo", "pubsub", "tasks", "redis", "storage"}, // whoever asks to be deleted is, everywhere
	"functions/healer":   {"mongo", "pubsub", "tasks", "gateway"},
	"functions/reporter": {"mongo", "pubsub", "tasks"},
	"functions/reminder": {"mongo", "pubsub", "tasks"},
}

func TestNoFunctionLinksAClientThatItDoesNotUse(t *testing.T) {
	found := map[string]bool{}
	for _, p := range packages(t) {
		if f := folder(p.ImportPath); part(f, 1) == "functions" && strings.Count(f, "/") == 1 {
			found[f] = true
			require.Contains(t, uses, f, "a new function needs its row")
		}
	}
	require.Len(t, found, len(uses))
	for function, used := range uses {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+"/"+function).Output()
		require.NoError(t, err)
		linked := strings.Fields(string(out))
		for client, path := range clients {
			if client == "secrets" || slices.Contains(used, client) {
				require.Contains(t, linked, path, "%s: the row says that it uses %s", function, client)
			} else {
				require.NotContains(t, linked, path, "%s links a client for %s", function, client)
			}
		}
	}
}
