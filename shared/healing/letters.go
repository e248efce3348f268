package healing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/proli/proli/shared/event"
)

// putBacks ends a dead letter that is given up by Pub/Sub again and again, because its
// handler dies without a word: it is then kept with a reason like any other.
const putBacks = 3

// DeadLetters holds what lies on the dead-letter topics.
type DeadLetters interface {
	// Pull holds up to n letters of a topic; with no wait what the server has at hand.
	Pull(ctx context.Context, topic string, n int, wait time.Duration) ([]event.Letter, error)
	Remove(ctx context.Context, topic string, letters []event.Letter) error
	Release(ctx context.Context, topic string, letters []event.Letter) error
}

// Sender publishes bytes with attributes of the caller's choice.
type Sender interface {
	Send(ctx context.Context, topic, key string, data []byte, attributes map[string]string) error
}

// Graves records what was given up.
type Graves interface {
	Bury(ctx context.Context, d event.Dead) error
}

// Letters puts back what Pub/Sub gave up by itself: nothing is wrong with it, it met an
// outage that was longer than the retries. What carries a reason of ours stays where it is.
type Letters struct {
	Dead   DeadLetters
	Send   Sender
	Graves Graves
}

// Run looks through all topics and says how many letters it moved.
func (l *Letters) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (int, error) {
	if err := keep(ctx); err != nil {
		return 0, err
	}
	did, errs := make([]int, len(event.DeadTopics)), make([]error, len(event.DeadTopics))
	var topics sync.WaitGroup
	for i, topic := range event.DeadTopics {
		topics.Go(func() { did[i], errs[i] = l.topic(ctx, topic, now) })
	}
	topics.Wait()
	all := 0
	for _, n := range did {
		all += n
	}
	return all, errors.Join(errs...)
}

// topic holds all letters of a topic that can be had, so that none is met twice, and gives
// back those that stay.
func (l *Letters) topic(ctx context.Context, topic string, now time.Time) (did int, err error) {
	var stay []event.Letter
	for range pages {
		letters, failed := l.Dead.Pull(ctx, topic, page, 0)
		if failed != nil || len(letters) == 0 {
			err = failed
			break
		}
		for _, letter := range letters {
			if letter.Reason != "" {
				stay = append(stay, letter)
				continue
			}
			if err := l.move(ctx, letter, now); err != nil {
				return did, errors.Join(err, l.Dead.Release(ctx, topic, append(stay, letter)))
			}
			did++
		}
	}
	return did, errors.Join(err, l.Dead.Release(ctx, topic, stay))
}

// move publishes a letter first and removes it then: interrupted, it is done twice, and
// handled once.
func (l *Letters) move(ctx context.Context, letter event.Letter, now time.Time) error {
	attributes := event.Alive(letter.Attributes)
	topic := letter.Topic
	if letter.PutBack() < putBacks {
		attributes[event.AttrPutBack] = strconv.Itoa(letter.PutBack() + 1)
	} else {
		dead := letter.Dead
		dead.Kind, dead.Function, dead.DiedAt = "unavailable", "healer", now.UTC()
		dead.Reason = fmt.Sprintf("its handler never answered: Pub/Sub gave it up, and it was published again %d times", putBacks)
		if err := l.Graves.Bury(ctx, dead); err != nil {
			return err
		}
		topic, attributes = topic+event.DeadSuffix, dead.Attributes(attributes)
	}
	if err := l.Send.Send(ctx, topic, letter.Key, letter.Data, attributes); err != nil {
		return err
	}
	return l.Dead.Remove(ctx, letter.Topic, []event.Letter{letter})
}
