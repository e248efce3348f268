package mongo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// What makes no sense is refused with an error that says which part of it, and nothing is written.
func TestNonsenseIsRefused(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, nil)
	service := booking.New(db)
	_, _, err := service.Take(t.Context(), p, hour("mine", 0), noon)
	require.NoError(t, err)
	before, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	change := func(f func(*booking.Request)) booking.Request {
		r := hour("a", 120)
		f(&r)
		return r
	}
	take := func(r booking.Request) error { _, _, err := service.Take(t.Context(), p, r, noon); return err }
	renew := func(r booking.Request) error { _, _, err := service.Renew(t.Context(), p.ID, r, noon); return err }
	block := func(pro string, span calendar.Interval) error {
		_, _, err := service.Block(t.Context(), pro, "block", span, noon)
		return err
	}
	extend := func(pro, id string, end time.Time) error {
		_, _, err := service.Extend(t.Context(), pro, id, end, noon)
		return err
	}
	nobody := p
	nobody.ID = "nobody"
	unknown := func() error { _, _, err := service.Take(t.Context(), nobody, hour("a", 120), noon); return err }
	missing := calendar.Date{Year: 2026, Month: time.March, Day: 27}
	_, gap := calendar.At(missing, 2*60+30)
	tomorrow := hour("a", 120).Hour
	tests := []struct {
		err  error
		want string
		kind fault.Kind
	}{
		{take(change(func(r *booking.Request) { r.Hour.End = r.Hour.Start })), "hour a/offer/1: it has no length", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Hour.End = r.Hour.Start.Add(-time.Hour) })), "its end is before its start 2026-03-02T10:00:00Z", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Hour.Start = r.Hour.Start.Add(time.Minute) })), "steps of 5 minutes", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Hour = calendar.Span(noon.Add(-time.Hour), time.Hour) })), "its start 2026-03-01T09:00:00Z has passed", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Hour = calendar.Span(noon.AddDate(0, 3, 0), time.Hour) })), "60 days", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Deadline = noon })), "its deadline 2026-03-01T10:00:00Z has passed", fault.Invalid},
		{take(change(func(r *booking.Request) { r.Lead = "" })), "no lead", fault.Invalid},
		{take(change(func(r *booking.Request) { r.ID = "" })), "no id", fault.Invalid},
		{renew(change(func(r *booking.Request) { r.Hour.End = r.Hour.Start })), "it has no length", fault.Invalid},
		{block(p.ID, calendar.Interval{Start: tomorrow.End, End: tomorrow.Start}), "hour block: its end is before its start", fault.Invalid},
		{block(p.ID, calendar.Span(noon.Add(-2*time.Hour), time.Hour)), "its end 2026-03-01T09:00:00Z has passed", fault.Invalid},
		{extend(p.ID, "", tomorrow.End), "no id", fault.Invalid},
		{extend(p.ID, "mine/offer/1", noon.Add(-time.Hour)), "its end 2026-03-01T09:00:00Z has passed", fault.Invalid},
		{extend(p.ID, "mine/offer/1", noon.Add(time.Hour)), "would not be after its start", fault.Invalid},
		{extend(p.ID, "mine/offer/1", tomorrow.End.Add(time.Minute)), "step of 5 minutes", fault.Invalid},
		{extend(p.ID, "gone", tomorrow.End), "pro p1 has no hour gone", fault.NotFound},
		{unknown(), "no pro nobody", fault.NotFound},
		{block("nobody", tomorrow), "no pro nobody", fault.NotFound},
		{extend("nobody", "mine/offer/1", tomorrow.End), "no pro nobody", fault.NotFound},
		{gap, "02:30 on 2026-03-27 does not exist", fault.KindOf(gap)},
	}
	for _, test := range tests {
		require.ErrorContains(t, test.err, test.want)
		require.Equal(t, test.kind, fault.KindOf(test.err), test.want)
	}
	after, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestExtend(t *testing.T) {
	tests := []struct {
		name    string
		buffer  int
		minutes int // the new length
		at      time.Duration
		confirm bool
		want    booking.Outcome
		missing bool
	}{
		{"longer", 0, 90, 0, true, booking.Granted, false},
		{"up to the next", 0, 120, 0, true, booking.Granted, false},
		{"into the next", 0, 125, 0, true, booking.Taken, false},
		{"into the buffer before the next", 15, 110, 0, true, booking.Taken, false},
		{"up to the buffer", 15, 105, 0, true, booking.Granted, false},
		{"shorter", 0, 30, 0, true, booking.Granted, false},
		{"the same", 0, 60, 0, true, booking.Granted, false},
		{"a hold", 0, 90, 0, false, booking.Granted, false},
		{"a hold that has expired", 0, 90, 40 * time.Minute, false, "", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := mongotest.Empty(t)
			p := plumber(t, db, func(p *pro.Pro) { p.BufferMinutes = test.buffer })
			service := booking.New(db)
			next := hour("next", 120)
			next.Deadline = noon.Add(time.Hour)
			for _, r := range []booking.Request{hour("mine", 0), next} {
				_, outcome, err := service.Take(t.Context(), p, r, noon)
				require.NoError(t, err)
				require.Equal(t, booking.Granted, outcome)
			}
			if test.confirm {
				require.NoError(t, db.Apply(t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: "mine/offer/1", Start: hour("mine", 0).Hour.Start}}))
			}
			before, err := db.Calendar(t.Context(), p.ID)
			require.NoError(t, err)
			end := hour("mine", 0).Hour.Start.Add(time.Duration(test.minutes) * time.Minute)
			for range 2 { // the second time changes nothing
				entry, outcome, err := service.Extend(t.Context(), p.ID, "mine/offer/1", end, noon.Add(test.at))
				if test.missing {
					require.Equal(t, fault.NotFound, fault.KindOf(err))
					continue
				}
				require.NoError(t, err)
				require.Equal(t, test.want, outcome)
				require.Equal(t, test.want == booking.Granted, entry.End.Equal(end))
			}
			after, err := db.Calendar(t.Context(), p.ID)
			require.NoError(t, err)
			writes := int64(0)
			if test.want == booking.Granted && test.minutes != 60 {
				writes = 1
			}
			require.Equal(t, before.Version+writes, after.Version)
			require.Len(t, after.Entries, 2)
		})
	}
}

