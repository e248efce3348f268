package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Outcomes of attempts, besides those of taking an hour.
const (
	did   = "done"
	again = "again" // done before: the same event twice
	stale = "stale" // the lead has gone on
	lost  = "lost"  // the held hour was somebody else's at the approval
)

// desk does what the product's desks do with hours and leads, in the same steps: the hour is
// secured by the one conditional update, then one transaction claims the event, moves the lead
// and makes the entry an appointment or removes it. What is said to people is left out.
type desk struct {
	db       *mongo.DB
	hours    *booking.Service
	pros     []pro.Pro
	receipts *Receipts
}

func newDesk(plan Plan, db *mongo.DB, receipts *Receipts) *desk {
	d := &desk{db: db, hours: booking.New(db), receipts: receipts}
	if plan.Algorithm == naive {
		d.hours = booking.New(finder{db})
	}
	for i := range pros {
		p := plan.pro(i)
		p.TemplateVersion = 1
		d.pros = append(d.pros, p)
	}
	return d
}

// conflicts is how often an attempt starts anew when somebody else moved first.
const conflicts = 4

// attempt does one event from its try to its done. An error means that its end is not known:
// it has to come again.
func (d *desk) attempt(ctx context.Context, id string, a Attempt, shelf time.Duration, now time.Time) error {
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	for range conflicts {
		outcome, written, err := d.once(ctx, id, a, shelf, now)
		if fault.KindOf(err) == fault.Conflict {
			continue
		}
		if err != nil {
			return err
		}
		return d.receipts.add(Line{What: ended, Attempt: id, Outcome: outcome, Write: written}, written != nil)
	}
	return fault.New(fault.Conflict, "attempt "+id, "others always move first")
}

// once tells how the attempt ended and, if it changed the lead, what it wrote.
func (d *desk) once(ctx context.Context, id string, a Attempt, shelf time.Duration, now time.Time) (string, *Write, error) {
	w := &work{desk: d, id: id, attempt: a, now: now, shelf: shelf, set: &change.Set{Claim: id, Now: now}}
	if a.Act != hold { // whose lead is new: that it is there already, the claim tells
		var err error
		if w.lead, err = d.db.Lead(ctx, a.Lead); err != nil {
			return "", nil, err
		}
	}
	acts := map[string]func(context.Context) (string, error){hold: w.hold, confirm: w.confirm, move: w.move, cancel: w.cancel, late: w.late}
	outcome, err := acts[a.Act](ctx)
	return outcome, w.written, err
}

type work struct {
	*desk
	id      string
	attempt Attempt
	lead    *lead.Lead
	now     time.Time
	shelf   time.Duration // how long an hour is held
	set     *change.Set
	written *Write // once it is committed
}

// hold puts a new lead to a pro.
func (w *work) hold(ctx context.Context) (string, error) {
	p := w.pros[w.attempt.Pro]
	l := &lead.Lead{ID: w.attempt.Lead, ChatID: w.attempt.Lead, Status: lead.Contacted, Trade: "plumber", CreatedAt: w.now, Offers: 1, ProID: p.ID}
	entry, deadline := l.HoldID(1), w.now.Add(w.shelf).Truncate(time.Millisecond)
	r := booking.Request{ID: entry, Lead: l.ID, Hour: w.attempt.Hour, Deadline: deadline}
	if _, outcome, err := w.hours.Take(ctx, p, r, w.now); err != nil || outcome != booking.Granted {
		return string(outcome), err
	}
	l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: entry, Start: r.Hour.Start, End: r.Hour.End, Deadline: deadline}
	return w.commit(ctx, l, entry, l.Move(lead.New, w.now, lead.System, "offered"))
}

// confirm is the pro's yes.
func (w *work) confirm(ctx context.Context) (string, error) {
	l := w.lead
	if l == nil || l.Status != lead.New {
		return stale, nil
	}
	o := *l.Offer
	deadline := w.now.Add(time.Minute)
	r := booking.Request{ID: o.Hold, Lead: l.ID, Hour: calendar.Interval{Start: o.Start, End: o.End}, Deadline: deadline}
	_, outcome, err := w.hours.Renew(ctx, o.ProID, r, w.now)
	if err != nil {
		return "", err
	}
	if outcome != booking.Granted {
		l.Offer = nil
		done, err := w.commit(ctx, l, "", l.Move(lead.Contacted, w.now, lead.ByPro, "hour gone"))
		if done == did {
			done = lost
		}
		return done, err
	}
	l.Appointment, l.Offer = &lead.Appointment{ID: o.Hold, Start: o.Start, End: o.End}, nil
	w.set.Steps = []booking.Step{{Act: booking.Confirm, Pro: o.ProID, Entry: o.Hold, Start: o.Start}}
	return w.commit(ctx, l, o.Hold, l.Move(lead.Booked, w.now, lead.ByPro, "approved"))
}

