package timer

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/shared/healing"
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
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	desk := &healing.Desk{Truth: parts.DB, Alarms: parts.DB, Commit: parts.Runner}
	return New(parts.DB, desk, parts.Now), nil
}
