package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/grounding"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/triage"
)

// noon is when everything happens: a Sunday in Israel.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, calendar.Zone)

// atOnce is how many chats write at the same time.
const atOnce = 16

// world is the product's desks over one database, with a model and a provider of our own.
type world struct {
	plan    Plan
	db      *mongo.DB
	pros    []pro.Pro
	model   *liar
	gateway *gateway
	desk    triage.Desk
	offers  *offering.Desk
	hours   *appointment.Desk
	alarms  healing.Desk
	runner  change.Runner
	sent    atomic.Int64
	bursts  atomic.Int64 // turns that an alarm began
	typed   atomic.Int64 // fragments in them
}

func newWorld(ctx context.Context, db *mongo.DB, p Plan) (*world, error) {
	w := &world{plan: p, db: db, gateway: &gateway{}}
	var err error
	if w.pros, err = db.AddPros(ctx, people(p.Seed), noon); err != nil {
		return nil, err
	}
	if _, err := db.Collection(mongo.Settings).UpdateOne(ctx, bson.M{"_id": "sending"},
		bson.M{"$set": bson.M{"pace_ms": 0, "quiet_hours": false}}, options.UpdateOne().SetUpsert(true)); err != nil {
		return nil, err
	}
	w.model = &liar{pros: w.pros}
	w.runner = change.Runner{Store: db, Publisher: w, Ringer: w}
	calendars := booking.New(db)
	w.offers = &offering.Desk{Truth: db, Calendars: calendars, Router: routing.New(db), Turns: db, Files: w, Commit: w.runner}
	w.hours = &appointment.Desk{Truth: db, Calendars: calendars, Hours: w.offers, Commit: w.runner}
	w.alarms = healing.Desk{Truth: db, Alarms: db, Commit: w.runner}
	w.desk = triage.Desk{
		Store: db, Model: w.model, Matcher: routing.New(db), Hours: w.offers, Media: w,
		PrivacyURL: privacy, Israel: calendar.Zone,
	}
	if !p.Gate {
		w.desk.Gate = func(string, grounding.Known) []grounding.Lie { return nil }
	}
	return w, nil
}

// privacy is the one link that a customer may be given.
const privacy = "https://proli.example/privacy"

// perChat is how many messages one chat writes: fewer than the model calls that it may cause in a day.
const perChat = 12

// talk has all chats write, and the sender send until nothing waits.
func (w *world) talk(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	sender := notify.New(w.db, w.gateway, w, w.runner, nil, func() time.Time { return noon })
	over := make(chan struct{})
	sending := make(chan error, 1)
	go func() { sending <- w.send(ctx, sender, over) }()
	all, talking := errgroup.WithContext(ctx)
	all.SetLimit(atOnce)
	for n, left := 0, w.plan.Turns; left > 0; n, left = n+1, left-perChat {
		all.Go(func() error { return newCustomer(w, n).write(talking, min(left, perChat)) })
	}
	err := all.Wait()
	close(over)
	return errors.Join(err, <-sending)
}

// send rings the sender until the talk is over and nothing waits.
func (w *world) send(ctx context.Context, sender *notify.Sender, over <-chan struct{}) error {
	for last := false; ; {
		if _, err := sender.Ring(ctx, "hostile", true); err != nil {
			return fmt.Errorf("send: %w", err)
		}
		if last {
			return nil
		}
		select {
		case <-over:
			last = true
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// attempts is how often a turn is done when somebody else moves first.
const attempts = 5

// deliver has triage handle a message as its function does.
func (w *world) deliver(ctx context.Context, m event.Message) error {
	return w.deliverAt(ctx, m, noon)
}

// deliverAt is deliver for a message that comes at a moment.
func (w *world) deliverAt(ctx context.Context, m event.Message, at time.Time) error {
	n := w.sent.Add(1)
	m.SentAt, m.ReceivedAt = at, at
	if m.ID == "" {
		m.ID = fmt.Sprintf("%s/%d", m.Chat, n)
	}
	m.ProviderID = m.ID
	var memo triage.Memo
	for range attempts {
		set, err := w.desk.Handle(ctx, m, at, &memo)
		if err != nil {
			return fmt.Errorf("triage: %w", err)
		}
		err = w.runner.Run(ctx, set)
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return fmt.Errorf("message %s: others always move first", m.ID)
}

// Publish hands an event to the desk behind its topic at once; the sender looks by itself.
func (w *world) Publish(ctx context.Context, p event.Published) error {
	switch p.Topic {
	case event.TopicMessages: // of the alarms: the turn of a burst
		m, err := event.DecodeMessage(p.Data)
		if err != nil {
			return err
		}
		return w.deliverAt(ctx, m, m.ReceivedAt)
	case event.TopicLeads:
		e, err := event.DecodeLead(p.Data)
		if err != nil {
			return err
		}
		_, err = w.offers.Handle(ctx, e, noon)
		return err
	case event.TopicBookings:
		e, err := event.DecodeBooking(p.Data)
		if err != nil {
			return err
		}
		_, err = w.hours.Handle(ctx, e, noon)
		return err
	}
	return nil
}

// Arm sets no task: bursts are begun by whoever wrote them, and nothing else here takes time.
func (w *world) Arm(context.Context, alarm.Alarm) error { return nil }

// Link is of a file; nobody sends one here.
func (w *world) Link(context.Context, string, time.Duration) (string, error) { return "", nil }

// Keep keeps no file: a voice message has its words from the model alone.
func (w *world) Keep(_ context.Context, m event.Message, n int) (lead.Media, []byte, error) {
	return lead.Media{MIME: m.Media[n].MIME, URL: m.Media[n].URL}, []byte("sound"), nil
}

// gateway is the provider: it writes down what leaves.
type gateway struct {
	mu   sync.Mutex
	list []letter
}

// letter is one message that left.
type letter struct{ chat, text string }

func (g *gateway) left() []letter {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.list
}

func (g *gateway) State(context.Context) (string, error) { return notice.Authorized, nil }

func (g *gateway) SendText(_ context.Context, chat, text string) (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.list = append(g.list, letter{chat, text})
	return fmt.Sprintf("out%d", len(g.list)), nil
}

func (g *gateway) SendButtons(ctx context.Context, chat, text string, _ []notice.Button) (string, error) {
	return g.SendText(ctx, chat, text)
}

func (g *gateway) SendFile(ctx context.Context, chat, url, _, caption string) (string, error) {
	return g.SendText(ctx, chat, url+" "+caption)
}

func (g *gateway) Outgoing(context.Context, time.Time) ([]notify.Row, error) { return nil, nil }
