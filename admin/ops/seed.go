package ops

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/pro/demo"
)

// Seed loads pros into the database; they are active and approved. Args are -file and -replace.
func Seed(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) (err error) {
	flags := flag.NewFlagSet("seed", flag.ContinueOnError)
	file := flags.String("file", "", "a list of pros in JSON; none: those of the development system")
	replace := flags.Bool("replace", false, "first remove every pro who is not in the list")
	if err := flags.Parse(args); err != nil {
		return err
	}
	pros, err := read(*file)
	if err != nil {
		return err
	}
	env := config.Read(ctx, lookup, nil)
	settings := env.Mongo()
	if err := env.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	db, err := mongo.Connect(ctx, settings.URI, settings.Database, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(context.WithoutCancel(ctx))) }()
	if err := mongo.Migrate(ctx, db); err != nil {
		return fmt.Errorf("%w\n(is the database there? make dev starts one; MONGO_URI names another)", err)
	}
	if err := db.SeedPros(ctx, pros, *replace, time.Now()); err != nil {
		return err
	}
	for _, p := range pros {
		for _, area := range p.Resolve() {
			if _, err := fmt.Fprintf(out, "%s: no locality is called %q; the area finds nobody\n", p.BusinessName, area); err != nil {
				return err
			}
		}
	}
	if token, _ := lookup("GREEN_API_TOKEN"); token != "" {
		if err := introduce(ctx, env, db, pros); err != nil { // the pros stand all the same
			_, _ = fmt.Fprintln(out, "their other chats were not looked up:", err)
		}
	}
	_, err = fmt.Fprintf(out, "%d pros seeded\n", len(pros))
	return err
}

// introduce looks up the chats of the pros who are new, and stops at the first refusal.
func introduce(ctx context.Context, env *config.Env, db *mongo.DB, pros []pro.Pro) error {
	account := env.Gateway()
	if err := env.Err(); err != nil {
		return err
	}
	directory := greenapi.New(account.URL, account.Instance, account.Token)
	for _, p := range pros {
		p, err := db.Pro(ctx, p.ID)
		if err != nil {
			return err
		}
		if err := pro.Introduce(ctx, directory, db, p, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func read(file string) ([]pro.Pro, error) {
	if file == "" {
		return demo.Pros()
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return pro.ReadSeed(bytes.NewReader(content))
}
