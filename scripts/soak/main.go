// Soak tries to break the promise that nothing is lost and nothing happens twice:
//
//	go run ./scripts/soak -d 60s -seed 1     # as many messages as fit
//	go run ./scripts/soak -whole             # 100,000 messages from 5,000 chats
//
// Customers write bookings, questions, changes and cancellations to the whole system, twenty
// messages each, and pros answer. Every message is delivered one to five times, shuffled and
// delayed. Meanwhile the functions' process is killed at random instants, so that one call in
// ten dies, the database is killed every minute, Redis is emptied twice, a fifth of the model's
// calls fails, and of what we send every fiftieth message times out though it was sent. Then
// everything is let come to rest, and a checker, which trusts only what was delivered, what left
// the gateway and what stands in the database, says which promises were broken: status 1.
//
// With -break a design is taken out of the product's source before the functions are built, to
// show that the checker sees it; the list of these designs is in broken.go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/scripts/internal/program"
)

func main() {
	program.Main("soak", start)
}

// Plan is what a run is made of; the checker is started with it too.
type Plan struct {
	Seed   uint64
	Length time.Duration // zero: until every chat has said everything
	Chats  int           // at most
	AtOnce int           // chats that write at the same time
	Pros   int
	Break  string // the design that is taken out; empty: none

	URI string // of the database
	Dir string // of the receipts
	Now time.Time
	// AtRest says that the system came to rest.
	AtRest bool
	Later  time.Time // when nothing that was begun can be under way any more
}

// errBroken ends a run in which a promise was broken.
var errBroken = errors.New("promises were broken")

// checker is the argument with which the program starts itself to check; a plan follows.
const checker = "check"

func start(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) == 2 && args[0] == checker {
		var plan Plan
		if err := json.Unmarshal([]byte(args[1]), &plan); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		return check(ctx, plan)
	}
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	length := flags.Duration("d", time.Minute, "how long customers write")
	whole := flags.Bool("whole", false, "until 5,000 chats have written twenty messages each, however long it takes")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()%1e6), "of all that is random, except what time decides")
	atOnce := flags.Int("at-once", 128, "chats that write at the same time")
	broken := flags.String("break", "", "a design to take out of the product: "+strings.Join(breakable(), ", "))
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || *length <= 0 || *atOnce <= 0 || *broken != "" && !slices.Contains(breakable(), *broken) {
		flags.Usage()
		return program.ErrArguments
	}
	plan := Plan{Seed: *seed, Length: *length, Chats: 5000, AtOnce: *atOnce, Pros: 400, Break: *broken}
	if *whole {
		plan.Length = 0
	}
	return run(ctx, plan)
}
