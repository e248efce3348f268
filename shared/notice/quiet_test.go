package notice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/notice"
)

func local(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	require.NoError(t, err)
	return at
}

// The moments were computed with XEphem's library (horizon -8.5°, no refraction, centre of the
// sun), and are rounded up here as people read them.
func TestNightfall(t *testing.T) {
	for date, want := range map[string]string{
		"2026-01-03": "15:29", "2026-03-07": "16:20", "2026-03-28": "16:35", "2026-04-01": "16:38",
		"2026-06-20": "17:33", "2026-08-15": "17:04", "2026-09-12": "16:28", "2026-09-21": "16:16",
		"2026-10-24": "15:36", "2026-10-31": "15:30", "2026-12-19": "15:20", "2027-02-06": "15:57",
		"2028-02-26": "16:13", "2030-07-06": "17:33",
	} {
		day, err := time.Parse(time.DateOnly, date)
		require.NoError(t, err)
		require.Equal(t, want, notice.Nightfall(day).Format("15:04"), date)
	}
}

func TestQuietHours(t *testing.T) {
	for name, c := range map[string]struct{ at, next, last string }{
		"a morning":                  {"2026-03-01 08:00", "", ""},
		"the last minute":            {"2026-03-01 20:59", "", ""},
		"the evening":                {"2026-03-01 21:00", "2026-03-02 08:00", "2026-03-01 20:59"},
		"the night":                  {"2026-03-02 03:00", "2026-03-02 08:00", "2026-03-01 20:59"},
		"a minute before the day":    {"2026-03-02 07:59", "2026-03-02 08:00", "2026-03-01 20:59"},
		"friday at noon":             {"2026-03-06 14:59", "", ""},
		"friday afternoon":           {"2026-03-06 15:00", "2026-03-07 18:20", "2026-03-06 14:59"},
		"saturday morning":           {"2026-03-07 08:00", "2026-03-07 18:20", "2026-03-06 14:59"},
		"a minute before nightfall":  {"2026-03-07 18:19", "2026-03-07 18:20", "2026-03-06 14:59"},
		"saturday night":             {"2026-03-07 18:20", "", ""},
		"late on saturday":           {"2026-03-07 22:00", "2026-03-08 08:00", "2026-03-07 20:59"},
		"saturday in summer time":    {"2026-06-20 12:00", "2026-06-20 20:33", "2026-06-19 14:59"},
		"clocks go forward tonight":  {"2026-03-26 23:00", "2026-03-27 08:00", "2026-03-26 20:59"},
		"eve of pesach":              {"2026-04-01 15:00", "2026-04-02 19:38", "2026-04-01 14:59"},
		"yom kippur":                 {"2026-09-21 10:00", "2026-09-21 19:16", "2026-09-20 14:59"},
		"new year after a sabbath":   {"2026-09-11 15:00", "2026-09-13 19:27", "2026-09-11 14:59"},
		"new year's night":           {"2026-09-12 19:40", "2026-09-13 19:27", "2026-09-11 14:59"},
		"independence day":           {"2026-04-22 09:00", "2026-04-22 19:54", "2026-04-21 14:59"},
		"the day before its eve":     {"2026-04-20 16:00", "", ""},
		"between the days of sukkot": {"2026-09-28 16:00", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at, quiet := local(t, c.at), notice.Quiet{}
			next, last := at, at
			if c.next != "" {
				next, last = local(t, c.next), local(t, c.last)
			}
			require.Equal(t, c.next != "", quiet.At(at))
			require.True(t, next.Equal(quiet.Next(at)), "next %s", quiet.Next(at).In(calendar.Zone))
			require.True(t, last.Equal(quiet.Last(at)), "last %s", quiet.Last(at).In(calendar.Zone))
			require.False(t, notice.Quiet{Off: true}.At(at))
		})
	}
}

func TestClockStandsStillInQuietHours(t *testing.T) {
	for name, c := range map[string]struct {
		from  string
		after time.Duration
		want  string
	}{
		"by day":                 {"2026-03-01 12:00", 30 * time.Minute, "2026-03-01 12:30"},
		"over the night":         {"2026-03-01 20:50", 25 * time.Minute, "2026-03-02 08:15"},
		"from the night":         {"2026-03-01 23:00", 10 * time.Minute, "2026-03-02 08:10"},
		"to the very end":        {"2026-03-01 20:30", 30 * time.Minute, "2026-03-02 08:00"},
		"over the sabbath":       {"2026-03-06 14:50", 20 * time.Minute, "2026-03-07 18:30"},
		"over it and the night":  {"2026-03-06 14:00", 4 * time.Hour, "2026-03-08 08:20"},
		"nothing":                {"2026-03-01 12:00", 0, "2026-03-01 12:00"},
		"several days of effort": {"2026-03-01 08:00", 26 * time.Hour, "2026-03-03 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			got := notice.Quiet{}.Add(local(t, c.from), c.after)
			require.True(t, local(t, c.want).Equal(got), "got %s", got.In(calendar.Zone))
		})
	}
	at := local(t, "2026-03-01 20:50")
	require.True(t, at.Add(time.Hour).Equal(notice.Quiet{Off: true}.Add(at, time.Hour)))
}
