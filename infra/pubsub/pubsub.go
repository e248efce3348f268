// Package pubsub publishes events. It calls the service directly, one event a call,
// where the client library's publisher would collect a batch first and stop a key
// after an error: whoever publishes here waits for the answer anyway, and events
// of one key are published one after the other.
package pubsub

import (
	"context"
	"fmt"
	"time"

	pubsub "cloud.google.com/go/pubsub/v2/apiv1"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

// publishLimit bounds one publish with all its retries.
const publishLimit = 10 * time.Second

// Publisher publishes to the topics of one project.
type Publisher struct {
	client  *pubsub.TopicAdminClient
	project string
	trace   func(context.Context) string
}

// New makes a publisher; it does not connect yet. Emulator is host:port of a
// stand-in, or empty. Trace gives the W3C traceparent that belongs to a context
// and travels with the event; it may be nil.
func New(ctx context.Context, project, emulator string, trace func(context.Context) string) (*Publisher, error) {
	client, err := pubsub.NewTopicAdminClient(ctx, dialled(emulator)...)
	if err != nil {
		return nil, fmt.Errorf("open pubsub: %w", err)
	}
	return &Publisher{client: client, project: project, trace: trace}, nil
}

// dialled says where the service is: Google's, or a stand-in's host:port.
func dialled(emulator string) []option.ClientOption {
	if emulator == "" {
		return nil
	}
	return []option.ClientOption{option.WithEndpoint(emulator), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials()))}
}

// Publish hands an event to its topic; when it returns nil the topic has it.
func (p *Publisher) Publish(ctx context.Context, e event.Published) error {
	attributes := map[string]string{"id": e.ID}
	if p.trace != nil {
		if parent := p.trace(ctx); parent != "" {
			attributes["traceparent"] = parent
		}
	}
	return p.Send(ctx, e.Topic, e.Key, e.Data, attributes)
}

// Send publishes bytes with attributes of the caller's choice, in the order of the key when there is one.
func (p *Publisher) Send(ctx context.Context, topic, key string, data []byte, attributes map[string]string) error {
	ctx, cancel := context.WithTimeout(ctx, publishLimit)
	defer cancel()
	_, err := p.client.Publish(ctx, &pubsubpb.PublishRequest{
		Topic:    "projects/" + p.project + "/topics/" + topic,
		Messages: []*pubsubpb.PubsubMessage{{Data: data, Attributes: attributes, OrderingKey: key}},
	})
	if status.Code(err) == codes.InvalidArgument { // too large, say
		return fault.Wrap(fault.Permanent, "publish to "+topic, err)
	}
	return fault.Wrap(fault.Unavailable, "publish to "+topic, err)
}

// Close ends the connections.
func (p *Publisher) Close() error { return p.client.Close() }
