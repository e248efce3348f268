package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/proli/proli/shared/calendar"
)

// spans draws up to three spans of one day, in order; the last may end on the next day.
func spans(r *rapid.T, name string) [][2]string {
	var list [][2]string
	from := 0
	for range rapid.IntRange(0, 3).Draw(r, name) {
		start := from + 5*rapid.IntRange(0, 60).Draw(r, "pause")
		end := start + 5*rapid.IntRange(1, 100).Draw(r, "worked")
		if start >= 24*60 || end-start >= 24*60 {
			break
		}
		list = append(list, [2]string{calendar.Clock(start).String(), calendar.Clock(end % (24 * 60)).String()})
		if from = end; end >= 24*60 {
			break
		}
	}
	return list
}

// firstAt finds a wall-clock time by looking at every minute: the first one at which the wall
// shows it, or, when it is missing that day, something later.
func firstAt(d calendar.Date, c calendar.Clock) time.Time {
	if c > 24*60 {
		d, c = d.Add(1), c-24*60
	}
	for t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Add(-4 * time.Hour); ; t = t.Add(time.Minute) {
		local := t.In(calendar.Zone)
		shown := calendar.Clock(local.Hour()*60 + local.Minute())
		switch day := calendar.DateOf(t); {
		case day == d && shown >= c, d.Before(day):
			return t
		}
	}
}

// A template with its exceptions means what reading it off the wall, minute by minute, means:
// on ordinary days, holidays and their eves, and around both changes of the clocks.
func TestTemplateAgainstTheWall(t *testing.T) {
	around := []string{"2026-03-26", "2026-10-24", "2026-04-01", "2026-09-11", "2027-03-25", "2031-10-25", "2026-05-31"}
	rapid.Check(t, func(r *rapid.T) {
		week := calendar.Week{"sun": {{"09:00", "17:00"}}} // so that it is never the default one
		for _, day := range calendar.Days {
			week[day] = spans(r, day)
		}
		d := date(t, rapid.SampledFrom(around).Draw(r, "around")).Add(rapid.IntRange(-2, 2).Draw(r, "day"))
		var exceptions []calendar.Exception
		if rapid.IntRange(0, 3).Draw(r, "exception") == 0 {
			exceptions = []calendar.Exception{{Date: d.String(), Hours: spans(r, "instead")}}
		}
		hours, err := calendar.Parse(week, exceptions)
		require.NoError(r, err)

		listed := week[calendar.Days[d.Weekday()]]
		closes := calendar.Clock(48 * 60)
		switch {
		case len(exceptions) > 0:
			listed = exceptions[0].Hours
		case calendar.DayOf(d) == calendar.Closed:
			listed = nil
		case calendar.DayOf(d) == calendar.Eve:
			closes = 14 * 60
			if friday := week["fri"]; len(friday) > 0 {
				last := friday[len(friday)-1]
				if closes = clock(t, last[1]); closes <= clock(t, last[0]) {
					closes = 24 * 60
				}
			}
		}
		var want []string
		for _, s := range listed {
			from, to := clock(t, s[0]), clock(t, s[1])
			if to <= from {
				to += 24 * 60
			}
			if to = min(to, closes); from < to {
				want = append(want, firstAt(d, from).UTC().Format(time.RFC3339)+" "+firstAt(d, to).UTC().Format(time.RFC3339))
			}
		}
		var got []string
		for _, i := range hours.On(d) {
			got = append(got, i.Start.UTC().Format(time.RFC3339)+" "+i.End.UTC().Format(time.RFC3339))
		}
		require.Equal(r, want, got, "%s %v", d, listed)
	})
}

// Every hour that exists once in eleven years comes back as it went in. Of the doubled ones the
// first is meant, and the missing ones are refused by name.
func TestEveryHourRoundTrips(t *testing.T) {
	doubled, missing := 0, 0
	for d := date(t, "2025-01-01"); d.Year <= 2035; d = d.Add(1) {
		for c := calendar.Clock(0); c < 24*60; c += 60 {
			instant, err := calendar.At(d, c)
			if err != nil {
				require.ErrorContains(t, err, c.String()+" on "+d.String()+" does not exist")
				missing++
				continue
			}
			require.Equal(t, d, calendar.DateOf(instant))
			require.Equal(t, c.String(), instant.In(calendar.Zone).Format("15:04"))
			require.NotEqual(t, c.String(), instant.Add(-time.Hour).In(calendar.Zone).Format("15:04"), "%s %s: the first is meant", d, c)
			if instant.Add(time.Hour).In(calendar.Zone).Format("15:04") == c.String() {
				doubled++
			}
		}
	}
	require.Equal(t, 11, missing)
	require.Equal(t, 11, doubled)
}

// Overlapping, containing, clipping and clashing mean what they mean for sets of minutes.
func TestIntervalsAgainstMinutes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		origin := time.Date(2026, 3, 26, 22, 0, 0, 0, time.UTC)
		draw := func(name string) (calendar.Interval, map[int]bool) {
			from, length := rapid.IntRange(0, 40).Draw(r, name), rapid.IntRange(1, 20).Draw(r, name+" length")
			minutes := map[int]bool{}
			for m := range length {
				minutes[from+m] = true
			}
			return calendar.Span(origin.Add(time.Duration(from)*time.Minute), time.Duration(length)*time.Minute), minutes
		}
		a, minutesA := draw("a")
		b, minutesB := draw("b")
		common := 0
		for m := range minutesA {
			if minutesB[m] {
				common++
			}
		}
		require.Equal(r, common > 0, a.Overlaps(b))
		require.Equal(r, a.Overlaps(b), b.Overlaps(a))
		require.Equal(r, common == len(minutesB), a.Contains(b))
		require.Equal(r, time.Duration(common)*time.Minute, max(0, a.Clip(b).Length()))
		require.Equal(r, common == 0, a.Clip(b).Empty())
		buffer := rapid.IntRange(0, 10).Draw(r, "buffer")
		clash := false
		for m := range minutesA {
			for n := -buffer; n <= buffer; n++ {
				clash = clash || minutesB[m+n]
			}
		}
		require.Equal(r, clash, a.Clashes(b, time.Duration(buffer)*time.Minute))
		require.Equal(r, clash, b.Clashes(a, time.Duration(buffer)*time.Minute))
	})
}
