// Bench measures what the product promises to be fast, each figure beside the plainest thing
// that could stand in its place, on the same database in the same run:
//
//	go run ./scripts/bench            # all of it
//	go run ./scripts/bench -short     # less of everything, to see that it works
//	go run ./scripts/bench -only routing
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/program"
)

// sections are the parts of the benchmark, in order; each has a file of its own.
var sections = []struct {
	name string
	run  func(context.Context, *bench) error
}{
	{"calendar", calendars},
	{"routing", routes},
	{"chain", chains},
	{"gains", gains},
	{"webhook", webhooks},
	{"dashboard", dashboards},
	{"binaries", binaries},
}

// bench is what every section works with.
type bench struct {
	server *servers.Mongo
	short  bool
	out    io.Writer
}

func main() {
	serveInstead()
	program.Main("bench", run)
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	short := flags.Bool("short", false, "less of everything: the figures mean little then")
	only := flags.String("only", "", "one section alone")
	if err := flags.Parse(args); err != nil {
		return err
	}
	server, err := servers.StartMongo(ctx, servers.Options{Log: os.Stderr})
	if err != nil {
		return err
	}
	defer server.Stop()
	b := &bench{server: server, short: *short, out: out}
	if err := b.machine(ctx); err != nil {
		return err
	}
	ran := false
	for _, s := range sections {
		if *only != "" && *only != s.name {
			continue
		}
		ran = true
		b.say("\n%s", s.name)
		if err := s.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	if !ran {
		return fmt.Errorf("no section %q", *only)
	}
	return nil
}

// say prints a line. That nobody reads it is no reason to end.
func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

// open is a database of a section's own, with all indexes, and how to leave it.
func (b *bench) open(ctx context.Context, name string) (*mongo.DB, func() error, error) {
	db, err := mongo.Connect(ctx, servers.WithDatabase(b.server.URI, name), "", mongo.LocalKey)
	if err != nil {
		return nil, nil, err
	}
	if err := mongo.Migrate(ctx, db); err != nil {
		return nil, nil, err
	}
	return db, func() error {
		return errors.Join(db.Database().Drop(context.WithoutCancel(ctx)), db.Close(context.WithoutCancel(ctx)))
	}, nil
}

// machine says where the figures come from.
func (b *bench) machine(ctx context.Context) error {
	db, err := mongo.Connect(ctx, b.server.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	var info struct {
		Version string `bson:"version"`
	}
	err = db.Database().RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&info)
	if err := errors.Join(err, db.Close(ctx)); err != nil {
		return err
	}
	load := "unknown"
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(raw))[:3], " ")
	}
	b.say("%s, %d cores, load before %s, %s, MongoDB %s on the same machine", processor(), runtime.NumCPU(), load, runtime.Version(), info.Version)
	return nil
}

func processor() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for _, line := range strings.Split(string(raw), "\n") {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}
