package triage

import (
	"context"
	"strings"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// urgentlyAsked reports whether somebody is asked to come at once and nobody has promised to.
func urgentlyAsked(t *turn) bool {
	return t.lead != nil && t.lead.Facts.Urgent && (t.lead.Status == lead.New || t.lead.Status == lead.PendingReview)
}

// calmDown takes an emergency back to an ordinary request: whoever has it is told, and while a pro
// is asked the customer may choose an hour that suits better. What is asked stands until then.
func (t *turn) calmDown(ctx context.Context) error {
	t.record()
	t.gather()
	t.lead.Facts.Urgent = false
	t.set.Update(t.lead)
	if t.lead.Status != lead.New {
		return t.addRemark(ctx)
	}
	added, files := t.addFacts(ctx)
	told, err := t.handOn(ctx, added, files)
	if err != nil {
		return err
	}
	t.before(strings.Join([]string{locale.Text(t.lang, "triage.calm"), told}, " "))
	if names := t.missingAddress(); len(names) > 0 {
		t.before(locale.Text(t.lang, "triage.ask_missing", "missing", locale.List(t.lang, names)))
	}
	return t.listHours(ctx)
}
