package local

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/proli/proli/infra/clock"
	"github.com/proli/proli/infra/local/control"
	"github.com/proli/proli/shared/calendar"
)

// nothing is a part that we do not run, and so never wait for.
type nothing struct{}

// Backlog implements control.Part.
func (nothing) Backlog() int { return 0 }

// control puts the control service together.
func (s *System) control() *control.Control {
	o := control.Options{
		Now: s.now, Zone: calendar.Zone,
		Offset:   func() time.Duration { return clock.Offset(s.clockFile) },
		SetClock: func(d time.Duration) error { return clock.Set(s.clockFile, d) },
		Gateway:  nothing{}, Calls: s.front, Push: s.push, Tasks: s.tasks, Jobs: s.scheduler,
		JobNames: jobNames(), AtEnd: atEnd, Unfinished: s.data.unfinished,
		Switches: s.switches(), Empty: s.empty, Load: s.data.seed,
	}
	if s.gateway != nil {
		o.Gateway = s.gateway
	}
	return control.New(o)
}

// errNotOurs refuses a switch of what a real service does.
func errNotOurs(what string) error {
	return control.Refuse(what + " is not ours here: the environment names another one")
}

func (s *System) switches() []control.Switch {
	states := []string{"authorized", "yellowCard", "notAuthorized", "blocked", "starting", "sleepMode"}
	gateway := func(value bool, set func()) error {
		if s.gateway != nil {
			set()
		} else if value {
			return errNotOurs("the gateway")
		}
		return nil
	}
	kill := control.Choice("kill", functionNames(), func(_ context.Context, function string) error {
		s.front.SetKill(function)
		return nil
	})
	kill.Shown = func() any {
		if function := s.front.Kill(); function != "" {
			return function
		}
		return nil
	}
	return []control.Switch{
		control.Bool("deliver_twice", false, func(_ context.Context, on bool) error {
			s.push.SetDeliverTwice(on)
			return gateway(false, func() { s.gateway.SetDeliverTwice(on) })
		}),
		control.Bool("reorder", false, func(_ context.Context, on bool) error {
			s.push.SetReorder(on)
			return gateway(false, func() { s.gateway.SetReorder(on) })
		}),
		control.Duration("delay", 0, func(_ context.Context, d time.Duration) error {
			s.push.SetDelay(d)
			return gateway(false, func() { s.gateway.SetDelay(d) })
		}),
		control.Share("drop", func(_ context.Context, share float64) error {
			return gateway(share > 0, func() { s.gateway.SetDrop(share) })
		}),
		kill,
		control.Choice("model", down, func(_ context.Context, word string) error {
			if s.real.model && word != "" {
				return errNotOurs("the model")
			}
			s.model.SetDown(word == "down")
			return nil
		}),
		control.Choice("redis", down, func(_ context.Context, word string) error {
			if s.proxy != nil {
				s.proxy.SetDown(word == "down")
			} else if word != "" {
				return errNotOurs("Redis")
			}
			return nil
		}),
		control.Choice("gateway", down, func(_ context.Context, word string) error {
			return gateway(word != "", func() { s.gateway.SetGateway(word == "down") })
		}),
		control.Choice("account", states, func(_ context.Context, state string) error {
			return gateway(state != "", func() { s.gateway.SetAccount(state) })
		}),
		control.Duration("pace", defaultPace, func(ctx context.Context, d time.Duration) error {
			if d == defaultPace {
				return s.data.setSending(ctx, "pace_ms", nil)
			}
			return s.data.setSending(ctx, "pace_ms", d.Milliseconds())
		}),
		control.Bool("quiet_hours", true, func(ctx context.Context, on bool) error {
			if on {
				return s.data.setSending(ctx, "quiet_hours", nil)
			}
			return s.data.setSending(ctx, "quiet_hours", false)
		}),
	}
}

var down = []string{"down"}

// defaultPace is what holds when the settings say nothing.
const defaultPace = 500 * time.Millisecond

// empty forgets all that is under way, ends the functions' process, so that
// nothing writes any more, and empties the stores.
func (s *System) empty(ctx context.Context) error {
	if !s.ours() {
		return errors.New("MONGO_URI names a database on another machine: it is not emptied")
	}
	s.push.Reset()
	s.tasks.Reset()
	if s.gateway != nil {
		s.gateway.Reset()
	}
	s.functions.Kill()
	s.cloud.Reset()
	// What the functions published or scheduled in their last moment.
	s.push.Reset()
	s.tasks.Reset()
	if err := together(
		func() error { return s.data.empty(ctx) },
		s.storage.Reset,
		s.scheduler.Reset,
		func() error { return s.functions.Wait(ctx) },
	); err != nil {
		return err
	}
	s.scheduler.Hold() // as it was; whoever resets releases it
	return nil
}

// ours tells whether the database may be emptied: it runs on this machine.
func (s *System) ours() bool {
	u, err := url.Parse(s.MongoURI)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return s.mongo != nil || host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}
