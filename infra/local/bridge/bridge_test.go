package bridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/proli/proli/infra/local/bridge"
	"github.com/proli/proli/infra/local/identity"
)

// push is one request that the function got.
type push struct {
	Subscription string
	Message      struct {
		Data        []byte
		Attributes  map[string]string
		MessageID   string `json:"messageId"`
		OldID       string `json:"message_id"`
		PublishTime time.Time
		OrderingKey string
	}
	DeliveryAttempt int
	caller          string
}

func (p push) text() string { return string(p.Message.Data) }

// desk is a topic with its function, whose answers the test gives.
type desk struct {
	bridge  *bridge.Bridge
	client  *pubsub.Client
	dead    chan *pubsubpb.PubsubMessage
	pauses  chan time.Duration
	pushes  chan push
	answers chan int // one is taken for each push
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{
		dead:   make(chan *pubsubpb.PubsubMessage, 10),
		pauses: make(chan time.Duration, 1000), pushes: make(chan push, 1000), answers: make(chan int, 1000),
	}
	ids := identity.New()
	var url string
	function := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var p push
		if json.NewDecoder(r.Body).Decode(&p) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		p.caller, _ = ids.Verify(token, url, time.Now())
		d.pushes <- p
		select {
		case status := <-d.answers:
			w.WriteHeader(status)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(function.Close)
	url = function.URL + "/triage"
	d.bridge = bridge.New([]bridge.Subscription{{
		Name: "projects/p/subscriptions/triage", Topic: "projects/p/topics/messages", Endpoint: url, Caller: "push-triage@p",
	}}, bridge.Options{
		Identity: ids, Now: time.Now,
		Dead: func(_ context.Context, topic string, m *pubsubpb.PubsubMessage) error {
			if topic != "projects/p/topics/messages-dead" {
				return fmt.Errorf("unexpected topic %s", topic)
			}
			d.dead <- m
			return nil
		},
		After: func(pause time.Duration) <-chan time.Time {
			d.pauses <- pause
			over := make(chan time.Time, 1)
			over <- time.Time{}
			return over
		},
	})
	t.Cleanup(d.bridge.Stop)
	server := pstest.NewServer(pstest.ServerReactorOption{FuncName: "Publish", Reactor: d.bridge})
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	client, err := pubsub.NewClient(t.Context(), "p", option.WithEndpoint(server.Addr), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	d.client = client
	return d
}

func (d *desk) publish(t *testing.T, key string, texts ...string) {
	t.Helper()
	publisher := d.client.Publisher("messages")
	publisher.EnableMessageOrdering = true
	defer publisher.Stop()
	for _, text := range texts {
		m := &pubsub.Message{Data: []byte(text), OrderingKey: key, Attributes: map[string]string{"kind": "message"}}
		_, err := publisher.Publish(t.Context(), m).Get(t.Context())
		require.NoError(t, err)
	}
}

// next is the next push; it is answered with the status.
func (d *desk) next(t *testing.T, status int) push {
	t.Helper()
	select {
	case p := <-d.pushes:
		d.answers <- status
		return p
	case <-t.Context().Done():
		t.Fatal("no push came")
		return push{}
	}
}

func (d *desk) drained(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return d.bridge.Backlog() == 0 }, 10*time.Second, time.Millisecond)
	require.Empty(t, d.pushes)
}

func TestPushLooksLikeTheServices(t *testing.T) {
	d := open(t)
	d.publish(t, "chat", "שלום")
	require.Equal(t, 1, d.bridge.Backlog())
	p := d.next(t, http.StatusOK)
	require.Equal(t, "projects/p/subscriptions/triage", p.Subscription)
	require.Equal(t, "שלום", p.text())
	require.Equal(t, "chat", p.Message.OrderingKey)
	require.Equal(t, map[string]string{"kind": "message"}, p.Message.Attributes)
	require.Equal(t, 1, p.DeliveryAttempt)
	require.Equal(t, "push-triage@p", p.caller)
	require.NotEmpty(t, p.Message.MessageID)
	require.Equal(t, p.Message.MessageID, p.Message.OldID)
	require.WithinDuration(t, time.Now(), p.Message.PublishTime, time.Minute)
	d.drained(t)
}

func TestRefusedMessageHoldsItsKeyInOrder(t *testing.T) {
	d := open(t)
	d.publish(t, "chat", "one", "two", "three")
	first := d.next(t, http.StatusServiceUnavailable)
	again := d.next(t, http.StatusInternalServerError)
	require.Equal(t, "one", first.text())
	require.Equal(t, "one", again.text())
	require.Equal(t, 2, again.DeliveryAttempt)
	require.Equal(t, first.Message.MessageID, again.Message.MessageID)
	for _, want := range []string{"one", "two", "three"} {
		require.Equal(t, want, d.next(t, http.StatusNoContent).text())
	}
	d.drained(t)
	require.Equal(t, time.Second, <-d.pauses)
	require.Equal(t, 2*time.Second, <-d.pauses)
	require.Empty(t, d.pauses)
}

