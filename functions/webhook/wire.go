package webhook

import (
	"context"
	"net/http"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/privacy"
)

func init() {
	hook := serve.Configured("Webhook", build)
	serve.HTTP("Webhook", func(w http.ResponseWriter, r *http.Request) (serve.Outcome, error) {
		h, err := hook(r.Context())
		if err != nil {
			return serve.Outcome{}, err
		}
		return h.Serve(w, r)
	})
}

// build wires the door in. It needs no database: nothing may keep a delivery from being published.
func build(ctx context.Context, env *config.Env) (*Webhook, error) {
	runtime, door, events := env.Runtime(), env.Webhook(), env.PubSub()
	if err := env.Err(); err != nil {
		return nil, err
	}
	publisher, err := pubsub.New(ctx, events.Project, events.Emulator, logging.Traceparent)
	if err != nil {
		return nil, err
	}
	return New(door.Instance, door.Token, publisher, privacy.Page, privacy.Policy(), clock.New(runtime.Clock)), nil
}
