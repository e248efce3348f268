// Package gateway stands in for the WhatsApp gateway on a developer's machine. It speaks Green API's HTTP to the
// product (queueing sends, posting webhooks, keeping journals) and puts the telephones of customers, pros and
// admins into the browser, so that a whole conversation can be held without a WhatsApp account.
//
// One Gateway is one instance: one number of ours and any number of phones around it. Everything lives in memory
// and is bounded; Reset forgets it.
package gateway

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Bounds of what one stand-in keeps. They are far above a day of playing and of the heaviest test.
const (
	maxChats       = 10_000
	maxPerChat     = 1_000
	maxHooks       = 50_000
	maxSends       = 50_000
	maxFile        = 100 << 20
	maxMedia       = 400 << 20
	maxText        = 20_000
	keepFor        = 24 * time.Hour
	webhookTimeout = 180 * time.Second
)

// ownChat is the number of the instance itself.
const ownChat = "972000000099@c.us"

// Options say who the instance is, where its webhooks go, and what time it is.
type Options struct {
	Instance     string
	Token        string
	WebhookURL   string
	WebhookToken string
	// BaseURL is the public address of this handler; links to media begin with it.
	BaseURL string
	// Now is the clock of every timestamp and of the 24 hours a webhook or a send is kept. Pauses and pace are real time.
	Now func() time.Time
	// RetryPause is the wait before a refused webhook is posted again; a second when zero (a minute in the real world).
	RetryPause time.Duration
	// ControlURL is the control service behind the page's switches; without it the page hides them.
	ControlURL string
	// Contacts lists the people whose phones the page offers; a few fixed ones when nil.
	Contacts func() []Contact
	// ReadAtOnce marks what is delivered as read, for use without a page that shows the chat.
	ReadAtOnce bool
}

// Gateway is the stand-in: an http.Handler with the provider's API, the phones' API and the page.
type Gateway struct {
	opts   Options
	mux    *http.ServeMux
	client *http.Client
	stop   context.CancelFunc
	done   sync.WaitGroup

	mu       sync.Mutex
	epoch    int // raised by Reset: work begun before it must not touch what came after
	account  string
	settings map[string]any
	switches switches
	refused  int // calls refused while the gateway is down; they alternate between 502 and a hang-up
	contacts []Contact
	added    []Contact
	chats    map[string]*chat
	order    []string
	media    mediaStore
	sends    []*send
	lastSend time.Time
	hooks    []*hook
	retrying *hook
	retryAt  time.Time
	dropped  float64
	watchers map[chan []byte]struct{}

	sendsChanged chan struct{}
	hooksChanged chan struct{}
}

// New starts a stand-in. Stop ends it.
func New(o Options) *Gateway {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RetryPause <= 0 {
		o.RetryPause = time.Second
	}
	if o.Contacts == nil {
		o.Contacts = defaultContacts
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	ctx, cancel := context.WithCancel(context.Background())
	g := &Gateway{
		opts:         o,
		client:       &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()},
		stop:         cancel,
		watchers:     map[chan []byte]struct{}{},
		sendsChanged: make(chan struct{}, 1),
		hooksChanged: make(chan struct{}, 1),
	}
	g.forget()
	g.mux = g.routes()
	g.done.Add(2)
	go func() { defer g.done.Done(); g.runSends(ctx) }()
	go func() { defer g.done.Done(); g.runHooks(ctx) }()
	return g
}

// Stop ends the queues and the open event streams; a server's Shutdown, called after it, need not wait for the
// latter. It returns when they have ended or ctx has.
func (g *Gateway) Stop(ctx context.Context) error {
	g.stop()
	g.mu.Lock()
	for w := range g.watchers {
		g.unwatch(w)
	}
	g.mu.Unlock()
	ended := make(chan struct{})
	go func() { g.done.Wait(); g.client.CloseIdleConnections(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ServeHTTP implements http.Handler.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/waInstance") {
		g.serveAPI(w, r)
		return
	}
	g.mux.ServeHTTP(w, r)
}

// Reset empties phones, queues and media, and restores account, settings and switches.
func (g *Gateway) Reset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget()
	g.tell(event{Type: "reset"})
	wake(g.sendsChanged)
	wake(g.hooksChanged)
}

// forget sets every part of the state to its beginning. The caller holds mu, or is New.
func (g *Gateway) forget() {
	g.epoch++
	g.account = authorized
	g.settings = defaultSettings(g.opts)
	g.switches = switches{}
	g.contacts, g.added = nil, nil
	g.chats = map[string]*chat{}
	g.order = nil
	g.media = mediaStore{}
	g.sends, g.lastSend = nil, time.Time{}
	g.hooks, g.retrying, g.retryAt = nil, nil, time.Time{}
	g.dropped = 0
}

// wake tells a queue's loop to look again; it never blocks.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// rest waits for d (for ever when negative), a wake-up or the end. It reports whether the loop goes on.
func rest(ctx context.Context, d time.Duration, changed <-chan struct{}) bool {
	var ring <-chan time.Time
	if d >= 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		ring = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-changed:
	case <-ring:
	}
	return true
}
