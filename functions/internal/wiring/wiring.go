// Package wiring builds what every function that writes has in common: the truth, the way
// to write it, and the clock. What only one function uses it wires itself.
package wiring

import (
	"context"
	"time"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/infra/tasks"
	"github.com/proli/proli/shared/change"
)

// Parts are what the functions share.
type Parts struct {
	DB        *mongo.DB
	Publisher *pubsub.Publisher
	Tasks     *tasks.Client
	Runner    change.Runner
	Now       func() time.Time
	Zone      *time.Location
}

// Open builds the parts. What the function reads for itself it reads from env before, so
// that everything that is wrong is reported at once.
func Open(ctx context.Context, env *config.Env) (*Parts, error) {
	runtime, database, key, events, alarms := env.Runtime(), env.Mongo(), env.PrivacyKey(), env.PubSub(), env.Tasks()
	if err := env.Err(); err != nil {
		return nil, err
	}
	p := &Parts{Now: clock.New(runtime.Clock), Zone: runtime.Zone}
	var err error
	if p.DB, err = mongo.Connect(ctx, database.URI, database.Database, key); err != nil {
		return nil, err
	}
	if p.Publisher, err = pubsub.New(ctx, events.Project, events.Emulator, logging.Traceparent); err != nil {
		return nil, err
	}
	target := tasks.Target{Queue: alarms.Queue, URL: alarms.URL, Invoker: alarms.Invoker}
	if p.Tasks, err = tasks.New(ctx, target, alarms.Emulator, p.Now, logging.Traceparent); err != nil {
		return nil, err
	}
	p.Runner = change.Runner{Store: p.DB, Publisher: p.Publisher, Ringer: p.Tasks}
	return p, nil
}
