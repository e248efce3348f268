package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo/mongotest"
)

// plan is three weeks around the change of the clocks and Passover.
func plan(broken string) Plan {
	return Plan{Seed: 1, From: time.Date(2026, 3, 19, 0, 0, 0, 0, time.UTC), Days: 21, Pros: 20, Appointments: 60,
		Holidays: "../../shared/calendar/testdata/holidays.tsv", Break: broken}
}

func TestThreeWeeks(t *testing.T) {
	var out bytes.Buffer
	err := run(t.Context(), plan(""), mongotest.New(t), &out)
	require.NoError(t, err, out.String())
	require.Contains(t, out.String(), "clocks change 1 times")
}

// TestWhatIsBrokenIsSeen: a check that cannot fail proves nothing.
func TestWhatIsBrokenIsSeen(t *testing.T) {
	for _, broken := range []string{breakZone, breakTwice, breakAlarms} {
		t.Run(broken, func(t *testing.T) {
			var out bytes.Buffer
			require.ErrorIs(t, run(t.Context(), plan(broken), mongotest.New(t), &out), errBroken, out.String())
		})
	}
}

// The clock's changes and the nightfalls are those that other sources give.
func TestIsraelIsWorkedOutAnew(t *testing.T) {
	s, err := readIsrael(plan("").Holidays)
	require.NoError(t, err)
	require.Equal(t, 6, s.changes(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 1096))
	for _, date := range []string{"2026-03-27", "2026-10-25", "2027-03-26", "2027-10-31", "2028-03-24", "2028-10-29"} {
		day, err := time.Parse(time.DateOnly, date)
		require.NoError(t, err)
		require.Equal(t, 1, s.changes(day, 1), date)
	}
	for date, want := range map[string]string{"2026-03-07": "16:20", "2026-06-20": "17:33", "2026-12-19": "15:20"} {
		day, err := time.Parse(time.DateOnly, date)
		require.NoError(t, err)
		require.Equal(t, want, s.nightfall(day).Format("15:04"), date)
	}
	require.Equal(t, "09:00", wall(time.Date(2026, 3, 27, 6, 0, 0, 0, time.UTC)).Format("15:04"))
}
