package cloud_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	cloudtasks "cloud.google.com/go/cloudtasks/apiv2"
	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	cloudscheduler "cloud.google.com/go/scheduler/apiv1"
	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/proli/proli/infra/local/bridge"
	"github.com/proli/proli/infra/local/cloud"
	"github.com/proli/proli/infra/local/identity"
	"github.com/proli/proli/infra/local/scheduler"
	"github.com/proli/proli/infra/local/secrets"
	"github.com/proli/proli/infra/local/tasks"
)

const (
	location = "projects/proli-local/locations/l"
	queue    = location + "/queues/alarms"
	messages = "projects/proli-local/topics/messages"
)

// call is a request that reached the functions.
type call struct {
	path, body, caller string
	header             http.Header
}

// rig is the whole server with a clock in the test's hand and a function that
// answers what the test says.
type rig struct {
	server    *cloud.Server
	push      *bridge.Bridge
	queue     *tasks.Queue
	scheduler *scheduler.Scheduler
	url       string
	calls     chan call
	answers   chan int // one for each call; 200 when empty
	options   []option.ClientOption

	mu  sync.Mutex
	now time.Time
}

func (r *rig) time() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

// advance moves the clock as the control service does.
func (r *rig) advance(d time.Duration) {
	r.scheduler.Hold()
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
	r.queue.Wake()
	r.scheduler.Release()
}

func start(t *testing.T) *rig {
	t.Helper()
	jerusalem, err := time.LoadLocation("Asia/Jerusalem")
	require.NoError(t, err)
	r := &rig{calls: make(chan call, 100), answers: make(chan int, 100), now: time.Date(2026, 3, 1, 12, 0, 0, 0, jerusalem)}
	ids := identity.New()
	function := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		token, _ := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
		caller, _ := ids.Verify(token, r.url+req.URL.Path, time.Now())
		r.calls <- call{req.URL.Path, string(body), caller, req.Header}
		select {
		case status := <-r.answers:
			w.WriteHeader(status)
		default:
		}
	}))
	t.Cleanup(function.Close)
	r.url = function.URL

	subscriptions := []bridge.Subscription{{Name: "projects/proli-local/subscriptions/triage", Topic: messages, Endpoint: r.url + "/triage", Caller: "push"}}
	r.push = bridge.New(subscriptions, bridge.Options{Identity: ids, Now: r.time, MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond,
		Dead: func(ctx context.Context, topic string, m *pubsubpb.PubsubMessage) error {
			return r.server.Publish(ctx, topic, m)
		}})
	t.Cleanup(r.push.Stop)
	r.queue = tasks.New(tasks.Options{Name: queue, Identity: ids, Now: r.time, MinBackoff: time.Millisecond})
	t.Cleanup(r.queue.Stop)
	r.scheduler, err = scheduler.New(scheduler.Options{Parent: location, Email: "scheduler", Identity: ids, Now: r.time, MinPause: time.Millisecond, Jobs: []scheduler.Job{
		{Name: "healer", Schedule: "*/10 * * * *", URL: r.url + "/healer"},
		{Name: "agenda", Schedule: "0 8 * * *", URL: r.url + "/reminder", EachTime: true},
		{Name: "reporter", Schedule: "0 */4 * * *", URL: r.url + "/reporter", EachTime: true},
	}})
	require.NoError(t, err)
	t.Cleanup(r.scheduler.Stop)
	r.server, err = cloud.Start(0, cloud.Services{Push: r.push, Tasks: r.queue, Scheduler: r.scheduler,
		Secrets: secrets.New("proli-local", map[string][]string{"token": {"old", "new"}})})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.server.Stop()) })
	require.NoError(t, r.server.Subscribe(t.Context(), subscriptions))
	r.options = []option.ClientOption{option.WithEndpoint(r.server.Address), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials()))}
	return r
}

// client makes one of Google's clients, closed after the test.
func client[C io.Closer](t *testing.T, r *rig, make func(context.Context, ...option.ClientOption) (C, error)) C {
	t.Helper()
	c, err := make(t.Context(), r.options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func (r *rig) tasks(t *testing.T) *cloudtasks.Client { return client(t, r, cloudtasks.NewClient) }

func (r *rig) jobs(t *testing.T) *cloudscheduler.CloudSchedulerClient {
	return client(t, r, cloudscheduler.NewCloudSchedulerClient)
}

func (r *rig) secrets(t *testing.T) *secretmanager.Client {
	return client(t, r, secretmanager.NewClient)
}

// settled waits until every stand-in has nothing in hand.
func (r *rig) settled(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		return r.queue.Backlog()+r.scheduler.Backlog()+r.push.Backlog() == 0
	}, 10*time.Second, time.Millisecond)
}

func (r *rig) next(t *testing.T) call {
	t.Helper()
	select {
	case c := <-r.calls:
		return c
	case <-t.Context().Done():
		t.Fatal("no call came")
		return call{}
	}
}

func TestDeadLettersCanBePulled(t *testing.T) {
	r := start(t)
	for range bridge.MaxAttempts {
		r.answers <- http.StatusServiceUnavailable
	}
	c, err := pubsub.NewClient(t.Context(), "proli-local", r.options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	id, err := c.Publisher("messages").Publish(t.Context(), &pubsub.Message{Data: []byte("poison")}).Get(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, id)
	ctx, cancel := context.WithCancel(t.Context())
	var got string
	require.NoError(t, c.Subscriber("messages-dead").Receive(ctx, func(_ context.Context, m *pubsub.Message) {
		got = string(m.Data) + " of " + m.Attributes["CloudPubSubDeadLetterSourceSubscription"]
		m.Ack()
		cancel()
	}))
	require.Equal(t, "poison of triage", got)

	_, err = c.Publisher("absent").Publish(t.Context(), &pubsub.Message{Data: []byte("x")}).Get(t.Context())
	require.ErrorContains(t, err, "NotFound")
}
