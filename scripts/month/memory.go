package main

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// store is what a month is lived on: the database, or its plain model in memory.
type store interface {
	booking.Store
	routing.Candidates
	Apply(ctx context.Context, steps []booking.Step) error
	TouchOffer(ctx context.Context, pro string, at time.Time) error
	AddPros(ctx context.Context, pros []pro.Pro, now time.Time) ([]pro.Pro, error)
}

// memory does what the database does, one call at a time.
type memory struct {
	pros      map[string]*pro.Pro
	calendars map[string]*booking.Calendar
	reach     map[string][]string // ids by trade and key
}

func newMemory() *memory {
	return &memory{map[string]*pro.Pro{}, map[string]*booking.Calendar{}, map[string][]string{}}
}

func (m *memory) AddPros(_ context.Context, pros []pro.Pro, _ time.Time) ([]pro.Pro, error) {
	for _, p := range pros {
		p.TemplateVersion = 1
		m.pros[p.ID] = &p
		m.calendars[p.ID] = &booking.Calendar{Pro: p.ID, LoadLimit: p.Limit(), BufferMinutes: p.BufferMinutes, TemplateVersion: 1}
		for _, key := range routing.Reach(p) {
			m.reach[p.Trade+" "+key] = append(m.reach[p.Trade+" "+key], p.ID)
		}
	}
	return pros, nil
}

func (m *memory) Calendar(_ context.Context, id string) (booking.Calendar, error) {
	c := m.calendars[id]
	if c == nil {
		return booking.Calendar{}, fault.New(fault.NotFound, "memory.Calendar", "no %s", id)
	}
	answer := *c
	answer.Entries = slices.Clone(c.Entries)
	return answer, nil
}

func (m *memory) Take(ctx context.Context, id string, e booking.Entry, template int64, now time.Time) (booking.Calendar, error) {
	c := m.calendars[id]
	if c == nil {
		return booking.Calendar{}, fault.New(fault.NotFound, "memory.Take", "no %s", id)
	}
	if mine, found := c.Find(e.ID); !found || mine.Kind == booking.Hold {
		others := slices.DeleteFunc(slices.Clone(c.Entries), func(o booking.Entry) bool { return o.ID == e.ID || !o.Live(now) })
		clash := slices.ContainsFunc(others, func(o booking.Entry) bool { return o.Interval().Clashes(e.Interval(), c.Buffer()) })
		room := c.Load(e.Lead, now) < c.LoadLimit || e.Kind == booking.Block
		if !clash && room && (template == booking.AnyTemplate || template == c.TemplateVersion) {
			c.Entries = append(others, e)
		}
	}
	return m.Calendar(ctx, id)
}

// CalendarsOf reads one after the other.
func (m *memory) CalendarsOf(ctx context.Context, pros []string) ([]booking.Calendar, error) {
	var list []booking.Calendar
	for _, id := range pros {
		if c, err := m.Calendar(ctx, id); err == nil {
			list = append(list, c)
		}
	}
	return list, nil
}

// Extend is not a part of a month.
func (m *memory) Extend(_ context.Context, id, entry string, _, _ time.Time) (booking.Calendar, error) {
	return booking.Calendar{}, fault.New(fault.Invalid, "memory.Extend", "entry %s of %s", entry, id)
}

func (m *memory) Release(_ context.Context, id, entry string) error {
	c := m.calendars[id]
	c.Entries = slices.DeleteFunc(c.Entries, func(e booking.Entry) bool { return e.ID == entry })
	return nil
}

func (m *memory) Apply(ctx context.Context, steps []booking.Step) error {
	for _, s := range steps {
		if s.Act == booking.Release {
			if err := m.Release(ctx, s.Pro, s.Entry); err != nil {
				return err
			}
			continue
		}
		entries := m.calendars[s.Pro].Entries
		i := slices.IndexFunc(entries, func(e booking.Entry) bool { return e.ID == s.Entry })
		if i < 0 {
			return fault.New(fault.Conflict, "memory.Apply", "hold %s of pro %s is gone", s.Entry, s.Pro)
		}
		entries[i].Kind, entries[i].Deadline = booking.Appointment, time.Time{}
	}
	return nil
}

func (m *memory) TouchOffer(_ context.Context, id string, at time.Time) error {
	m.pros[id].LastOfferAt = at
	return nil
}

func (m *memory) Candidates(ctx context.Context, s routing.Search) iter.Seq2[routing.Candidate, error] {
	var found []*pro.Pro
	seen := map[string]bool{}
	for _, trade := range s.Trades {
		for _, key := range s.Reach {
			for _, id := range m.reach[trade+" "+key] {
				if p := m.pros[id]; !seen[id] && p.IsActive && p.Approved && !p.OnVacation {
					seen[id] = true
					found = append(found, p)
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b *pro.Pro) int {
		return cmp.Or(cmp.Compare(b.SocialProof.Shrunk(), a.SocialProof.Shrunk()), a.LastOfferAt.Compare(b.LastOfferAt), cmp.Compare(a.ID, b.ID))
	})
	return func(yield func(routing.Candidate, error) bool) {
		for _, p := range found {
			c, err := m.Calendar(ctx, p.ID)
			if !yield(routing.Candidate{Pro: *p, Calendar: c}, err) {
				return
			}
		}
	}
}
