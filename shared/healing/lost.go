package healing

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/proli/proli/shared/event"
)

// How far back lost messages are looked for: some hours at least, to the last run that looked,
// and as far as the provider remembers at most. Ids that were handled are known for far longer,
// so looking twice is looking once.
const (
	lookBack     = 3 * time.Hour
	furthestBack = 24 * time.Hour
)

// Runs knows when jobs were last run.
type Runs interface {
	// LastRun is when the last finished run of a job began; zero when there was none.
	LastRun(ctx context.Context, job string) (time.Time, error)
}

// Journal is what the provider has recorded.
type Journal interface {
	// LastIncoming are the messages of the last minutes, the oldest first, each with the id that its delivery has.
	LastIncoming(ctx context.Context, minutes int, receivedAt time.Time) ([]event.Message, error)
}

// Handled knows which events were handled, and which cannot be.
type Handled interface {
	// NotHandled are those of the ids that nothing has claimed.
	NotHandled(ctx context.Context, ids []string) (map[string]bool, error)
	// WereGivenUp are those of a topic's events that were given up, whatever was done with them since.
	WereGivenUp(ctx context.Context, topic string, ids []string) (map[string]bool, error)
}

// Publisher hands an event to its topic.
type Publisher interface {
	Publish(ctx context.Context, p event.Published) error
}

// Lost finds the messages that the provider recorded and never delivered.
type Lost struct {
	Journal   Journal
	Handled   Handled
	Runs      Runs
	Publisher Publisher
}

// Run publishes them as if they had been delivered now. One whose delivery is on its way
// meanwhile has the same id, and is handled once. What was given up came, and is an admin's.
func (l *Lost) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	looked, err := l.Runs.LastRun(ctx, "healer")
	if err != nil {
		return 0, err
	}
	back := min(max(lookBack, now.Sub(looked)+lookBack), furthestBack)
	recorded, err := l.Journal.LastIncoming(ctx, int(back/time.Minute), now)
	if err != nil {
		return 0, err
	}
	for len(recorded) > 0 {
		some := recorded[:min(page, len(recorded))]
		recorded = recorded[len(some):]
		if err := keep(ctx); err != nil {
			return did, err
		}
		ids := make([]string, len(some))
		for i, m := range some {
			ids[i] = m.ID
		}
		missing, err := l.missing(ctx, ids)
		if err != nil {
			return did, err
		}
		for _, m := range some {
			if !missing[m.ID] {
				continue
			}
			p, err := m.Published()
			if err == nil {
				err = l.Publisher.Publish(ctx, p)
			}
			if err != nil {
				return did, err
			}
			did++
		}
	}
	return did, nil
}

// missing are those of the ids that never came to us.
func (l *Lost) missing(ctx context.Context, ids []string) (map[string]bool, error) {
	missing, err := l.Handled.NotHandled(ctx, ids)
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	given, err := l.Handled.WereGivenUp(ctx, event.TopicMessages, slices.Collect(maps.Keys(missing)))
	for id := range given {
		delete(missing, id)
	}
	return missing, err
}
