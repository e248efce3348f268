package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/triage"
)

// world is the product without its processes: the same desks over the same database, with a
// clock that is moved by hand and topics that are emptied at once.
type world struct {
	db     *mongo.DB
	now    time.Time
	topics []event.Published
	listen func(line string)

	triage  triage.Desk
	leads   offering.Desk
	booking appointment.Desk
	alarms  healing.Desk
}

func open(ctx context.Context, uri string, model triage.Model) (*world, error) {
	db, err := mongo.Connect(ctx, uri, "", mongo.LocalKey)
	if err != nil {
		return nil, err
	}
	if err := mongo.Migrate(ctx, db); err != nil {
		return nil, err
	}
	w := &world{db: db, listen: func(string) {}}
	hours, router := booking.New(db), routing.New(db)
	runner := change.Runner{Store: db, Publisher: w, Ringer: w}
	free := &offering.Desk{Truth: db, Calendars: hours}
	w.triage = triage.Desk{
		Store: db, Model: model, Matcher: router, Hours: free, Media: w,
		PrivacyURL: "https://proli.example/privacy", Israel: calendar.Zone,
	}
	w.leads = offering.Desk{Truth: db, Calendars: hours, Router: router, Turns: db, Files: w, Commit: runner}
	w.booking = appointment.Desk{Truth: db, Calendars: hours, Hours: free, Commit: runner}
	w.alarms = healing.Desk{Truth: db, Alarms: db, Commit: runner}
	return w, w.people(ctx)
}

func (w *world) close(ctx context.Context) error {
	return errors.Join(w.db.Database().Drop(ctx), w.db.Close(ctx))
}

// towns are where there is a pro of every trade.
var towns = [...][2]float64{
	{33.207, 35.570}, {32.917, 35.293}, {32.794, 34.989}, {32.789, 35.531}, {32.608, 35.289}, {32.434, 34.920}, {32.328, 34.857},
	{32.080, 34.781}, {31.778, 35.216}, {31.804, 34.650}, {31.252, 34.791},
	{31.069, 35.033}, {31.462, 35.390}, {30.610, 34.801}, {29.883, 35.060}, {29.557, 34.952},
}

// people are pros everywhere, who are at work from morning to night, so that what fails is the
// conversation and not the luck.
func (w *world) people(ctx context.Context) error {
	week := map[string]any{}
	for _, day := range calendar.Days {
		week[day] = [][2]string{{"06:00", "23:00"}}
	}
	var rows []map[string]any
	for _, town := range towns {
		for _, trade := range pro.Trades[:len(pro.Trades)-1] {
			n := len(rows) + 3 // the customer is 01
			rows = append(rows, map[string]any{
				"name": fmt.Sprintf("%s %d", trade, n), "phone": fmt.Sprintf("9720000000%02d", n), "trade": trade,
				"place": map[string]any{"lat": town[0], "lng": town[1]}, "prices": []map[string]any{{"item": "ביקור", "ils": 250}},
				"hours": week, "load_limit": 50, "emergencies": true,
			})
		}
	}
	seed, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	pros, err := pro.ReadSeed(bytes.NewReader(seed))
	if err != nil {
		return err
	}
	return w.db.SeedPros(ctx, pros, true, time.Now())
}

// talked is how a conversation went.
type talked struct {
	turns int
	wrong []string
}

const customer = "972000000001@c.us"

// talk holds one conversation.
func (w *world) talk(ctx context.Context, s script) (talked, error) {
	var t talked
	if err := w.clear(ctx); err != nil {
		return t, err
	}
	w.now = s.now
	w.listen(fmt.Sprintf("\n## %s: %s", s.id, s.title))
	if !s.stranger {
		given := &change.Set{Claim: "consent/" + s.id, Now: w.now}
		given.Touch(consented(w.now))
		if err := w.db.Commit(ctx, given); err != nil {
			return t, err
		}
	}
	for i, step := range s.steps {
		if step.wait > 0 {
			if err := w.pass(ctx, step.wait); err != nil {
				return t, err
			}
			continue
		}
		next := i+1 < len(s.steps) && s.steps[i+1].inPlay
		answered, err := w.says(ctx, customer, step.text, next)
		if err != nil {
			return t, err
		}
		if !step.inPlay {
			t.turns++
		}
		if !answered && !next {
			t.wrong = append(t.wrong, fmt.Sprintf("no answer to %q", step.text))
		}
	}
	l, err := w.choose(ctx, s, &t)
	if err != nil {
		return t, err
	}
	t.wrong = append(t.wrong, s.judge(l)...)
	return t, nil
}

// choose takes the first hour that fits, where the script leaves a list of hours open.
func (w *world) choose(ctx context.Context, s script, t *talked) (*lead.Lead, error) {
	c, err := w.db.Conversation(ctx, customer)
	if err != nil {
		return nil, err
	}
	if n := s.option(c.Question); n > 0 {
		t.turns++
		if _, err := w.says(ctx, customer, fmt.Sprint(n), false); err != nil {
			return nil, err
		}
	}
	return w.db.LatestLead(ctx, customer)
}

// pass lets time go by; the alarms on the way ring at their minute.
func (w *world) pass(ctx context.Context, d time.Duration) error {
	till := w.now.Add(d)
	w.listen(fmt.Sprintf("… %s …", d))
	for range 100 {
		due, err := w.db.OverdueAlarms(ctx, till, alarm.Alarm{}, 1)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		if due[0].DueAt.After(w.now) {
			w.now = due[0].DueAt
		}
		if _, err := w.alarms.Answer(ctx, due[0], w.now); err != nil {
			return err
		}
		if _, err := w.settle(ctx); err != nil {
			return err
		}
	}
	w.now = till
	return nil
}

// clear forgets the conversation before.
func (w *world) clear(ctx context.Context) error {
	w.topics = nil
	for _, name := range []string{mongo.Leads, mongo.Conversations, mongo.Customers, mongo.Messages, mongo.Notices, mongo.Inbox, mongo.Alarms, mongo.Decisions} {
		if _, err := w.db.Collection(name).DeleteMany(ctx, bson.M{}); err != nil {
			return err
		}
	}
	_, err := w.db.Collection(mongo.Calendars).UpdateMany(ctx, bson.M{"entries.0": bson.M{"$exists": true}}, bson.M{"$set": bson.M{"entries": bson.A{}}})
	return err
}
