package pubsub_test

import (
	"testing"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

// buried is a mender over dead letters of these events.
func buried(t *testing.T, ids ...string) (*pstest.Server, pubsub.Mender) {
	t.Helper()
	server, publisher := start(t, nil)
	_, err := server.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/p/topics/leads-dead"})
	require.NoError(t, err)
	_, err = server.GServer.CreateSubscription(t.Context(), &pubsubpb.Subscription{
		Name: "projects/p/subscriptions/leads-dead", Topic: "projects/p/topics/leads-dead", AckDeadlineSeconds: 60,
	})
	require.NoError(t, err)
	for _, id := range ids {
		d := event.Dead{Event: id, Topic: "leads", Function: "routing", Kind: "permanent", Reason: "no such pro", Tries: 5}
		_, err := server.GServer.Publish(t.Context(), &pubsubpb.PublishRequest{Topic: "projects/p/topics/leads-dead", Messages: []*pubsubpb.PubsubMessage{
			{Data: []byte(`{"v":1,"id":"` + id + `"}`), OrderingKey: "l1", Attributes: d.Attributes(map[string]string{"id": id})},
		}})
		require.NoError(t, err)
	}
	dead, err := pubsub.NewDeadLetters(t.Context(), "p", server.Addr)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, dead.Close()) })
	return server, pubsub.Mender{Dead: dead, Publisher: publisher}
}

func TestOneLetterIsPublishedAgainAndTheOthersStay(t *testing.T) {
	server, m := buried(t, "a", "b", "c")
	require.NoError(t, m.Replay(t.Context(), "leads", "b"))
	var again []*pstest.Message
	for _, got := range server.Messages() {
		if got.Topic == "projects/p/topics/leads" {
			again = append(again, got)
		}
	}
	require.Len(t, again, 1)
	require.JSONEq(t, `{"v":1,"id":"b"}`, string(again[0].Data))
	require.Equal(t, map[string]string{"id": "b"}, again[0].Attributes, "as it was, without the reason")
	require.Equal(t, "l1", again[0].OrderingKey)

	require.Equal(t, fault.NotFound, fault.KindOf(m.Replay(t.Context(), "leads", "b")), "it is gone")
	require.NoError(t, m.Discard(t.Context(), "leads", "a"), "the others can be had at once")
	require.NoError(t, m.Discard(t.Context(), "leads", "a"), "what is gone is thrown away already")
	require.NoError(t, m.Replay(t.Context(), "leads", "c"))
}
