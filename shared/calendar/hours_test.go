package calendar_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/proli/proli/shared/calendar"
)

var office = [][2]string{{"09:00", "17:00"}}

func workweek() calendar.Week {
	return calendar.Week{"sun": office, "mon": office, "tue": office, "wed": office, "thu": office}
}

func parse(t testing.TB, week calendar.Week, exceptions ...calendar.Exception) calendar.Hours {
	t.Helper()
	hours, err := calendar.Parse(week, exceptions)
	require.NoError(t, err)
	return hours
}

func local(list []calendar.Interval) []string {
	written := []string{}
	for _, i := range list {
		written = append(written, i.Start.In(calendar.Zone).Format("01-02 15:04")+"-"+i.End.In(calendar.Zone).Format("15:04"))
	}
	return written
}

func TestHoursOfADate(t *testing.T) {
	night := calendar.Week{"sun": {{"22:00", "02:00"}}, "thu": {{"01:30", "03:30"}}, "fri": {{"01:30", "04:00"}}, "sat": {{"20:00", "24:00"}}}
	off := calendar.Exception{Date: "2026-03-02"}
	extra := calendar.Exception{Date: "2026-09-21", Hours: [][2]string{{"10:00", "11:00"}}}
	tests := []struct {
		name       string
		week       calendar.Week
		exceptions []calendar.Exception
		day        string
		want       []string
	}{
		{"a Sunday", workweek(), nil, "2026-03-01", []string{"03-01 09:00-17:00"}},
		{"a day off", workweek(), []calendar.Exception{off}, "2026-03-02", []string{}},
		{"a Friday that the template does not name", workweek(), nil, "2026-03-06", []string{}},
		{"a default Friday", nil, nil, "2026-03-06", []string{"03-06 08:00-14:00"}},
		{"a default Saturday", nil, nil, "2026-03-07", []string{}},
		{"a Saturday that the template names", night, nil, "2026-03-07", []string{"03-07 20:00-00:00"}},
		{"across midnight", night, nil, "2026-03-01", []string{"03-01 22:00-02:00"}},
		{"a holiday", workweek(), nil, "2026-09-21", []string{}},
		{"a holiday that an exception opens", workweek(), []calendar.Exception{extra}, "2026-09-21", []string{"09-21 10:00-11:00"}},
		{"the eve of a holiday", workweek(), nil, "2026-04-01", []string{"04-01 09:00-14:00"}},
		{"an eve under a shorter Friday", calendar.Week{"wed": office, "fri": {{"08:00", "12:00"}}}, nil, "2026-04-01", []string{"04-01 09:00-12:00"}},
		{"the day the clock goes forward", night, nil, "2026-03-27", []string{"03-27 01:30-04:00"}},
		{"the day it goes back", nil, nil, "2026-10-25", []string{"10-25 08:00-18:00"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, local(parse(t, test.week, test.exceptions...).On(date(t, test.day))))
		})
	}
	forward := parse(t, night).On(date(t, "2026-03-27"))
	require.Equal(t, 90*time.Minute, forward[0].Length(), "an hour of it is missing")
}

func TestParseNamesEverythingWrong(t *testing.T) {
	_, err := calendar.Parse(calendar.Week{
		"sunday": office,
		"mon":    {{"9:00", "17:00"}},
		"tue":    {{"09:00", "09:00"}},
		"wed":    {{"09:00", "12:00"}, {"11:00", "13:00"}},
		"thu":    {{"24:00", "02:00"}},
	}, []calendar.Exception{{Date: "2026-02-30"}, {Date: "2026-03-01", Hours: [][2]string{{"x", "10:00"}}}, {Date: "2026-03-01"}})
	for _, part := range []string{`"sunday"`, `mon: "9:00"`, "tue: 09:00-09:00", "from 09:00 and from 11:00 overlap", "thu: 24:00", "2026-02-30", `2026-03-01: "x"`, "twice"} {
		require.ErrorContains(t, err, part)
	}
}

