package routing

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/routing"
)

func init() {
	router := serve.Configured("Routing", open)
	serve.Push("Routing", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		r, err := router(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return r.Handle(ctx, d)
	}, nil)
}

func open(ctx context.Context, env *config.Env) (*Router, error) {
	media := env.Storage()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	files, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return nil, err
	}
	db := parts.DB
	return New(&offering.Desk{
		Truth: db, Calendars: booking.New(db), Router: routing.New(db), Turns: db, Files: files, Commit: parts.Runner,
	}, parts.Now), nil
}
