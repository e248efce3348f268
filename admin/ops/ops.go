// Package ops is the work on the database that is done from inside the network: bringing it to
// the present form, seeding pros, dead letters, copies. The image of the dashboard does it when it
// is started with one of these words; the programs of the same names in scripts do it here.
package ops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/proli/proli/infra/config"
)

// Usage names what there is.
const Usage = `migrate              indexes and data changes, safe to run again
seed [-file F]       pros, of a file or the ten of the development system; -replace removes the others
replay list          dead letters; show, replay and discard too
backup               a copy of the database into the bucket of backups
restore [-from NAME] such a copy back; -replace removes what is there; alone it says which there are`

// Run does what the first argument says, where the network may open a minute late.
func Run(ctx context.Context, args []string, lookup func(string) (string, bool), now time.Time, out io.Writer) error {
	switch args[0] {
	case "migrate", "seed", "backup", "restore":
		if err := await(ctx, lookup); err != nil {
			return err
		}
	}
	switch args[0] {
	case "migrate":
		return Migrate(ctx, lookup, out)
	case "seed":
		return Seed(ctx, args[1:], lookup, out)
	case "replay":
		return Replay(ctx, args[1:], lookup, out)
	case "backup":
		return Backup(ctx, lookup, now, out)
	case "restore":
		return Restore(ctx, args[1:], lookup, out)
	}
	return fmt.Errorf("no such work %q; there are\n%s", args[0], Usage)
}

// patience is how long the database may be out of reach when a job starts.
const patience = 2 * time.Minute

func await(ctx context.Context, lookup func(string) (string, bool)) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	db, err := openDatabase(ctx, config.Read(ctx, lookup, nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(context.WithoutCancel(ctx))) }()
	return db.Await(ctx)
}
