// Talk holds scripted conversations with the product and says of each whether the right
// appointment came out of it, and in how many turns:
//
//	go run ./scripts/talk                 # those in scripts/talk/conversations
//	go run ./scripts/talk -file mine.txt  # others in the same form
//	go run ./scripts/talk -short          # one in ten
//	go run ./scripts/talk -only he-017 -v # one, word for word
//
// The customer says what is written. Everything else is the product's own: its triage, routing,
// booking and alarms over a real database, without a model unless a key is in the environment.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/secrets"
	"github.com/proli/proli/scripts/internal/program"
	"github.com/proli/proli/shared/triage"
)

// wanted is the share of conversations that must end with the right appointment.
const wanted = 0.9

func main() {
	program.Main("talk", run)
}

// wish is what the command line asks for.
type wish struct {
	file, only     string
	short, verbose bool
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o wish
	flags := flag.NewFlagSet("talk", flag.ContinueOnError)
	flags.StringVar(&o.file, "file", "", "conversations to hold instead of our own")
	flags.StringVar(&o.only, "only", "", "only those whose id begins like this")
	flags.BoolVar(&o.short, "short", false, "one in ten")
	flags.BoolVar(&o.verbose, "v", false, "every word that is said")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: conversations are named with -file", flags.Arg(0))
	}
	scripts, err := chosen(o)
	if err != nil {
		return err
	}
	model, name, err := speaker(ctx)
	if err != nil {
		return err
	}
	uri := os.Getenv("MONGO_TEST_URI")
	if uri == "" {
		server, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
		if err != nil {
			return err
		}
		defer server.Stop()
		uri = server.URI
	}
	w, err := open(ctx, servers.WithDatabase(uri, fmt.Sprintf("talk_%d", os.Getpid())), model)
	if err != nil {
		return err
	}
	return errors.Join(hold(ctx, w, scripts, name, o, out), w.close(context.WithoutCancel(ctx)))
}

//go:embed conversations/*.txt
var own embed.FS

// chosen are the conversations that are to be held.
func chosen(o wish) ([]script, error) {
	var all, some []script
	if o.file != "" {
		text, err := os.ReadFile(o.file)
		if err != nil {
			return nil, err
		}
		if all, err = parse(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", o.file, err)
		}
	} else {
		err := fs.WalkDir(own, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := own.ReadFile(path)
			if err != nil {
				return err
			}
			read, err := parse(string(text))
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			all = append(all, read...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for i, s := range all {
		if strings.HasPrefix(s.id, o.only) && (!o.short || i%10 == 0) {
			some = append(some, s)
		}
	}
	if len(some) == 0 {
		return nil, errors.New("no conversation to hold")
	}
	return some, nil
}

// speaker is the model that a key in the environment opens; without one the rules speak alone.
func speaker(ctx context.Context) (triage.Model, string, error) {
	if os.Getenv("GEMINI_API_KEY") == "" {
		return nil, "the rule reader alone", nil
	}
	env := config.Read(ctx, os.LookupEnv, secrets.Read)
	models := env.Models()
	if err := env.Err(); err != nil {
		return nil, "", err
	}
	client, err := gemini.New(ctx, gemini.Config{Names: models.Names, Key: models.Key, BaseURL: models.BaseURL})
	return client, strings.Join(models.Names, ", "), err
}

// hold holds the conversations and prints how each ended.
func hold(ctx context.Context, w *world, scripts []script, model string, o wish, out io.Writer) error {
	_, _ = fmt.Fprintf(out, "%d conversations with %s\n\n", len(scripts), model)
	right, turns := 0, 0
	for _, s := range scripts {
		if o.verbose {
			w.listen = func(line string) { _, _ = fmt.Fprintln(out, line) }
		}
		t, err := w.talk(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.id, err)
		}
		mark := "right"
		if len(t.wrong) > 0 {
			mark = "WRONG " + strings.Join(t.wrong, "; ")
		} else {
			right++
			turns += t.turns
		}
		_, _ = fmt.Fprintf(out, "%-10s %2d turns  %s  (%s)\n", s.id, t.turns, mark, s.title)
	}
	share := float64(right) / float64(len(scripts))
	_, _ = fmt.Fprintf(out, "\n%d of %d ended right, %.1f %%", right, len(scripts), 100*share)
	if right > 0 {
		_, _ = fmt.Fprintf(out, ", in %.1f turns", float64(turns)/float64(right))
	}
	_, _ = fmt.Fprintln(out)
	if share < wanted {
		return fmt.Errorf("%.0f %% must end right", 100*wanted)
	}
	return nil
}
