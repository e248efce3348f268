package triage

import (
	"context"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
)

// answerOffer has a pro who acts as a customer answer an offer all the same: by its button or by quoting
// it, or by the pro's own word for it when just one is open and nothing else is asked. It reports
// whether the message was that.
func (t *turn) answerOffer(ctx context.Context) (bool, error) {
	act := approve
	switch {
	case stale(t), t.c.Silent(t.now):
		return false, nil
	case t.commanded(command{kind: keyword.Approve, number: 1}):
	case t.commanded(command{kind: keyword.Reject, number: 2}):
		act = reject
	default:
		return false, nil
	}
	meant, err := t.meansOffer(ctx)
	if !meant || err != nil {
		return false, err
	}
	t.record()
	return true, act(ctx, t)
}

// meansOffer reports whether a yes or a no is said to an offer.
func (t *turn) meansOffer(ctx context.Context) (bool, error) {
	if t.m.Quoted != "" {
		_, offer, err := t.Store.LeadByNotice(ctx, t.m.Quoted)
		return offer != 0, err
	}
	_, number := keyword.Number(t.text())
	for _, kind := range []keyword.Kind{keyword.Yes, keyword.No, keyword.Reschedule} {
		if number || t.c.Question != nil || keyword.Is(t.text(), kind) {
			return false, nil
		}
	}
	open, err := t.Store.ProLeads(ctx, t.self.ID, lead.New)
	return len(open) == 1, err
}
