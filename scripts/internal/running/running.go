// Package running knows what a running make dev was started with.
package running

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/proli/proli/infra/local/servers"
)

// Lookup reads the environment: ours and, when it names no Pub/Sub, that of a running make dev.
func Lookup() func(string) (string, bool) {
	if _, cloud := os.LookupEnv("GOOGLE_CLOUD_PROJECT"); cloud {
		return os.LookupEnv
	}
	running := map[string]string{}
	if file, err := os.ReadFile(filepath.Join(servers.Home(), "data", "environment")); err == nil {
		for line := range strings.Lines(string(file)) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
				running[name] = value
			}
		}
	}
	return func(name string) (string, bool) {
		if value, ok := os.LookupEnv(name); ok {
			return value, true
		}
		value, ok := running[name]
		return value, ok
	}
}
