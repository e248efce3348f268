package booking

import (
	"context"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/wiring"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/offering"
)

func init() { wiring.Push("Booking", event.TopicBookings, open) }

func open(ctx context.Context, env *config.Env) (serve.Handler, *wiring.Parts, error) {
	parts, err := wiring.Open(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	db, calendars := parts.DB, booking.New(parts.DB)
	b := New(&appointment.Desk{
		Truth: db, Calendars: calendars, Hours: &offering.Desk{Truth: db, Calendars: calendars}, Commit: parts.Runner,
	}, parts.Now)
	return b.Handle, parts, nil
}
