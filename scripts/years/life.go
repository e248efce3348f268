package main

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Book is what people did, as they would tell it.
type Book struct {
	Jobs                       []*Job
	Reviews                    []time.Time // leads that came to wait for an admin
	Till                       time.Time
	Moved, Cancelled, Finished int
	Sent                       []Sent
}

// Job is one lead with its appointments, one after the other.
type Job struct {
	Lead, Pro, Customer string // the last two are chats
	Hours               []Hour
	Ended               time.Time // by its pro, or cancelled; zero: nobody said anything
	Cancelled           bool
}

// Hour is an appointment as long as it stood.
type Hour struct {
	Made       time.Time
	Start, End time.Time
}

// Sent is one message that left.
type Sent struct {
	Kind, Lead, Chat, Text string
	Reply                  bool
	At                     time.Time
}

// live lets the years pass.
func (w *world) live(ctx context.Context, israel *Israel) (*Book, error) {
	if _, err := w.db.Collection(mongo.Settings).UpdateOne(ctx, bson.M{"_id": "sending"},
		bson.M{"$set": bson.M{"pace_ms": 0}}, options.UpdateOne().SetUpsert(true)); err != nil {
		return nil, err
	}
	pros := make([]pro.Pro, w.plan.Pros)
	for i := range pros {
		p, err := w.db.SavePro(ctx, somePro(i), w.now)
		if err != nil {
			return nil, err
		}
		pros[i] = p
	}
	end := at(w.plan.From.AddDate(0, 0, w.plan.Days), 0, 0)
	book := &Book{Till: end.AddDate(0, 0, 4)}
	interesting := w.interesting(israel)
	for n := range w.plan.Appointments {
		made := w.moment(w.plan.From.AddDate(0, 0, w.random.IntN(w.plan.Days)))
		near := made.Add(time.Duration(1+w.random.IntN(48)) * time.Hour)
		switch w.random.IntN(5) {
		case 0:
			near = made.AddDate(0, 0, 2+w.random.IntN(56))
		case 1, 2:
			near = at(interesting[w.random.IntN(len(interesting))], 8+w.random.IntN(12), 0)
			made = w.moment(near.AddDate(0, 0, -w.random.IntN(5)))
		}
		p := pros[w.random.IntN(len(pros))]
		if made.Before(w.now) || !made.Before(end) {
			continue
		}
		w.when(made, func(ctx context.Context) error { return w.make(ctx, book, n, p, near) })
	}
	for d := 3; d < w.plan.Days; d += 11 {
		made := w.moment(w.plan.From.AddDate(0, 0, d))
		w.when(made, func(ctx context.Context) error { return w.stuck(ctx, book, d) })
	}
	w.schedule(book.Till)
	return book, w.play(ctx, book.Till)
}

// moment is some time of a date at which people write, and at which nothing else happens.
func (w *world) moment(date time.Time) time.Time {
	return at(date, 8+w.random.IntN(13), 10*w.random.IntN(6)+7).Add(time.Duration(10+w.random.IntN(40)) * time.Second)
}

// interesting are the dates around changes of the clocks, holidays and Sabbaths.
func (w *world) interesting(israel *Israel) (dates []time.Time) {
	for d := range w.plan.Days {
		date := w.plan.From.AddDate(0, 0, d)
		near := israel.rest(date) || israel.rest(date.AddDate(0, 0, -1))
		for by := -1; by <= 1; by++ {
			day := date.AddDate(0, 0, by)
			near = near || summer(at(day, 0, 30)) != summer(at(day, 22, 0))
		}
		if near {
			dates = append(dates, date)
		}
	}
	return dates
}

