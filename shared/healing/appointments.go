package healing

import (
	"context"
	"fmt"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/reminding"
)

// checks are when, after an appointment's end, its pro is asked to finish, and the customer the
// first two times whether it is done; after the last of them nobody is asked any more: the lead
// is completed.
var checks = [alarm.LastCheck]time.Duration{0, between, 2 * between, lead.Unsaid}

// between is how long nobody is asked again.
const between = 6 * time.Hour

// late is how late a check may come and still count as on time.
const late = 10 * time.Minute

// customerChecks is how often the customer is asked.
const customerChecks = 2

// lastReminder is how long before an appointment the last reminder comes.
const lastReminder = 2 * time.Hour

// remind tells both sides of an appointment. Its alarm stands N hours before, or at the
// last allowed minute before that; reminders that fall on one minute are one.
func (w *work) remind(ctx context.Context) (string, error) {
	a := w.lead.Appointment
	if w.lead.Status != lead.Booked || a == nil || !w.now.Before(a.Start) {
		return Obsolete, nil
	}
	if last := w.quiet.Last(a.Start.Add(-lastReminder)); time.Duration(w.alarm.N)*time.Hour > lastReminder && !w.now.Before(last) {
		return Obsolete, nil // missed for so long, or at the same minute: the later one says it
	}
	// Quiet hours may have been switched on or off since the alarm was set: either minute will do.
	exact := a.Start.Add(-time.Duration(w.alarm.N) * time.Hour)
	if due := w.alarm.DueAt; !due.Equal(exact.Truncate(time.Second)) && !due.Equal(notice.Quiet{}.Last(exact).Truncate(time.Second)) {
		return Obsolete, nil
	}
	p, err := w.pro(ctx, w.lead.ProID)
	if err != nil || p == nil {
		return Obsolete, err
	}
	w.set.Claim = fmt.Sprintf("%s/reminder/%d/%d", w.lead.ID, a.Start.Unix(), w.alarm.DueAt.Unix())
	n := notice.Notice{Kind: notice.KindReminder, LeadID: w.lead.ID, ProID: p.ID, ExpiresAt: a.Start.UTC()}
	if w.reachable() {
		n.Chat = w.lead.ChatID
		n.Text = w.text("reminder.customer", "pro", locale.Isolate(p.BusinessName),
			"when", locale.DateTime(w.lang, a.Start), "address", offering.Address(w.lang, w.lead))
		w.set.Say(n)
	}
	lang := locale.Of(p.Language)
	n.Chat = p.Chat()
	n.Text = reminding.Job(lang, w.lead, locale.Text(lang, "reminder.pro", "when", locale.DateTime(lang, a.Start), "who", reminding.Who(w.lead)))
	w.set.Say(n)
	return "reminded", nil
}

// check asks the pro whether the job is done, up to three times; when nobody has said so in
// two days, the lead is completed.
func (w *work) check(ctx context.Context) (string, error) {
	a, n := w.lead.Appointment, w.alarm.N
	if w.lead.Status != lead.Booked || a == nil || n < 1 || n > len(checks) || !w.alarm.Ends.Equal(a.End.Truncate(time.Second)) {
		return Obsolete, nil
	}
	last := len(checks)
	for n < last && !w.now.Before(a.End.Add(checks[n])) {
		n++ // what was missed is not made up for
	}
	if n == last {
		w.set.Claim = fmt.Sprintf("%s/check/%d/%d", w.lead.ID, a.End.Unix(), n)
		// Whoever should have completed it has had the event, and an hour's time.
		if w.now.Sub(a.End.Add(lead.Unsaid)) > unanswered {
			if asked, err := w.Truth.Handled(ctx, w.set.Claim); err != nil {
				return "", err
			} else if asked {
				return w.complete()
			}
		}
		return "completed", w.set.Emit(event.Booking{
			ID: w.set.Claim + "/finish", Kind: event.BookingFinish, Lead: w.lead.ID, Pro: w.lead.ProID,
			Cause: w.alarm.ID, At: w.now, By: string(lead.System), Reason: "nobody answered",
		}.Published())
	}
	if w.quiet.At(w.now) {
		return w.again(w.quiet.Next(w.now))
	}
	p, err := w.pro(ctx, w.lead.ProID)
	if err != nil {
		return "", err
	}
	w.set.Claim = fmt.Sprintf("%s/check/%d/%d", w.lead.ID, a.End.Unix(), n)
	outcome, asked := "asked", w.now
	byHand := w.now.Sub(w.lead.CheckedAt) < between-late // an admin has asked: that was this check
	if byHand {
		outcome, asked = "asked_by_hand", w.lead.CheckedAt
	}
	if p != nil && !byHand {
		reminding.AskPro(w.set, w.lead, *p)
	}
	if p != nil && n <= customerChecks && (!byHand || !w.asksWhetherDone()) {
		reminding.AskCustomer(w.set, w.lead, w.chat, *p, w.now)
	}
	next := a.End.Add(checks[n])
	if n+1 < last && next.Sub(asked) < between-late { // this one came at the end of quiet hours, of an outage, or by hand
		next = asked.Add(between)
	}
	w.set.Alarms = append(w.set.Alarms, alarm.OfWork(w.lead.ID, n+1, a.End, next))
	return outcome, nil
}

// asksWhetherDone reports whether the customer is being asked about this work already.
func (w *work) asksWhetherDone() bool {
	q := w.chat.Question
	return q != nil && q.Kind == conversation.AskDone && q.LeadID == w.lead.ID
}

// complete ends a lead whose event of it was given up. That event lies among the dead letters,
// for an admin to see; nobody is asked for a rating.
func (w *work) complete() (string, error) {
	w.set.Claim += "/completed"
	w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: w.lead.ProID, Entry: w.lead.Appointment.ID})
	if err := w.lead.Move(lead.Completed, w.now, lead.System, "nobody answered, and the event that says so was given up"); err != nil {
		return "", err
	}
	w.set.Update(w.lead)
	w.closeQuestion()
	return "completed", nil
}
