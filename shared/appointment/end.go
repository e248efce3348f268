package appointment

import (
	"context"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/reminding"
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

// check asks both sides whether the work is done, once it has begun, as the job does later. The
// outcome says whether the customer could be asked.
func (w *work) check() error {
	l := w.lead
	if l.Status != lead.Booked || l.Appointment == nil || w.pro.ID == "" || w.now.Before(l.Appointment.Start) {
		return w.refuse("booking.pro_nothing")
	}
	w.outcome = AskedPro
	if reminding.AskCustomer(w.set, l, w.chat, w.pro, w.now) {
		w.outcome = AskedBoth
	}
	if w.pro.PhoneNumber != "" {
		reminding.AskPro(w.set, l, w.pro)
	}
	return nil
}

// sayFinished tells a pro whose job one of us has marked as done, and asks what was charged: that
// question waits for the pro's own chat to be free, and is not opened in the night, when it would
// not be read before a number is.
func (w *work) sayFinished(ctx context.Context) error {
	if w.pro.PhoneNumber == "" || w.pro.Chat() == w.lead.ChatID {
		return nil
	}
	own, err := w.Truth.Conversation(ctx, w.pro.Chat())
	if err != nil {
		return err
	}
	settings, err := w.Truth.SendingSettings(ctx)
	if err != nil {
		return err
	}
	key := "booking.finished_by_us"
	if own.Question == nil && !settings.Quiet().At(w.now) {
		key = "booking.finished_by_us_charged"
		own.Ask(conversation.AskCharged, w.lead.ID, w.now)
		w.set.Touch(own)
	}
	w.tellPro(notice.KindCheck, w.proText(key, "name", locale.Isolate(w.lead.Facts.Name), "address", w.address(),
		"when", locale.DateTime(w.proLang(), w.lead.Appointment.Start)))
	return nil
}
