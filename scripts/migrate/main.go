// Migrate brings the database to the present form: indexes and data changes, each once. It
// is safe to run again.
//
//	go run ./scripts/migrate
//
// The database is MONGO_URI, otherwise the one that make dev starts.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "migrate:", err)
		os.Exit(1)
	}
	fmt.Println("the database is up to date")
}

func run(ctx context.Context) (err error) {
	env := config.Read(ctx, lookup, nil)
	settings := env.Mongo()
	if err := env.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Minute) // an index over many documents takes its time
	defer cancel()
	db, err := mongo.Connect(ctx, settings.URI, settings.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(context.WithoutCancel(ctx))) }()
	return mongo.Migrate(ctx, db)
}

func lookup(name string) (string, bool) {
	value, found := os.LookupEnv(name)
	if name == "MONGO_URI" && value == "" {
		return mongo.DefaultURI, true
	}
	return value, found
}
