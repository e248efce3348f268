// Package reporter runs the job of that name: every four hours one digest to each admin, of
// the leads that got stuck and of those that wait for a decision. Phones in it are masked.
package reporter

import (
	"context"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/shared/reporting"
)

// Works are the jobs of this function.
func Works(r *reporting.Reporter) map[string]job.Work {
	return map[string]job.Work{"reporter": func(ctx context.Context, run job.Run) (job.Done, error) {
		did, err := r.Run(ctx, run.Now, run.Slot, run.Keep)
		return job.Done{Did: did}, err
	}}
}
