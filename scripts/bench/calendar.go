package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// noon is a Sunday in Israel; the benchmark's clock begins there and runs a second a call.
var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// book is a world for calendars: every pro has three appointments already.
type book struct {
	db    *mongo.DB
	hours *booking.Service
	pros  []pro.Pro
}

// calendars: holds with and without contention against an unconditional findOneAndUpdate of
// the same document, confirmations against a transaction that writes the same unconditionally.
func calendars(ctx context.Context, b *bench) (err error) {
	many, rounds, n := 1000, 9, 2000
	if b.short {
		many, rounds, n = 20, 1, 100
	}
	db, leave, err := b.open(ctx, "bench_calendar")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	w := &book{db: db, hours: booking.New(db)}
	if err := w.settle(ctx, many); err != nil {
		return err
	}
	for _, over := range []struct {
		name string
		pros int
	}{{"holds, each of another pro", many}, {"holds, all of one pro", 1}} {
		our, bare, ratio, err := race(ctx, rounds, n, w.holds(over.pros), w.bareHolds(over.pros))
		if err != nil {
			return err
		}
		b.say("  %-28s %6.0f /s, bare findOneAndUpdate %6.0f /s: %.2f×", over.name, our, bare, ratio)
	}
	if err := w.offers(ctx, 2*rounds*n/4); err != nil {
		return err
	}
	our, bare, ratio, err := race(ctx, rounds, n/4, w.confirms, w.bareConfirms(rounds*n/4))
	if err != nil {
		return err
	}
	b.say("  %-28s %6.0f /s, unconditional transaction %4.0f /s: %.2f×", "confirmations", our, bare, ratio)
	return nil
}

func (w *book) settle(ctx context.Context, many int) error {
	for i := range many {
		p, err := w.db.SavePro(ctx, pro.Pro{
			ID: fmt.Sprintf("pro%04d", i), BusinessName: "Pro", PhoneNumber: fmt.Sprintf("972000%06d", i), Trade: "plumber",
			IsActive: true, Approved: true, Location: pro.At(32.08, 34.78), LoadLimit: 50,
			Hours: always(),
		}, noon)
		if err != nil {
			return err
		}
		for j := range 3 {
			hold := w.request(fmt.Sprint("given", j), slots+j)
			if _, _, err := w.hours.Take(ctx, p, hold, noon); err != nil {
				return err
			}
			if err := w.db.Apply(ctx, []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: hold.ID, Start: hold.Hour.Start}}); err != nil {
				return err
			}
		}
		w.pros = append(w.pros, p)
	}
	return nil
}

// slots is how many hours there are, all before the next holiday: enough that who is held up,
// of all who want one pro, does not meet who comes round again.
const slots = 7000

func always() calendar.Week {
	week := calendar.Week{}
	for _, day := range calendar.Days {
		week[day] = [][2]string{{"00:00", "24:00"}}
	}
	return week
}

// request is for the nth five minutes from Monday on, held for half a second.
func (w *book) request(lead string, n int) booking.Request {
	return booking.Request{
		ID: lead + "/offer/1", Lead: lead, Hour: calendar.Span(noon.Add(14*time.Hour+time.Duration(n)*calendar.Step), calendar.Step),
		Deadline: noon.Add(500 * time.Millisecond),
	}
}

// holds takes hours that are free: a second later the hold has expired and makes room.
func (w *book) holds(pros int) func(ctx context.Context, i int) error {
	return func(ctx context.Context, i int) error {
		now := noon.Add(time.Duration(i) * time.Second)
		r := w.request(fmt.Sprint("lead", i), i%slots)
		r.Deadline = now.Add(500 * time.Millisecond)
		_, outcome, err := w.hours.Take(ctx, w.pros[i%pros], r, now)
		if err == nil && outcome != booking.Granted {
			err = fmt.Errorf("hold %d: %s", i, outcome)
		}
		return err
	}
}