// move takes the new hour before it gives the old one back.
func (w *work) move(ctx context.Context) (string, error) {
	l := w.lead
	if l == nil || l.Status != lead.Booked {
		return stale, nil
	}
	entry := l.ID + "/move/" + w.id
	r := booking.Request{ID: entry, Lead: l.ID, Hour: w.attempt.Hour, Deadline: w.now.Add(time.Minute)}
	if _, outcome, err := w.hours.Take(ctx, w.pros[w.attempt.Pro], r, w.now); err != nil || outcome != booking.Granted {
		return string(outcome), err
	}
	w.set.Steps = []booking.Step{
		{Act: booking.Confirm, Pro: l.ProID, Entry: entry, Start: r.Hour.Start},
		{Act: booking.Release, Pro: l.ProID, Entry: l.Appointment.ID},
	}
	l.Appointment = &lead.Appointment{ID: entry, Start: r.Hour.Start, End: r.Hour.End}
	return w.commit(ctx, l, entry, l.Move(lead.Booked, w.now, lead.Customer, "moved"))
}

// cancel gives the hour back, held or promised.
func (w *work) cancel(ctx context.Context) (string, error) {
	l := w.lead
	if l == nil || l.Status != lead.New && l.Status != lead.Booked {
		return stale, nil
	}
	w.leave()
	return w.commit(ctx, l, "", l.Move(lead.Cancelled, w.now, lead.Customer, "cancelled"))
}

// late ends an offer that nobody has answered.
func (w *work) late(ctx context.Context) (string, error) {
	l := w.lead
	if l == nil || l.Status != lead.New || l.Offer.Deadline.After(w.now) {
		return stale, nil
	}
	w.leave()
	return w.commit(ctx, l, "", l.Move(lead.PendingReview, w.now, lead.System, "no answer"))
}

func (w *work) leave() {
	l := w.lead
	if l.Offer != nil {
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: l.ProID, Entry: l.Offer.Hold})
	}
	if l.Appointment != nil {
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: l.ProID, Entry: l.Appointment.ID})
	}
	l.Offer, l.Appointment = nil, nil
}

// commit writes the lead; what was secured for it and is not its own afterwards is given back.
func (w *work) commit(ctx context.Context, l *lead.Lead, entry string, moved error) (string, error) {
	if moved != nil {
		return "", moved
	}
	w.set.Update(l)
	written := leaving(l)
	if err := w.receipts.add(Line{What: wrote, Attempt: w.id, Write: written}, false); err != nil {
		return "", err
	}
	err := w.db.Commit(ctx, w.set)
	duplicate := errors.Is(err, change.ErrDuplicate)
	if !duplicate && fault.KindOf(err) != fault.Conflict {
		if err != nil {
			return "", err
		}
		w.written = written
		return did, nil
	}
	if entry != "" {
		if gave := w.giveBack(ctx, l.ProID, entry); gave != nil {
			return "", gave
		}
	}
	if duplicate {
		return again, nil
	}
	return "", err
}

// giveBack releases an entry that the lead does not have: it has moved meanwhile.
func (w *work) giveBack(ctx context.Context, pro, entry string) error {
	l, err := w.db.Lead(ctx, w.attempt.Lead)
	if err != nil {
		return err
	}
	if l != nil && (l.Offer != nil && l.Offer.Hold == entry || l.Appointment != nil && l.Appointment.ID == entry) {
		return nil
	}
	if err := w.hours.Release(ctx, pro, entry); err != nil {
		return fmt.Errorf("give back: %w", err)
	}
	return nil
}

// leaving is a lead as it will stand.
func leaving(l *lead.Lead) *Write {
	w := &Write{Lead: l.ID, Version: l.Version + 1, Status: l.Status, Pro: l.ProID}
	switch {
	case l.Appointment != nil:
		w.Entry, w.Hour = l.Appointment.ID, calendar.Interval{Start: l.Appointment.Start.UTC(), End: l.Appointment.End.UTC()}
	case l.Offer != nil:
		w.Entry, w.Hour = l.Offer.Hold, calendar.Interval{Start: l.Offer.Start.UTC(), End: l.Offer.End.UTC()}
		w.Deadline = l.Offer.Deadline
	}
	return w
}
