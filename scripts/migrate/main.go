// Migrate brings the database to the present form: indexes and data changes, each once. It
// is safe to run again.
//
//	go run ./scripts/migrate
//
// The database is MONGO_URI, otherwise the one that make dev starts.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/infra/mongo"
)

func main() {
	if err := ops.Migrate(context.Background(), lookup, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "migrate:", err)
		os.Exit(1)
	}
}

func lookup(name string) (string, bool) {
	value, found := os.LookupEnv(name)
	if name == "MONGO_URI" && value == "" {
		return mongo.DefaultURI, true
	}
	return value, found
}
