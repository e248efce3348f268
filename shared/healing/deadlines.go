package healing

import (
	"context"
	"strconv"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
)

// Deadlines of a lead that waits for its customer's word, and of one that waits for an admin.
const (
	Silence   = 30 * time.Minute
	Abandoned = 24 * time.Hour
	Review    = 72 * time.Hour
)

// open is the lead's offer if this alarm is still one of its clocks.
func (w *work) open(clock func(lead.Offer) time.Time) *lead.Offer {
	o := w.lead.Offer
	if w.lead.Status != lead.New || o == nil || o.N != w.alarm.N {
		return nil
	}
	if due := clock(*o); !due.IsZero() && !due.Truncate(time.Second).Equal(w.alarm.DueAt) {
		return nil
	}
	return o
}

// nudge reminds the pro of an offer, once.
func (w *work) nudge(ctx context.Context) (string, error) {
	o := w.open(func(o lead.Offer) time.Time { return o.NudgeAt })
	if o == nil || o.SentAt.IsZero() || !w.now.Before(o.Deadline) {
		return Obsolete, nil
	}
	p, err := w.pro(ctx, o.ProID)
	if err != nil || p == nil {
		return Obsolete, err
	}
	lang := locale.Of(p.Language)
	w.set.Say(notice.Notice{
		Chat: p.Chat(), Kind: notice.KindNudge, Urgent: w.lead.Facts.Urgent,
		LeadID: w.lead.ID, ProID: p.ID, Offer: o.N, ExpiresAt: o.Deadline,
		Text: locale.Text(lang, "deadline.nudge", "issue", issue(lang, w.lead), "when", locale.Near(lang, o.Start, w.now)),
	})
	return "nudged", nil
}

// ask asks the customer whether to go on to another pro or to wait. Who has waited once
// can only go on. In quiet hours, which only an emergency's clocks run through, nobody is asked.
func (w *work) ask(ctx context.Context) (string, error) {
	o := w.open(func(o lead.Offer) time.Time { return o.AskAt })
	if o == nil || o.SentAt.IsZero() || !w.now.Before(o.Deadline) ||
		!w.reachable() || w.chat.Silent(w.now) || w.quiet.At(w.now) {
		return Obsolete, nil
	}
	p, err := w.pro(ctx, o.ProID)
	if err != nil || p == nil {
		return Obsolete, err
	}
	key := "deadline.ask"
	if o.Waited {
		key = "deadline.ask_again"
	}
	w.chat.Ask(conversation.AskWait, w.lead.ID, w.now)
	w.set.Touch(w.chat)
	w.set.Say(notice.Notice{
		Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID, ProID: p.ID, Offer: o.N, ExpiresAt: o.Deadline,
		Text: w.text(key, "pro", locale.Isolate(p.BusinessName)),
	})
	return "asked", nil
}

// deadline sends the lead to the next pro. An offer that was never sent has no clocks: its
// alarm stands at the end of its notice.
func (w *work) deadline() (string, error) {
	if w.open(func(o lead.Offer) time.Time { return o.Deadline }) == nil {
		return Obsolete, nil
	}
	return "next", w.set.Emit(event.Lead{
		ID: w.alarm.ID + "/next", Kind: event.LeadNext, Lead: w.lead.ID, Offer: w.alarm.N, Chat: w.lead.ChatID,
		Cause: w.alarm.ID, At: w.now, Reason: "timeout",
	}.Published())
}

// silence reminds a customer who stopped answering, once for each time that facts are
// collected. Who has written meanwhile is given half an hour again; at night, till the morning.
func (w *work) silence(ctx context.Context) (string, error) {
	since := Since(w.lead)
	if w.lead.Status != lead.Contacted || !w.reachable() || w.chat.Silent(w.now) || !w.now.Before(since.Add(Abandoned)) {
		return Obsolete, nil
	}
	if due := w.chat.UpdatedAt.Add(Silence); w.now.Before(due.Truncate(time.Second)) {
		return w.again(due)
	}
	if w.quiet.At(w.now) {
		return w.again(w.quiet.Next(w.now))
	}
	name := ""
	if p, err := w.pro(ctx, w.lead.ProID); err != nil {
		return "", err
	} else if p != nil {
		name = p.BusinessName
	}
	text := w.text("deadline.silence")
	if open := offering.Asked(w.lang, w.chat.Question, w.lead, name, w.now); open != "" {
		text = w.text("deadline.silence_asked") + "\n\n" + open
	}
	w.set.Claim = w.lead.ID + "/silence/" + strconv.FormatInt(since.Unix(), 10)
	w.set.Say(notice.Notice{
		Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID, ExpiresAt: since.Add(Abandoned),
		Text: text,
	})
	return "nudged", nil
}

// end closes a lead that nobody has finished in time. A customer who is just writing is
// not cut off.
func (w *work) end() (string, error) {
	limit, key, why := Abandoned, "deadline.closed", "no booking within a day"
	switch w.lead.Status {
	case lead.Contacted:
	case lead.PendingReview:
		limit, key, why = Review, "deadline.closed_review", "no decision within three days"
	default:
		return Obsolete, nil
	}
	due := Since(w.lead).Add(limit)
	if due.Truncate(time.Second).After(w.now) {
		return Obsolete, nil // it has been here before: this time's alarm is another one
	}
	if spoken := w.chat.UpdatedAt.Add(Silence); w.lead.Status == lead.Contacted && spoken.After(w.now) {
		return w.again(spoken)
	}
	if o := w.lead.Offer; o != nil {
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: o.ProID, Entry: o.Hold})
		w.lead.Offer = nil
	}
	if err := w.lead.Move(lead.Closed, w.now, lead.System, why); err != nil {
		return "", err
	}
	w.set.Update(w.lead)
	if q := w.chat.Question; q != nil && q.LeadID == w.lead.ID {
		w.chat.Question = nil
		w.set.Touch(w.chat)
	}
	if w.reachable() {
		w.set.Say(notice.Notice{
			Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID,
			Text: w.text(key, "issue", issue(w.lang, w.lead)),
		})
	}
	return "closed", nil
}

// Since is when the lead came to its status.
func Since(l *lead.Lead) time.Time {
	for i := len(l.History) - 1; i >= 0; i-- {
		if l.History[i].Status == l.Status && (i == 0 || l.History[i-1].Status != l.Status) {
			return l.History[i].At
		}
	}
	if !l.CreatedAt.IsZero() {
		return l.CreatedAt
	}
	return l.UpdatedAt
}
