package main

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// check is the role of who trusts nobody: it reads the receipts and the final store, and says
// which promises were broken.
func check(ctx context.Context, plan Plan) error {
	books, err := readBooks(plan.Dir)
	if err != nil {
		return err
	}
	db, err := mongo.Connect(ctx, plan.URI, "", mongo.LocalKey)
	if err != nil {
		return err
	}
	a := &audit{books: books, leads: map[string]lead.Lead{}, calendars: map[string]booking.Calendar{}, found: map[promise][]string{}}
	if err := a.read(ctx, db); err != nil {
		return err
	}
	a.apart()
	a.whole()
	a.standing()
	a.always()
	books.print(plan.Length)
	return a.print()
}

// promise is one that may be broken.
type promise string

const (
	overlap   promise = "two jobs overlap"
	overload  promise = "above the load limit"
	forgotten promise = "an acknowledged appointment does not stand"
	half      promise = "half done"
	unknown   promise = "nobody did this"
)

// audit is the final store beside the books.
type audit struct {
	books     *books
	leads     map[string]lead.Lead
	calendars map[string]booking.Calendar
	found     map[promise][]string
}

func (a *audit) broken(p promise, format string, args ...any) {
	a.found[p] = append(a.found[p], fmt.Sprintf(format, args...))
}

func (a *audit) read(ctx context.Context, db *mongo.DB) error {
	found, err := db.Collection(mongo.Calendars).Find(ctx, bson.D{})
	if err != nil {
		return err
	}
	for found.Next(ctx) {
		var c booking.Calendar
		if err := found.Decode(&c); err != nil {
			return err
		}
		a.calendars[c.Pro] = c
	}
	if err := found.Err(); err != nil {
		return err
	}
	if found, err = db.Collection(mongo.Leads).Find(ctx, bson.D{}); err != nil {
		return err
	}
	for found.Next(ctx) {
		var l lead.Lead
		if err := found.Decode(&l); err != nil {
			return err
		}
		a.leads[l.ID] = l
	}
	return found.Err()
}

// apart: in no calendar are two entries nearer than its buffer, nor more leads than its limit.
func (a *audit) apart() {
	for _, c := range a.calendars {
		leads := map[string]bool{}
		for i, e := range c.Entries {
			leads[e.Lead] = true
			for _, other := range c.Entries[:i] {
				if e.Interval().Clashes(other.Interval(), c.Buffer()) {
					a.broken(overlap, "%s, at the end: %s and %s", c.Pro, e.ID, other.ID)
				}
			}
		}
		if len(leads) > c.LoadLimit {
			a.broken(overload, "%s, at the end: %d leads, the limit is %d", c.Pro, len(leads), c.LoadLimit)
		}
	}
}

// whole: what a lead says about its hour the calendar says too, and the other way round;
// nothing is left under way.
func (a *audit) whole() {
	for _, c := range a.calendars {
		for _, e := range c.Entries {
			l := a.leads[e.Lead]
			mine := l.Status == lead.Booked && l.Appointment != nil && l.Appointment.ID == e.ID && l.ProID == c.Pro
			if e.Kind == booking.Appointment && !mine {
				a.broken(half, "%s has the appointment %s, its lead is %q", c.Pro, e.ID, l.Status)
			}
		}
	}
	for _, l := range a.leads {
		switch l.Status {
		case lead.New:
			a.broken(half, "lead %s still waits for an answer", l.ID)
		case lead.Booked:
			e, found := a.calendars[l.ProID].Find(l.Appointment.ID)
			if !found || e.Kind != booking.Appointment || !e.Start.Equal(l.Appointment.Start) || !e.End.Equal(l.Appointment.End) || e.Lead != l.ID {
				a.broken(half, "lead %s is booked, %s does not have its hour", l.ID, l.ProID)
			}
		}
	}
	for id := range a.books.open {
		a.broken(half, "event %s has no end", id)
	}
}

// standing: every lead is as its last acknowledged write left it, or as a later one that was
// under way when its worker was killed.
func (a *audit) standing() {
	for id, account := range a.books.leads {
		l, found := a.leads[id]
		if last := account.acknowledged(); last != nil && (!found || l.Version < last.Version) {
			a.broken(forgotten, "lead %s is at version %d, %s at version %d was acknowledged", id, l.Version, last.Status, last.Version)
			continue
		}
		if !found {
			continue // killed before anything was written
		}
		now := leaving(&l)
		now.Version--
		explained := false
		for _, w := range account.writes {
			explained = explained || w.Version == l.Version && w.same(now)
		}
		if done := account.at(l.Version); done != nil {
			explained = done.same(now)
		}
		if !explained {
			a.broken(forgotten, "lead %s stands as %+v, which nobody wrote", id, *now)
		}
		if twice := account.twice(); twice != 0 {
			a.broken(forgotten, "lead %s: version %d was acknowledged to two", id, twice)
		}
	}
	for id := range a.leads {
		if a.books.leads[id] == nil {
			a.broken(unknown, "lead %s is in no receipt", id)
		}
	}
}

func (w Write) same(o *Write) bool {
	return w.Version == o.Version && w.Status == o.Status && w.Entry == o.Entry && w.Pro == o.Pro &&
		w.Hour.Start.Equal(o.Hour.Start) && w.Hour.End.Equal(o.Hour.End)
}

// shown is how many examples of each broken promise are printed.
const shown = 5

func (a *audit) print() error {
	total := 0
	for _, p := range []promise{overlap, overload, forgotten, half, unknown} {
		list := a.found[p]
		if total += len(list); len(list) == 0 {
			continue
		}
		fmt.Printf("BROKEN      %s: %d times\n", p, len(list))
		for _, example := range list[:min(shown, len(list))] {
			fmt.Printf("              %s\n", example)
		}
	}
	booked := 0
	for _, l := range a.leads {
		if l.Status == lead.Booked {
			booked++
		}
	}
	fmt.Printf("store       %d leads, %d of them booked\nviolations  %d\n", len(a.leads), booked, total)
	if total > 0 {
		return errBroken
	}
	return nil
}

// per is a rate for people.
func per(n int, d time.Duration) string { return fmt.Sprintf("%.0f a second", float64(n)/d.Seconds()) }
