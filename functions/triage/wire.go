package triage

import (
	"context"
	"log/slog"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/gemini"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/infra/step"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/infra/whatsapp"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/triage"
)

func init() { wiring.Push("Triage", event.TopicMessages, build) }

func build(ctx context.Context, env *config.Env) (serve.Handler, *wiring.Parts, error) {
	provider, media, models := env.Gateway(), env.Storage(), env.Models()
	speed, admins, privacy := env.Redis(), env.Admin(), env.PrivacyURL()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	cache, err := redis.New(redis.Config(speed))
	if err != nil {
		return nil, nil, err
	}
	bucket, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return nil, nil, err
	}
	fetcher, err := whatsapp.NewFetcher([]string{provider.URL, provider.MediaURL}, provider.MediaHosts)
	if err != nil {
		return nil, nil, err
	}
	model, err := gemini.New(ctx, gemini.Config{
		Names: models.Names, Key: models.Key, Project: models.Project, Location: models.Location, BaseURL: models.BaseURL,
		Withdrawn: func(name string) { slog.Warn("a model is withdrawn: take it out of AI_MODELS", "model", name) },
	})
	if err != nil {
		return nil, nil, err
	}
	parts.Runner.Step = step.Of("triage")
	db := parts.DB
	chats := make([]string, len(admins.Phones))
	for i, number := range admins.Phones {
		chats[i] = number.String() + "@c.us"
	}
	f := New(triage.Desk{
		Store: db, Model: model, Matcher: routing.New(db),
		Media:      &Media{Fetcher: fetcher, Links: greenapi.New(provider.URL, provider.Instance, provider.Token), Bucket: bucket},
		Window:     cache,
		Books:      db,
		Files:      bucket,
		Hours:      &offering.Desk{Truth: db, Calendars: booking.New(db)},
		PrivacyURL: privacy, Admins: chats, Israel: parts.Zone,
	}, parts.Runner, cache, db, parts.Now)
	return f.Handle, parts, nil
}
