package ops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
)

// migrateLimit bounds it: an index over many documents takes its time.
const migrateLimit = 30 * time.Minute

// Migrate brings the database to the present form. It is safe to run again.
func Migrate(ctx context.Context, lookup func(string) (string, bool), out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, migrateLimit)
	defer cancel()
	db, err := openDatabase(ctx, config.Read(ctx, lookup, nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(context.WithoutCancel(ctx))) }()
	if err := mongo.Migrate(ctx, db); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "the database is up to date")
	return err
}

func openDatabase(ctx context.Context, env *config.Env) (*mongo.DB, error) {
	settings := env.Mongo()
	if err := env.Err(); err != nil {
		return nil, err
	}
	return mongo.Connect(ctx, settings.URI, settings.Database, "")
}
