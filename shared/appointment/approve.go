package appointment

import (
	"context"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

// approve makes the held hour the appointment.
func (w *work) approve(ctx context.Context) error {
	l := w.lead
	switch {
	case l.Status == lead.Booked && l.ProID == w.pro.ID:
		return w.refuse("booking.already", "when", locale.DateTime(w.proLang(), l.Appointment.Start), "address", w.address())
	case !w.offered():
		return w.refuse("booking.not_open")
	case w.byPro() && !l.Offer.Answered(w.event.At):
		return w.refuse("booking.hour_moved", "when", locale.DateTime(w.proLang(), l.Offer.Start))
	}
	offer := *l.Offer
	got, err := w.secure(ctx, offer)
	if err != nil {
		return err
	}
	if !got {
		return w.gone(ctx, offer)
	}
	l.Appointment = &lead.Appointment{ID: offer.Hold, Start: offer.Start, End: offer.End}
	l.Offer = nil
	if err := l.Move(lead.Booked, w.now, w.by(lead.ByPro), "approved"); err != nil {
		return err
	}
	w.set.Update(l)
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Confirm, Pro: w.pro.ID, Entry: offer.Hold, Start: offer.Start})
	if q := w.chat.Question; q == nil || q.Kind != conversation.AskNewHour { // the hours that are being offered are there still
		w.closeQuestion()
	}
	if err := w.alarms(ctx); err != nil {
		return err
	}
	w.customer(notice.KindPromise, w.card())
	w.tellPro(notice.KindReply, w.proText("booking.confirmed", "details",
		offering.Details(w.proLang(), l, l.Price, offer.Start, offer.End)))
	w.outcome = "approved"
	return nil
}

// offered reports whether the lead is put to this pro now.
func (w *work) offered() bool {
	l := w.lead
	return l.Status == lead.New && l.Offer != nil && l.Offer.ProID == w.pro.ID
}

// secure renews the hold, or takes its hour again when it has expired and nobody came in between.
func (w *work) secure(ctx context.Context, o lead.Offer) (bool, error) {
	if !w.now.Before(o.Start) {
		return w.running(ctx, o)
	}
	deadline := w.now.Add(secured)
	if o.Deadline.After(deadline) {
		deadline = o.Deadline
	}
	_, outcome, err := w.Calendars.Renew(ctx, w.pro.ID, booking.Request{
		ID: o.Hold, Lead: w.lead.ID, Hour: calendar.Interval{Start: o.Start, End: o.End}, Deadline: deadline,
	}, w.now)
	if fault.KindOf(err) == fault.NotFound { // the calendar went with its pro
		return false, nil
	}
	if err != nil || outcome != booking.Granted {
		return false, err
	}
	w.held = o.Hold
	return true, nil
}

// running is secure for an hour that has begun: only an emergency's, which begins within
// minutes of the offer, can still be promised, and only while its hold lives.
func (w *work) running(ctx context.Context, o lead.Offer) (bool, error) {
	if !w.lead.Facts.Urgent {
		return false, nil
	}
	c, err := w.Truth.Calendar(ctx, w.pro.ID)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	entry, found := c.Find(o.Hold)
	return found && entry.Live(w.now), nil
}

// gone leaves nothing booked: the hour was lost before the yes, and the customer chooses another.
func (w *work) gone(ctx context.Context, o lead.Offer) error {
	l := w.lead
	w.release()
	l.Offer = nil
	by, why := w.by(lead.ByPro), "hour gone at approval"
	asked, err := w.askHours(ctx, conversation.AskHour, o.Start,
		w.text("offer.hours.gone", "when", locale.Near(w.lang(), o.Start, w.now), "pro", w.name()), "offer.hours.how")
	if err != nil {
		return err
	}
	if asked {
		if by == lead.Admin { // the table lets an admin approve; that the hour is gone is nobody's act
			by = lead.System
		}
		err = l.Move(lead.Contacted, w.now, by, why)
		w.set.Alarms = append(w.set.Alarms, offering.Waiting(l.ID, w.now)...)
	} else {
		err = l.Move(lead.PendingReview, w.now, by, why)
		w.closeQuestion()
		w.customer(notice.KindAnswer, w.text("offer.review"))
	}
	if err != nil {
		return err
	}
	w.set.Update(l)
	w.tellPro(notice.KindReply, w.proText("booking.gone", "when", locale.DateTime(w.proLang(), o.Start)))
	w.outcome = "hour_gone"
	return nil
}

// reject sends the lead on to the next pro, which routing does.
func (w *work) reject() error {
	if !w.offered() {
		return w.refuse("booking.not_open")
	}
	w.outcome = "rejected"
	return w.set.Emit(event.Lead{
		ID: w.event.ID + "/next", Kind: event.LeadNext, Lead: w.lead.ID, Chat: w.lead.ChatID,
		Cause: w.event.Cause, At: w.event.At, Reason: offering.Rejected,
	}.Published())
}
