package reminder_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/functions/reminder"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reminding"
)

type diary struct {
	*stage.Stage
	jobs http.Handler
	desk *healing.Desk
}

func newDiary(t *testing.T) *diary {
	s := stage.New(t)
	runner := change.Runner{Store: s.DB, Publisher: s, Ringer: s}
	agenda := &reminding.Agenda{Booked: s.DB, Commit: runner}
	desk := &healing.Desk{Truth: s.DB, Alarms: s.DB, Commit: runner, Agenda: agenda}
	works := reminder.Works(agenda, &healing.Healer{Late: s.DB, Desk: desk})
	return &diary{s, serve.JobHandler("Reminder", job.New(s.DB, s.Now, works).Handle), desk}
}

func (d *diary) run(name string) int {
	w := httptest.NewRecorder()
	d.jobs.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"job":"`+name+`"}`)))
	return w.Code
}

// to advances the clock to a moment.
func (d *diary) to(at time.Time) { d.Advance(at.Sub(d.Now())) }

// book gives a pro an appointment.
func (d *diary) book(id string, p pro.Pro, start time.Time) {
	d.T.Helper()
	l := stage.Leak(id, stage.C, &p)
	require.NoError(d.T, l.Move(lead.New, stage.Noon, lead.System, "offer"))
	require.NoError(d.T, l.Move(lead.Booked, stage.Noon, lead.ByPro, "approved"))
	l.Appointment = &lead.Appointment{ID: id + "/offer/1", Start: start, End: start.Add(time.Hour)}
	d.Lead(l)
}

func (d *diary) notices(chat string, kind notice.Kind) []notice.Notice {
	d.T.Helper()
	cursor, err := d.DB.Collection(mongo.Notices).Find(d.T.Context(), bson.M{"chat": chat, "kind": kind})
	require.NoError(d.T, err)
	var all []notice.Notice
	require.NoError(d.T, cursor.All(d.T.Context(), &all))
	return all
}

// due answers every alarm that is due, as its tasks would.
func (d *diary) due() {
	d.T.Helper()
	late, err := d.DB.OverdueAlarms(d.T.Context(), d.Now(), alarm.Alarm{}, 100)
	require.NoError(d.T, err)
	for _, a := range late {
		_, err := d.desk.Answer(d.T.Context(), a, d.Now())
		require.NoError(d.T, err)
	}
}

// off switches a job off, on switches it on.
func (d *diary) off(job string) { d.turn(job, true) }
func (d *diary) on(job string)  { d.turn(job, false) }

func (d *diary) turn(job string, off bool) {
	d.T.Helper()
	_, err := d.DB.Collection(mongo.Settings).UpdateByID(d.T.Context(), "jobs", bson.M{"$set": bson.M{"off." + job: off}}, options.UpdateOne().SetUpsert(true))
	require.NoError(d.T, err)
}

func TestWhatIsSwitchedOffIsNotSentNorMadeUpFor(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	start, end := stage.Monday(14, 0), stage.Monday(15, 0)
	d.book("l1", p, start)
	d.alarms("l1", alarm.New(alarm.Reminder, "l1", 2, start.Add(-2*time.Hour)), alarm.OfWork("l1", 1, end, end),
		alarm.OfWork("l1", alarm.LastCheck, end, end.Add(lead.Unsaid)))
	d.off("appointment")
	d.off("completion")
	d.to(start.Add(-2 * time.Hour))
	d.due()
	d.to(end)
	d.due()
	for _, job := range []string{"appointment", "completion"} {
		d.on(job)
		require.Equal(t, 200, d.run(job))
	}
	require.Empty(t, d.Said(p.Chat()))
	d.off("completion")
	d.to(end.Add(lead.Unsaid))
	d.due()
	require.Len(t, d.Published(), 1, "that it ends is no job's doing")
}

// alarms writes an appointment's reminders as booking does.
func (d *diary) alarms(id string, all ...alarm.Alarm) {
	d.T.Helper()
	require.NoError(d.T, d.DB.Commit(d.T.Context(), &change.Set{Claim: "alarms/" + id, Now: d.Now(), Alarms: all}))
}

func TestReminders(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	start := stage.Monday(14, 0)
	d.book("l1", p, start)
	d.alarms("l1", alarm.New(alarm.Reminder, "l1", 2, start.Add(-2*time.Hour)))

	d.to(start.Add(-2*time.Hour + 2*time.Minute))
	for range 2 {
		require.Equal(t, 200, d.run("appointment"))
	}
	for _, chat := range []string{stage.C, p.Chat()} {
		got := d.notices(chat, notice.KindReminder)
		require.Len(t, got, 1)
		require.Contains(t, got[0].Text, "14:00")
	}
}

func TestAMovedAppointmentIsRemindedOfOnceAtItsNewTime(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	d.book("l1", p, stage.Monday(14, 0))
	d.alarms("a", alarm.New(alarm.Reminder, "l1", 2, stage.Monday(12, 0)))
	l := d.Read("l1")
	l.Appointment.Start, l.Appointment.End = stage.Monday(16, 0), stage.Monday(17, 0)
	d.Lead(l)
	d.alarms("b", alarm.New(alarm.Reminder, "l1", 2, stage.Monday(14, 0)))

	d.to(stage.Monday(12, 5))
	require.Equal(t, 200, d.run("appointment"))
	require.Empty(t, d.notices(stage.C, notice.KindReminder))
	d.to(stage.Monday(14, 5))
	require.Equal(t, 200, d.run("appointment"))
	require.Len(t, d.notices(stage.C, notice.KindReminder), 1)
}

func TestAReminderAtTheLastAllowedMinute(t *testing.T) {
	d := newDiary(t)
	p := d.Pros("[" + stage.P1 + "]")[0]
	start := stage.Monday(9, 0)
	d.book("l1", p, start)
	due := notice.Quiet{}.Last(start.Add(-2 * time.Hour))
	require.True(t, due.Equal(stage.Monday(20, 59).AddDate(0, 0, -1)))
	d.alarms("a", alarm.New(alarm.Reminder, "l1", 2, due))
	d.to(due.Add(time.Minute))
	require.Equal(t, 200, d.run("appointment"))
	require.Contains(t, d.notices(stage.C, notice.KindReminder)[0].Text, "2 במרץ, 09:00")
}

func TestAReminderSurvivesASwitchOfQuietHours(t *testing.T) {
	start := stage.Monday(9, 0)
	exact := start.Add(-2 * time.Hour)
	for name, c := range map[string]struct {
		set, rings notice.Quiet
		due        time.Time
		goes       time.Time
	}{
		"off after it was set": {notice.Quiet{}, notice.Quiet{Off: true}, stage.Monday(20, 59).AddDate(0, 0, -1), stage.Monday(20, 59).AddDate(0, 0, -1)},
		"on after it was set":  {notice.Quiet{Off: true}, notice.Quiet{}, exact, stage.Monday(8, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDiary(t)
			p := d.Pros("[" + stage.P1 + "]")[0]
			d.book("l1", p, start)
			require.Equal(t, c.due.UTC(), c.set.Last(exact).UTC())
			d.alarms("a", alarm.New(alarm.Reminder, "l1", 2, c.set.Last(exact)))
			_, err := d.DB.Collection(mongo.Settings).UpdateByID(t.Context(), "sending", bson.M{"$set": bson.M{"quiet_hours": !c.rings.Off}}, options.UpdateOne().SetUpsert(true))
			require.NoError(t, err)
			d.to(c.due)
			d.due()
			for _, chat := range []string{stage.C, p.Chat()} {
				got := d.notices(chat, notice.KindReminder)
				require.Len(t, got, 1)
				require.True(t, got[0].Since(c.rings).Equal(c.goes), "it leaves at %s", got[0].Since(c.rings))
				require.True(t, got[0].Due(c.rings.Gate(c.goes)))
			}
		})
	}
}