func TestFree(t *testing.T) {
	hours := parse(t, workweek())
	now := at(t, "2026-03-01 12:00")
	busy := []calendar.Interval{calendar.Span(at(t, "2026-03-02 10:00"), time.Hour)}
	tests := []struct {
		name string
		q    calendar.Query
		n    int
		want []string
	}{
		{"nearest to a taken hour, in order", calendar.Query{Near: at(t, "2026-03-02 10:00")}, 5,
			[]string{"03-02 09:00-10:00", "03-02 11:00-12:00", "03-02 11:30-12:30", "03-02 12:00-13:00", "03-02 12:30-13:30"}},
		{"as soon as possible is an hour ahead", calendar.Query{}, 2, []string{"03-01 13:00-14:00", "03-01 13:30-14:30"}},
		{"an emergency takes the next half hour", calendar.Query{Urgent: true, Now: now.Add(time.Minute)}, 1, []string{"03-01 12:30-13:30"}},
		{"an emergency outside the hours", calendar.Query{Urgent: true, AnyHour: true, Now: at(t, "2026-03-01 23:50")}, 2, []string{"03-02 00:00-01:00", "03-02 00:30-01:30"}},
		{"the buffer on both sides", calendar.Query{Near: at(t, "2026-03-02 10:00"), Buffer: 30 * time.Minute}, 2, []string{"03-02 11:30-12:30", "03-02 12:00-13:00"}},
		{"beyond the horizon the last hours", calendar.Query{Near: now.AddDate(1, 0, 0)}, 1, []string{"04-30 12:30-13:30"}}, // summer time has begun
		{"longer than any day", calendar.Query{Length: 9 * time.Hour}, 1, []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.q.Now.IsZero() {
				test.q.Now = now
			}
			if test.q.Length == 0 {
				test.q.Length = time.Hour
			}
			require.Equal(t, test.want, local(hours.Free(busy, test.q, test.n)))
		})
	}
}

func TestFreeInAWindow(t *testing.T) {
	hours := parse(t, workweek())
	q := calendar.Query{Length: time.Hour, Now: at(t, "2026-03-01 12:00")}
	busy := []calendar.Interval{calendar.Span(at(t, "2026-03-02 09:00"), 2*time.Hour)}
	morning := calendar.Span(at(t, "2026-03-02 08:00"), 4*time.Hour)
	require.Equal(t, []string{"03-02 11:00-12:00", "03-02 11:30-12:30"}, local(hours.FreeIn(busy, q, morning, 5)))
	require.Empty(t, hours.FreeIn(busy, q, calendar.Span(at(t, "2026-03-01 08:00"), 4*time.Hour), 5), "it has passed")
	require.Empty(t, hours.FreeIn(busy, q, calendar.Span(at(t, "2026-03-06 00:00"), 48*time.Hour), 5), "a weekend")
}

func TestFits(t *testing.T) {
	hours := parse(t, calendar.Week{"sun": {{"20:00", "02:00"}}, "mon": office})
	q := calendar.Query{Length: time.Hour, Now: at(t, "2026-03-01 12:00")}
	busy := []calendar.Interval{calendar.Span(at(t, "2026-03-02 10:00"), time.Hour)}
	tests := []struct {
		start  string
		length time.Duration
		want   bool
	}{
		{"2026-03-01 23:25", time.Hour, true}, // across midnight, on the 5-minute step
		{"2026-03-01 23:27", time.Hour, false},
		{"2026-03-02 01:30", time.Hour, false},
		{"2026-03-02 09:00", time.Hour, true},
		{"2026-03-02 09:05", time.Hour, false},
		{"2026-03-02 11:00", 0, false},
		{"2026-03-02 11:00", -time.Hour, false},
		{"2026-02-23 11:00", time.Hour, false}, // past
		{"2026-05-04 11:00", time.Hour, false}, // beyond the horizon
	}
	for _, test := range tests {
		require.Equal(t, test.want, hours.Fits(busy, calendar.Span(at(t, test.start), test.length), q), test.start)
	}
}

