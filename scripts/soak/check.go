package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// check is who trusts nobody: it reads what was delivered, what left, and the final store, and
// says which promises were broken.
func check(ctx context.Context, plan Plan) error {
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	a := &audit{now: plan.Later, found: map[promise][]string{}}
	if err := a.read(ctx, db, plan.Dir); err != nil {
		return err
	}
	if !plan.AtRest {
		a.broken(lost, "the system did not come to rest: something is begun and never ended")
	}
	a.check()
	return a.print()
}

// promise is one that may be broken.
type promise string

const (
	lost    promise = "lost"
	twice   promise = "a second effect"
	unruly  promise = "out of order within a chat"
	illegal promise = "an illegal lead"
	stuck   promise = "a lead without a next deadline"
	half    promise = "half done"
)

var promises = []promise{lost, twice, unruly, illegal, stuck, half}

// audit is the final store beside the receipts.
type audit struct {
	delivered []Delivered
	left      []Left

	messages  map[string]message
	notices   []notice.Notice  // by chat and number
	later     map[string]int64 // when the last thing was said in a chat, in milliseconds of the database's clock
	inbox     map[string]bool  // what was handled, by the message that it follows from
	leads     map[string]lead.Lead
	alarms    map[string][]alarm.Alarm // by lead; those that are still to ring
	calendars []booking.Calendar
	pending   []string // inbox rows with something unpublished
	poison    int64
	now       time.Time // holds that have expired by then are none

	found map[promise][]string
}

// message is what is kept of one.
type message struct {
	ID   string `json:"_id"`
	Chat string `json:"chat"`
	At   int64  `json:"-"` // when, in milliseconds of the database's clock
}

// row is what is kept of a handled event.
type row struct {
	ID      string `json:"_id"`
	Pending bool   `json:"pending"`
	Claim   string `json:"claim"` // while it is pending
}

// steps are how an event that follows from a message is named after it.
var steps = []string{
	string(event.LeadOffer), string(event.LeadNext), string(event.LeadTake), "waited",
	string(event.BookingApprove), string(event.BookingReject), string(event.BookingMove), string(event.BookingCancel), string(event.BookingFinish),
}

// follow notes the messages of which an event that follows from them was handled too.
func (a *audit) follow(ctx context.Context, db *mongo.DB) error {
	for some := range slices.Chunk(a.delivered, 500) {
		var claims []string
		for _, d := range some {
			for _, step := range steps {
				claims = append(claims, d.ID+"/"+step)
			}
		}
		open, err := db.NotHandled(ctx, claims)
		if err != nil {
			return err
		}
		for _, claim := range claims {
			if cause, _, _ := strings.Cut(claim, "/"); !open[claim] {
				a.inbox[cause] = true
			}
		}
	}
	return nil
}

func (a *audit) broken(p promise, format string, args ...any) {
	a.found[p] = append(a.found[p], fmt.Sprintf(format, args...))
}

// check asks for everything that was promised.
func (a *audit) check() {
	a.handled()
	a.sent()
	a.ordered()
	for _, l := range a.leads {
		a.lives(l)
		a.waits(l)
	}
	a.told()
	a.agree()
	a.done()
}

func (a *audit) read(ctx context.Context, db *mongo.DB, dir string) (err error) {
	if a.delivered, err = readReceipts[Delivered](dir, deliveredFile); err != nil {
		return err
	}
	if a.left, err = readReceipts[Left](dir, leftFile); err != nil {
		return err
	}
	a.later, a.inbox = map[string]int64{}, map[string]bool{}
	a.messages, a.leads, a.alarms = map[string]message{}, map[string]lead.Lead{}, map[string][]alarm.Alarm{}
	if err := each(ctx, db, mongo.Messages, bson.M{}, func(raw bson.Raw, m message) {
		m.At, _ = raw.Lookup("at").DateTimeOK()
		a.messages[m.ID] = m
	}); err != nil {
		return err
	}
	// What waits for its writer's consent is kept in the conversation alone.
	if err := each(ctx, db, mongo.Conversations, bson.M{"waiting.0": bson.M{"$exists": true}}, func(_ bson.Raw, c conversation.Conversation) {
		for _, w := range c.Waiting {
			if _, kept := a.messages[w.Message.ID]; !kept {
				a.messages[w.Message.ID] = message{ID: w.Message.ID, Chat: c.ID}
			}
		}
	}); err != nil {
		return err
	}
	if err := each(ctx, db, mongo.Notices, bson.M{}, func(raw bson.Raw, n notice.Notice) {
		a.notices = append(a.notices, n)
		at, _ := raw.Lookup("at").DateTimeOK()
		a.later[n.Chat] = max(a.later[n.Chat], at)
	}); err != nil {
		return err
	}
	if err := each(ctx, db, mongo.Leads, bson.M{}, func(_ bson.Raw, l lead.Lead) { a.leads[l.ID] = l }); err != nil {
		return err
	}
	if err := each(ctx, db, mongo.Alarms, bson.M{"rung": false}, func(_ bson.Raw, m alarm.Alarm) {
		a.alarms[m.LeadID] = append(a.alarms[m.LeadID], m)
	}); err != nil {
		return err
	}
	if err := each(ctx, db, mongo.Calendars, bson.M{}, func(_ bson.Raw, c booking.Calendar) { a.calendars = append(a.calendars, c) }); err != nil {
		return err
	}
	if err := each(ctx, db, mongo.Inbox, bson.M{}, func(_ bson.Raw, r row) {
		if r.Pending {
			a.pending = append(a.pending, r.Claim)
		}
	}); err != nil {
		return err
	}
	if err := a.follow(ctx, db); err != nil {
		return err
	}
	a.poison, err = db.Collection(mongo.Poison).CountDocuments(ctx, bson.M{})
	slices.SortFunc(a.notices, byChatAndNumber)
	return err
}

// each reads a whole collection.
func each[T any](ctx context.Context, db *mongo.DB, collection string, filter any, take func(bson.Raw, T)) error {
	found, err := db.Collection(collection).Find(ctx, filter)
	if err != nil {
		return fmt.Errorf("read %s: %w", collection, err)
	}
	for found.Next(ctx) {
		var document T
		if err := found.Decode(&document); err != nil {
			return fmt.Errorf("read %s: %w", collection, err)
		}
		take(found.Current, document)
	}
	return found.Err()
}

// shown is how many examples of each broken promise are printed.
const shown = 5

func (a *audit) print() error {
	total := 0
	for _, p := range promises {
		list := a.found[p]
		if total += len(list); len(list) == 0 {
			continue
		}
		fmt.Printf("BROKEN      %s: %d times\n", p, len(list))
		for _, example := range list[:min(shown, len(list))] {
			fmt.Printf("              %s\n", example)
		}
	}
	by := map[lead.Status]int{}
	for _, l := range a.leads {
		by[l.Status]++
	}
	fmt.Printf("store       %d messages, %d notices, %d leads: %d being collected, %d offered, %d booked, %d cancelled, %d for an admin\n", len(a.messages), len(a.notices), len(a.leads),
		by[lead.Contacted], by[lead.New], by[lead.Booked], by[lead.Cancelled], by[lead.PendingReview])
	fmt.Printf("violations  %d\n", total)
	if total > 0 {
		return errBroken
	}
	return nil
}
