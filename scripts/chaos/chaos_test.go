package main

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/scripts/internal/program/programtest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

func TestNothingIsBroken(t *testing.T) {
	output, code := programtest.Run(t, "-d", "4s", "-seed", "1")
	require.Zero(t, code)
	require.Zero(t, programtest.Number(t, `violations +(\d+)`, output))
	require.Positive(t, programtest.Number(t, `kills +(\d+) of workers, 1 of the database`, output))
	for _, act := range []string{"hold", "confirm"} {
		require.Positive(t, programtest.Number(t, act+` .* done (\d+)`, output))
	}
	require.Contains(t, output, "seed 1")
}

// A check that cannot fail proves nothing.
func TestNaiveIsBroken(t *testing.T) {
	output, code := "", 0
	for seed := 1; seed <= 5 && code == 0; seed++ { // on a slow machine little happens in four seconds
		output, code = programtest.Run(t, "-d", "4s", "-seed", strconv.Itoa(seed), "-algorithm", naive)
	}
	require.Equal(t, 1, code)
	require.Positive(t, programtest.Number(t, `violations +(\d+)`, output))
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-algorithm", "magic"}, {"-d", "0s"}, {"more"}} {
		require.Error(t, start(t.Context(), args, io.Discard))
	}
}

// Each promise is seen to be broken when it is.
func TestAuditSees(t *testing.T) {
	began := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	at := func(seconds int) time.Time { return began.Add(time.Duration(seconds) * time.Second) }
	booked := func(id string, version int64, hour int, seconds int) noted {
		return noted{Write{Lead: id, Version: version, Status: lead.Booked, Pro: "p", Entry: id + "/1", Hour: calendar.Span(at(3600*hour), time.Hour)}, at(seconds)}
	}
	gone := func(id string, version int64, seconds int) noted {
		return noted{Write{Lead: id, Version: version, Status: lead.Cancelled, Pro: "p"}, at(seconds)}
	}
	tests := []struct {
		name  string
		leads map[string]*account
		want  map[promise]int
	}{
		{"one after the other", map[string]*account{
			"a": {dones: []noted{booked("a", 1, 1, 10)}, writes: []noted{gone("a", 2, 20)}},
			"b": {dones: []noted{booked("b", 1, 1, 30)}},
		}, nil},
		{"at once, though neither stands any more", map[string]*account{
			"a": {dones: []noted{booked("a", 1, 1, 10), gone("a", 2, 41)}, writes: []noted{gone("a", 2, 40)}},
			"b": {dones: []noted{booked("b", 1, 1, 30), gone("b", 2, 51)}, writes: []noted{gone("b", 2, 50)}},
		}, map[promise]int{overlap: 1}},
		{"more than the limit at once", map[string]*account{
			"a": {dones: []noted{booked("a", 1, 1, 10)}}, "b": {dones: []noted{booked("b", 1, 2, 20)}}, "c": {dones: []noted{booked("c", 1, 3, 30)}},
		}, map[promise]int{overload: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := &audit{books: &books{leads: test.leads}, found: map[promise][]string{}}
			a.calendars = map[string]booking.Calendar{"p": {Pro: "p", LoadLimit: 2}}
			a.always()
			found := map[promise]int{}
			for p, list := range a.found {
				found[p] = len(list)
			}
			if test.want == nil {
				test.want = map[promise]int{}
			}
			require.Equal(t, test.want, found)
		})
	}
}

func TestAuditSeesTheEnd(t *testing.T) {
	start := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	hour := calendar.Span(start, time.Hour)
	good := lead.Lead{ID: "a", Status: lead.Booked, ProID: "p", Version: 2, Appointment: &lead.Appointment{ID: "a/1", Start: hour.Start, End: hour.End}}
	promised := noted{Write{Lead: "a", Version: 2, Status: lead.Booked, Pro: "p", Entry: "a/1", Hour: hour}, start}
	leaves := noted{Write{Lead: "a", Version: 3, Status: lead.Cancelled, Pro: "p"}, start}
	tests := []struct {
		name   string
		change func(l *lead.Lead, c *booking.Calendar, a *account)
		want   []promise
	}{
		{"as acknowledged", func(*lead.Lead, *booking.Calendar, *account) {}, nil},
		{"killed while it was cancelled", func(_ *lead.Lead, _ *booking.Calendar, a *account) { a.writes = append(a.writes, leaves) }, nil},
		{"killed when it was cancelled", func(l *lead.Lead, c *booking.Calendar, a *account) {
			a.writes = append(a.writes, leaves)
			l.Version, l.Status, l.Appointment, c.Entries = 3, lead.Cancelled, nil, nil
		}, nil},
		{"cancelled by nobody", func(l *lead.Lead, c *booking.Calendar, _ *account) {
			l.Version, l.Status, l.Appointment, c.Entries = 3, lead.Cancelled, nil, nil
		}, []promise{forgotten}},
		{"never written", func(l *lead.Lead, c *booking.Calendar, _ *account) { l.ID, c.Entries = "other", nil }, []promise{half, forgotten, unknown}},
		{"another hour than acknowledged", func(l *lead.Lead, c *booking.Calendar, _ *account) {
			c.Entries[0].End, l.Appointment.End = start.Add(2*time.Hour), start.Add(2*time.Hour)
		}, []promise{forgotten}},
		{"gone from the calendar", func(_ *lead.Lead, c *booking.Calendar, _ *account) { c.Entries = nil }, []promise{half}},
		{"a second entry", func(_ *lead.Lead, c *booking.Calendar, _ *account) {
			c.Entries = append(c.Entries, booking.Entry{ID: "a/2", Lead: "a", Kind: booking.Appointment, Start: hour.End, End: hour.End.Add(time.Hour)})
		}, []promise{half}},
		{"two entries that overlap", func(_ *lead.Lead, c *booking.Calendar, _ *account) {
			c.Entries = append(c.Entries, booking.Entry{ID: "b/1", Lead: "b", Kind: booking.Hold, Start: hour.Start.Add(-time.Hour), End: hour.Start})
			c.BufferMinutes = 5
		}, []promise{overlap}},
		{"acknowledged to two", func(_ *lead.Lead, _ *booking.Calendar, a *account) { a.dones = append(a.dones, promised) }, []promise{forgotten}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l, receipts := good, &account{writes: []noted{promised}, dones: []noted{promised}}
			appointment := *good.Appointment
			l.Appointment = &appointment
			c := booking.Calendar{Pro: "p", LoadLimit: 2, Entries: []booking.Entry{{ID: "a/1", Lead: "a", Kind: booking.Appointment, Start: hour.Start, End: hour.End}}}
			test.change(&l, &c, receipts)
			a := &audit{
				books: &books{leads: map[string]*account{"a": receipts}}, found: map[promise][]string{},
				leads: map[string]lead.Lead{l.ID: l}, calendars: map[string]booking.Calendar{"p": c},
			}
			a.apart()
			a.whole()
			a.standing()
			require.ElementsMatch(t, test.want, slices.Collect(maps.Keys(a.found)), "%v", a.found)
		})
	}
}
