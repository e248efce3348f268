package healer

import (
	"context"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/reminding"
)

func init() {
	jobs := serve.Configured("Healer", build)
	serve.Job("Healer", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		j, err := jobs(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return j.Handle(ctx, d)
	})
}

func build(ctx context.Context, env *config.Env) (*job.Jobs, error) {
	provider, events, people := env.Gateway(), env.PubSub(), env.Admin()
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	dead, err := pubsub.NewDeadLetters(ctx, events.Project, events.Emulator)
	if err != nil {
		return nil, err
	}
	admins := make([]string, len(people.Phones))
	for i, number := range people.Phones {
		admins[i] = number.Chat()
	}
	client := greenapi.New(provider.URL, provider.Instance, provider.Token)
	desk := &healing.Desk{Truth: parts.DB, Alarms: parts.DB, Commit: parts.Runner,
		Agenda: &reminding.Agenda{Booked: parts.DB, Commit: parts.Runner}}
	deadlines := &healing.Healer{Late: parts.DB, Desk: desk}
	strays := job.Part{Name: "strays", Run: (&healing.Strays{Kept: parts.DB, Places: parts.DB}).Run}
	works := Works(
		&healing.Relay{Left: parts.DB, Finish: parts.Runner},
		[]job.Part{
			{Name: "deadlines", Run: deadlines.Run},
			strays,
			{Name: "orphans", Run: (&healing.Orphans{Leads: parts.DB, Places: parts.DB, Commit: parts.Runner}).Run},
			{Name: "lost_messages", Run: (&healing.Lost{Journal: client, Handled: parts.DB, Runs: parts.DB, Publisher: parts.Publisher}).Run},
			{Name: "dead_letters", Run: (&healing.Letters{Dead: dead, Send: parts.Publisher, Graves: parts.DB}).Run},
		},
		[]job.Part{
			{Name: "closed", Run: deadlines.Janitor},
			strays,
			{Name: "forgotten", Run: (&healing.Forgetting{Memory: parts.DB, Places: parts.DB, Commit: parts.Runner}).Run},
		},
		Watchdog{Gateway: client, Accounts: parts.DB, Queue: parts.DB, Bell: parts.Runner,
			Promises: &healing.Undelivered{Promises: parts.DB, Truth: parts.DB, Commit: parts.Runner, Admins: admins}},
	)
	return job.New(parts.DB, parts.Now, works), nil
}
