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
	"io"
	"os"
	"slices"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/scripts/internal/running"
	"github.com/proli/proli/shared/event"
)

func main() {
	err := run(context.Background(), os.Args[1:], running.Lookup(), os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

const usage = "use one of: list · show ID · replay ID… · discard ID… (replay and discard also take -all; -topic names one topic)"

// limit bounds a command; holds of letters last as long.
const limit = 50 * time.Second

func run(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) (err error) {
	if len(args) == 0 {
		return errors.New(usage)
	}
	command, ok := map[string]func(*desk, context.Context, []string) error{
		"list": (*desk).list, "show": (*desk).show, "replay": (*desk).replay, "discard": (*desk).discard,
	}[args[0]]
	if !ok {
		return fmt.Errorf("no command %q: %s", args[0], usage)
	}
	flags := flag.NewFlagSet("replay "+args[0], flag.ContinueOnError)
	topic := flags.String("topic", "", "only the dead letters of this topic: messages, leads or bookings")
	all := flags.Bool("all", false, "every dead letter, not those that are named")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	topics := event.DeadTopics
	if *topic != "" {
		if !slices.Contains(topics, *topic) {
			return fmt.Errorf("no topic %q has dead letters: there are %v", *topic, topics)
		}
		topics = []string{*topic}
	}
	env := config.Read(ctx, lookup, nil)
	settings := env.PubSub()
	if err := env.Err(); err != nil {
		return fmt.Errorf("%w\n(is make dev running? it sets all of them)", err)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	d := &desk{out: out, all: *all}
	if d.publisher, err = pubsub.New(ctx, settings.Project, settings.Emulator, nil); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.publisher.Close()) }()
	if d.dead, err = pubsub.NewDeadLetters(ctx, settings.Project, settings.Emulator); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.dead.Close()) }()
	if err := d.hold(ctx, topics); err != nil {
		return errors.Join(err, d.release(ctx))
	}
	return errors.Join(command(d, ctx, flags.Args()), d.release(ctx))
}
