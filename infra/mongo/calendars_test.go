package mongo_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) // 12:00 in Israel, a Sunday

func plumber(t testing.TB, db *mongo.DB, change func(*pro.Pro)) pro.Pro {
	t.Helper()
	p := pro.Pro{
		ID: "p1", BusinessName: "יוסי אינסטלציה", PhoneNumber: "972000000011", Trade: "plumber", IsActive: true, Approved: true,
		Location: pro.At(32.0853, 34.7818), LoadLimit: 3, JobMinutes: 60,
		Hours: calendar.Week{"sun": {{"09:00", "17:00"}}, "mon": {{"09:00", "17:00"}}},
	}
	if change != nil {
		change(&p)
	}
	saved, err := db.SavePro(t.Context(), p, noon)
	require.NoError(t, err)
	return saved
}

// hour is the request of a lead's first hold, minutes after Monday 10:00, for an hour.
func hour(lead string, minutes int) booking.Request {
	start := noon.Add(22*time.Hour + time.Duration(minutes)*time.Minute)
	return booking.Request{ID: lead + "/offer/1", Lead: lead, Hour: calendar.Span(start, time.Hour), Deadline: noon.Add(30 * time.Minute)}
}

func TestTake(t *testing.T) {
	tests := []struct {
		name   string
		buffer int
		before []booking.Request
		want   booking.Request
		at     time.Duration // after noon
		result booking.Outcome
	}{
		{"an empty calendar", 0, nil, hour("a", 0), 0, booking.Granted},
		{"the same hour", 0, []booking.Request{hour("a", 0)}, hour("b", 0), 0, booking.Taken},
		{"five minutes of it", 0, []booking.Request{hour("a", 0)}, hour("b", 55), 0, booking.Taken},
		{"the end of it", 0, []booking.Request{hour("a", 0)}, hour("b", 60), 0, booking.Granted},
		{"the buffer after the other", 30, []booking.Request{hour("a", 0)}, hour("b", 85), 0, booking.Taken},
		{"the buffer before the other", 30, []booking.Request{hour("a", 120)}, hour("b", 35), 0, booking.Taken},
		{"outside the buffer", 30, []booking.Request{hour("a", 0)}, hour("b", 90), 0, booking.Granted},
		{"a hold that has expired", 0, []booking.Request{hour("a", 0)}, func() booking.Request {
			r := hour("b", 0)
			r.Deadline = noon.Add(time.Hour)
			return r
		}(), 30 * time.Minute, booking.Granted},
		{"a third lead", 0, []booking.Request{hour("a", 0), hour("b", 60)}, hour("c", 120), 0, booking.Granted},
		{"a fourth lead", 0, []booking.Request{hour("a", 0), hour("b", 60), hour("c", 120)}, hour("d", 180), 0, booking.Full},
		{"the owner again", 0, []booking.Request{hour("a", 0), hour("b", 60), hour("c", 120)}, hour("a", 0), 0, booking.Granted},
		{"the owner elsewhere", 0, []booking.Request{hour("a", 0), hour("b", 60), hour("c", 120)}, hour("a", 180), 0, booking.Granted},
		{"the owner in another's hour", 0, []booking.Request{hour("a", 0), hour("b", 60)}, hour("a", 60), 0, booking.Taken},
		{"outside the hours", 0, nil, hour("a", 7*60), 0, booking.OutsideHours},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := mongotest.Empty(t)
			p := plumber(t, db, func(p *pro.Pro) { p.BufferMinutes = test.buffer })
			service := booking.New(db)
			for _, r := range test.before {
				_, outcome, err := service.Take(t.Context(), p, r, noon)
				require.NoError(t, err)
				require.Equal(t, booking.Granted, outcome)
			}
			entry, outcome, err := service.Take(t.Context(), p, test.want, noon.Add(test.at))
			require.NoError(t, err)
			require.Equal(t, test.result, outcome)
			after, err := db.Calendar(t.Context(), p.ID)
			require.NoError(t, err)
			stored, found := after.Find(test.want.ID)
			if outcome == booking.Granted {
				require.Equal(t, test.want.Hour, stored.Interval())
				require.Equal(t, stored, entry)
			} else if found {
				require.NotEqual(t, test.want.Hour, stored.Interval())
			}
		})
	}
}

