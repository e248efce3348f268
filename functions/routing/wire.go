package routing

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/routing"
)

func init() { wiring.Push("Routing", event.TopicLeads, open) }

func open(ctx context.Context, env *config.Env) (serve.Handler, *wiring.Parts, error) {
	media := env.Storage()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	files, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return nil, nil, err
	}
	db := parts.DB
	r := New(&offering.Desk{
		Truth: db, Calendars: booking.New(db), Router: routing.New(db), Turns: db, Files: files, Commit: parts.Runner,
	}, parts.Now)
	return r.Handle, parts, nil
}
