package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// write commits a lead as it is now.
func (w *world) write(claim string, l *lead.Lead) {
	w.t.Helper()
	s := &change.Set{Claim: claim, Now: w.clock()}
	s.Update(l)
	require.NoError(w.t, w.runner.Run(w.t.Context(), s))
	w.published = nil
}

// book commits a lead whose appointment begins tomorrow at half past nine.
func (w *world) book() *lead.Lead {
	w.t.Helper()
	start := noon.Add(21*time.Hour + 30*time.Minute)
	l := &lead.Lead{ID: "l1", ChatID: chatC, CreatedAt: noon, ProID: "p1",
		Appointment: &lead.Appointment{ID: "a1", Start: start, End: start.Add(time.Hour)}}
	require.NoError(w.t, l.Move(lead.Contacted, noon, lead.System, "wrote"))
	require.NoError(w.t, l.Move(lead.New, noon, lead.System, "offer"))
	require.NoError(w.t, l.Move(lead.Booked, noon, lead.ByPro, "approved"))
	w.write("m1", l)
	return l
}

func TestWhatIsSaidOfAnAppointmentGoesOutOnlyWhileItStands(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*testing.T, *lead.Lead)
		want   []string
	}{
		"as it was": {func(*testing.T, *lead.Lead) {}, []string{"Reminder: 09:30", "is it done?", "what was charged?", "last"}},
		"cancelled": {func(t *testing.T, l *lead.Lead) {
			require.NoError(t, l.Move(lead.Cancelled, noon, lead.Customer, "cancelled"))
		}, []string{"what was charged?", "last"}},
		"moved": {func(_ *testing.T, l *lead.Lead) {
			l.Appointment = &lead.Appointment{ID: "a2", Start: l.Appointment.Start.Add(time.Hour), End: l.Appointment.End.Add(time.Hour)}
		}, []string{"what was charged?", "last"}},
		"done": {func(t *testing.T, l *lead.Lead) {
			require.NoError(t, l.Move(lead.Completed, noon, lead.ByPro, "done"))
		}, []string{"what was charged?", "last"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			l := w.book()
			w.now = noon.Add(9 * time.Hour) // 21:00
			of := notice.Notice{Chat: chatP, LeadID: "l1", ProID: "p1"}
			reminder, check, charged, last := of, of, of, of
			reminder.Kind, reminder.Text, reminder.ExpiresAt = notice.KindReminder, "Reminder: 09:30", l.Appointment.Start
			check.Kind, check.Text, check.ExpiresAt = notice.KindCheck, "is it done?", l.Appointment.End.Add(lead.Unsaid)
			charged.Kind, charged.Text = notice.KindCheck, "what was charged?" // once it is done
			last.Kind, last.Text = notice.KindAnswer, "last"
			w.say(reminder, check, charged, last)
			w.ring()
			require.Empty(t, w.gateway.texts())

			c.change(t, l)
			w.write("m2", l)
			w.now = noon.Add(20 * time.Hour) // 08:00
			w.ring()
			require.Equal(t, c.want, w.gateway.texts())
			if len(c.want) == 2 {
				for _, text := range []string{reminder.Text, check.Text} {
					require.Equal(t, notice.Dropped, w.notice(text).State)
					require.NotEmpty(t, w.notice(text).Reason)
				}
			}
		})
	}
}
