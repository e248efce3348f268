package offering

import (
	"context"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// takeWaiting offers a lead that waits for an admin to a pro who asked for work. It goes only
// where the customer need not be asked again: at the wanted time and at no higher price.
func (w *work) takeWaiting(ctx context.Context) error {
	p, err := w.Truth.Pro(ctx, w.event.Pro)
	if err != nil {
		return err
	}
	l := w.lead
	w.by, w.reason, w.reply = lead.ByPro, "the pro looked for work", false
	if l.Status != lead.PendingReview || !w.Router.Eligible(p, l) || !Suits(p, l) {
		return w.nothing(p)
	}
	wanted := wishOf(l, nil)
	if !wanted.window.Empty() {
		hours, within, err := w.hours(ctx, p, wanted)
		if err != nil {
			return err
		}
		if !within {
			return w.nothing(p)
		}
		wanted = wish{hour: hours[0].Start}
	}
	hour, has, err := w.seize(ctx, p, wanted, w.deadline)
	switch {
	case err != nil:
		return err
	case has != done:
		return w.nothing(p)
	}
	l.Reroutes = 0
	w.sends = w.now // it answers the pro, at any hour
	return w.place(ctx, p, hour)
}

// Suits reports whether a pro's price is one that the customer need not be asked about.
func Suits(p pro.Pro, l *lead.Lead) bool { return !dearer(l.Price, Quote(p, l)) }

// nothing tells a pro that there is no work.
func (w *work) nothing(p pro.Pro) error {
	w.set.Say(notice.Notice{
		Chat: w.event.Chat, Kind: notice.KindReply, Reply: true, ProID: p.ID, Text: locale.Text(locale.Of(p.Language), "pro.find_none"),
	})
	w.outcome = Stale
	return nil
}
