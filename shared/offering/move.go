package offering

import (
	"context"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// moveOffer puts the open offer at another hour of the same pro, which the customer chose. The
// new hour is taken before the old one is given back, and the pro is asked anew: nobody comes at
// an hour that was not agreed to.
func (w *work) moveOffer(ctx context.Context) error {
	l, c := w.lead, w.event.Choice
	if l.Status == lead.Booked && l.ProID == c.ProID { // the pro's yes was faster
		w.outcome = "approved_meanwhile"
		return w.set.Emit(event.Booking{
			ID: w.event.ID + "/move", Kind: event.BookingMove, Lead: l.ID, Pro: c.ProID, Chat: w.event.Chat, Cause: w.event.Cause,
			At: w.event.At, By: string(lead.Customer), Start: c.Start, End: c.End,
		}.Published())
	}
	if l.Status != lead.New || l.Offer == nil || l.Offer.ProID != c.ProID || w.event.Offer != l.Offer.N {
		return w.stale() // it has gone on to somebody else, who is being asked
	}
	p, err := w.Truth.Pro(ctx, c.ProID)
	if fault.KindOf(err) == fault.NotFound {
		return w.stale()
	}
	if err != nil {
		return err
	}
	w.by, w.reason = lead.Customer, "another hour wanted"
	ended := *l.Offer
	hour, has, err := w.seize(ctx, p, wishOf(l, c), w.deadline)
	if err != nil {
		return err
	}
	if has != done {
		return w.notMoved(ctx, ended)
	}
	if !ended.SentAt.IsZero() {
		w.before = ended.Start
	}
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: ended.ProID, Entry: ended.Hold})
	if err := w.place(ctx, p, hour); err != nil {
		return err
	}
	l.Offer.Moved = true
	return nil
}

// notMoved leaves the offer as it is and asks again.
func (w *work) notMoved(ctx context.Context, standing lead.Offer) error {
	options, err := w.FreshHours(ctx, w.lead, w.event.Choice.Start, w.now)
	if err != nil {
		return err
	}
	w.outcome = "asked_hour"
	when, before := w.near(w.event.Choice.Start), w.near(standing.Start)
	if len(options) == 0 {
		w.closeQuestion()
		w.say(w.text("offer.move_none", "when", when, "before", before))
		return nil
	}
	w.chat.Ask(conversation.AskNewHour, w.lead.ID, w.now, options...)
	w.set.Touch(w.chat)
	w.say(w.text("offer.move_taken", "when", when, "before", before) + "\n\n" +
		List(w.lang, options, w.now) + "\n\n" + w.text("booking.move_how"))
	return nil
}

// movedTitle says that this offer stands in the place of one that the pro has seen.
func (w *work) movedTitle(lang locale.Language) string {
	if w.before.IsZero() {
		return ""
	}
	return locale.Text(lang, "offer.pro.moved", "before", locale.DateTime(lang, w.before))
}
