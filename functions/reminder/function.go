// Package reminder runs the jobs that remind: agenda (each pro's appointments of today, at
// eight), appointment and completion (what the alarms of these names should have sent and
// did not: they ring at the timer).
package reminder

import (
	"context"
	"time"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/healing"
	"github.com/proli/proli/shared/reminding"
)

// Works are the jobs of this function.
func Works(agenda *reminding.Agenda, healer *healing.Healer) map[string]job.Work {
	return map[string]job.Work{
		"agenda":      counted(agenda.Run),
		"appointment": counted(healer.Missed(alarm.Reminder)),
		"completion":  counted(healer.Missed(alarm.Completion)),
	}
}

func counted(run func(context.Context, time.Time, func(context.Context) error) (int, error)) job.Work {
	return func(ctx context.Context, r job.Run) (job.Done, error) {
		did, err := run(ctx, r.Now, r.Keep)
		return job.Done{Did: did}, err
	}
}
