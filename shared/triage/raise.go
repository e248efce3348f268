package triage

import (
	"context"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
)

// becomesUrgent reports whether this turn has words of an emergency about a lead that was none.
func (t *turn) becomesUrgent() bool {
	return !t.lead.Facts.Urgent && (keyword.Is(t.words(), keyword.Emergency) || keyword.Is(t.words(), keyword.LifeSafety))
}

// raise makes an emergency of a lead that somebody has. A pro who was asked has half the time to
// answer from now on, and no longer than before.
func (t *turn) raise(ctx context.Context) error {
	t.raised, t.lead.Facts.Urgent = true, true
	t.lead.UpdatedAt = t.now.UTC()
	t.set.Update(t.lead)
	o := t.lead.Offer
	if t.lead.Status != lead.New || o == nil {
		return nil
	}
	if o.SentAt.IsZero() { // its clocks begin when it goes out; until then it lasts as long as its hour
		if a, ok := change.Deadline(t.lead); ok {
			t.set.Alarms = append(t.set.Alarms, a)
		}
		return nil
	}
	settings, err := t.Store.SendingSettings(ctx)
	if err != nil {
		return err
	}
	clocks := settings.Quiet().Clocks(t.now, true)
	if !clocks.Deadline.Before(o.Deadline) {
		return nil
	}
	o.Clock(clocks.NudgeAt, clocks.AskAt, clocks.Deadline, true)
	return t.set.Emit(event.Lead{
		ID: t.m.ID + "/raised", Kind: event.LeadOfferSent, Lead: t.lead.ID, Chat: t.c.ID, Cause: t.m.ID, At: t.now,
	}.Published())
}
