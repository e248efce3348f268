package appointment

import (
	"context"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// move gives the lead another hour of the same pro: the new one is taken before the old one
// is given back, so that there is no moment without an appointment.
func (w *work) move(ctx context.Context) error {
	l, e := w.lead, w.event
	if l.Status != lead.Booked || l.Appointment == nil {
		if w.by("") == lead.Admin {
			return notPossible(ErrNotBooked)
		}
		w.customer(notice.KindReply, w.text("booking.nothing"))
		w.outcome = Refused
		return nil
	}
	before := *l.Appointment
	if before.Start.Equal(e.Start) && before.End.Equal(e.End) {
		if w.by("") == lead.Admin {
			return notPossible(ErrSameHour)
		}
		w.closeQuestion()
		w.customer(notice.KindReply, w.text("booking.same_hour", "when", locale.Near(w.lang(), before.Start, w.now)))
		w.outcome = Refused
		return nil
	}
	entry, outcome, err := w.takeNew(ctx)
	switch {
	case err != nil:
		return err
	case outcome != booking.Granted && w.by("") == lead.Admin:
		return notPossible(why(outcome))
	case outcome != booking.Granted:
		return w.notMoved(ctx, before)
	}
	after := lead.Appointment{ID: entry, Start: e.Start.UTC(), End: e.End.UTC()}
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Confirm, Pro: l.ProID, Entry: entry, Start: after.Start})
	w.release()
	l.Appointment = &after
	if err := l.Move(lead.Booked, w.now, w.by(lead.Customer), "moved"); err != nil {
		return err
	}
	w.set.Update(l)
	w.closeQuestion()
	if err := w.alarms(ctx); err != nil {
		return err
	}
	w.customer(notice.KindPromise, w.text("booking.moved", "pro", w.name(),
		"before", locale.DateTime(w.lang(), before.Start), "after", locale.DateTime(w.lang(), after.Start)))
	w.tellPro(notice.KindAnswer, w.proText("booking.moved_pro", "name", locale.Isolate(l.Facts.Name), "address", w.address(),
		"before", locale.DateTime(w.proLang(), before.Start), "after", locale.DateTime(w.proLang(), after.Start)))
	w.outcome = "moved"
	return nil
}

// takeNew takes the new hour under an id that follows from what asked for it. An hour that
// nobody could have counts as outside the working time.
func (w *work) takeNew(ctx context.Context) (entry string, outcome booking.Outcome, err error) {
	e := w.event
	hour := calendar.Interval{Start: e.Start, End: e.End}
	if !e.Start.After(w.now) || e.Start.After(w.now.Add(calendar.Horizon)) || !calendar.OnStep(hour) {
		return "", booking.OutsideHours, nil
	}
	entry = w.lead.ID + "/" + string(e.Kind) + "/" + e.ID
	if w.offered() { // the hour that is held for this lead already is no obstacle to it
		entry = w.lead.Offer.Hold
	}
	r := booking.Request{ID: entry, Lead: w.lead.ID, Hour: hour, Deadline: w.now.Add(secured)}
	if e.AnyHour && w.by("") == lead.Admin {
		_, outcome, err = w.Calendars.Renew(ctx, w.pro.ID, r, w.now) // as for a promised hour, the template is not asked
	} else {
		_, outcome, err = w.Calendars.Take(ctx, w.pro, r, w.now)
	}
	if err == nil && outcome == booking.StaleTemplate { // the hours were changed between two reads
		if w.pro, err = w.Truth.Pro(ctx, w.pro.ID); err == nil {
			_, outcome, err = w.Calendars.Take(ctx, w.pro, r, w.now)
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		return "", booking.Full, nil
	}
	if err == nil && outcome == booking.Granted {
		w.held = entry
	}
	return entry, outcome, err
}

// notMoved leaves the appointment as it is and asks again.
func (w *work) notMoved(ctx context.Context, before lead.Appointment) error {
	was := locale.Near(w.lang(), before.Start, w.now)
	asked, err := w.askHours(ctx, conversation.AskNewHour, w.event.Start,
		w.text("booking.move_taken", "when", locale.Near(w.lang(), w.event.Start, w.now), "before", was), "booking.move_how")
	if err != nil {
		return err
	}
	if !asked {
		w.closeQuestion()
		w.customer(notice.KindReply, w.text("booking.move_none", "pro", w.name(), "before", was))
	}
	w.outcome = "asked_hour"
	return nil
}
