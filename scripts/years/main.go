// Years lets three years pass on a virtual clock: fifty pros take appointments, which are moved,
// cancelled, done or forgotten, over six changes of the clocks, every Sabbath and every holiday.
// Everything that happens by itself is the product's own code on a real MongoDB: alarms, agendas,
// digests, the sender. Tasks and schedulers ring twice now and then.
//
//	go run ./scripts/years
//	go run ./scripts/years -from 2026-03-19 -days 21 -appointments 120
//
// A checker that shares no code with the product works out from what people did which reminder,
// agenda and digest had to leave, at which Israeli minute, and compares that with what left. It
// ends with status 1 when one is missing, early, late, or there twice. With -break it must.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/program"
)

// Plan says which years, and how much happens in them.
type Plan struct {
	Seed         uint64
	From         time.Time // a date
	Days         int
	Pros         int
	Appointments int
	Holidays     string // a file of the closed days
	Break        string // what is broken on purpose
}

// The ways to break the system; each must be seen.
const (
	breakZone   = "zone"   // reminders by the winter clock all year
	breakTwice  = "twice"  // a claim that is not kept: what is fired twice is sent twice
	breakAlarms = "alarms" // one task in ten is lost, and no job looks for it
)

func main() {
	program.Main("years", start)
}

// errBroken ends a run in which a promise was broken.
var errBroken = errors.New("promises were broken")

func start(ctx context.Context, args []string, out io.Writer) error {
	p := Plan{}
	flags := flag.NewFlagSet("years", flag.ContinueOnError)
	flags.Uint64Var(&p.Seed, "seed", 1, "of all that is random")
	from := flags.String("from", "2026-01-01", "the first day")
	flags.IntVar(&p.Days, "days", 1096, "how many")
	flags.IntVar(&p.Pros, "pros", 50, "how many there are")
	flags.IntVar(&p.Appointments, "appointments", 4000, "how many are made")
	flags.StringVar(&p.Holidays, "holidays", "shared/calendar/testdata/holidays.tsv", "the closed days, as another calendar gives them")
	flags.StringVar(&p.Break, "break", "", "break something on purpose: "+breakZone+", "+breakTwice+" or "+breakAlarms)
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if p.From, err = time.Parse(time.DateOnly, *from); err != nil || p.Days < 1 || p.Pros < 1 || p.Appointments < 1 {
		flags.Usage()
		return program.ErrArguments
	}
	return program.WithDatabase(ctx, "years", func(db *mongo.DB) error { return run(ctx, p, db, out) })
}

func run(ctx context.Context, p Plan, db *mongo.DB, out io.Writer) error {
	israel, err := readIsrael(p.Holidays)
	if err != nil {
		return err
	}
	began := time.Now()
	w := newWorld(p, db)
	book, err := w.live(ctx, israel)
	if err != nil {
		return err
	}
	book.Sent, err = w.sent(ctx)
	if err != nil {
		return err
	}
	took := time.Since(began)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	say("%d days from %s, %d pros, seed %d: %s", p.Days, p.From.Format(time.DateOnly), p.Pros, p.Seed, took.Round(time.Second))
	say("clocks change %d times, %d closed days, %d eves", israel.changes(p.From, p.Days), israel.closedIn(p.From, p.Days), israel.evesIn(p.From, p.Days))
	say("%d appointments made, %d moved, %d cancelled, %d finished by their pros", len(book.Jobs), book.Moved, book.Cancelled, book.Finished)
	say("%d alarms rang, %d of them twice; %d jobs ran, each twice; the healer found %d to repair", w.rang, w.twice, w.jobs, w.repaired)
	violations := Check(book, israel, say)
	for i, v := range violations {
		if i == 20 {
			say("  … and %d more", len(violations)-i)
			break
		}
		say("  %s", v)
	}
	say("%d violations", len(violations))
	if len(violations) > 0 {
		return errBroken
	}
	return nil
}
