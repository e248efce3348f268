package booking

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/offering"
)

func init() {
	booker := serve.Configured("Booking", open)
	serve.Push("Booking", func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		b, err := booker(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return b.Handle(ctx, d)
	}, nil)
}

func open(ctx context.Context, env *config.Env) (*Booker, error) {
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, err
	}
	db, calendars := parts.DB, booking.New(parts.DB)
	return New(&appointment.Desk{
		Truth: db, Calendars: calendars, Hours: &offering.Desk{Truth: db, Calendars: calendars}, Commit: parts.Runner,
	}, parts.Now), nil
}
