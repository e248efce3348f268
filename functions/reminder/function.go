// Package reminder runs the jobs that remind: agenda (each pro's appointments of today, at
// eight), appointment and completion (what the alarms of these names should have sent and
// did not: they ring at the timer; appointment also writes agendas that were missed).
package reminder

import (
	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/reminding"
)

// Works are the jobs of this function.
func Works(agenda *reminding.Agenda, healer *healing.Healer) map[string]job.Work {
	return map[string]job.Work{
		"agenda":      job.Parts(job.Part{Name: "agendas", Run: agenda.Run}),
		"appointment": job.Parts(job.Part{Name: "reminders", Run: healer.Missed(alarm.Reminder, alarm.Agenda)}, job.Part{Name: "agendas", Run: agenda.Missed}),
		"completion":  job.Parts(job.Part{Name: "checks", Run: healer.Missed(alarm.Completion)}),
	}
}
