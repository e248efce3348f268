package notify

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/infra/whatsapp/greenapi"
)

func init() {
	sender := serve.Configured("Notify", build)
	serve.Push("Notify", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		s, err := sender(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return s.Handle(ctx, d)
	}, nil) // a doorbell says nothing that is worth keeping
}

func build(ctx context.Context, env *config.Env) (*Sender, error) {
	provider, media, people := env.Gateway(), env.Storage(), env.Admin()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	bucket, err := storage.Open(ctx, media.Bucket, media.Emulator)
	if err != nil {
		return nil, err
	}
	client := greenapi.New(provider.URL, provider.Instance, provider.Token)
	admins := make([]string, len(people.Phones))
	for i, number := range people.Phones {
		admins[i] = number.Chat()
	}
	return New(parts.DB, NewGateway(client, parts.Now), bucket, parts.Runner, admins, parts.Now), nil
}
