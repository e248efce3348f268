package pubsub

import (
	"context"
	"fmt"
	"slices"
	"time"

	pubsub "cloud.google.com/go/pubsub/v2/apiv1"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

// DeadLetters reads the pull subscriptions of the dead-letter topics. A letter that was
// pulled is held, out of everybody else's sight, until it is removed or released, or for
// the subscription's minute.
type DeadLetters struct {
	client  *pubsub.SubscriptionAdminClient
	project string
}

// NewDeadLetters makes a reader; it does not connect yet. Emulator is host:port of a stand-in, or empty.
func NewDeadLetters(ctx context.Context, project, emulator string) (*DeadLetters, error) {
	client, err := pubsub.NewSubscriptionAdminClient(ctx, dialled(emulator)...)
	if err != nil {
		return nil, fmt.Errorf("open pubsub: %w", err)
	}
	return &DeadLetters{client: client, project: project}, nil
}

func (d *DeadLetters) subscription(topic string) string {
	return "projects/" + d.project + "/subscriptions/" + topic + event.DeadSuffix
}

// pullLimit bounds a look that does not wait.
const pullLimit = 5 * time.Second

// Pull holds up to n letters of a topic and gives them. It waits so long for the first; with
// no wait it takes what the server has at hand, which may be less than all.
func (d *DeadLetters) Pull(ctx context.Context, topic string, n int, wait time.Duration) ([]event.Letter, error) {
	limit := wait
	if wait == 0 {
		limit = pullLimit
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r, err := d.client.Pull(limited, &pubsubpb.PullRequest{
		Subscription: d.subscription(topic), MaxMessages: int32(n),
		ReturnImmediately: wait == 0, //nolint:staticcheck // a job that comes again in ten minutes need not wait
	})
	if status.Code(err) == codes.DeadlineExceeded && wait > 0 && ctx.Err() == nil {
		return nil, nil // the wait is over and nothing came
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "pull dead letters of "+topic, err)
	}
	letters := make([]event.Letter, 0, len(r.ReceivedMessages))
	for _, m := range r.ReceivedMessages {
		letters = append(letters, event.Letter{
			Dead: event.ReadDead(topic, m.Message.OrderingKey, m.Message.MessageId, m.Message.Attributes),
			Data: m.Message.Data, Attributes: m.Message.Attributes, BornAt: m.Message.PublishTime.AsTime(), Hold: m.AckId,
		})
	}
	return letters, nil
}

// atOnce bounds one request, as the service does.
const atOnce = 500

// Remove ends letters that are held.
func (d *DeadLetters) Remove(ctx context.Context, topic string, letters []event.Letter) error {
	for page := range slices.Chunk(holds(letters), atOnce) {
		if err := d.client.Acknowledge(ctx, &pubsubpb.AcknowledgeRequest{Subscription: d.subscription(topic), AckIds: page}); err != nil {
			return fault.Wrap(fault.Unavailable, "remove dead letters of "+topic, err)
		}
	}
	return nil
}

// Release lets others see letters that were held.
func (d *DeadLetters) Release(ctx context.Context, topic string, letters []event.Letter) error {
	for page := range slices.Chunk(holds(letters), atOnce) {
		if err := d.client.ModifyAckDeadline(ctx, &pubsubpb.ModifyAckDeadlineRequest{Subscription: d.subscription(topic), AckIds: page}); err != nil {
			return fault.Wrap(fault.Unavailable, "release dead letters of "+topic, err)
		}
	}
	return nil
}

func holds(letters []event.Letter) []string {
	ids := make([]string, len(letters))
	for i, l := range letters {
		ids[i] = l.Hold
	}
	return ids
}

// Close ends the connections.
func (d *DeadLetters) Close() error { return d.client.Close() }