// Free is what trying every half hour of the horizon, and taking the nearest, would give.
func TestFreeAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		week := calendar.Week{}
		for _, day := range calendar.Days {
			if from := rapid.IntRange(-8, 44).Draw(r, day); from >= 0 {
				to := from + rapid.IntRange(1, 20).Draw(r, "worked")
				week[day] = [][2]string{{calendar.Clock(30 * from).String(), calendar.Clock(30 * to % 1440).String()}}
			}
		}
		hours := parse(t, week)
		now := at(t, "2026-03-20 00:00").Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(r, "now")) * time.Minute)
		q := calendar.Query{
			Length: time.Duration(rapid.IntRange(1, 40).Draw(r, "length")) * 5 * time.Minute,
			Buffer: time.Duration(rapid.IntRange(0, 6).Draw(r, "buffer")) * 5 * time.Minute,
			Now:    now,
			Near:   now.Add(time.Duration(rapid.IntRange(-10, 70*24).Draw(r, "near")) * time.Hour),
			Urgent: rapid.Bool().Draw(r, "urgent"), AnyHour: rapid.Bool().Draw(r, "any hour"),
		}
		var busy []calendar.Interval
		for range rapid.IntRange(0, 12).Draw(r, "busy") {
			start := now.Truncate(calendar.Step).Add(time.Duration(rapid.IntRange(0, 2000).Draw(r, "start")) * 5 * time.Minute)
			busy = append(busy, calendar.Span(start, time.Duration(rapid.IntRange(1, 60).Draw(r, "taken"))*5*time.Minute))
		}
		n := rapid.IntRange(1, 6).Draw(r, "n")

		from, until := now, now.Add(calendar.Horizon)
		if !q.Urgent {
			from = now.Add(calendar.LeadTime)
		}
		near := q.Near
		if near.Before(from) {
			near = from
		}
		if near.After(until) {
			near = until
		}
		var all []calendar.Interval
		for start := now.Truncate(calendar.HalfHour); start.Before(until); start = start.Add(calendar.HalfHour) {
			job := calendar.Span(start, q.Length)
			free := !start.Before(from) && (q.AnyHour || worked(hours, job))
			for _, b := range busy {
				if start.Before(b.End.Add(q.Buffer)) && b.Start.Before(job.End.Add(q.Buffer)) {
					free = false
				}
			}
			if free {
				all = append(all, job)
			}
		}
		slices.SortStableFunc(all, func(a, b calendar.Interval) int {
			return int(a.Start.Sub(near).Abs() - b.Start.Sub(near).Abs())
		})
		all = all[:min(n, len(all))]
		slices.SortFunc(all, func(a, b calendar.Interval) int { return a.Start.Compare(b.Start) })
		require.Equal(r, local(all), local(hours.Free(busy, q, n)))
	})
}

// worked looks at every five minutes of a job by itself.
func worked(hours calendar.Hours, job calendar.Interval) bool {
	for t := job.Start; t.Before(job.End); t = t.Add(calendar.Step) {
		d := calendar.DateOf(t)
		on := append(hours.On(d.Add(-1)), hours.On(d)...)
		if !slices.ContainsFunc(on, func(i calendar.Interval) bool { return !t.Before(i.Start) && t.Before(i.End) }) {
			return false
		}
	}
	return true
}

func TestUnionAgainstMinutes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		origin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		var list []calendar.Interval
		var minutes [400]bool
		for range rapid.IntRange(0, 8).Draw(r, "count") {
			from, to := rapid.IntRange(0, 300).Draw(r, "from"), rapid.IntRange(0, 300).Draw(r, "to")
			list = append(list, calendar.Interval{Start: origin.Add(time.Duration(from) * time.Minute), End: origin.Add(time.Duration(to) * time.Minute)})
			for m := from; m < to; m++ {
				minutes[m] = true
			}
		}
		joined := calendar.Union(list)
		for i := 1; i < len(joined); i++ {
			require.True(r, joined[i-1].End.Before(joined[i].Start), "in order, with time between")
		}
		for m, in := range minutes {
			minute := calendar.Span(origin.Add(time.Duration(m)*time.Minute), time.Minute)
			require.Equal(r, in, slices.ContainsFunc(joined, func(j calendar.Interval) bool { return j.Contains(minute) }))
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("sun", "09:00", "17:00", "2026-03-27", "02:30", "03:00")
	f.Add("fri", "22:00", "02:00", "2026-10-25", "01:30", "24:00")
	f.Fuzz(func(t *testing.T, day, from, to, date, exFrom, exTo string) {
		hours, err := calendar.Parse(calendar.Week{day: {{from, to}}}, []calendar.Exception{{Date: date, Hours: [][2]string{{exFrom, exTo}}}})
		if err != nil {
			return
		}
		d, err := calendar.ParseDate(date)
		require.NoError(t, err)
		for range 8 {
			for _, i := range hours.On(d) {
				require.False(t, i.End.Before(i.Start), "%s: %v", d, i)
				require.LessOrEqual(t, i.Length(), 25*time.Hour)
			}
			d = d.Add(1)
		}
	})
}