// somePro is the nth: some work in the evening, some on the Sabbath, one around the clock.
func somePro(n int) pro.Pro {
	week := calendar.DefaultWeek()
	switch {
	case n%7 == 0:
		for _, day := range calendar.Days {
			week[day] = [][2]string{{"00:00", "24:00"}}
		}
	case n%3 == 0:
		for _, day := range calendar.Days {
			week[day] = [][2]string{{"07:00", "23:00"}}
		}
	}
	return pro.Pro{
		ID: fmt.Sprintf("pro%02d", n), BusinessName: fmt.Sprintf("עסק %d", n), PhoneNumber: fmt.Sprintf("9720000001%02d", n), Language: "he",
		Trade: "plumber", IsActive: true, Approved: true, Location: pro.At(32.08, 34.78), Hours: week, JobMinutes: 60, LoadLimit: 50,
	}
}

// make puts a lead to a pro, who approves at once.
func (w *world) make(ctx context.Context, book *Book, n int, p pro.Pro, near time.Time) error {
	l := &lead.Lead{
		ID: fmt.Sprintf("lead%05d", n), ChatID: fmt.Sprintf("9720002%05d@c.us", n), Language: "he", Trade: "plumber", IssueType: "נזילה",
		ProID: p.ID, Facts: lead.Facts{Name: "דנה", City: "תל אביב", Street: "דיזנגוף", Number: "50"}, CreatedAt: w.now.UTC(), Offers: 1,
	}
	hour, ok, err := w.take(ctx, p, l, near)
	if err != nil || !ok {
		return err
	}
	if err := l.Move(lead.Contacted, w.now, lead.Customer, "wrote to us"); err != nil {
		return err
	}
	if err := l.Move(lead.New, w.now, lead.System, "offer"); err != nil {
		return err
	}
	l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: l.HoldID(1), Start: hour.Start, End: hour.End, SentAt: w.now.UTC()}
	if err := w.runner.Run(ctx, &change.Set{Claim: l.ID + "/made", Now: w.now, Leads: []*lead.Lead{l}}); err != nil {
		return err
	}
	if err := w.book(ctx, event.Booking{ID: l.ID + "/approve", Kind: event.BookingApprove, Lead: l.ID, Pro: p.ID, Chat: p.Chat()}); err != nil {
		return err
	}
	job := &Job{Lead: l.ID, Pro: p.Chat(), Customer: l.ChatID}
	if booked, err := w.stands(ctx, job); err != nil || !booked {
		return err
	}
	book.Jobs = append(book.Jobs, job)
	w.fate(book, job, p)
	return nil
}

// stands writes the lead's appointment down, if it has a new one.
func (w *world) stands(ctx context.Context, job *Job) (bool, error) {
	l, err := w.db.Lead(ctx, job.Lead)
	if err != nil || l.Status != lead.Booked {
		return false, err
	}
	a := *l.Appointment
	if n := len(job.Hours); n > 0 && job.Hours[n-1].Start.Equal(a.Start) {
		return false, nil
	}
	job.Hours = append(job.Hours, Hour{w.now, a.Start, a.End})
	return true, nil
}

// take holds an hour near a time, at a minute at which no job runs.
func (w *world) take(ctx context.Context, p pro.Pro, l *lead.Lead, near time.Time) (calendar.Interval, bool, error) {
	for range 6 {
		start := near.Truncate(time.Hour).Add(time.Duration(w.random.IntN(12)-6)*time.Hour + time.Duration(5+5*w.random.IntN(11))*time.Minute)
		hour := calendar.Span(start.UTC(), time.Hour)
		if start.Before(w.now.Add(time.Hour)) || start.After(w.now.Add(calendar.Horizon)) {
			continue
		}
		_, outcome, err := w.hours.Take(ctx, p, booking.Request{ID: l.HoldID(1), Lead: l.ID, Hour: hour, Deadline: w.now.Add(time.Hour)}, w.now)
		if err != nil {
			return hour, false, err
		}
		if outcome == booking.Granted {
			return hour, true, nil
		}
	}
	return calendar.Interval{}, false, nil
}

func (w *world) book(ctx context.Context, e event.Booking) error {
	e.At, e.Cause = w.now, e.ID
	_, err := w.bookings.Handle(ctx, e, w.now)
	return err
}
