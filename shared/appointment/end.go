package appointment

import (
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// replace cancels the appointment because another pro shall come.
func (w *work) replace() error {
	l := w.lead
	if l.Status != lead.Booked || l.Appointment == nil {
		return w.refuse("booking.pro_nothing")
	}
	err := w.startAnew(w.by(lead.System), w.why("another pro shall come"), w.text("booking.replaced", "pro", w.name(),
		"when", locale.DateTime(w.lang(), l.Appointment.Start)))
	w.tellPro(notice.KindAnswer, w.proText("booking.cancelled_pro", "name", locale.Isolate(l.Facts.Name), "address", w.address(),
		"when", locale.DateTime(w.proLang(), l.Appointment.Start)))
	return err
}

// end ends a lead that no pro has. Whom we may not write to of our own accord is not told.
func (w *work) end(to lead.Status, key string) error {
	l := w.lead
	if err := l.Move(to, w.now, w.by(lead.System), w.why(string(w.event.Kind))); err != nil {
		return err
	}
	l.Offer = nil
	w.set.Update(l)
	w.closeQuestion()
	if !w.chat.Blocked && w.chat.StoppedAt.IsZero() {
		issue := l.IssueType
		if issue == "" {
			issue = locale.Trade(w.lang(), l.Trade)
		}
		w.customer(notice.KindReply, w.text(key, "issue", issue))
	}
	w.outcome = string(to)
	return nil
}

// check asks the pro whether the work is done, once it has begun.
func (w *work) check() error {
	l := w.lead
	if l.Status != lead.Booked || l.Appointment == nil || w.pro.ID == "" || w.now.Before(l.Appointment.Start) {
		return w.refuse("booking.pro_nothing")
	}
	issue := l.IssueType
	if issue == "" {
		issue = locale.Trade(w.proLang(), l.Trade)
	}
	w.tellPro(notice.KindCheck, w.proText("check.pro", "name", locale.Isolate(l.Facts.Name), "issue", issue,
		"when", locale.DateTime(w.proLang(), l.Appointment.Start)))
	w.outcome = "asked"
	return nil
}
