package mongo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// ledger is the plain model of one calendar, one attempt at a time.
type ledger struct {
	entries []booking.Entry
	buffer  time.Duration
	limit   int
}

func (m *ledger) find(id string) int {
	return slices.IndexFunc(m.entries, func(e booking.Entry) bool { return e.ID == id })
}

func (m *ledger) take(e booking.Entry, now time.Time) booking.Outcome {
	if i := m.find(e.ID); i >= 0 && m.entries[i].Kind != booking.Hold {
		return booking.Granted
	}
	leads := map[string]bool{}
	kept := []booking.Entry{}
	taken := false
	for _, other := range m.entries {
		if other.ID == e.ID || other.Kind == booking.Hold && !other.Deadline.After(now) {
			continue
		}
		kept = append(kept, other)
		if other.Lead != e.Lead && other.Kind != booking.Block {
			leads[other.Lead] = true
		}
		if other.Start.Before(e.End.Add(m.buffer)) && e.Start.Before(other.End.Add(m.buffer)) {
			taken = true
		}
	}
	switch {
	case taken:
		return booking.Taken
	case e.Kind != booking.Block && len(leads) >= m.limit:
		return booking.Full
	}
	m.entries = append(kept, e)
	return booking.Granted
}

func (m *ledger) extend(id string, end, now time.Time) (booking.Outcome, bool) {
	i := m.find(id)
	if i < 0 || m.entries[i].Kind == booking.Hold && !m.entries[i].Deadline.After(now) || !end.After(m.entries[i].Start) {
		return "", false
	}
	longer := m.entries[i]
	longer.End = end
	kept := []booking.Entry{}
	for _, other := range m.entries {
		if other.ID == id || other.Kind == booking.Hold && !other.Deadline.After(now) {
			continue
		}
		kept = append(kept, other)
		if other.Start.Before(end.Add(m.buffer)) && longer.Start.Before(other.End.Add(m.buffer)) {
			return booking.Taken, true
		}
	}
	if !end.Equal(m.entries[i].End) { // otherwise there is nothing to write
		m.entries = append(kept, longer)
	}
	return booking.Granted, true
}

// Whatever is done to a calendar, it stands as the model says, and its invariant holds.
func TestCalendarAgainstModel(t *testing.T) {
	db := mongotest.Empty(t)
	service := booking.New(db)
	worlds := 0
	rapid.Check(t, func(r *rapid.T) {
		worlds++
		model := &ledger{buffer: time.Duration(rapid.IntRange(0, 3).Draw(r, "buffer")) * 5 * time.Minute, limit: rapid.IntRange(1, 4).Draw(r, "limit")}
		p := pro.Pro{ID: fmt.Sprint("p", worlds), PhoneNumber: fmt.Sprint(worlds), LoadLimit: model.limit, BufferMinutes: int(model.buffer.Minutes()), Emergencies: true}
		p, err := db.SavePro(t.Context(), p, noon)
		require.NoError(r, err)
		now := noon
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 12).Draw(r, "passes")) * time.Minute)
			lead := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(r, "lead")
			request := booking.Request{
				ID: lead + rapid.SampledFrom([]string{"/1", "/2"}).Draw(r, "entry"), Lead: lead, Urgent: true,
				Hour:     calendar.Span(noon.Add(time.Duration(24*60+5*rapid.IntRange(0, 40).Draw(r, "start"))*time.Minute), time.Duration(5*rapid.IntRange(1, 8).Draw(r, "length"))*time.Minute),
				Deadline: now.Add(time.Duration(rapid.IntRange(1, 60).Draw(r, "held")) * time.Minute),
			}
			entry := booking.Entry{ID: request.ID, Lead: lead, Kind: booking.Hold, Start: request.Hour.Start, End: request.Hour.End, Deadline: request.Deadline}
			switch act := rapid.SampledFrom([]string{"take", "take", "renew", "confirm", "release", "block", "extend"}).Draw(r, "act"); act {
			case "take", "renew":
				attempt := func() (booking.Entry, booking.Outcome, error) { return service.Take(t.Context(), p, request, now) }
				if act == "renew" {
					attempt = func() (booking.Entry, booking.Outcome, error) { return service.Renew(t.Context(), p.ID, request, now) }
				}
				_, outcome, err := attempt()
				require.NoError(r, err)
				require.Equal(r, model.take(entry, now), outcome)
			case "block":
				_, outcome, err := service.Block(t.Context(), p.ID, "block", request.Hour, now)
				require.NoError(r, err)
				require.Equal(r, model.take(booking.Entry{ID: "block", Kind: booking.Block, Start: entry.Start, End: entry.End}, now), outcome)
			case "extend":
				_, outcome, err := service.Extend(t.Context(), p.ID, request.ID, request.Hour.End, now)
				if want, possible := model.extend(request.ID, request.Hour.End, now); possible {
					require.NoError(r, err)
					require.Equal(r, want, outcome)
				} else {
					require.Error(r, err)
				}
			case "release":
				require.NoError(r, service.Release(t.Context(), p.ID, request.ID))
				model.entries = slices.DeleteFunc(model.entries, func(e booking.Entry) bool { return e.ID == request.ID })
			case "confirm":
				i, start := model.find(request.ID), request.Hour.Start
				if i >= 0 && rapid.Bool().Draw(r, "as held") {
					start = model.entries[i].Start
				}
				err := db.Apply(t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: request.ID, Start: start}})
				if i < 0 || !model.entries[i].Start.Equal(start) {
					require.Equal(r, fault.Conflict, fault.KindOf(err))
				} else {
					require.NoError(r, err)
					model.entries[i].Kind, model.entries[i].Deadline = booking.Appointment, time.Time{}
				}
			}
			c, err := db.Calendar(t.Context(), p.ID)
			require.NoError(r, err)
			require.Equal(r, sorted(model.entries), sorted(c.Entries))
			invariant(r, c)
		}
	})
}

// invariant looks at all entries, expired holds included.
func invariant(r *rapid.T, c booking.Calendar) {
	leads := map[string]bool{}
	for i, e := range c.Entries {
		if e.Lead != "" {
			leads[e.Lead] = true
		}
		for _, other := range c.Entries[:i] {
			require.False(r, e.Interval().Clashes(other.Interval(), c.Buffer()), "%v and %v", e, other)
		}
	}
	require.LessOrEqual(r, len(leads), c.LoadLimit)
}

func sorted(entries []booking.Entry) []booking.Entry {
	list := append([]booking.Entry{}, entries...)
	slices.SortFunc(list, func(a, b booking.Entry) int { return strings.Compare(a.ID, b.ID) })
	return list
}
