package control

import (
	"context"
	"time"
)

// move sets the clock. Forward, everything due on the way rings in order, each
// at its minute; backward, nothing does.
func (c *Control) move(ctx context.Context, to func() time.Time) error {
	c.begin()
	defer c.end()
	c.options.Jobs.Hold()
	defer c.options.Jobs.Release()
	target := to()
	began := c.options.Now()
	if !target.After(began) {
		return c.setTo(target)
	}
	c.settle(ctx) // what is under way belongs to the time before
	passed := began
	for ctx.Err() == nil {
		at, jobs, ok := c.nextDue(passed, target)
		if !ok {
			break
		}
		if err := c.reach(at); err != nil {
			return err
		}
		for _, job := range jobs {
			passed = at
			// A job that fails has its outcome in the scheduler and its next
			// turn; the clock goes on.
			_ = c.options.Jobs.Run(ctx, job, at)
		}
		c.settle(ctx)
	}
	if err := c.reach(target); err != nil {
		return err
	}
	for _, job := range c.options.AtEnd {
		_ = c.options.Jobs.Run(ctx, job, c.options.Now()) // as above
	}
	c.settle(ctx)
	return ctx.Err()
}

// nextDue is the first alarm or job up to the target. Jobs count from the last
// minute in which some rang, since the clock runs on while we wait for them.
func (c *Control) nextDue(passed, target time.Time) (at time.Time, jobs []string, ok bool) {
	at, ok = c.options.Tasks.Next()
	minute, names := c.options.Jobs.Next(passed)
	switch {
	case len(names) == 0 || ok && at.Before(minute):
	case ok && at.Equal(minute):
		jobs = names
	default:
		at, jobs, ok = minute, names, true
	}
	if !ok || at.After(target) {
		return time.Time{}, nil, false
	}
	return at, jobs, true
}

func (c *Control) setTo(t time.Time) error {
	offset := c.options.Offset() + t.Sub(c.options.Now())
	if err := c.options.SetClock(offset); err != nil {
		return err
	}
	c.options.Tasks.Wake()
	return nil
}

// reach moves the clock to t, unless it has run on beyond it while we waited.
func (c *Control) reach(t time.Time) error {
	if t.After(c.options.Now()) {
		return c.setTo(t)
	}
	c.options.Tasks.Wake()
	return nil
}
