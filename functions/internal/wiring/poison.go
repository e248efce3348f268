package wiring

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/infra/config"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

// What ends a delivery: tries that failed for a reason of its own, and races lost. Each try
// races several times over, and each waits longer for the next, up to a minute: whoever has lost
// for five minutes on end runs against something that no waiting mends, and a chat stands behind it.
const (
	maxTries = 5
	maxRaces = 12
)

// Graves is where tries are counted and what was given up is recorded.
type Graves interface {
	// Try counts one more failed try of a delivery, or race lost, and gives how many there were of its kind.
	Try(ctx context.Context, id string, race bool) (int, error)
	// Bury records an event that was given up.
	Bury(ctx context.Context, d event.Dead) error
	// Buried forgets its tries once its copy is on the dead-letter topic.
	Buried(ctx context.Context, id string) error
}

// Sender publishes bytes with attributes of the caller's choice.
type Sender interface {
	Send(ctx context.Context, topic, key string, data []byte, attributes map[string]string) error
}

// Poison decides when a delivery of one topic is given up: at once when its fault is final,
// at the fifth try that failed for a reason of its own, at the twelfth that lost a race against
// other writers. A dependency that is away counts nothing, however often it happens. What is given up is recorded first and then
// copied to the dead-letter topic, as it came and with the reason; a crash in between does
// both again.
type Poison struct {
	Function, Topic string
	Graves          Graves
	Sender          Sender
	Now             func() time.Time
}

// Keep is a serve.Poison.
func (p Poison) Keep(ctx context.Context, d serve.Delivery, cause error) (kept bool, err error) {
	dead := event.ReadDead(p.Topic, d.Key, d.MessageID, event.Alive(d.Attributes))
	switch {
	case fault.Final(cause):
		dead.Tries = 1
	case !Own(cause) && !lost(cause):
		return false, nil
	default:
		limit, race := maxTries, lost(cause)
		if race {
			limit = maxRaces
		}
		if dead.Tries, err = p.Graves.Try(ctx, dead.ID, race); err != nil || dead.Tries < limit {
			return false, err
		}
	}
	dead.Function, dead.Kind, dead.DiedAt = p.Function, string(fault.KindOf(cause)), p.Now().UTC()
	dead.Reason = logging.Mask(cause.Error())
	if err := p.Graves.Bury(ctx, dead); err != nil {
		return false, err
	}
	if err := p.Sender.Send(ctx, p.Topic+event.DeadSuffix, d.Key, d.Data, dead.Attributes(d.Attributes)); err != nil {
		return false, err
	}
	return true, p.Graves.Buried(ctx, dead.ID)
}

// Own reports whether a delivery failed for a reason of its own: it panicked, ran out of its
// time, or met an error that neither an outage nor somebody else's move explains.
func Own(err error) bool {
	switch {
	case serve.Own(err):
		return true
	case errors.Is(err, context.Canceled), fault.KindOf(err) == fault.Conflict, mongo.Away(err):
		return false
	case mongo.Refused(err):
		return true
	}
	var judged *fault.Error
	return !errors.As(err, &judged) // judged: a dependency is away
}

// lost reports whether a delivery lost a race: what it read had changed when it wrote.
func lost(err error) bool { return fault.KindOf(err) == fault.Conflict && !Own(err) }

// Push registers the function behind the push subscription of a topic. What it needs is
// built at the first delivery; what it cannot handle is kept.
func Push(name, topic string, build func(context.Context, *config.Env) (serve.Handler, *Parts, error)) {
	type made struct {
		handle serve.Handler
		poison Poison
	}
	function := serve.Configured(name, func(ctx context.Context, env *config.Env) (made, error) {
		handle, parts, err := build(ctx, env)
		if err != nil {
			return made{}, err
		}
		return made{handle, Poison{Function: name, Topic: topic, Graves: parts.DB, Sender: parts.Publisher, Now: parts.Now}}, nil
	})
	serve.Push(name, func(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
		f, err := function(ctx)
		if err != nil {
			return serve.Outcome{}, err
		}
		return f.handle(ctx, d)
	}, func(ctx context.Context, d serve.Delivery, cause error) (bool, error) {
		if !fault.Final(cause) && !Own(cause) && !lost(cause) {
			return false, nil // what could not be built, for one, is not built again to say so
		}
		f, err := function(ctx)
		if err != nil {
			return false, err
		}
		return f.poison.Keep(ctx, d, cause)
	})
}
