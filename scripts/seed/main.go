// Seed loads pros into the database; they are active and approved:
//
//	go run ./scripts/seed                            the ten of the development system
//	go run ./scripts/seed -file pros.json            those of a file, matched by phone
//	go run ./scripts/seed -file pros.json -replace   and removes every other pro first
//
// Where the environment names the provider's account (GREEN_API_TOKEN), it is asked once for
// each pro's other chats. The database is MONGO_URI, otherwise the one that make dev starts.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/infra/mongo"
)

func main() {
	err := run(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "seed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) error {
	return ops.Seed(ctx, args, withDefault(lookup), out)
}

// withDefault is the environment with the local database where it names none.
func withDefault(lookup func(string) (string, bool)) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, found := lookup(name)
		if name == "MONGO_URI" && value == "" {
			return mongo.DefaultURI, true
		}
		return value, found
	}
}
