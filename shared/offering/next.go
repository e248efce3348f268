package offering

import (
	"context"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// Why an offer has ended without a yes.
const (
	Rejected = "rejected" // the pro said no
	TimedOut = "timeout"  // the pro said nothing
	Unsent   = "unsent"   // the offer never reached the pro
	Another  = "customer" // the customer did not want to wait
	Gone     = "gone"     // the pro is no longer with us
	Directed = "admin"    // one of us wants another pro
)

// rerouted is how many times a lead goes to a next pro before a human looks at it.
const rerouted = 3

// next ends the open offer and goes on to the next pro who is free at the same hour. The
// one who had it is never asked again for this lead.
func (w *work) next(ctx context.Context) error {
	l := w.lead
	if l.Status != lead.New || l.Offer == nil || w.event.At.Before(offered(l)) ||
		w.event.Offer != 0 && w.event.Offer != l.Offer.N {
		return w.stale() // answered meanwhile, or about an offer before this one
	}
	ended := *l.Offer
	if err := w.ended(ctx, ended); err != nil {
		return err
	}
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: ended.ProID, Entry: ended.Hold})
	l.Excluded = append(l.Excluded, ended.ProID)
	l.Offer = nil
	w.closeQuestion()
	if w.by != lead.Admin { // a human who looks already may go on as often as it takes
		l.Reroutes++
	}
	if l.Reroutes > rerouted {
		return w.review("three re-routes")
	}
	wanted := wish{urgent: l.Facts.Urgent}
	if !wanted.urgent {
		wanted.hour = ended.Start
	}
	return w.others(ctx, wanted)
}

// offered is when the open offer was made: its move is the newest to that status.
func offered(l *lead.Lead) time.Time {
	for i := len(l.History) - 1; i >= 0; i-- {
		if l.History[i].Status == lead.New {
			return l.History[i].At
		}
	}
	return time.Time{}
}

// ended notes who ended the offer, and what the customer is told about it.
func (w *work) ended(ctx context.Context, o lead.Offer) error {
	name := locale.Trade(w.lang, "")
	p, err := w.Truth.Pro(ctx, o.ProID)
	switch {
	case err == nil:
		name = p.BusinessName
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	key := "offer.why.timeout"
	switch w.reason = w.event.Reason; w.reason {
	case Rejected:
		w.by, key = lead.ByPro, "offer.why.rejected"
	case Another:
		w.by, key = lead.Customer, "offer.why.customer"
	case Gone:
		w.reply, key = false, "offer.why.gone"
	case Directed:
		key = "offer.why.admin"
		if err == nil {
			w.withdraw(p)
		}
	default:
		w.reason, w.reply = TimedOut, false
		if o.SentAt.IsZero() { // whoever was never asked has not failed to answer
			w.reason, key = Unsent, "offer.why.unsent"
		}
	}
	w.why = w.text(key, "before", locale.Isolate(name))
	return nil
}

// sent starts the clocks of an offer that has left: the hold lasts to its deadline, and the
// alarms stand. It goes by the lead as it is, so that it can be done again, and after a
// customer chose to wait.
func (w *work) sent(ctx context.Context) error {
	o := w.lead.Offer
	if w.lead.Status != lead.New || o == nil || o.Deadline.IsZero() {
		return w.stale()
	}
	if o.Deadline.After(w.now) && o.Start.After(w.now) {
		r := booking.Request{
			ID: o.Hold, Lead: w.lead.ID, Hour: calendar.Interval{Start: o.Start, End: o.End}, Deadline: o.Deadline,
		}
		if w.lead.Facts.Urgent { // its hour may begin before the answer comes
			r.Deadline = o.End
		}
		// Whether the hour could be had is asked again at the approval, which is when it counts.
		if _, _, err := w.Calendars.Renew(ctx, o.ProID, r, w.now); err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		w.held = &held{o.ProID, o.Hold}
	}
	for kind, due := range map[alarm.Kind]time.Time{
		alarm.OfferNudge: o.NudgeAt, alarm.OfferAsk: o.AskAt, alarm.OfferDeadline: o.Deadline,
	} {
		if !due.IsZero() {
			w.set.Alarms = append(w.set.Alarms, alarm.New(kind, w.lead.ID, o.N, due))
		}
	}
	w.outcome = "clocks_set"
	return nil
}
