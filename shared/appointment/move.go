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
		w.customer(notice.KindReply, w.text("booking.nothing"))
		w.outcome = Refused
		return nil
	}
	before := *l.Appointment
	if before.Start.Equal(e.Start) && before.End.Equal(e.End) {
		w.closeQuestion()
		w.customer(notice.KindReply, w.text("booking.same_hour", "when", locale.Near(w.lang(), before.Start, w.now)))
		w.outcome = Refused
		return nil
	}
	entry, got, err := w.takeNew(ctx)
	if err != nil {
		return err
	}
	if !got {
		return w.notMoved(ctx, before)
	}
	after := lead.Appointment{ID: entry, Start: e.Start.UTC(), End: e.End.UTC()}
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Confirm, Pro: l.ProID, Entry: entry})
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

// takeNew takes the new hour under an id that follows from what asked for it.
func (w *work) takeNew(ctx context.Context) (entry string, got bool, err error) {
	e := w.event
	hour := calendar.Interval{Start: e.Start, End: e.End}
	if !e.Start.After(w.now) || e.Start.After(w.now.Add(calendar.Horizon)) || !calendar.OnStep(hour) {
		return "", false, nil
	}
	entry = w.lead.ID + "/move/" + e.ID
	r := booking.Request{ID: entry, Lead: w.lead.ID, Hour: hour, Deadline: w.now.Add(secured)}
	_, outcome, err := w.Calendars.Take(ctx, w.pro, r, w.now)
	if err == nil && outcome == booking.StaleTemplate { // the hours were changed between two reads
		if w.pro, err = w.Truth.Pro(ctx, w.pro.ID); err == nil {
			_, outcome, err = w.Calendars.Take(ctx, w.pro, r, w.now)
		}
	}
	if fault.KindOf(err) == fault.NotFound {
		return "", false, nil
	}
	if err != nil || outcome != booking.Granted {
		return "", false, err
	}
	w.held = entry
	return entry, true, nil
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
