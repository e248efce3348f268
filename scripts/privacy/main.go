// Privacy does what a customer can ask of us about their data:
//
//	go run ./scripts/privacy export -phone 972501234567              everything, as PHONE.zip
//	go run ./scripts/privacy export -phone 972501234567 -out -       the same to the output
//	go run ./scripts/privacy delete -phone 972501234567              deletes it all and prints the receipt
//	go run ./scripts/privacy delete -phone 972501234567 -look        shows what there is, and leaves it
//
// It reads MONGO_URI, REDIS_URL, MEDIA_BUCKET, GOOGLE_CLOUD_PROJECT and the names of tasks and
// stand-ins; what is not set is taken from a running make dev.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/infra/tasks"
	"github.com/proli/proli/scripts/internal/running"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/privacy"
)

// limit bounds the whole command.
const limit = 5 * time.Minute

func main() {
	err := run(context.Background(), os.Args[1:], running.Lookup(), os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "privacy:", err)
		os.Exit(1)
	}
}

const usage = "use one of: export -phone N · delete -phone N"

func run(ctx context.Context, args []string, lookup func(string) (string, bool), out io.Writer) (err error) {
	if len(args) == 0 || args[0] != "export" && args[0] != "delete" {
		return errors.New(usage)
	}
	flags := flag.NewFlagSet("privacy "+args[0], flag.ContinueOnError)
	number := flags.String("phone", "", "the customer's number, as 972501234567")
	file := flags.String("out", "", "of an export: the file, or - for the output; PHONE.zip when not given")
	look := flags.Bool("look", false, "of a deletion: only show what there is")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	n, ok := phone.Parse(*number)
	if !ok {
		return fmt.Errorf("-phone %q is no telephone number: write it as 972501234567", *number)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	d, err := open(ctx, lookup)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	p, err := d.db.Person(ctx, n)
	if err != nil {
		return err
	}
	if p.Unknown() {
		return fmt.Errorf("nothing is kept of %s", n.Masked())
	}
	if args[0] == "export" {
		return d.export(ctx, p, cmp.Or(*file, n.String()+".zip"), out)
	}
	return d.delete(ctx, p, *look, out)
}

type desk struct {
	db     *mongo.DB
	cache  *redis.Cache
	bucket *storage.Bucket
	events *pubsub.Publisher
	alarms *tasks.Client
	now    func() time.Time
}

func open(ctx context.Context, lookup func(string) (string, bool)) (*desk, error) {
	env := config.Read(ctx, lookup, nil)
	runtime, database, speed, media, events, alarms, key := env.Runtime(), env.Mongo(), env.Redis(), env.Storage(), env.PubSub(), env.Tasks(), env.PrivacyKey()
	if err := env.Err(); err != nil {
		return nil, fmt.Errorf("%w\n(is make dev running? it sets all of them)", err)
	}
	d := &desk{now: clock.New(runtime.Clock)}
	var err error
	if d.db, err = mongo.Connect(ctx, database.URI, database.Database, key); err != nil {
		return nil, err
	}
	if d.cache, err = redis.New(redis.Config(speed)); err != nil {
		return nil, err
	}
	if d.bucket, err = storage.Open(ctx, media.Bucket, media.Emulator); err != nil {
		return nil, err
	}
	if d.events, err = pubsub.New(ctx, events.Project, events.Emulator, nil); err != nil {
		return nil, err
	}
	d.alarms, err = tasks.New(ctx, tasks.Target{Queue: alarms.Queue, URL: alarms.URL, Invoker: alarms.Invoker}, alarms.Emulator, d.now, nil)
	return d, err
}

func (d *desk) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return errors.Join(d.cache.Close(), d.bucket.Close(), d.events.Close(), d.alarms.Close(), d.db.Close(ctx))
}

func (d *desk) export(ctx context.Context, p privacy.Person, name string, out io.Writer) (err error) {
	f, err := d.db.File(ctx, p)
	if err != nil {
		return err
	}
	f.MadeAt = d.now().UTC()
	lang := locale.Hebrew
	if len(f.Customers) > 0 {
		lang = locale.Of(f.Customers[0].Language)
	}
	to := out
	if name != "-" {
		file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("-out: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		to = file
	}
	if err := privacy.WriteZIP(ctx, to, f, lang, d.read); err != nil {
		return err
	}
	if name != "-" {
		_, err = fmt.Fprintf(out, "%s: %d leads, %d messages, %d notices, %d files\n", name, len(f.Leads), len(f.Messages), len(f.Notices), len(f.Objects()))
	}
	return err
}

func (d *desk) read(ctx context.Context, object string) (io.ReadCloser, error) {
	o, err := d.bucket.Get(ctx, object)
	if err != nil {
		return nil, err
	}
	return o.Body, nil
}

func (d *desk) delete(ctx context.Context, p privacy.Person, look bool, out io.Writer) error {
	if look {
		_, err := fmt.Fprintf(out, "%s: %d chats, %d leads, %d records of consent\n", p.Phone.Masked(), len(p.Chats), len(p.Leads), len(p.Customers))
		return err
	}
	service := privacy.Desk{
		Store: d.db, Leads: d.db, Media: d.bucket, Cache: d.cache,
		Commit: change.Runner{Store: d.db, Publisher: d.events, Ringer: d.alarms},
	}
	r, err := service.Delete(ctx, p, "scripts/privacy", d.now())
	if err != nil {
		return fmt.Errorf("%w\n(what was cut off is finished by the same command)", err)
	}
	if _, err := fmt.Fprintf(out, "receipt %s\ndeleted at %s, remembered as %s\nopen leads called off: %d\n", r.ID, r.At.Format(time.RFC3339), r.Subject, r.Cancelled); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Counts)) {
		if _, err := fmt.Fprintf(out, "%-14s %d\n", name, r.Counts[name]); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "queues and dead letters by %s, backups by %s\n", r.QueuesBy.Format(time.DateOnly), r.BackupsBy.Format(time.DateOnly))
	return err
}
