// Month lets thirty days pass: leads from all over the country come in, pros are chosen, say
// yes or no, work and are free again. It shows that no load limit is passed, that equals get
// equally many offers, and what that costs in rating, beside two simpler ways to choose:
//
//	go run ./scripts/month
//	go run ./scripts/month -store mongo -leads 5000
package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/program"
)

// Scale is how large a world is.
type Scale struct {
	Seed  uint64
	Pros  int
	Leads int
	Days  int
}

func main() {
	program.Main("month", run)
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
		return program.ErrArguments
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
	var t *Tally
	err := program.WithDatabase(ctx, "month", func(db *mongo.DB) (err error) {
		t, err = live(ctx, s, p, db)
		return err
	})
	return t, err
}
