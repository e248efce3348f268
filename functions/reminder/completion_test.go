package reminder_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

func TestCompletion(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	end := stage.Monday(11, 0)
	d.book("l1", p, stage.Monday(10, 0))
	d.alarms("a", alarm.OfWork("l1", 1, end, end))
	asked := func() int { return len(d.notices(p.Chat(), notice.KindCheck)) }

	d.to(end.Add(2 * time.Minute))
	for range 2 {
		require.Equal(t, 200, d.run("completion"))
	}
	require.Equal(t, 1, asked())
	d.to(end.Add(6*time.Hour + 2*time.Minute))
	require.Equal(t, 200, d.run("completion"))
	require.Equal(t, 2, asked())
	d.to(end.Add(12*time.Hour + 2*time.Minute)) // 23:00: in the morning then
	require.Equal(t, 200, d.run("completion"))
	require.Equal(t, 2, asked())
	d.to(stage.Monday(8, 2).AddDate(0, 0, 1))
	require.Equal(t, 200, d.run("completion"))
	require.Equal(t, 3, asked())
	require.Empty(t, d.Published())

	d.to(end.Add(48*time.Hour + 2*time.Minute))
	for range 2 {
		require.Equal(t, 200, d.run("completion"))
	}
	require.Equal(t, 3, asked())
	published := d.Published()
	require.NotEmpty(t, published)
	b, err := event.DecodeBooking(published[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.BookingFinish, b.Kind)
	require.Equal(t, "system", b.By)
}

// TestWhatAnAdminAskedIsNotAskedAgain has an admin ask by hand before, or between, the job's checks:
// that was the job's next one.
func TestWhatAnAdminAskedIsNotAskedAgain(t *testing.T) {
	for name, hand := range map[string]time.Duration{"before the end": -20 * time.Minute, "between": 4 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			d := newDiary(t)
			p := d.Pros("[" + stage.P1 + "]")[0]
			end := stage.Monday(11, 0)
			d.book("l1", p, stage.Monday(10, 0))
			d.alarms("a", alarm.OfWork("l1", 1, end, end))
			check := func(at time.Time) {
				d.to(at)
				require.Equal(t, 200, d.run("completion"))
			}
			asked := func(chat string) int { return len(d.notices(chat, notice.KindCheck)) }
			if hand > 0 {
				check(end.Add(2 * time.Minute))
			}
			before := asked(stage.C)
			d.to(end.Add(hand))
			desk := appointment.Desk{Truth: d.DB, Calendars: d.Hours, Commit: d}
			result, err := desk.Handle(t.Context(), event.Booking{
				ID: "hand", Kind: event.BookingCheck, Lead: "l1", Pro: p.ID, Cause: "hand", At: d.Now(), By: "admin",
			}, d.Now())
			require.NoError(t, err)
			require.Equal(t, appointment.AskedBoth, result.Outcome)
			for _, at := range []time.Duration{hand + time.Hour, hand + 3*time.Hour, hand + 5*time.Hour} {
				check(end.Add(at))
				require.Equal(t, before+1, asked(stage.C), "not twice within six hours")
				require.Equal(t, before+1, asked(p.Chat()))
			}
			check(end.Add(hand + 6*time.Hour + 21*time.Minute))
			check(stage.Monday(8, 2).AddDate(0, 0, 1))
			require.Equal(t, 2, asked(stage.C), "as often as without an admin")
			require.Greater(t, asked(p.Chat()), before+1, "the job goes on")
		})
	}
}

// TestTheHourBeforeAMoveAsksNothing has an appointment moved to earlier on its day: the question of its
// former end would come within six hours of the last one.
func TestTheHourBeforeAMoveAsksNothing(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	former := stage.Monday(19, 0)
	d.book("l1", p, stage.Monday(10, 0))
	d.alarms("a", alarm.OfWork("l1", 1, former, former), alarm.OfWork("l1", 1, stage.Monday(11, 0), stage.Monday(11, 0)))
	asked := func() int { return len(d.notices(p.Chat(), notice.KindCheck)) }
	d.to(stage.Monday(14, 2)) // a first question that came late
	d.due()
	require.Equal(t, 1, asked())
	d.to(former)
	d.due()
	require.Equal(t, 1, asked())
	d.to(stage.Monday(20, 3))
	d.due()
	require.Equal(t, 2, asked())
}

func TestNobodyIsAskedAboutAFinishedJob(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	d.book("l1", p, stage.Monday(10, 0))
	d.alarms("a", alarm.OfWork("l1", 1, stage.Monday(11, 0), stage.Monday(11, 0)))
	l := d.Read("l1")
	require.NoError(t, l.Move(lead.Completed, stage.Noon, lead.ByPro, "done"))
	d.Lead(l)
	d.to(stage.Monday(11, 5))
	require.Equal(t, 200, d.run("completion"))
	require.Empty(t, d.notices(p.Chat(), notice.KindCheck))
}
