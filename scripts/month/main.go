// Month lets thirty days pass: leads from all over the country come in, pros are chosen, say
// yes or no, work and are free again. It shows that no load limit is passed, that equals get
// equally many offers, and what that costs in rating, beside two simpler ways to choose:
//
//	go run ./scripts/month
//	go run ./scripts/month -store mongo -leads 5000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
)

// Scale is how large a world is.
type Scale struct {
	Seed  uint64
	Pros  int
	Leads int
	Days  int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "month:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var s Scale
	flags := flag.NewFlagSet("month", flag.ContinueOnError)
	flags.Uint64Var(&s.Seed, "seed", 1, "of all that is random")
	flags.IntVar(&s.Pros, "pros", 2000, "how many there are")
	flags.IntVar(&s.Leads, "leads", 100_000, "how many come")
	flags.IntVar(&s.Days, "days", 30, "how long it lasts")
	where := flags.String("store", "memory", "what keeps the calendars: memory, or mongo")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.Pros < 1 || s.Leads < 1 || s.Days < 1 || *where != "memory" && *where != "mongo" {
		flags.Usage()
		return errors.New("these arguments mean nothing")
	}
	_, _ = fmt.Fprintf(out, "%d days, %d pros, %d leads, seed %d, calendars in %s\n", s.Days, s.Pros, s.Leads, s.Seed, *where)
	var tallies []*Tally
	for _, p := range policies {
		t, err := simulate(ctx, s, p, *where)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		tallies = append(tallies, t)
	}
	return report(out, tallies)
}

// simulate lets one policy live through the month.
func simulate(ctx context.Context, s Scale, p policy, where string) (*Tally, error) {
	if where == "memory" {
		return live(ctx, s, p, newMemory())
	}
	server, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
	if err != nil {
		return nil, err
	}
	defer server.Stop()
	db, err := mongo.Connect(ctx, servers.WithDatabase(server.URI, "month"), "", mongo.LocalKey)
	if err != nil {
		return nil, err
	}
	if err := mongo.Migrate(ctx, db); err != nil {
		return nil, err
	}
	t, err := live(ctx, s, p, db)
	return t, errors.Join(err, db.Close(ctx))
}