// An hour that crosses midnight is taken, moved, made longer and blocked as any other, also
// in the night in which the clocks change.
func TestAcrossMidnight(t *testing.T) {
	for name, evening := range map[string]string{"an ordinary night": "2026-03-01", "the clocks go forward": "2026-03-26", "the clocks go back": "2026-10-24"} {
		t.Run(name, func(t *testing.T) {
			db := mongotest.Empty(t)
			service := booking.New(db)
			night := [][2]string{{"20:00", "06:00"}}
			p := plumber(t, db, func(p *pro.Pro) { p.Hours = calendar.Week{"sun": night, "thu": night, "sat": night} })
			day, err := calendar.ParseDate(evening)
			require.NoError(t, err)
			at := func(d calendar.Date, clock string) time.Time {
				c, err := calendar.ParseClock(clock)
				require.NoError(t, err)
				instant, err := calendar.At(d, c)
				require.NoError(t, err)
				return instant
			}
			now := at(day, "12:00")
			request := func(id string, from, to time.Time) booking.Request {
				return booking.Request{ID: id, Lead: "a", Hour: calendar.Interval{Start: from, End: to}, Deadline: now.Add(time.Hour)}
			}
			take := func(r booking.Request) booking.Outcome {
				_, outcome, err := service.Take(t.Context(), p, r, now)
				require.NoError(t, err)
				return outcome
			}
			late, early := at(day, "23:30"), at(day.Add(1), "00:30")
			require.Equal(t, booking.Granted, take(request("a/offer/1", late, early)))
			other := request("b/offer/1", at(day.Add(1), "00:00"), at(day.Add(1), "01:00"))
			other.Lead = "b"
			require.Equal(t, booking.Taken, take(other))

			moved := request("a/move/1", early, at(day.Add(1), "05:00")) // through the change of the clocks
			require.Equal(t, booking.Granted, take(moved))
			require.NoError(t, db.Apply(t.Context(), []booking.Step{
				{Act: booking.Confirm, Pro: p.ID, Entry: "a/move/1", Start: early}, {Act: booking.Release, Pro: p.ID, Entry: "a/offer/1"},
			}))
			require.Equal(t, booking.Taken, take(other))
			_, outcome, err := service.Extend(t.Context(), p.ID, "a/move/1", at(day.Add(1), "06:00"), now)
			require.NoError(t, err)
			require.Equal(t, booking.Granted, outcome)

			_, outcome, err = service.Block(t.Context(), p.ID, "block", calendar.Interval{Start: at(day, "21:00"), End: early}, now)
			require.NoError(t, err)
			require.Equal(t, booking.Granted, outcome)
			free, err := service.Hours(t.Context(), p, late, false, 1, now)
			require.NoError(t, err)
			require.Equal(t, []calendar.Interval{calendar.Span(at(day, "20:00"), time.Hour)}, utc(free))
			require.Equal(t, booking.OutsideHours, take(request("a/offer/2", at(day.Add(1), "05:30"), at(day.Add(1), "06:30"))))
		})
	}
}

func utc(list []calendar.Interval) []calendar.Interval {
	for i := range list {
		list[i] = calendar.Interval{Start: list[i].Start.UTC(), End: list[i].End.UTC()}
	}
	return list
}

func TestFreeAmong(t *testing.T) {
	db := mongotest.Empty(t)
	service := booking.New(db)
	free := saved(t, db, 11, nil)
	full := saved(t, db, 12, nil)
	busy(t, db, full, "x", noon.Add(21*time.Hour), 8*time.Hour) // all of Monday
	later := saved(t, db, 13, func(p *pro.Pro) { p.BufferMinutes = 15 })
	busy(t, db, later, "y", noon.Add(22*time.Hour), time.Hour)
	nobody := pro.Pro{ID: "no calendar"}
	morning := calendar.Span(noon.Add(22*time.Hour), 2*time.Hour)
	found, err := service.FreeAmong(t.Context(), []pro.Pro{free, full, later, nobody}, morning, false, noon)
	require.NoError(t, err)
	require.Equal(t, map[string]calendar.Interval{
		free.ID:  calendar.Span(morning.Start, time.Hour),
		later.ID: calendar.Span(morning.Start.Add(90*time.Minute), time.Hour),
	}, found)
}
