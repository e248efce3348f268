package notify

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

// wake sets the alarm that rings when the first of what is held back may go out.
func (s *Sender) wake(ctx context.Context, settings notice.Settings) error {
	now := s.now()
	reply, proactive, held, err := s.store.Upcoming(ctx, now)
	if err != nil {
		return err
	}
	quiet := settings.Quiet()
	due := reply
	if held { // by the quiet hours: nothing else holds what is due
		due = earlier(due, quiet.Next(now))
	}
	if !proactive.IsZero() {
		due = earlier(due, quiet.Next(proactive))
	}
	if due.IsZero() {
		return nil
	}
	// An alarm counts whole seconds; one too early would find nothing and not come again.
	a := alarm.New(alarm.NoticeDue, account, 0, due.Add(time.Second-time.Nanosecond))
	known, err := s.store.Alarm(ctx, a.ID)
	switch {
	case err != nil:
		return err
	case known == nil:
		err := s.runner.Run(ctx, &change.Set{Claim: a.ID, Now: now, Alarms: []alarm.Alarm{a}})
		if errors.Is(err, change.ErrDuplicate) {
			return nil
		}
		return err
	case known.Armed || known.Rung:
		return nil
	}
	return s.runner.Arm(ctx, []alarm.Alarm{*known})
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
