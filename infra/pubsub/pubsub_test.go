package pubsub_test

import (
	"context"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

func start(t *testing.T, trace func(context.Context) string) (*pstest.Server, *pubsub.Publisher) {
	t.Helper()
	server := pstest.NewServer()
	t.Cleanup(func() { _ = server.Close() })
	_, err := server.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/p/topics/leads"})
	require.NoError(t, err)
	p, err := pubsub.New(t.Context(), "p", server.Addr, trace)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return server, p
}

func TestPublish(t *testing.T) {
	server, p := start(t, func(context.Context) string { return "00-trace" })
	for _, id := range []string{"a", "b"} {
		require.NoError(t, p.Publish(t.Context(), event.Published{ID: id, Topic: event.TopicLeads, Key: "l1", Data: []byte(`{"v":1}`)}))
	}
	got := server.Messages()
	require.Len(t, got, 2)
	require.Equal(t, "l1", got[0].OrderingKey)
	require.Equal(t, `{"v":1}`, string(got[0].Data))
	require.Equal(t, map[string]string{"id": "a", "traceparent": "00-trace"}, got[0].Attributes)
	require.Equal(t, "b", got[1].Attributes["id"])
}

func TestAfterAFailureTheKeyGoesOn(t *testing.T) {
	server, p := start(t, nil)
	e := event.Published{ID: "a", Topic: event.TopicLeads, Key: "l1", Data: []byte(`{}`)}
	server.SetAutoPublishResponse(false)
	server.AddPublishResponse(nil, status.Error(codes.PermissionDenied, "no"))
	require.Equal(t, fault.Unavailable, fault.KindOf(p.Publish(t.Context(), e)))
	server.AddPublishResponse(nil, status.Error(codes.InvalidArgument, "too large"))
	require.Equal(t, fault.Permanent, fault.KindOf(p.Publish(t.Context(), e)))
	server.SetAutoPublishResponse(true)
	require.NoError(t, p.Publish(t.Context(), e))
}

func TestWaitEndsWithTheCaller(t *testing.T) {
	server, p := start(t, nil)
	server.SetAutoPublishResponse(false)
	server.ResetPublishResponses(1) // no answer will come
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := p.Publish(ctx, event.Published{ID: "a", Topic: event.TopicLeads, Data: []byte(`{}`)})
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	server.AddPublishResponse(&pubsubpb.PublishResponse{MessageIds: []string{"1"}}, nil) // lets the server end
}
