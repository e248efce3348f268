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
	if o == nil || o.NudgeAt.IsZero() || !w.now.Before(o.Deadline) {
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
	if o == nil || o.AskAt.IsZero() || !w.now.Before(o.Deadline) ||
		!w.reachable() || w.chat.Silent(w.now) || w.quiet.At(w.now) || w.chat.Question.Confirms() {
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
// alarm stands where its hour begins.
func (w *work) deadline(ctx context.Context) (string, error) {
	if due, _ := w.lead.Deadline(); w.lead.Status != lead.New || !due.Truncate(time.Second).Equal(w.alarm.DueAt) {
		return Obsolete, nil
	}
	if w.lead.Offer == nil {
		return w.review("nobody is asked")
	}
	if w.open(func(o lead.Offer) time.Time { return o.Deadline }) == nil {
		return Obsolete, nil
	}
	// Whoever should have gone on has had the event, and an hour's time: a human sees to it.
	if w.now.Sub(w.alarm.DueAt) > unanswered {
		if asked, err := w.Truth.Handled(ctx, w.alarm.ID); err != nil {
			return "", err
		} else if asked {
			w.set.Claim += "/review"
			return w.review("the next pro was never found")
		}
	}
	return "next", w.set.Emit(event.Lead{
		ID: w.alarm.ID + "/next", Kind: event.LeadNext, Lead: w.lead.ID, Offer: w.alarm.N, Chat: w.lead.ChatID,
		Cause: w.alarm.ID, At: w.now, Reason: "timeout",
	}.Published())
}

// unanswered is how long the next pro is looked for before a human is called.
const unanswered = time.Hour

// review hands the lead to an admin, and says so.
func (w *work) review(why string) (string, error) {
	if o := w.lead.Offer; o != nil {
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: o.ProID, Entry: o.Hold})
	}
	if err := w.lead.Move(lead.PendingReview, w.now, lead.System, why); err != nil {
		return "", err
	}
	w.lead.Offer, w.lead.ProID = nil, ""
	w.set.Update(w.lead)
	w.closeQuestion()
	if w.reachable() {
		w.set.Say(notice.Notice{Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID, Urgent: w.lead.Facts.Urgent, Text: w.text("offer.review")})
	}
	return "review", nil
}

// closeQuestion ends what we asked about this lead: the answer no longer decides anything. Whether it
// is to be cancelled stays a question while it can be.
func (w *work) closeQuestion() {
	if q := w.chat.Question; q != nil && q.LeadID == w.lead.ID && (w.lead.Status.Final() || !q.Confirms()) {
		w.chat.Question = nil
		w.set.Touch(w.chat)
	}
}

// silence reminds a customer who stopped answering, once for each time that facts are
// collected. Who has written meanwhile, or was asked something, is given half an hour again; at
// night, till the morning.
func (w *work) silence(ctx context.Context) (string, error) {
	since := w.lead.Since()
	if w.lead.Status != lead.Contacted || !w.reachable() || w.chat.Silent(w.now) || !w.now.Before(since.Add(lead.Abandoned)) {
		return Obsolete, nil
	}
	last := w.chat.UpdatedAt
	if q := w.chat.Question; q != nil && q.LeadID == w.lead.ID && q.AskedAt.After(last) {
		last = q.AskedAt
	}
	if due := last.Add(lead.Silence); w.now.Before(due.Truncate(time.Second)) {
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
		Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID, ExpiresAt: since.Add(lead.Abandoned),
		Text: text,
	})
	return "nudged", nil
}

// end closes a lead that nobody has finished in time. A customer who is just writing is
// not cut off.
func (w *work) end() (string, error) {
	limit, key, why := lead.Abandoned, "deadline.closed", "no booking within a day"
	switch w.lead.Status {
	case lead.Contacted:
	case lead.PendingReview:
		limit, key, why = lead.Review, "deadline.closed_review", "no decision within three days"
	default:
		return Obsolete, nil
	}
	due := w.lead.Since().Add(limit)
	if due.Truncate(time.Second).After(w.now) {
		return Obsolete, nil // it has been here before: this time's alarm is another one
	}
	if spoken := w.chat.UpdatedAt.Add(lead.Silence); w.lead.Status == lead.Contacted && spoken.After(w.now) {
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
	w.closeQuestion()
	if w.reachable() {
		w.set.Say(notice.Notice{
			Chat: w.lead.ChatID, Kind: notice.KindNudge, LeadID: w.lead.ID,
			Text: w.text(key, "issue", issue(w.lang, w.lead)),
		})
	}
	return "closed", nil
}