// bareHolds writes the same entry into a calendar of the same size, whatever stands there.
func (w *book) bareHolds(pros int) func(ctx context.Context, i int) error {
	return func(ctx context.Context, i int) error {
		r := w.request(fmt.Sprint("lead", i), i%slots)
		e := booking.Entry{ID: r.ID, Lead: r.Lead, Kind: booking.Hold, Start: r.Hour.Start, End: r.Hour.End, Deadline: r.Deadline}
		var after booking.Calendar
		return w.db.Collection(mongo.Calendars).FindOneAndUpdate(ctx, bson.D{{Key: "_id", Value: w.pros[i%pros].ID}}, bson.D{
			{Key: "$push", Value: bson.D{{Key: "entries", Value: bson.D{{Key: "$each", Value: bson.A{e}}, {Key: "$slice", Value: -4}}}}},
			{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
		}, options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&after)
	}
}

// offers makes leads with an hour held, one after the other of each pro.
func (w *book) offers(ctx context.Context, n int) error {
	_, err := rate(ctx, n, func(ctx context.Context, i int) error {
		p, l := w.pros[i%len(w.pros)], fmt.Sprint("offered", i)
		// bareHolds has overwritten the appointments: each calendar begins anew.
		if i < len(w.pros) {
			if _, err := w.db.Collection(mongo.Calendars).UpdateByID(ctx, p.ID, bson.D{{Key: "$set", Value: bson.D{{Key: "entries", Value: bson.A{}}}}}); err != nil {
				return err
			}
		}
		r := w.request(l, i/len(w.pros))
		return w.db.Commit(ctx, &change.Set{Claim: l, Now: noon, Leads: []*lead.Lead{{
			ID: l, ChatID: l, Status: lead.New, ProID: p.ID, CreatedAt: noon, Trade: "plumber", IssueType: "נזילה", FullAddress: "דיזנגוף 50, תל אביב",
			Offer:   &lead.Offer{N: 1, ProID: p.ID, Hold: r.ID, Start: r.Hour.Start, End: r.Hour.End, Deadline: r.Deadline},
			History: []lead.Move{{Status: lead.Contacted, At: noon, By: lead.System, Why: "first words"}, {Status: lead.New, At: noon, By: lead.System, Why: "facts complete"}},
		}}})
	})
	return err
}

// confirms is the whole approval: the lead is read, its hold is renewed, and one transaction
// claims the event, moves the lead and makes the entry an appointment.
func (w *book) confirms(ctx context.Context, i int) error {
	l, err := w.db.Lead(ctx, fmt.Sprint("offered", i))
	if err != nil {
		return err
	}
	o := *l.Offer
	r := booking.Request{ID: o.Hold, Lead: l.ID, Hour: calendar.Interval{Start: o.Start, End: o.End}, Deadline: noon.Add(time.Minute)}
	if _, outcome, err := w.hours.Renew(ctx, o.ProID, r, noon); err != nil || outcome != booking.Granted {
		return errors.Join(err, fmt.Errorf("renew %s: %s", r.ID, outcome))
	}
	l.Appointment, l.Offer = &lead.Appointment{ID: o.Hold, Start: o.Start, End: o.End}, nil
	if err := l.Move(lead.Booked, noon, lead.ByPro, "approved"); err != nil {
		return err
	}
	return w.db.Commit(ctx, &change.Set{
		Claim: "yes/" + l.ID, Now: noon, Leads: []*lead.Lead{l},
		Steps: []booking.Step{{Act: booking.Confirm, Pro: o.ProID, Entry: o.Hold, Start: o.Start}},
	})
}

// bareConfirms reads the lead, too, and then writes the same three documents in one
// transaction, without looking.
func (w *book) bareConfirms(from int) func(ctx context.Context, i int) error {
	return func(ctx context.Context, i int) error {
		l, err := w.db.Lead(ctx, fmt.Sprint("offered", from+i))
		if err != nil {
			return err
		}
		o := *l.Offer
		l.Appointment, l.Offer = &lead.Appointment{ID: o.Hold, Start: o.Start, End: o.End}, nil
		if err := l.Move(lead.Booked, noon, lead.ByPro, "approved"); err != nil {
			return err
		}
		e := booking.Entry{ID: o.Hold, Lead: l.ID, Kind: booking.Appointment, Start: o.Start, End: o.End}
		session, err := w.db.Client().StartSession()
		if err != nil {
			return err
		}
		defer session.EndSession(ctx)
		_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) { return nil, w.writeAll(ctx, l, o.ProID, e) })
		return err
	}
}

func (w *book) writeAll(ctx context.Context, l *lead.Lead, pro string, e booking.Entry) error {
	if _, err := w.db.Collection(mongo.Inbox).InsertOne(ctx, bson.M{"_id": "yes/" + l.ID, "at": noon}); err != nil {
		return err
	}
	if _, err := w.db.Collection(mongo.Leads).ReplaceOne(ctx, bson.D{{Key: "_id", Value: l.ID}}, l); err != nil {
		return err
	}
	var result *driver.UpdateResult
	result, err := w.db.Collection(mongo.Calendars).UpdateByID(ctx, pro, bson.D{{Key: "$push", Value: bson.D{{Key: "entries", Value: e}}}})
	if err == nil && result.MatchedCount == 0 {
		err = fmt.Errorf("no calendar %s", pro)
	}
	return err
}
