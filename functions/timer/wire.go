package timer

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/privacy"
	"github.com/proli/proli/shared/reminding"
)

func init() {
	timer := serve.Configured("Timer", build)
	serve.Task("Timer", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		t, err := timer(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return t.Handle(ctx, d)
	}, nil) // the alarm stands in the truth: nothing is lost with its task
}

func build(ctx context.Context, env *config.Env) (*Timer, error) {
	speed, media := env.Redis(), env.Storage()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	cache, err := redis.New(redis.Config(speed))
	if err != nil {
		return nil, err
	}
	bucket, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return nil, err
	}
	desk := &healing.Desk{
		Truth: parts.DB, Alarms: parts.DB, Commit: parts.Runner,
		Agenda:    &reminding.Agenda{Booked: parts.DB, Commit: parts.Runner},
		Forgetter: &privacy.Desk{Store: parts.DB, Leads: parts.DB, Media: bucket, Cache: cache, Commit: parts.Runner},
	}
	return New(parts.DB, desk, parts.Now), nil
}
