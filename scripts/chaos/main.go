// Chaos tries to break the promise that nobody is booked twice:
//
//	go run ./scripts/chaos -d 60s -seed 1
//
// Four worker processes hold, confirm, move and cancel hours of 200 pros at full speed on a real
// MongoDB of their own. They are killed at random instants, the database too, and their clocks
// differ. Then a healer finishes what was cut off, as redelivery and the jobs do, and a checker
// compares the database with the receipts that the workers wrote. It ends with status 1 when a
// promise was broken. With -algorithm naive, which finds a free hour and then takes it, promises
// are broken, which shows that the checker sees it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/proli/proli/scripts/internal/program"
)

func main() {
	program.Main("chaos", start)
}

// The roles in which the program starts itself; a role and a plan are its arguments then.
var roles = map[string]func(context.Context, Plan) error{
	"worker": labour,
	"heal":   heal,
	"check":  check,
}

// errBroken ends a run in which a promise was broken.
var errBroken = errors.New("promises were broken")

func start(ctx context.Context, args []string, _ io.Writer) error {
	if len(args) == 2 && roles[args[0]] != nil {
		var plan Plan
		if err := json.Unmarshal([]byte(args[1]), &plan); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		return roles[args[0]](ctx, plan)
	}
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	length := flags.Duration("d", time.Minute, "how long the workers run")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()%1e6), "of all that is random, except what time decides")
	algorithm := flags.String("algorithm", conditional, "how an hour is taken: "+conditional+", or "+naive+" to see it break")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || *algorithm != conditional && *algorithm != naive || *length <= 0 {
		flags.Usage()
		return program.ErrArguments
	}
	return run(ctx, Plan{Seed: *seed, Algorithm: *algorithm, Length: *length})
}

// The algorithms.
const (
	conditional = "conditional" // the product's: one conditional update
	naive       = "naive"       // find a free hour, then take it
)
