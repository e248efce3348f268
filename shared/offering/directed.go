package offering

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// Why what an admin asked for cannot be; nothing is changed then.
var (
	ErrNotEligible = errors.New("this pro cannot be asked for this lead")
	ErrHourTaken   = errors.New("the pro is not free at this hour")
	ErrFull        = errors.New("the pro has as many leads as the limit allows")
	ErrNobody      = errors.New("no pro is free at the wanted time")
)

func refused(why error) error { return fault.Wrap(fault.Invalid, "offering.directed", why) }

// directed offers the lead as an admin asks: to the pro and at the hour that were picked,
// otherwise to the best who is free at the wanted time, whatever the price.
func (w *work) directed(ctx context.Context) error {
	l := w.lead
	if !lead.MayMove(l.Status, lead.New, lead.Admin) {
		return fault.New(fault.Invalid, "offering.directed", "lead %s cannot be offered when it is %s", l.ID, l.Status)
	}
	w.reason, l.Reroutes = "an admin's choice", 0
	c := w.event.Choice
	if c == nil {
		return w.best(ctx)
	}
	p, err := w.Truth.Pro(ctx, c.ProID)
	if fault.KindOf(err) == fault.NotFound {
		return refused(ErrNotEligible)
	}
	if err != nil {
		return err
	}
	if err := w.takeBack(ctx, p.ID); err != nil {
		return err
	}
	l.Excluded = slices.DeleteFunc(slices.Clone(l.Excluded), func(id string) bool { return id == p.ID })
	if !w.Router.Eligible(p, l) {
		return refused(ErrNotEligible)
	}
	hour, has, err := w.seize(ctx, p, wishOf(l, c), w.deadline)
	switch {
	case err != nil:
		return err
	case has == none:
		return refused(ErrFull)
	case has == otherHour:
		return refused(ErrHourTaken)
	}
	return w.place(ctx, p, hour)
}

// best is the search for a lead that an admin has: nobody asks its customer on the way.
func (w *work) best(ctx context.Context) error {
	wanted := wishOf(w.lead, nil)
	if last := later(wanted.hour, wanted.window.End); !wanted.soon() && !last.After(w.sends) {
		wanted = wish{urgent: wanted.urgent} // the wanted time has passed: the earliest
	}
	for range asked {
		p, err := w.choose(ctx, wanted)
		if err != nil {
			return err
		}
		if p == nil {
			break
		}
		exact := wanted
		if !wanted.window.Empty() {
			hours, within, err := w.hours(ctx, *p, wanted)
			if err != nil {
				return err
			}
			if !within {
				w.tried = append(w.tried, p.ID)
				continue
			}
			exact = wish{hour: hours[0].Start, urgent: wanted.urgent}
		}
		hour, has, err := w.seize(ctx, *p, exact, w.deadline)
		if err != nil {
			return err
		}
		if has == done {
			return w.place(ctx, *p, hour)
		}
		w.tried = append(w.tried, p.ID)
	}
	return refused(ErrNobody)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// aside takes the lead from whoever was asked and hands it to a human.
func (w *work) aside(ctx context.Context) error {
	if !lead.MayMove(w.lead.Status, lead.PendingReview, w.by) {
		return w.stale()
	}
	if err := w.takeBack(ctx, ""); err != nil {
		return err
	}
	why := w.event.Reason
	if why == "" {
		why = "set aside"
	}
	return w.review(why)
}

// takeBack ends the open offer, if there is one, in favour of another pro.
func (w *work) takeBack(ctx context.Context, successor string) error {
	l := w.lead
	o := l.Offer
	if l.Status != lead.New || o == nil {
		return nil
	}
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: o.ProID, Entry: o.Hold})
	if o.ProID != successor {
		l.Excluded = append(slices.Clone(l.Excluded), o.ProID)
		p, err := w.Truth.Pro(ctx, o.ProID)
		switch {
		case err == nil:
			w.withdraw(p)
			w.why = w.text("offer.why.admin", "before", locale.Isolate(p.BusinessName))
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	l.Offer = nil
	return nil
}

// withdraw tells a pro that the open offer needs no answer any more; one that never left
// needs no taking back.
func (w *work) withdraw(p pro.Pro) {
	o := w.lead.Offer
	if o == nil || o.SentAt.IsZero() {
		return
	}
	lang := locale.Of(p.Language)
	w.set.Say(notice.Notice{
		ID: event.ID(w.set.Claim, "withdrawn"), Chat: p.Chat(), Kind: notice.KindAnswer, Reply: true, LeadID: w.lead.ID, ProID: p.ID,
		Text: locale.Text(lang, "offer.withdrawn", "name", locale.Isolate(w.lead.Facts.Name), "when", locale.DateTime(lang, o.Start)),
	})
}