func TestTakeAgainChangesNothing(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, nil)
	service := booking.New(db)
	first, _, err := service.Take(t.Context(), p, hour("$lead", 0), noon) // an id is data, whatever it looks like
	require.NoError(t, err)
	before, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)

	again, outcome, err := service.Take(t.Context(), p, hour("$lead", 0), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome)
	require.Equal(t, first, again)

	require.NoError(t, db.Apply(t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: first.ID, Start: first.Start}}))
	promised, outcome, err := service.Take(t.Context(), p, hour("$lead", 120), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome)
	require.Equal(t, booking.Appointment, promised.Kind, "an appointment stays, and stays where it is")
	require.Equal(t, first.Start, promised.Start)
	require.Zero(t, promised.Deadline)
	after, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	require.Equal(t, before.Version+1, after.Version, "only the confirmation wrote")
}

func TestRenew(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, nil)
	service := booking.New(db)
	later := hour("a", 0)
	later.Deadline = noon.Add(3 * time.Hour)
	take := func(r booking.Request, at time.Time) booking.Outcome {
		_, outcome, err := service.Take(t.Context(), p, r, at)
		require.NoError(t, err)
		return outcome
	}
	renew := func(at time.Time) booking.Outcome {
		_, outcome, err := service.Renew(t.Context(), p.ID, later, at)
		require.NoError(t, err)
		return outcome
	}
	require.Equal(t, booking.Granted, take(hour("a", 0), noon))
	require.Equal(t, booking.Granted, renew(noon), "a live hold")
	require.Equal(t, booking.Taken, take(func() booking.Request { r := hour("b", 0); r.Deadline = noon.Add(5 * time.Hour); return r }(), noon.Add(time.Hour)))
	later.Deadline = noon.Add(6 * time.Hour)
	require.Equal(t, booking.Granted, renew(noon.Add(4*time.Hour)), "an expired hold whose hour is still free")

	later.Deadline = noon.Add(9 * time.Hour)
	other := hour("b", 30)
	other.Deadline = noon.Add(20 * time.Hour)
	require.Equal(t, booking.Granted, take(other, noon.Add(7*time.Hour)), "an expired hold is in nobody's way")
	require.Equal(t, booking.Taken, renew(noon.Add(8*time.Hour)))
	err := db.Apply(t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: "a/offer/1", Start: later.Hour.Start}})
	require.Equal(t, fault.Conflict, fault.KindOf(err))

	changed := plumber(t, db, func(p *pro.Pro) { p.Hours = calendar.Week{"mon": {{"10:00", "12:00"}}} })
	require.Equal(t, p.TemplateVersion+1, changed.TemplateVersion)
	require.Equal(t, booking.StaleTemplate, take(hour("c", 120), noon))
	_, outcome, err := service.Renew(t.Context(), p.ID, hour("c", 120), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome, "what was promised is not asked of the new hours")
}

func TestBlockAndRelease(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, func(p *pro.Pro) { p.LoadLimit = 1 })
	service := booking.New(db)
	day := calendar.Span(noon.Add(20*time.Hour), 8*time.Hour)
	for range 2 {
		_, outcome, err := service.Block(t.Context(), p.ID, "block/1", day, noon)
		require.NoError(t, err)
		require.Equal(t, booking.Granted, outcome)
	}
	_, outcome, err := service.Take(t.Context(), p, hour("a", 0), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Taken, outcome)
	for range 2 {
		require.NoError(t, service.Release(t.Context(), p.ID, "block/1"))
	}
	_, outcome, err = service.Take(t.Context(), p, hour("a", 0), noon)
	require.NoError(t, err)
	require.Equal(t, booking.Granted, outcome)
	_, outcome, err = service.Block(t.Context(), p.ID, "block/2", day, noon)
	require.NoError(t, err)
	require.Equal(t, booking.Taken, outcome)

	hours, err := service.Hours(t.Context(), p, hour("a", 0).Hour.Start, false, 2, noon)
	require.NoError(t, err)
	require.Equal(t, []calendar.Interval{hour("a", -60).Hour, hour("a", 60).Hour}, hours)
}

// A confirmation and a release inside a transaction that ends badly have not happened.
func TestApplyBelongsToItsTransaction(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, nil)
	for i, lead := range []string{"a", "b"} {
		_, _, err := booking.New(db).Take(t.Context(), p, hour(lead, 60*i), noon)
		require.NoError(t, err)
	}
	before, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	session, err := db.Client().StartSession()
	require.NoError(t, err)
	defer session.EndSession(context.Background())
	_, err = session.WithTransaction(t.Context(), func(ctx context.Context) (any, error) {
		return nil, db.Apply(ctx, []booking.Step{
			{Act: booking.Release, Pro: p.ID, Entry: "a/offer/1"},
			{Act: booking.Confirm, Pro: p.ID, Entry: "b/offer/1", Start: hour("b", 60).Hour.Start},
			{Act: booking.Confirm, Pro: p.ID, Entry: "gone"},
		})
	})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	after, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	require.Equal(t, before, after)
}
