package offering

import (
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

// offer finds the pro and the hour for a lead whose facts are complete, or asks the customer.
func (w *work) offer(ctx context.Context) error {
	if w.by == lead.Admin && (w.event.Choice != nil || w.lead.Status != lead.Contacted) {
		return w.directed(ctx)
	}
	if w.lead.Status != lead.Contacted {
		return w.stale()
	}
	wanted := wishOf(w.lead, w.event.Choice)
	w.reason = "facts complete"
	key := "offer.hours.taken"
	id := w.lead.ProID
	if c := w.event.Choice; c != nil {
		id, key = c.ProID, "offer.hours.missed"
		w.by, w.reason = lead.Customer, "hour chosen"
	}
	first, err := w.spoken(ctx, id)
	if err == nil && first != nil && wanted.urgent {
		first, err = w.atOnce(ctx, first, wanted)
	}
	if err != nil {
		return err
	}
	if first != nil {
		quote, put := Quote(*first, w.lead), w.put
		switch {
		case w.event.Choice != nil || w.told == nil:
			w.told = quote
		case dearer(w.told, quote): // it was asked about, and not agreed to: it is asked about again
			put = func(ctx context.Context, p pro.Pro, wanted wish, _ string) (room, error) {
				return w.putOther(ctx, p, wanted)
			}
		}
		if has, err := put(ctx, *first, wanted, key); has == done || err != nil {
			return err
		}
		w.tried = append(w.tried, first.ID)
		w.why = w.text("offer.why.full", "before", locale.Isolate(first.BusinessName))
	}
	return w.others(ctx, wanted)
}

// spoken is the pro whom the customer has been told of; nil when that one cannot be asked.
func (w *work) spoken(ctx context.Context, id string) (*pro.Pro, error) {
	if id == "" || slices.Contains(w.lead.Excluded, id) {
		return nil, nil
	}
	p, err := w.Truth.Pro(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil || !w.Router.Eligible(p, w.lead) {
		return nil, err
	}
	return &p, nil
}

// atOnce is the pro, if free within the hour: an emergency does not wait for a particular one.
func (w *work) atOnce(ctx context.Context, p *pro.Pro, wanted wish) (*pro.Pro, error) {
	hours, err := w.free(ctx, *p, wanted, 1)
	if err != nil || len(hours) == 0 || hours[0].Start.After(w.now.Add(time.Hour)) {
		return nil, err
	}
	return p, nil
}

// room is what a pro has for a lead.
type room int

const (
	none      room = iota // no free hour, or as many leads as the limit allows
	otherHour             // only other hours than the wanted one
	done                  // what there is to do with this pro is done
)

// put offers the lead to a pro at the wanted time, or asks the customer which of the pro's
// hours it shall be, after the sentence of the key.
func (w *work) put(ctx context.Context, p pro.Pro, wanted wish, key string) (room, error) {
	if !wanted.window.Empty() {
		return w.askHours(ctx, p, wanted, "offer.hours.window")
	}
	hour, has, err := w.seize(ctx, p, wanted, w.deadline)
	switch {
	case err != nil || has == none:
		return none, err
	case has == otherHour:
		return w.askHours(ctx, p, wanted, key)
	}
	return done, w.place(ctx, p, hour)
}

// races is how often the earliest free hour is looked up again after somebody else got it.
const races = 5

// seize takes the wanted hour, or the earliest when that is wanted. Of several customers who
// all go for the earliest, whoever loses takes the next.
func (w *work) seize(ctx context.Context, p pro.Pro, wanted wish, deadline func(calendar.Interval) time.Time) (calendar.Interval, room, error) {
	for range races {
		hour, err := w.hourOf(ctx, p, wanted)
		if err != nil {
			return hour, none, err
		}
		if hour.Empty() {
			return hour, wanted.without(), nil
		}
		outcome, err := w.take(ctx, p, hour, deadline(hour))
		switch {
		case err != nil:
			return hour, none, err
		case outcome == booking.Granted:
			return hour, done, nil
		case outcome == booking.Full:
			return hour, none, nil
		case !wanted.soon():
			return hour, otherHour, nil
		}
	}
	return calendar.Interval{}, otherHour, nil
}

// job is the time that the pro would need at the wanted hour.
func (w *work) job(p pro.Pro, wanted wish) calendar.Interval {
	if wanted.urgent {
		return calendar.Span(wanted.hour, calendar.Emergency)
	}
	return calendar.Span(wanted.hour, p.JobLength())
}

// asked is how many pros are looked at for one lead before it goes to an admin.
const asked = 10

// others goes through the other eligible pros, the best first. The first who can come at the
// wanted time gets the offer, or the customer the question whether the price is right. When
// nobody can, the customer is asked about other hours of the best.
func (w *work) others(ctx context.Context, wanted wish) error {
	var best *pro.Pro
	for range asked {
		p, err := w.choose(ctx, wanted)
		if err != nil {
			return err
		}
		if p == nil {
			break
		}
		has, err := w.putOther(ctx, *p, wanted)
		if has == done || err != nil {
			return err
		}
		if best == nil && has == otherHour {
			best = p
		}
		w.tried = append(w.tried, p.ID)
	}
	if best != nil {
		if has, err := w.askHours(ctx, *best, wanted, "offer.hours.other"); has == done || err != nil {
			return err
		}
	}
	return w.review("nobody free")
}

// choose is the best pro who has not been looked at for this event.
func (w *work) choose(ctx context.Context, wanted wish) (*pro.Pro, error) {
	l := *w.lead
	l.Excluded = append(slices.Clone(l.Excluded), w.tried...)
	p, decision, err := w.Router.Choose(ctx, &l, wanted.near(), w.now)
	if err == nil && (p != nil || w.set.Decision == nil) {
		w.set.Decision = decision
	}
	return p, err
}

// putOther is put for a pro whom the customer has not heard of: only at the wanted time, and
// not by itself when that one is dearer.
func (w *work) putOther(ctx context.Context, p pro.Pro, wanted wish) (room, error) {
	if !wanted.window.Empty() {
		hours, within, err := w.hours(ctx, p, wanted)
		switch {
		case err != nil || len(hours) == 0:
			return none, err
		case !within:
			return otherHour, nil
		}
		return w.askHours(ctx, p, wanted, "offer.hours.other")
	}
	price := Quote(p, w.lead)
	ask, deadline := dearer(w.told, price), w.deadline
	if ask { // only to know that it could be had
		deadline = func(calendar.Interval) time.Time { return w.now.Add(time.Minute) }
	}
	hour, has, err := w.seize(ctx, p, wanted, deadline)
	switch {
	case err != nil || has != done:
		return has, err
	case !ask:
		return done, w.place(ctx, p, hour)
	}
	if err := w.release(ctx); err != nil {
		return none, err
	}
	return done, w.askPrice(p, hour, price)
}

// hourOf is the hour at which a pro could come: the wanted one, or the earliest; empty when none is.
func (w *work) hourOf(ctx context.Context, p pro.Pro, wanted wish) (calendar.Interval, error) {
	if !wanted.soon() {
		if hour := w.job(p, wanted); wanted.possible(hour, w.sends) {
			return hour, nil
		}
		return calendar.Interval{}, nil
	}
	hours, err := w.free(ctx, p, wanted, 1)
	if err != nil || len(hours) == 0 {
		return calendar.Interval{}, err
	}
	return hours[0], nil
}
