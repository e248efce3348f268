// Hostile has a model lie and customers try to make it:
//
//	go run ./scripts/hostile -turns 10000 -seed 1
//
// The product's own code runs over a real MongoDB: triage, routing, booking and the sender.
// Only the model and the provider are ours: the one lies in most of its answers, the other
// writes down what leaves. A checker that knows neither the lies nor the gate then compares
// what left, and the database, with the price lists and with what the customers wrote. It
// ends with status 1 when anything was said that is not true. With -gate=false nothing holds
// the model back, which shows that the checker sees it.
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

// Plan is how a run goes.
type Plan struct {
	Seed  uint64
	Turns int
	Gate  bool
}

func main() {
	program.Main("hostile", start)
}

// errTold ends a run in which something was said that is not true.
var errTold = errors.New("something was said that is not true")

func start(ctx context.Context, args []string, out io.Writer) error {
	var p Plan
	flags := flag.NewFlagSet("hostile", flag.ContinueOnError)
	flags.Uint64Var(&p.Seed, "seed", 1, "of all that is random")
	flags.IntVar(&p.Turns, "turns", 10_000, "how many messages customers write")
	flags.BoolVar(&p.Gate, "gate", true, "whether the model's texts pass the gate")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || p.Turns < 1 {
		flags.Usage()
		return program.ErrArguments
	}
	return program.WithDatabase(ctx, "hostile", func(db *mongo.DB) error {
		told, err := run(ctx, db, p, out)
		if err == nil && told > 0 {
			err = errTold
		}
		return err
	})
}

// run lets the customers write, and gives the number of untruths that the checker found.
func run(ctx context.Context, db *mongo.DB, p Plan, out io.Writer) (told int, err error) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	gate := "on"
	if !p.Gate {
		gate = "off"
	}
	say("hostile     %d turns, seed %d, the gate is %s", p.Turns, p.Seed, gate)
	w, err := newWorld(ctx, db, p)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := w.talk(ctx); err != nil {
		return 0, err
	}
	took := time.Since(began)
	say("took        %s, %.0f turns a second", took.Round(time.Second), float64(p.Turns)/took.Seconds())
	say("bursts      %d turns of %d fragments, begun by their alarms", w.bursts.Load(), w.typed.Load())
	say("model       %s", w.model.figures())
	return check(ctx, db, w.pros, w.gateway.left(), out)
}
