// Command cmd runs the dashboard: it reads the configuration, makes the first owner when
// there is none, and serves until it is told to stop. With arguments it does the work on the
// database that they name instead (package ops), and ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "golang.org/x/crypto/x509roots/fallback" // the image holds nothing but this program

	"github.com/proli/proli/admin"
	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/iap"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/infra/scheduler"
	"github.com/proli/proli/infra/secrets"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/infra/tasks"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/privacy"
)

// startBudget is what the first look at the database may take: Cloud Run's way into a private
// network opens a minute late at times. Terraform's start-up probe waits a little longer.
const startBudget = 100 * time.Second

func main() {
	if err := realMain(); err != nil {
		fmt.Fprintln(os.Stderr, "admin:", err)
		os.Exit(1)
	}
}

func realMain() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) > 1 {
		return ops.Run(ctx, os.Args[1:], os.LookupEnv, time.Now(), os.Stdout)
	}

	env := config.Read(ctx, os.LookupEnv, secrets.Read)
	runtime, database, cache, gateway, people := env.Runtime(), env.Mongo(), env.Redis(), env.Gateway(), env.Admin()
	events, alarms, hours, media, notice := env.PubSub(), env.Tasks(), env.Scheduler(), env.Storage(), env.PrivacyURL()
	audience, key := env.Proxy(), env.PrivacyKey()
	if err := env.Err(); err != nil {
		return err
	}
	development := runtime.Environment == config.Development
	log := logging.New(os.Stdout, runtime.LogLevel, runtime.Project)
	now := clock.New(runtime.Clock)

	db, err := mongo.Connect(ctx, database.URI, database.Database, key)
	if err != nil {
		return err
	}
	speed, err := redis.New(redis.Config(cache))
	if err != nil {
		return err
	}
	publisher, err := pubsub.New(ctx, events.Project, events.Emulator, logging.Traceparent)
	if err != nil {
		return err
	}
	target := tasks.Target{Queue: alarms.Queue, URL: alarms.URL, Invoker: alarms.Invoker}
	ringer, err := tasks.New(ctx, target, alarms.Emulator, now, logging.Traceparent)
	if err != nil {
		return err
	}
	dead, err := pubsub.NewDeadLetters(ctx, events.Project, events.Emulator)
	if err != nil {
		return err
	}
	jobs, err := scheduler.New(ctx, hours.Parent, hours.Emulator)
	if err != nil {
		return err
	}
	bucket, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return err
	}
	provider := greenapi.New(gateway.URL, gateway.Instance, gateway.Token)
	runner := change.Runner{Store: db, Publisher: publisher, Ringer: ringer}
	if err := firstOwner(ctx, db, people.BootstrapPassword, development, now()); err != nil {
		return err
	}
	var proxy admin.Proxy
	if audience != "" {
		if proxy, err = iap.New(ctx, audience, http.DefaultTransport); err != nil {
			return err
		}
	}
	handler, err := admin.New(ctx, admin.Config{
		Truth: db, Runner: runner, Proxy: proxy, Jobs: jobs, Gateway: provider,
		Letters: pubsub.Mender{Dead: dead, Publisher: publisher},
		Privacy: &privacy.Desk{Store: db, Leads: db, Media: bucket, Cache: speed, Commit: runner},
		Media:   reader(bucket),
		Files:   bucket, Photos: bucket, PrivacyURL: notice,
		Dependencies: []admin.Dependency{
			{Name: "mongo", Required: true, Check: db.Ping},
			{Name: "redis", Check: speed.Ping},
			{Name: "gateway", Check: authorized(provider)},
			{Name: "notices", Check: flowing(db, now)},
		},
		Now: now, Log: log, Development: development,
	})
	if err != nil {
		return err
	}
	err = serve(ctx, handler, development, log)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return errors.Join(err, speed.Close(), publisher.Close(), ringer.Close(), dead.Close(), jobs.Close(), bucket.Close(), db.Close(ending))
}

// firstOwner makes sure that somebody can sign in. In development a missing password is
// made up and shown once, on a line of its own that `make dev` passes on.
func firstOwner(ctx context.Context, db *mongo.DB, password string, development bool, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, startBudget)
	defer cancel()
	if err := db.Await(ctx); err != nil {
		return err
	}
	madeUp := password == "" && development
	if madeUp {
		password = admin.MakePassword()
	}
	made, err := admin.EnsureOwner(ctx, db, password, 0, now)
	if err == nil && made && madeUp {
		fmt.Println("password", password)
	}
	return err
}

// authorized reports whether the gateway would send: any other state delivers nothing.
func authorized(gateway *greenapi.Client) func(context.Context) error {
	return func(ctx context.Context) error {
		state, err := gateway.State(ctx)
		if err == nil && state != "authorized" {
			err = fmt.Errorf("gateway: state %s", state)
		}
		return err
	}
}

// stuckAfter is how long a message that may go out can wait before something is wrong.
const stuckAfter = 5 * time.Minute

// flowing reports whether messages leave.
func flowing(db *mongo.DB, now func() time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		oldest, err := db.OldestWaiting(ctx, now())
		if err == nil && !oldest.IsZero() && now().Sub(oldest) > stuckAfter {
			err = errors.New("the oldest waiting notice is older than " + stuckAfter.String())
		}
		return err
	}
}

// reader opens objects of the bucket for whoever exports them.
func reader(bucket *storage.Bucket) privacy.Reader {
	return func(ctx context.Context, object string) (io.ReadCloser, error) {
		o, err := bucket.Get(ctx, object)
		if err != nil {
			return nil, err
		}
		return o.Body, nil
	}
}
