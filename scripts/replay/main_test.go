package main

import (
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/admin/ops"
	"github.com/proli/proli/shared/event"
)

// cloud is a Pub/Sub with our topics.
type cloud struct {
	*testing.T
	server *pstest.Server
}

func start(t *testing.T) cloud {
	t.Helper()
	c := cloud{t, pstest.NewServer()}
	t.Cleanup(func() { _ = c.server.Close() })
	for _, topic := range event.DeadTopics {
		for _, name := range []string{topic, topic + event.DeadSuffix} {
			_, err := c.server.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/p/topics/" + name})
			require.NoError(t, err)
			_, err = c.server.GServer.CreateSubscription(t.Context(), &pubsubpb.Subscription{
				Name: "projects/p/subscriptions/" + name, Topic: "projects/p/topics/" + name, AckDeadlineSeconds: 60})
			require.NoError(t, err)
		}
	}
	return c
}

func (c cloud) dies(topic, id, key, data, reason string) {
	c.Helper()
	d := event.Dead{Kind: "not_found", Function: "Routing", Reason: reason, Tries: 1, DiedAt: time.Now()}
	_, err := c.server.GServer.Publish(c.Context(), &pubsubpb.PublishRequest{Topic: "projects/p/topics/" + topic + "-dead",
		Messages: []*pubsubpb.PubsubMessage{{Data: []byte(data), OrderingKey: key, Attributes: d.Attributes(map[string]string{"id": id})}}})
	require.NoError(c, err)
}

// runs gives what a command prints.
func (c cloud) runs(args ...string) (string, error) {
	c.Helper()
	var out strings.Builder
	err := ops.Replay(c.Context(), args, func(name string) (string, bool) {
		value, ok := map[string]string{"ENVIRONMENT": "development", "GOOGLE_CLOUD_PROJECT": "p", "PUBSUB_EMULATOR_HOST": c.server.Addr}[name]
		return value, ok
	}, &out)
	return out.String(), err
}

func (c cloud) prints(args ...string) string {
	c.Helper()
	out, err := c.runs(args...)
	require.NoError(c, err)
	return out
}

func (c cloud) arrived(topic string) []*pubsubpb.ReceivedMessage {
	c.Helper()
	r, err := c.server.GServer.Pull(c.Context(), &pubsubpb.PullRequest{
		Subscription: "projects/p/subscriptions/" + topic, MaxMessages: 100, ReturnImmediately: true}) //nolint:staticcheck // deprecated for the load it makes; a stand-in has none
	require.NoError(c, err)
	return r.ReceivedMessages
}

func TestReplay(t *testing.T) {
	c := start(t)
	require.Equal(t, "no dead letters\n", c.prints("list"))
	c.dies("messages", "m1", "972000000001@c.us", `{"text":"יש לי נזילה, 972000000001"}`, "decode message: unknown kind")
	c.dies("leads", "m2/offer", "l2", `{"v":1}`, "no lead l2")
	c.dies("leads", "m2/offer", "l2", `{"v":1}`, "no lead l2")
	c.dies("leads", "m3/offer", "l3", `{"v":1}`, "no lead l3")

	for range 2 { // looking changes nothing
		list := c.prints("list")
		require.Contains(t, list, "decode message: unknown kind")
		require.Contains(t, list, "***0001@c.us")
		require.NotContains(t, list, "972000000001")
		require.NotContains(t, list, "נזילה", "what people wrote is shown only when it is asked for")
		require.Len(t, strings.Split(strings.TrimSpace(list), "\n"), 5)
	}
	shown := c.prints("show", "m1")
	require.Contains(t, shown, "נזילה")
	require.NotContains(t, shown, "972000000001")

	require.Contains(t, c.prints("replay", "m2"), "1 published again, 2 left")
	back := c.arrived("leads")
	require.Len(t, back, 1, "two copies are one event")
	require.Equal(t, map[string]string{"id": "m2/offer"}, back[0].Message.Attributes)
	require.Equal(t, "l2", back[0].Message.OrderingKey)

	require.Contains(t, c.prints("discard", "m1"), "1 discarded, 1 left")
	require.Contains(t, c.prints("replay", "-topic", "leads", "-all"), "1 published again, 0 left")
	require.Len(t, c.arrived("leads"), 1)
	require.Empty(t, c.arrived("messages"))
	require.Equal(t, "no dead letters\n", c.prints("list"))
}

func TestWhatReplayRefuses(t *testing.T) {
	c := start(t)
	c.dies("leads", "m1/offer", "l1", `{}`, "no")
	c.dies("leads", "m1/next", "l1", `{}`, "no")
	for problem, args := range map[string][]string{
		"list · show":       {},
		`no command "mend"`: {"mend"},
		"which one":         {"replay"},
		"begins several":    {"discard", "m1"},
		"no dead letter":    {"show", "m9"},
		"no topic":          {"list", "-topic", "notices"},
		"-all and ids":      {"replay", "-all", "m1/next"},
	} {
		_, err := c.runs(args...)
		require.ErrorContains(t, err, problem)
	}
	require.Len(t, c.arrived("leads-dead"), 2, "nothing is lost or held by a refusal")
	var out strings.Builder
	require.ErrorContains(t, ops.Replay(t.Context(), []string{"list"}, func(string) (string, bool) { return "", false }, &out), "GOOGLE_CLOUD_PROJECT")
}
