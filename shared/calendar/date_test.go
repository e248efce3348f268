package calendar_test

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/calendar"
)

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

func clock(t testing.TB, s string) calendar.Clock {
	t.Helper()
	c, err := calendar.ParseClock(s)
	require.NoError(t, err)
	return c
}

// at is a wall-clock time in Israel, written 2026-03-01 12:00.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	day, hour, _ := strings.Cut(s, " ")
	instant, ok := calendar.LocalTime(date(t, day), clock(t, hour))
	require.True(t, ok, s)
	return instant
}

func TestLocalTime(t *testing.T) {
	tests := []struct{ name, day, hour, want string }{
		{"winter", "2026-03-01", "12:00", "2026-03-01T10:00:00Z"},
		{"summer", "2026-07-01", "09:00", "2026-07-01T06:00:00Z"},
		{"the minute before the gap", "2026-03-27", "01:59", "2026-03-26T23:59:00Z"},
		{"the gap", "2026-03-27", "02:00", ""},
		{"the gap's last minute", "2026-03-27", "02:59", ""},
		{"after the gap", "2026-03-27", "03:00", "2026-03-27T00:00:00Z"},
		{"nine o'clock that day", "2026-03-27", "09:00", "2026-03-27T06:00:00Z"},
		{"twice: the first", "2026-10-25", "01:30", "2026-10-24T22:30:00Z"},
		{"after the doubled hour", "2026-10-25", "02:00", "2026-10-25T00:00:00Z"},
		{"end of a day", "2026-10-24", "24:00", "2026-10-24T21:00:00Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, ok := calendar.LocalTime(date(t, test.day), clock(t, test.hour))
			require.Equal(t, test.want != "", ok)
			if ok {
				require.Equal(t, test.want, got.Format(time.RFC3339))
			}
		})
	}
}

// Every minute that exists once across the changes of eleven years comes back as it went in;
// each year has sixty that are missing and sixty that are doubled.
func TestLocalTimeAcrossEveryChange(t *testing.T) {
	for year := 2025; year <= 2035; year++ {
		missing, doubled := 0, 0
		for d := (calendar.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.Add(1) {
			if d.Month != time.March && d.Month != time.October {
				continue
			}
			for c := calendar.Clock(0); c < 24*60; c++ {
				instant, ok := calendar.LocalTime(d, c)
				if !ok {
					missing++
					continue
				}
				require.Equal(t, d.String()+" "+c.String(), instant.In(calendar.Zone).Format("2006-01-02 15:04"))
				if instant.Add(time.Hour).In(calendar.Zone).Format("15:04") == c.String() {
					doubled++
				}
			}
		}
		require.Equal(t, 60, missing, year)
		require.Equal(t, 60, doubled, year)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-02-30", "2026-3-1", "01/03/2026"} {
		_, err := calendar.ParseDate(s)
		require.ErrorContains(t, err, s)
	}
	for _, s := range []string{"", "9:00", "24:01", "09:60", "0900", "09:00:00"} {
		_, err := calendar.ParseClock(s)
		require.ErrorContains(t, err, s)
	}
}

func TestHolidaysAgainstTable(t *testing.T) {
	file, err := os.Open("testdata/holidays.tsv")
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	table := map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if day, name, ok := strings.Cut(lines.Text(), "\t"); ok {
			table[day] = name
		}
	}
	require.NoError(t, lines.Err())
	require.Len(t, table, 31*9)
	for d := date(t, "2020-01-01"); d.Year <= 2050; d = d.Add(1) {
		want := calendar.Ordinary
		if table[d.Add(1).String()] != "" {
			want = calendar.Eve
		}
		if table[d.String()] != "" {
			want = calendar.Closed
		}
		require.Equal(t, want, calendar.DayOf(d), "%s %s", d, table[d.String()])
	}
}
