package ops

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/event"
)

const replayUsage = "use one of: list · show ID · replay ID… · discard ID… (replay and discard also take -all; -topic names one topic)"

// replayLimit bounds a command; holds of letters last as long.
const replayLimit = 50 * time.Second

// Replay shows dead letters, publishes them again or throws them away; args are a command and
// its own.
func Replay(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) (err error) {
	if len(args) == 0 {
		return errors.New(replayUsage)
	}
	command, ok := map[string]func(*desk, context.Context, []string) error{
		"list": (*desk).list, "show": (*desk).show, "replay": (*desk).replay, "discard": (*desk).discard,
	}[args[0]]
	if !ok {
		return fmt.Errorf("no command %q: %s", args[0], replayUsage)
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
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, replayLimit)
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
