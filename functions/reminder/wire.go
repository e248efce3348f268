package reminder

import (
	"context"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/reminding"
)

func init() {
	jobs := serve.Configured("Reminder", build)
	serve.Job("Reminder", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		j, err := jobs(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return j.Handle(ctx, d)
	})
}

func build(ctx context.Context, env *config.Env) (*job.Jobs, error) {
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	agenda := &reminding.Agenda{Booked: parts.DB, Commit: parts.Runner}
	desk := &healing.Desk{Truth: parts.DB, Alarms: parts.DB, Commit: parts.Runner, Agenda: agenda}
	works := Works(agenda, &healing.Healer{Late: parts.DB, Desk: desk})
	return job.New(parts.DB, parts.Now, works), nil
}
