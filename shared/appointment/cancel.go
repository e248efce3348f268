package appointment

import (
	"context"
	"slices"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

// cancel calls a lead off. Its hour is free for the very next query, and the other side is told.
func (w *work) cancel(ctx context.Context) error {
	if w.byPro() {
		return w.cancelByPro(ctx)
	}
	l := w.lead
	if !lead.CanMove(l.Status, lead.Cancelled) {
		if w.by("") == lead.Admin {
			return w.refuse("")
		}
		w.customer(notice.KindReply, w.text("booking.nothing"))
		w.outcome = Refused
		return nil
	}
	w.release()
	booked, offer := l.Status == lead.Booked, l.Offer
	l.Offer = nil
	if err := l.Move(lead.Cancelled, w.now, w.by(lead.Customer), w.why("asked to cancel")); err != nil {
		return err
	}
	w.set.Update(l)
	w.closeQuestion()
	w.outcome = "cancelled"
	name := locale.Isolate(l.Facts.Name)
	switch {
	case booked:
		key := "booking.cancelled"
		if w.by(lead.Customer) == lead.Admin {
			key = "booking.cancelled_by_us"
		}
		w.customer(notice.KindAnswer, w.text(key, "pro", w.name(), "when", locale.DateTime(w.lang(), l.Appointment.Start)))
		w.tellPro(notice.KindAnswer, w.proText("booking.cancelled_pro", "name", name, "address", w.address(),
			"when", locale.DateTime(w.proLang(), l.Appointment.Start)))
	default:
		w.customer(notice.KindAnswer, w.text("booking.cancelled_lead"))
		if offer != nil && !offer.SentAt.IsZero() { // an offer that never left needs no taking back
			w.tellPro(notice.KindAnswer, w.proText("booking.withdrawn", "name", name,
				"when", locale.DateTime(w.proLang(), offer.Start)))
		}
	}
	return nil
}

// cancelByPro ends the appointment and starts the same request anew, without that pro.
func (w *work) cancelByPro(context.Context) error {
	l := w.lead
	if l.Status != lead.Booked || l.ProID != w.pro.ID {
		return w.refuse("booking.pro_nothing")
	}
	err := w.startAnew(lead.ByPro, "the pro called it off", w.text("booking.cancelled_by_pro", "pro", w.name(),
		"when", locale.DateTime(w.lang(), l.Appointment.Start)))
	w.tellPro(notice.KindReply, w.proText("booking.pro_cancelled", "address", w.address(),
		"when", locale.DateTime(w.proLang(), l.Appointment.Start)))
	return err
}

// startAnew cancels the appointment and has the same request offered to another pro.
func (w *work) startAnew(by lead.By, why, told string) error {
	l := w.lead
	w.release()
	if err := l.Move(lead.Cancelled, w.now, by, why); err != nil {
		return err
	}
	w.set.Update(l)
	again, err := w.again()
	if err != nil {
		return err
	}
	w.set.Update(again)
	w.set.Alarms = append(w.set.Alarms, offering.Waiting(again.ID, w.now)...)
	w.closeQuestion()
	if w.chat.LeadID == l.ID || w.chat.LeadID == "" {
		w.chat.LeadID = again.ID
		w.set.Touch(w.chat)
	}
	w.customer(notice.KindAnswer, told)
	w.outcome = "cancelled"
	return w.set.Emit(event.Lead{
		ID: w.event.ID + "/offer", Kind: event.LeadOffer, Lead: again.ID, Chat: l.ChatID, Cause: w.event.Cause, At: w.event.At,
	}.Published())
}

// again is a new lead with the same facts, wanted at the hour that was promised.
func (w *work) again() (*lead.Lead, error) {
	l := w.lead
	n := &lead.Lead{
		ID: event.ID("lead", w.event.ID), ChatID: l.ChatID, Language: l.Language, Trade: l.Trade, IssueType: l.IssueType,
		FullAddress: l.FullAddress, AppointmentTime: l.AppointmentTime, Facts: l.Facts, Place: l.Place, Price: l.Price,
		Wanted:   &lead.Wanted{Start: l.Appointment.Start, Grain: "minute"},
		Excluded: append(slices.Clone(l.Excluded), l.ProID), CreatedAt: w.now.UTC(),
	}
	return n, n.Move(lead.Contacted, w.now, lead.System, "in place of "+l.ID)
}

// finish ends the work: the customer is asked how it was, the pro what was charged.
func (w *work) finish(ctx context.Context) error {
	l, byCustomer := w.lead, w.by("") == lead.Customer
	switch {
	case l.Status != lead.Booked && byCustomer: // it ended meanwhile, and both sides were told then
		w.outcome = Refused
		return nil
	case l.Status == lead.Completed && w.mine():
		return w.refuse("booking.finished_already")
	case l.Status != lead.Booked || !w.mine():
		return w.refuse("booking.pro_nothing")
	}
	w.release()
	if err := l.Move(lead.Completed, w.now, w.by(lead.ByPro), "work done"); err != nil {
		return err
	}
	w.set.Update(l)
	w.outcome = "finished"
	if q := w.chat.Question; q == nil || q.LeadID == l.ID { // a talk about something new is not cut off
		w.chat.Ask(conversation.AskRating, l.ID, w.now)
		w.set.Touch(w.chat)
		w.customer(notice.KindRating, w.text("booking.rate", "pro", w.name()))
	}
	switch {
	case byCustomer:
		return w.sayFinished(ctx, "booking.finished_by_customer")
	case w.by("") == lead.Admin:
		return w.sayFinished(ctx, "booking.finished_by_us")
	}
	if !w.byPro() || w.event.Chat == "" {
		return nil
	}
	own, err := w.Truth.Conversation(ctx, w.event.Chat)
	if err != nil {
		return err
	}
	if own.ID == w.chat.ID { // a pro whose own need this was
		return nil
	}
	own.Ask(conversation.AskCharged, l.ID, w.now)
	w.set.Touch(own)
	w.tellPro(notice.KindReply, w.proText("booking.finished"))
	return nil
}

// mine reports whether a lead is that of the pro who asks; anybody else asks as system or admin.
func (w *work) mine() bool { return !w.byPro() || w.lead.ProID == w.pro.ID }
