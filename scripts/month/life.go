package main

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// began is the Sunday on which a month begins, at midnight in Israel.
var began = time.Date(2026, 5, 2, 21, 0, 0, 0, time.UTC)

// What people do.
const (
	yes       = 88 // of a hundred offers so many are approved
	silent    = 5  // and so many not answered; the others are refused
	cancelled = 7  // of a hundred appointments so many are given up
	reroutes  = 3
)

// world is one month under one policy.
type world struct {
	scale  Scale
	policy policy
	store  store
	hours  *booking.Service
	people *crowd.Crowd
	chance *rand.Rand
	pros   map[string]pro.Pro
	events events
	tally  *Tally
}

// request is one lead under way.
type request struct {
	lead   *lead.Lead
	wanted calendar.Interval
	offers int
}

// live lets the month pass.
func live(ctx context.Context, s Scale, p policy, at store) (*Tally, error) {
	w := &world{
		scale: s, policy: p, store: at, hours: booking.New(at), people: crowd.New(s.Seed), chance: rand.New(rand.NewPCG(s.Seed, 30)),
		pros: map[string]pro.Pro{}, tally: newTally(p.name),
	}
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	for i := range s.Leads {
		l, wanted := w.lead(i)
		w.at(l.CreatedAt, func(now time.Time) error { return w.offer(ctx, &request{lead: l, wanted: wanted}, now) })
	}
	for len(w.events) > 0 {
		e := heap.Pop(&w.events).(event)
		if err := e.do(e.at); err != nil {
			return nil, err
		}
	}
	return w.tally, nil
}

// settle makes the pros. Many are each other's equals: of one trade and one rating, at the
// middle of one city.
func (w *world) settle(ctx context.Context) error {
	pros := make([]pro.Pro, w.scale.Pros)
	for i := range pros {
		at := w.somewhere()
		p := w.people.Pro(i, at)
		p.Location, p.OnVacation = pro.At(at.Lat, at.Lng), false
		p.SocialProof = []pro.Rating{{Sum: 98, Count: 20}, {Sum: 188, Count: 40}, {Sum: 88, Count: 20}, {Sum: 123, Count: 30}}[w.chance.IntN(4)]
		pros[i] = p
	}
	added, err := w.store.AddPros(ctx, pros, began)
	for _, p := range added {
		p.TemplateVersion = 1
		w.pros[p.ID] = p
		w.tally.known(p)
	}
	return err
}

// somewhere is a large city, or for three of ten anywhere.
func (w *world) somewhere() place.Place {
	if w.chance.IntN(10) < 3 {
		return w.people.Place()
	}
	return w.people.City()
}

// lead comes at any time of a day between seven and ten, for a half hour of the next two days,
// or as soon as possible, or at once.
func (w *world) lead(n int) (*lead.Lead, calendar.Interval) {
	day := calendar.DateOf(began.Add(time.Hour)).Add(w.chance.IntN(w.scale.Days))
	comes, _ := calendar.LocalTime(day, calendar.Clock(7*60+w.chance.IntN(15*60)))
	l := w.people.Lead(n, w.somewhere(), comes)
	l.Wanted = nil
	switch kind := w.chance.IntN(100); {
	case kind < 3:
		l.Facts.Urgent = true
	case kind >= 20:
		wanted, _ := calendar.LocalTime(day.Add(w.chance.IntN(3)), calendar.Clock(8*60+30*w.chance.IntN(19)))
		if wanted.After(comes.Add(2 * time.Hour)) {
			return l, calendar.Interval{Start: wanted, End: wanted}
		}
	}
	return l, calendar.Interval{}
}

// offer chooses a pro and holds the hour; the answer comes later.
func (w *world) offer(ctx context.Context, r *request, now time.Time) error {
	look, found, err := w.policy.choose(ctx, w.store, r.lead, r.wanted, now)
	if err != nil {
		return err
	}
	if !found {
		w.tally.nobody++
		return nil
	}
	r.offers++
	id := r.lead.HoldID(r.offers)
	hold := booking.Request{ID: id, Lead: r.lead.ID, Hour: look.Hour, Deadline: now.Add(time.Hour), Urgent: r.lead.Facts.Urgent}
	_, outcome, err := w.hours.Take(ctx, w.pros[look.ProID], hold, now)
	if err != nil {
		return err
	}
	if outcome != booking.Granted {
		return fault.New(fault.Permanent, "offer", "lead %s at %s: %s, though nobody else is here", r.lead.ID, look.ProID, outcome)
	}
	if err := w.store.TouchOffer(ctx, look.ProID, now); err != nil {
		return err
	}
	w.tally.offered(w.pros[look.ProID], r, look)
	if err := w.watch(ctx, look.ProID, now); err != nil {
		return err
	}
	switch answer := w.chance.IntN(100); {
	case answer < yes:
		w.at(now.Add(w.minutes(1, 25)), func(now time.Time) error { return w.book(ctx, r, look.ProID, hold, now) })
	case answer < yes+silent:
		w.at(now.Add(30*time.Minute), func(now time.Time) error { return w.next(ctx, r, look.ProID, id, now) })
	default:
		w.at(now.Add(w.minutes(1, 25)), func(now time.Time) error { return w.next(ctx, r, look.ProID, id, now) })
	}
	return nil
}

// watch looks at the calendar itself: nothing in it may pass the limit or overlap.
func (w *world) watch(ctx context.Context, id string, now time.Time) error {
	c, err := w.store.Calendar(ctx, id)
	if err != nil {
		return err
	}
	w.tally.watched(w.pros[id], c, now)
	return nil
}

func (w *world) next(ctx context.Context, r *request, id, entry string, now time.Time) error {
	if err := w.store.Release(ctx, id, entry); err != nil {
		return err
	}
	r.lead.Excluded = append(r.lead.Excluded, id)
	if r.offers > reroutes {
		w.tally.nobody++
		return nil
	}
	return w.offer(ctx, r, now)
}

// book makes the appointment; it ends when the work is done, or before.
func (w *world) book(ctx context.Context, r *request, id string, hold booking.Request, now time.Time) error {
	if err := w.store.Apply(ctx, []booking.Step{{Act: booking.Confirm, Pro: id, Entry: hold.ID, Start: hold.Hour.Start}}); err != nil {
		return fmt.Errorf("lead %s: %w", r.lead.ID, err)
	}
	w.tally.booked++
	ends := hold.Hour.End
	if w.chance.IntN(100) < cancelled && hold.Hour.Start.After(now) {
		ends = now.Add(time.Duration(w.chance.Int64N(int64(hold.Hour.Start.Sub(now)))))
		w.tally.cancelled++
	}
	w.at(ends, func(time.Time) error { return w.store.Release(ctx, id, hold.ID) })
	return nil
}

func (w *world) minutes(from, to int) time.Duration {
	return time.Duration(from+w.chance.IntN(to-from+1)) * time.Minute
}

func (w *world) at(t time.Time, do func(now time.Time) error) {
	heap.Push(&w.events, event{t, w.tally.events, do})
	w.tally.events++
}

// event is something that happens at a time; what was planned first comes first.
type event struct {
	at time.Time
	n  int
	do func(now time.Time) error
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}
