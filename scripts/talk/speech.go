package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// between is how long a customer reads and types; inPlay how fast who does not wait.
const (
	between = 20 * time.Second
	inPlay  = 600 * time.Millisecond
)

func consented(at time.Time) *conversation.Conversation {
	return &conversation.Conversation{ID: customer, ConsentAt: at.Add(-24 * time.Hour).UTC(), Language: "he"}
}

// option is the number of the first hour on offer that fits; 0 when nothing is on offer. A
// question about another pro is answered with its first.
func (s script) option(q *conversation.Question) int {
	if q == nil || q.Kind != conversation.AskHour && q.Kind != conversation.AskNextPro {
		return 0
	}
	for i, o := range q.Options {
		if s.fits(s.truth["time"], o.Start) == nil {
			return i + 1
		}
	}
	return 0
}

// says sends a message and lets everything happen that follows. Answered tells whether
// the customer heard anything.
func (w *world) says(ctx context.Context, chat, text string, more bool) (answered bool, err error) {
	w.listen("C: " + text)
	err = w.receive(ctx, chat, text)
	if err != nil {
		return false, err
	}
	if answered, err = w.settle(ctx); err != nil {
		return false, err
	}
	if more {
		w.now = w.now.Add(inPlay)
		return answered, nil
	}
	for range 3 { // a burst's alarm and what it began
		c, err := w.db.Conversation(ctx, chat)
		if err != nil {
			return false, err
		}
		if len(c.Burst) == 0 {
			break
		}
		if w.now = c.TurnAt; w.alarm(ctx, alarm.OfTurn(chat, c.TurnAt)) != nil {
			return false, err
		}
		heard, err := w.settle(ctx)
		if err != nil {
			return false, err
		}
		answered = answered || heard
	}
	w.now = w.now.Add(between)
	return answered, nil
}

func (w *world) alarm(ctx context.Context, a alarm.Alarm) error {
	_, err := w.alarms.Answer(ctx, a, w.now)
	return err
}

// receive hands a message to triage as its function does.
func (w *world) receive(ctx context.Context, chat, text string) error {
	id := event.ID("talk", chat, w.now.String(), text)
	return w.handle(ctx, event.Message{
		ID: id, Kind: event.KindText, Chat: chat, Sender: chat, Text: text, ProviderID: id,
		SentAt: w.now.Truncate(time.Second), ReceivedAt: w.now,
	})
}

func (w *world) handle(ctx context.Context, m event.Message) error {
	set, err := w.triage.Handle(ctx, m, w.now, nil)
	if err != nil {
		return err
	}
	err = change.Runner{Store: w.db, Publisher: w, Ringer: w}.Run(ctx, set)
	if errors.Is(err, change.ErrDuplicate) {
		return nil
	}
	return err
}

// settle empties the topics, shows what was said, and has the pro who is asked say yes,
// until nothing happens any more.
func (w *world) settle(ctx context.Context) (answered bool, err error) {
	for range 20 {
		for len(w.topics) > 0 {
			p := w.topics[0]
			w.topics = w.topics[1:]
			if err := w.deliver(ctx, p); err != nil {
				return answered, err
			}
		}
		said, err := w.deliverNotices(ctx)
		if err != nil {
			return answered, err
		}
		for _, n := range said {
			answered = answered || n.Chat == customer
			if n.Kind != notice.KindOffer {
				continue
			}
			if err := w.receive(ctx, n.Chat, "אשר"); err != nil {
				return answered, err
			}
		}
		if len(w.topics) == 0 && len(said) == 0 {
			break
		}
	}
	return answered, nil
}

func (w *world) deliver(ctx context.Context, p event.Published) error {
	switch p.Topic {
	case event.TopicMessages:
		m, err := event.DecodeMessage(p.Data)
		if err != nil {
			return err
		}
		return w.handle(ctx, m)
	case event.TopicLeads:
		e, err := event.DecodeLead(p.Data)
		if err == nil {
			_, err = w.leads.Handle(ctx, e, w.now)
		}
		return err
	case event.TopicBookings:
		e, err := event.DecodeBooking(p.Data)
		if err == nil {
			_, err = w.booking.Handle(ctx, e, w.now)
		}
		return err
	}
	return nil
}

// deliverNotices takes what is to be said from the send queue; at night too, for there is
// nobody to wake.
func (w *world) deliverNotices(ctx context.Context) ([]notice.Notice, error) {
	cursor, err := w.db.Collection(mongo.Notices).Find(ctx, bson.M{"state": notice.Waiting}, options.Find().SetSort(bson.D{{Key: "created_at", Value: 1}, {Key: "seq", Value: 1}}))
	if err != nil {
		return nil, err
	}
	var said []notice.Notice
	if err := cursor.All(ctx, &said); err != nil {
		return nil, err
	}
	for _, n := range said {
		who := "Proli"
		if n.Chat != customer {
			who = "Proli → pro"
		}
		w.listen(who + ": " + strings.ReplaceAll(n.Text, "\n", "\n      "))
	}
	if len(said) > 0 {
		_, err = w.db.Collection(mongo.Notices).UpdateMany(ctx, bson.M{"state": notice.Waiting}, bson.M{"$set": bson.M{"state": notice.Sent}})
	}
	return said, err
}

// Publish implements change.Publisher.
func (w *world) Publish(_ context.Context, p event.Published) error {
	if p.Topic != event.TopicNotices {
		w.topics = append(w.topics, p)
	}
	return nil
}

// Arm implements change.Ringer: alarms are read from the truth.
func (w *world) Arm(context.Context, alarm.Alarm) error { return nil }

// Keep implements triage.Media: nobody sends any here.
func (w *world) Keep(context.Context, event.Message, int) (lead.Media, []byte, error) {
	return lead.Media{}, nil, fault.New(fault.NotFound, "talk", "no media in writing")
}

// Link implements offering.Files.
func (w *world) Link(_ context.Context, object string, _ time.Duration) (string, error) {
	return fmt.Sprintf("https://files.example/%s", object), nil
}