func TestKeysDoNotWaitForEachOther(t *testing.T) {
	d := open(t)
	d.publish(t, "slow", "a", "b")
	require.Equal(t, "a", (<-d.pushes).text(), "pushed, not yet answered")
	d.publish(t, "quick", "c")
	require.Equal(t, "c", (<-d.pushes).text())
	require.Empty(t, d.pushes, "one outstanding message for each key")
	d.answers <- http.StatusOK
	d.answers <- http.StatusOK
	require.Equal(t, "b", d.next(t, http.StatusOK).text())
	d.drained(t)
}

func TestHundredRefusalsMakeADeadLetter(t *testing.T) {
	d := open(t)
	d.publish(t, "chat", "poison", "fine")
	for attempt := 1; attempt <= bridge.MaxAttempts; attempt++ {
		p := d.next(t, http.StatusServiceUnavailable)
		require.Equal(t, "poison", p.text())
		require.Equal(t, attempt, p.DeliveryAttempt)
	}
	require.Equal(t, "fine", d.next(t, http.StatusOK).text())
	d.drained(t)
	dead := <-d.dead
	require.Equal(t, "poison", string(dead.Data))
	require.Equal(t, "chat", dead.OrderingKey)
	require.Equal(t, "message", dead.Attributes["kind"])
	require.Equal(t, "100", dead.Attributes["CloudPubSubDeadLetterSourceDeliveryCount"])
	require.Equal(t, "triage", dead.Attributes["CloudPubSubDeadLetterSourceSubscription"])
	var longest, total time.Duration
	for range bridge.MaxAttempts - 1 {
		pause := <-d.pauses
		longest = max(longest, pause)
		total += pause
	}
	require.Equal(t, bridge.MaxBackoff, longest)
	require.Greater(t, total, 90*time.Minute, "retries outlast an outage")
}

func TestSwitches(t *testing.T) {
	d := open(t)
	d.bridge.SetDeliverTwice(true)
	d.publish(t, "chat", "one", "two")
	var texts []string
	for range 4 {
		texts = append(texts, d.next(t, http.StatusOK).text())
	}
	require.Equal(t, []string{"one", "one", "two", "two"}, texts)
	d.drained(t)

	d.bridge.SetDeliverTwice(false)
	d.bridge.SetDelay(2 * time.Hour)
	d.publish(t, "chat", "late")
	require.Equal(t, "late", d.next(t, http.StatusOK).text())
	require.InDelta(t, 2*time.Hour, <-d.pauses, float64(time.Minute))
	d.bridge.SetDelay(0)

	d.bridge.SetReorder(true)
	var want []string
	for i := range 30 {
		want = append(want, fmt.Sprint(i))
	}
	d.publish(t, "chat", want...)
	texts = nil
	for range want {
		texts = append(texts, d.next(t, http.StatusOK).text())
	}
	require.ElementsMatch(t, want, texts)
	require.NotEqual(t, want, texts)
	require.Equal(t, "0", texts[0], "what is being pushed stays")
	d.drained(t)
}

func TestResetForgets(t *testing.T) {
	d := open(t)
	d.publish(t, "chat", "one", "two")
	require.Equal(t, "one", (<-d.pushes).text())
	d.bridge.Reset()
	require.Zero(t, d.bridge.Backlog())
	d.publish(t, "chat", "three")
	require.Equal(t, "three", d.next(t, http.StatusOK).text())
	d.drained(t)
}

func TestManyKeysAtOnce(t *testing.T) {
	d := open(t)
	var mu sync.Mutex
	seen := map[string][]string{}
	var all sync.WaitGroup
	all.Add(50 * 10)
	go func() {
		for p := range d.pushes {
			mu.Lock()
			seen[p.Message.OrderingKey] = append(seen[p.Message.OrderingKey], p.text())
			mu.Unlock()
			d.answers <- http.StatusOK
			all.Done()
		}
	}()
	var publishers sync.WaitGroup
	for key := range 50 {
		publishers.Go(func() { d.publish(t, fmt.Sprint(key), strings.Split("0123456789", "")...) })
	}
	publishers.Wait()
	all.Wait()
	for key, texts := range seen {
		require.Equal(t, "0123456789", strings.Join(texts, ""), "key %s", key)
	}
	require.Eventually(t, func() bool { return d.bridge.Backlog() == 0 }, 10*time.Second, time.Millisecond)
}
