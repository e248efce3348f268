package healer_test

import (
	"strconv"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/pubsub"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
)

// openLetters gives the ward topics with their dead-letter topics.
func (w *ward) openLetters() {
	w.T.Helper()
	w.cloud = pstest.NewServer()
	w.T.Cleanup(func() { _ = w.cloud.Close() })
	for _, topic := range event.DeadTopics {
		for _, name := range []string{topic, topic + event.DeadSuffix} {
			_, err := w.cloud.GServer.CreateTopic(w.T.Context(), &pubsubpb.Topic{Name: "projects/p/topics/" + name})
			require.NoError(w.T, err)
			_, err = w.cloud.GServer.CreateSubscription(w.T.Context(), &pubsubpb.Subscription{
				Name: "projects/p/subscriptions/" + name, Topic: "projects/p/topics/" + name, AckDeadlineSeconds: 60})
			require.NoError(w.T, err)
		}
	}
	publisher, err := pubsub.New(w.T.Context(), "p", w.cloud.Addr, nil)
	require.NoError(w.T, err)
	w.T.Cleanup(func() { require.NoError(w.T, publisher.Close()) })
	dead, err := pubsub.NewDeadLetters(w.T.Context(), "p", w.cloud.Addr)
	require.NoError(w.T, err)
	w.T.Cleanup(func() { require.NoError(w.T, dead.Close()) })
	w.letters = &healing.Letters{Dead: dead, Send: publisher, Graves: w.DB}
}

// lies are the letters that lie on a topic's subscription.
func (w *ward) lies(topic string) []*pubsubpb.PubsubMessage {
	w.T.Helper()
	r, err := w.cloud.GServer.Pull(w.T.Context(), &pubsubpb.PullRequest{
		Subscription: "projects/p/subscriptions/" + topic, MaxMessages: 1000, ReturnImmediately: true}) //nolint:staticcheck // deprecated for the load it makes; a stand-in has none
	require.NoError(w.T, err)
	var all []*pubsubpb.PubsubMessage
	for _, m := range r.ReceivedMessages {
		all = append(all, m.Message)
		_, err := w.cloud.GServer.ModifyAckDeadline(w.T.Context(), &pubsubpb.ModifyAckDeadlineRequest{
			Subscription: "projects/p/subscriptions/" + topic, AckIds: []string{m.AckId}})
		require.NoError(w.T, err)
	}
	return all
}

func (w *ward) buries(topic string, attributes map[string]string) {
	w.T.Helper()
	require.NoError(w.T, w.letters.Send.Send(w.T.Context(), topic+event.DeadSuffix, "l1", []byte(`{"v":1}`), attributes))
}

func TestWhatPubSubGaveUpIsPutBack(t *testing.T) {
	w := newWard(t)
	w.buries(event.TopicLeads, map[string]string{"id": "m1/offer", "traceparent": "00-x", "CloudPubSubDeadLetterSourceDeliveryCount": "100"})
	ours := event.Dead{ID: "leads/m2/offer", Event: "m2/offer", Reason: "no such lead", Kind: "not_found", DiedAt: time.Now()}
	w.buries(event.TopicLeads, ours.Attributes(map[string]string{"id": "m2/offer"}))
	require.Equal(t, 200, w.run("healer"))

	back := w.lies(event.TopicLeads)
	require.Len(t, back, 1)
	require.Equal(t, map[string]string{"id": "m1/offer", "traceparent": "00-x", "put_back": "1"}, back[0].Attributes)
	require.Equal(t, "l1", back[0].OrderingKey)
	require.JSONEq(t, `{"v":1}`, string(back[0].Data))
	stays := w.lies(event.TopicLeads + event.DeadSuffix)
	require.Len(t, stays, 1, "what has a reason of ours waits for a person")
	require.Equal(t, "m2/offer", stays[0].Attributes["id"])

	require.Equal(t, 200, w.run("healer"))
	require.Len(t, w.lies(event.TopicLeads), 1, "once")
}

func TestPuttingBackHasAnEnd(t *testing.T) {
	w := newWard(t)
	w.buries(event.TopicMessages, map[string]string{"id": "m1", event.AttrPutBack: strconv.Itoa(3)})
	require.Equal(t, 200, w.run("healer"))
	require.Empty(t, w.lies(event.TopicMessages))
	stays := w.lies(event.TopicMessages + event.DeadSuffix)
	require.Len(t, stays, 1)
	require.Contains(t, stays[0].Attributes["reason"], "never answered")
	n, err := w.DB.Collection(mongo.Poison).CountDocuments(t.Context(), bson.M{"_id": "messages/m1", "function": "healer"})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
}
