package notify_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/notice"
)

// Sunday at noon in Israel.
var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

const (
	chatC = "972000000001@c.us"
	chatD = "972000000002@c.us"
	chatP = "972000000011@c.us"
	chatA = "972000000021@c.us"
)

// world is a database, a provider, topics and tasks around a sender.
type world struct {
	t       testing.TB
	db      *mongo.DB
	gateway *provider
	handler http.Handler
	runner  change.Runner

	mu        sync.Mutex
	now       time.Time
	published []event.Published
	armed     []alarm.Alarm
	said      int
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, db: mongotest.New(t), gateway: &provider{state: notice.Authorized}, now: noon}
	w.gateway.now = w.clock
	w.runner = change.Runner{Store: w.db, Publisher: w, Ringer: w}
	w.handler = w.door(w.db)
	w.set("sending", bson.M{"pace_ms": 0})
	return w
}

// door is the function's handler over a store.
func (w *world) door(store notify.Store) http.Handler {
	return serve.PushHandler("Notify", notify.New(store, w.gateway, links{}, w.runner, []string{chatA}, w.clock).Handle, nil)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) Publish(_ context.Context, p event.Published) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.published = append(w.published, p)
	return nil
}

func (w *world) Arm(_ context.Context, a alarm.Alarm) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = append(w.armed, a)
	return nil
}

// say commits notices, each its own change, as handlers do.
func (w *world) say(notices ...notice.Notice) {
	w.t.Helper()
	for _, n := range notices {
		w.said++
		s := &change.Set{Claim: fmt.Sprintf("cause/%d", w.said), Now: w.clock()}
		s.Say(n)
		require.NoError(w.t, w.runner.Run(w.t.Context(), s))
	}
	w.published = nil
}

// ring delivers one doorbell.
func (w *world) ring() {
	w.t.Helper()
	require.Equal(w.t, http.StatusOK, ring(w.handler))
}

func ring(h http.Handler) int { return deliver(h, 1) }

// deliver delivers a doorbell for the nth time.
func deliver(h http.Handler, attempt int) int {
	p, err := event.Doorbell{ID: "bell"}.Published()
	if err != nil {
		panic(err)
	}
	body := fmt.Sprintf(`{"deliveryAttempt":%d,"message":{"messageId":"1","data":"%s"}}`, attempt, base64.StdEncoding.EncodeToString(p.Data))
	r := httptest.NewRecorder()
	h.ServeHTTP(r, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
	return r.Code
}

func (w *world) set(setting string, fields bson.M) {
	w.t.Helper()
	_, err := w.db.Collection(mongo.Settings).UpdateOne(w.t.Context(), bson.M{"_id": setting}, bson.M{"$set": fields}, options.UpdateOne().SetUpsert(true))
	require.NoError(w.t, err)
}

// notice is one as it stands, found by its words.
func (w *world) notice(text string) notice.Notice {
	w.t.Helper()
	var n notice.Notice
	require.NoError(w.t, w.db.Collection(mongo.Notices).FindOne(w.t.Context(), bson.M{"text": text}).Decode(&n))
	return n
}

func reply(chat, text string) notice.Notice {
	return notice.Notice{Chat: chat, Kind: notice.KindReply, Text: text, Reply: true}
}

func proactive(chat, text string) notice.Notice {
	return notice.Notice{Chat: chat, Kind: notice.KindNudge, Text: text}
}

type links struct{}

func (links) Link(_ context.Context, object string, _ time.Duration) (string, error) {
	return "https://storage/" + object + "?signed", nil
}

// provider is a gateway that keeps what it took and fails as it is told to.
type provider struct {
	mu     sync.Mutex
	now    func() time.Time
	state  string
	asked  int
	rows   []notify.Row
	queue  []notify.Row
	before func(chat, text string) error // fails a send before it is taken
	after  func(chat, text string) error // fails it after
	files  []string
	taps   [][]notice.Button
	silent bool // the journal cannot be read
}

func (p *provider) State(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if p.state == "" {
		return "", notify.ErrBusy
	}
	return p.state, nil
}

func (p *provider) SendText(_ context.Context, chat, text string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil {
		if err := p.before(chat, text); err != nil {
			return "", err
		}
	}
	id := fmt.Sprintf("P%d", len(p.rows)+1)
	p.rows = append(p.rows, notify.Row{ID: id, Chat: chat, Text: text, At: p.now()})
	if p.after != nil {
		if err := p.after(chat, text); err != nil {
			return "", err
		}
	}
	return id, nil
}

func (p *provider) SendButtons(ctx context.Context, chat, text string, buttons []notice.Button) (string, error) {
	if strings.Contains(text, "no buttons") {
		return "", notify.ErrRefused
	}
	p.mu.Lock()
	p.taps = append(p.taps, buttons)
	p.mu.Unlock()
	return p.SendText(ctx, chat, text)
}

func (p *provider) SendFile(ctx context.Context, chat, url, name, caption string) (string, error) {
	p.mu.Lock()
	p.files = append(p.files, url+" "+name)
	p.mu.Unlock()
	return p.SendText(ctx, chat, caption)
}

func (p *provider) Outgoing(context.Context, time.Time) ([]notify.Row, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silent {
		return nil, notify.ErrBusy
	}
	return append(slices.Clone(p.rows), p.queue...), nil
}

// texts are the words that went out, in order.
func (p *provider) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := []string{}
	for _, r := range p.rows {
		texts = append(texts, r.Text)
	}
	return texts
}
