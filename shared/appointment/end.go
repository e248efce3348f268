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

// check asks both sides whether the work is done, once it has begun, in place of the job that would
// ask soon after. The outcome says whether the customer could be asked.
func (w *work) check(ctx context.Context) error {
	l := w.lead
	if l.Status != lead.Booked || l.Appointment == nil || w.pro.ID == "" || w.now.Before(l.Appointment.Start) {
		return w.refuse("booking.pro_nothing")
	}
	settings, err := w.Truth.SendingSettings(ctx)
	if err != nil {
		return err
	}
	l.CheckedAt, l.UpdatedAt = settings.Quiet().Next(w.now).UTC(), w.now.UTC()
	w.set.Update(l)
	w.outcome = AskedPro
	if reminding.AskCustomer(w.set, l, w.chat, w.pro, w.now) {
		w.outcome = AskedBoth
	}
	if w.pro.PhoneNumber != "" {
		reminding.AskPro(w.set, l, w.pro)
	}
	return nil
}

// sayFinished tells a pro whose job somebody else has said to be done, and asks what was charged. In
// quiet hours the question waits with the notice: a number before that answers something else. Where
// the pro is being asked something else it is answered by quoting the notice.
func (w *work) sayFinished(ctx context.Context, key string) error {
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
	how := "booking.charged_by_quoting"
	if q := own.Question; !own.AsCustomer && (q == nil || q.LeadID == w.lead.ID || q.Lapsed(w.now)) {
		how = "booking.charged"
		own.Ask(conversation.AskCharged, w.lead.ID, settings.Quiet().Next(w.now))
		w.set.Touch(own)
	}
	w.tellPro(notice.KindCheck, w.proText(key, "name", reminding.Who(w.lead), "address", w.address(),
		"when", locale.DateTime(w.proLang(), w.lead.Appointment.Start))+" "+w.proText(how))
	return nil
}
