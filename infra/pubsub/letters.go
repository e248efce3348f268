package pubsub

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

// How a letter is looked for: held letters are out of sight, so all are held until it is found.
const (
	lookedAt   = 100
	lookedMost = 2000
	lookFor    = time.Second
)

// Take holds every copy of one event's letter and gives the other letters back. Whoever took
// it removes it; none is NotFound: somebody else holds it, or the topic has forgotten it.
func (d *DeadLetters) Take(ctx context.Context, topic, id string) (found []event.Letter, err error) {
	var others []event.Letter
	defer func() { err = errors.Join(err, d.Release(ctx, topic, others)) }()
	for len(others) < lookedMost {
		letters, err := d.Pull(ctx, topic, lookedAt, lookFor)
		if err != nil {
			return nil, err
		}
		if len(letters) == 0 {
			break
		}
		for _, l := range letters {
			if l.Event == id {
				found = append(found, l)
			} else {
				others = append(others, l)
			}
		}
		if len(found) > 0 && len(letters) < lookedAt {
			break
		}
	}
	if len(found) == 0 {
		return nil, fault.New(fault.NotFound, "take a dead letter of "+topic, "not there, or held by somebody else for a minute")
	}
	return found, nil
}

// Mender publishes dead letters again, or throws them away.
type Mender struct {
	Dead      *DeadLetters
	Publisher *Publisher
}

// Replay publishes an event again as it was; one that was handled after all changes nothing.
func (m Mender) Replay(ctx context.Context, topic, id string) error {
	letters, err := m.Dead.Take(ctx, topic, id)
	if err != nil {
		return err
	}
	l := letters[0]
	if err := m.Publisher.Send(ctx, l.Topic, l.Key, l.Data, event.Alive(l.Attributes)); err != nil {
		return err
	}
	return m.Dead.Remove(ctx, topic, letters)
}

// Discard throws an event away for good.
func (m Mender) Discard(ctx context.Context, topic, id string) error {
	letters, err := m.Dead.Take(ctx, topic, id)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	return m.Dead.Remove(ctx, topic, letters)
}
