// Package cloud is the one gRPC server behind which Pub/Sub, Cloud Tasks, Cloud
// Scheduler and Secret Manager stand in; the real Google clients call it.
package cloud

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"cloud.google.com/go/cloudtasks/apiv2/cloudtaskspb"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"cloud.google.com/go/scheduler/apiv1/schedulerpb"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/proli/proli/infra/local/bridge"
)

// Services are the stand-ins to serve.
type Services struct {
	Push      *bridge.Bridge
	Tasks     cloudtaskspb.CloudTasksServer
	Scheduler schedulerpb.CloudSchedulerServer
	Secrets   secretmanagerpb.SecretManagerServiceServer
}

// Server is the running server.
type Server struct {
	// Address is its host:port, without TLS.
	Address string
	pubsub  *pstest.Server
}

// Start serves on 127.0.0.1; port 0 is any free one.
func Start(port int, s Services) (*Server, error) {
	// pstest panics when it does not get its port.
	probe, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("serve gRPC: %w", err)
	}
	if err := probe.Close(); err != nil {
		return nil, fmt.Errorf("serve gRPC: %w", err)
	}
	server := pstest.NewServerWithCallback(port, func(g *grpc.Server) {
		cloudtaskspb.RegisterCloudTasksServer(g, s.Tasks)
		schedulerpb.RegisterCloudSchedulerServer(g, s.Scheduler)
		secretmanagerpb.RegisterSecretManagerServiceServer(g, s.Secrets)
	}, pstest.ServerReactorOption{FuncName: "Publish", Reactor: s.Push})
	return &Server{Address: server.Addr, pubsub: server}, nil
}

// Subscribe makes the topics with their dead-letter topics, a push subscription
// on each of the first and a pull subscription on each of the second.
func (s *Server) Subscribe(ctx context.Context, subscriptions []bridge.Subscription) error {
	for _, sub := range subscriptions {
		dead := sub.Topic + "-dead"
		for _, topic := range []string{sub.Topic, dead} {
			if _, err := s.pubsub.GServer.CreateTopic(ctx, &pubsubpb.Topic{Name: topic}); err != nil {
				return fmt.Errorf("create topic %s: %w", topic, err)
			}
		}
		for _, want := range []*pubsubpb.Subscription{
			// The bridge does the pushing; this one is for those who look.
			{Name: sub.Name, Topic: sub.Topic, EnableMessageOrdering: true, AckDeadlineSeconds: int32(bridge.Deadline / time.Second),
				PushConfig: &pubsubpb.PushConfig{PushEndpoint: sub.Endpoint, AuthenticationMethod: &pubsubpb.PushConfig_OidcToken_{
					OidcToken: &pubsubpb.PushConfig_OidcToken{ServiceAccountEmail: sub.Caller, Audience: sub.Endpoint}}},
				DeadLetterPolicy: &pubsubpb.DeadLetterPolicy{DeadLetterTopic: dead, MaxDeliveryAttempts: bridge.MaxAttempts},
				RetryPolicy:      &pubsubpb.RetryPolicy{MinimumBackoff: durationpb.New(bridge.MinBackoff), MaximumBackoff: durationpb.New(bridge.MaxBackoff)}},
			{Name: DeadSubscription(sub.Topic), Topic: dead, AckDeadlineSeconds: 60},
		} {
			if _, err := s.pubsub.GServer.CreateSubscription(ctx, want); err != nil {
				return fmt.Errorf("create subscription %s: %w", want.Name, err)
			}
		}
	}
	return nil
}

// DeadSubscription is the name of the subscription on a topic's dead letters.
func DeadSubscription(topic string) string {
	project, name := bridge.ShortName(topic)
	return "projects/" + project + "/subscriptions/" + name + "-dead"
}

// Publish publishes one message, such as a dead letter.
func (s *Server) Publish(ctx context.Context, topic string, m *pubsubpb.PubsubMessage) error {
	_, err := s.pubsub.GServer.Publish(ctx, &pubsubpb.PublishRequest{Topic: topic, Messages: []*pubsubpb.PubsubMessage{m}})
	if err != nil {
		return fmt.Errorf("publish on %s: %w", topic, err)
	}
	return nil
}

// Reset forgets the dead letters.
func (s *Server) Reset() { s.pubsub.ClearMessages() }

// Stop ends the server.
func (s *Server) Stop() error {
	if err := s.pubsub.Close(); err != nil {
		return fmt.Errorf("stop gRPC: %w", err)
	}
	return nil
}
