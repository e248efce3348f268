package reporter

import (
	"context"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/shared/reporting"
)

func init() {
	jobs := serve.Configured("Reporter", build)
	serve.Job("Reporter", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		j, err := jobs(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return j.Handle(ctx, d)
	})
}

func build(ctx context.Context, env *config.Env) (*job.Jobs, error) {
	people := env.Admin()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	r := &reporting.Reporter{Open: parts.DB, Commit: parts.Runner}
	for _, number := range people.Phones {
		r.Admins = append(r.Admins, number.Chat())
	}
	return job.New(parts.DB, parts.Now, Works(r)), nil
}
