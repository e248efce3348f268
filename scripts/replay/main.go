// Replay shows the dead letters, and publishes them again or throws them away:
//
//	go run ./scripts/replay list                        what lies there and why
//	go run ./scripts/replay show m1/offer               one whole, with what it says
//	go run ./scripts/replay replay m1/offer m2/offer    to its topic again, as it was
//	go run ./scripts/replay replay -all -topic leads    all of a topic
//	go run ./scripts/replay discard m1/offer            away for good
//
// A letter is named by its event's id or by the beginning of it. Publishing again is safe: an
// event that was handled after all has its id claimed and changes nothing.
//
// It reads GOOGLE_CLOUD_PROJECT and PUBSUB_EMULATOR_HOST; what is not set is taken from a
// running make dev.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/scripts/internal/running"
)

func main() {
	err := ops.Replay(context.Background(), os.Args[1:], running.Lookup(), os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}
