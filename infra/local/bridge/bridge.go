// Package bridge is the push side of Pub/Sub: what is published on a topic is
// posted to the functions subscribed to it, as the service does it: wrapped,
// with the caller's identity, in order per key with one message outstanding,
// again after a pause when refused, and to the dead-letter topic in the end.
//
// It takes messages in the moment in which they are published: pulling them
// out of pstest would cost its polling interval (10 ms) at every step.
package bridge

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/proli/proli/infra/local/identity"
)

// The service's limits, and ours for one machine.
const (
	Deadline    = 120 * time.Second // of one push: the subscription's ack deadline
	MaxAttempts = 100               // then the message is dead
	MinBackoff  = time.Second
	MaxBackoff  = 60 * time.Second
	concurrency = 256 // pushes at a time, per subscription
	maxMessages = 200_000
	maxBytes    = 512 << 20
)

// Subscription pushes the messages of one topic to one function.
type Subscription struct {
	Name     string // projects/p/subscriptions/s
	Topic    string // projects/p/topics/t
	Endpoint string // also the audience of the caller's token
	Caller   string // e-mail of the service account that pushes
}

// Options say what a bridge works with.
type Options struct {
	Identity *identity.Issuer
	// Dead publishes a message on a dead-letter topic.
	Dead func(ctx context.Context, topic string, m *pubsubpb.PubsubMessage) error
	// Now stamps what is published.
	Now func() time.Time
	// MinBackoff and MaxBackoff replace the service's; zero keeps them.
	MinBackoff, MaxBackoff time.Duration
	// After is time.After, unless a test watches the pauses.
	After func(time.Duration) <-chan time.Time
}

// Bridge holds what is published and not yet acknowledged.
type Bridge struct {
	options Options
	client  *http.Client
	nextID  atomic.Int64

	messages atomic.Int64 // not yet acknowledged, per subscription
	bytes    atomic.Int64

	mu       sync.Mutex
	topics   map[string][]*subscription
	switches switches
	epoch    *epoch
}

// epoch is the time between two resets; lanes begun in it end with it.
type epoch struct {
	context.Context
	cancel context.CancelFunc
	lanes  sync.WaitGroup
}

func newEpoch() *epoch {
	ctx, cancel := context.WithCancel(context.Background())
	return &epoch{Context: ctx, cancel: cancel}
}

// switches are the mishaps that people and tests can bring about.
type switches struct {
	twice   bool
	reorder bool
	delay   time.Duration
	refuse  bool
}

// New makes a bridge for the subscriptions.
func New(subscriptions []Subscription, o Options) *Bridge {
	if o.MinBackoff == 0 {
		o.MinBackoff = MinBackoff
	}
	if o.MaxBackoff == 0 {
		o.MaxBackoff = MaxBackoff
	}
	if o.After == nil {
		o.After = time.After
	}
	b := &Bridge{options: o, topics: map[string][]*subscription{}, client: &http.Client{
		Timeout:   Deadline,
		Transport: &http.Transport{MaxIdleConnsPerHost: concurrency, DisableCompression: true},
	}}
	b.epoch = newEpoch()
	// Ids go on rising over restarts, as the service's do.
	b.nextID.Store(time.Now().UnixMicro())
	for _, s := range subscriptions {
		b.topics[s.Topic] = append(b.topics[s.Topic], &subscription{
			Subscription: s, bridge: b, lanes: map[string]*lane{}, slots: make(chan struct{}, concurrency),
		})
	}
	return b
}

// Publish takes messages for the subscriptions of a topic that has some.
func (b *Bridge) Publish(request *pubsubpb.PublishRequest) (*pubsubpb.PublishResponse, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.switches.refuse {
		return nil, status.Error(codes.PermissionDenied, "nothing is taken now") // a code that clients do not retry by themselves
	}
	size := int64(0)
	for _, m := range request.Messages {
		if len(m.Data) == 0 && len(m.Attributes) == 0 {
			return nil, status.Error(codes.InvalidArgument, "a message needs data or attributes")
		}
		size += int64(len(m.Data))
	}
	if b.messages.Load() > maxMessages || b.bytes.Load()+size > maxBytes {
		return nil, status.Error(codes.ResourceExhausted, "too much is waiting to be pushed")
	}
	response := &pubsubpb.PublishResponse{}
	for _, m := range request.Messages {
		id := strconv.FormatInt(b.nextID.Add(1), 10)
		response.MessageIds = append(response.MessageIds, id)
		for _, s := range b.topics[request.Topic] {
			copies := 1
			if b.switches.twice {
				copies = 2
			}
			for range copies {
				b.messages.Add(1)
				b.bytes.Add(int64(len(m.Data)))
				s.add(b.epoch, &message{
					id: id, data: m.Data, attributes: m.Attributes, key: m.OrderingKey,
					published: b.options.Now(), notBefore: time.Now().Add(b.switches.delay),
				}, b.switches.reorder)
			}
		}
	}
	return response, nil
}

// React implements pstest.Reactor for Publish: topics without a push
// subscription (the dead-letter ones) stay with pstest.
func (b *Bridge) React(request any) (handled bool, response any, err error) {
	publish, ok := request.(*pubsubpb.PublishRequest)
	if !ok || len(b.topics[publish.Topic]) == 0 {
		return false, nil, nil
	}
	answer, err := b.Publish(publish)
	if err != nil {
		return true, nil, err
	}
	return true, answer, nil
}

// Backlog counts the messages not yet acknowledged.
func (b *Bridge) Backlog() int { return int(b.messages.Load()) }

// SetDeliverTwice pushes every message twice.
func (b *Bridge) SetDeliverTwice(on bool) { b.set(func(s *switches) { s.twice = on }) }

// SetReorder lets waiting messages of one key change places.
func (b *Bridge) SetReorder(on bool) { b.set(func(s *switches) { s.reorder = on }) }

// SetDelay pushes every message this much (of real time) after it is published.
func (b *Bridge) SetDelay(d time.Duration) { b.set(func(s *switches) { s.delay = d }) }

// SetRefuse takes nothing that is published.
func (b *Bridge) SetRefuse(on bool) { b.set(func(s *switches) { s.refuse = on }) }

func (b *Bridge) set(change func(*switches)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.switches)
}

// Reset forgets every message. Pushes in progress are cut off.
func (b *Bridge) Reset() {
	b.mu.Lock()
	ended := b.epoch
	ended.cancel()
	b.epoch = newEpoch()
	for _, subscriptions := range b.topics {
		for _, s := range subscriptions {
			s.forget()
		}
	}
	// Not under the lock: a lane may be waiting for pstest, and pstest for us.
	b.mu.Unlock()
	ended.lanes.Wait()
}

// Stop ends all pushes; what is not acknowledged is gone.
func (b *Bridge) Stop() {
	b.Reset()
	b.client.CloseIdleConnections()
}

// shuffle swaps the message just added with one that waits, never with the
// first, which is being pushed.
func shuffle(waiting []*message) {
	last := len(waiting) - 1
	if last < 2 {
		return
	}
	other := 1 + rand.IntN(last)
	waiting[other], waiting[last] = waiting[last], waiting[other]
}
