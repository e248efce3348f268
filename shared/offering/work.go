package offering

import (
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// work is one attempt at an event: what was read, and the set that grows.
type work struct {
	*Desk
	event   event.Lead
	now     time.Time
	set     *change.Set
	lead    *lead.Lead
	chat    *conversation.Conversation
	lang    locale.Language
	outcome string

	sends  time.Time   // when an offer can leave: now, or when quiet hours end
	told   *lead.Price // the price that the customer knows of
	why    string      // the sentence that comes first, when the pro is another one than was spoken of
	by     lead.By
	reason string // for the history
	reply  bool   // what the customer is told answers somebody
	tried  []string
	with   string // the pro whom the lead was with before this event
	held   *held
	before time.Time // the hour that the pro was asked about before, when the offer is moved
}

// held is an hour that this attempt has taken.
type held struct{ pro, entry string }

func (d *Desk) open(ctx context.Context, e event.Lead, now time.Time) (*work, error) {
	l, err := d.Truth.Lead(ctx, e.Lead)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, fault.New(fault.NotFound, "offering.Handle", "event %s: no lead %s", e.ID, e.Lead)
	}
	if e.Seen != 0 && e.Seen != l.Version {
		return nil, fault.New(fault.Conflict, "offering.Handle", "lead %s is at version %d, not %d", l.ID, l.Version, e.Seen)
	}
	chat, err := d.Truth.Conversation(ctx, l.ChatID)
	if err != nil {
		return nil, err
	}
	settings, err := d.Truth.SendingSettings(ctx)
	if err != nil {
		return nil, err
	}
	sends := now
	if !l.Facts.Urgent {
		sends = settings.Quiet().Next(now)
	}
	w := &work{
		Desk: d, event: e, now: now, sends: sends, set: &change.Set{Claim: e.ID, Now: now},
		lead: l, chat: chat, lang: Language(l, chat), told: l.Price, with: l.ProID, by: lead.System, reply: true,
	}
	if e.By == string(lead.Admin) { // what is told then answers nobody
		w.by, w.reply = lead.Admin, false
	}
	return w, nil
}

// Language is the one in which a lead's customer is written to.
func Language(l *lead.Lead, chat *conversation.Conversation) locale.Language {
	if l.Language == "" {
		return locale.Of(chat.Language)
	}
	return locale.Of(l.Language)
}

// stale leaves everything as it is; the event is claimed, so that it is finished.
func (w *work) stale() error {
	w.outcome = Stale
	return nil
}

// take asks for an hour for the lead's next offer.
func (w *work) take(ctx context.Context, p pro.Pro, hour calendar.Interval, deadline time.Time) (booking.Outcome, error) {
	r := booking.Request{
		ID: w.lead.HoldID(w.lead.Offers + 1), Lead: w.lead.ID, Hour: hour, Deadline: deadline, Urgent: w.lead.Facts.Urgent,
	}
	_, outcome, err := w.Calendars.Take(ctx, p, r, w.now)
	if err == nil && outcome == booking.StaleTemplate { // the hours were changed between two reads
		if p, err = w.Truth.Pro(ctx, p.ID); err == nil {
			_, outcome, err = w.Calendars.Take(ctx, p, r, w.now)
		}
	}
	if fault.KindOf(err) == fault.NotFound { // a pro without a calendar has no room
		return booking.Full, nil
	}
	if err == nil && outcome == booking.Granted {
		w.held = &held{p.ID, r.ID}
	}
	return outcome, err
}

// release gives back what this attempt has taken.
func (w *work) release(ctx context.Context) error {
	if w.held == nil {
		return nil
	}
	err := w.Calendars.Release(ctx, w.held.pro, w.held.entry)
	w.held = nil
	return err
}

// giveBack releases what an attempt at this event that was cut off before its commit may still
// hold with the pros whom the customer knows of. It is called when the event has ended without
// an offer, so that no such attempt can go on any more.
func (w *work) giveBack(ctx context.Context) error {
	at := []string{w.with, w.lead.ProID}
	if c := w.event.Choice; c != nil {
		at = append(at, c.ProID)
	}
	slices.Sort(at)
	entry := w.lead.HoldID(w.lead.Offers + 1)
	for _, id := range slices.Compact(at) {
		if id != "" && !Owns(w.lead, id, entry) {
			if err := w.Calendars.Release(ctx, id, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// say tells the customer, the reason for a change of pro first. Who wants no more of our own
// accord hears answers only.
func (w *work) say(text string) {
	if w.unheard() {
		return
	}
	if w.why != "" {
		text, w.why = w.why+"\n\n"+text, ""
	}
	w.set.Say(notice.Notice{Chat: w.lead.ChatID, Kind: notice.KindReply, Text: text, Reply: w.reply, Urgent: w.lead.Facts.Urgent, LeadID: w.lead.ID, ProID: w.lead.ProID})
}

// unheard reports whether what would be said now does not leave.
func (w *work) unheard() bool { return !w.reply && !w.chat.StoppedAt.IsZero() }

func (w *work) text(key string, args ...any) string { return locale.Text(w.lang, key, args...) }

func (w *work) near(t time.Time) string { return locale.Near(w.lang, t, w.now) }

// ask opens a question. Where the customer was being asked to confirm something, the words that come
// with it say that this is to be said again: a yes shall not be taken for another one. What nobody
// hears is no question.
func (w *work) ask(kind conversation.QuestionKind, list []conversation.Option) {
	if w.unheard() {
		return
	}
	if q := w.chat.Question; q.Confirms() {
		again := w.text("offer.again." + string(q.Kind))
		if w.why != "" {
			again = w.why + "\n\n" + again
		}
		w.why = again
	}
	w.chat.Ask(kind, w.lead.ID, w.now, list...)
	w.set.Touch(w.chat)
}

// closeQuestion ends what we asked about this lead: the answer no longer decides anything. What the
// customer is to confirm stays a question.
func (w *work) closeQuestion() {
	if q := w.chat.Question; q != nil && !q.Confirms() && (q.LeadID == w.lead.ID || q.LeadID == "") {
		w.chat.Question = nil
		w.set.Touch(w.chat)
	}
}

// back makes the lead the customer's again, who has a question to answer.
func (w *work) back(p pro.Pro, price *lead.Price) error {
	if w.lead.Status != lead.Contacted {
		by := w.by
		if by == lead.Admin { // who asked for another pro did not ask for the question
			by = lead.System
		}
		if err := w.lead.Move(lead.Contacted, w.now, by, w.reason); err != nil {
			return err
		}
	}
	w.lead.ProID, w.lead.Price, w.lead.Offer = p.ID, price, nil
	w.lead.UpdatedAt = w.now.UTC()
	w.set.Update(w.lead)
	w.set.Alarms = append(w.set.Alarms, Waiting(w.lead.ID, w.now)...)
	return nil
}

// Waiting are the deadlines of a lead that waits for its customer's word.
func Waiting(leadID string, now time.Time) []alarm.Alarm {
	return []alarm.Alarm{
		alarm.New(alarm.LeadSilence, leadID, 0, now.Add(lead.Silence)),
		alarm.New(alarm.LeadClose, leadID, 0, now.Add(lead.Abandoned)),
	}
}

// review hands the lead to a human, and says so.
func (w *work) review(why string) error {
	by := w.by
	if w.lead.Status == lead.Contacted && w.event.Kind != event.LeadReview {
		by = lead.System
	}
	if err := w.lead.Move(lead.PendingReview, w.now, by, why); err != nil {
		return err
	}
	w.lead.Offer, w.lead.ProID = nil, ""
	w.set.Update(w.lead)
	w.closeQuestion()
	w.say(w.text("offer.review"))
	w.outcome = "review"
	return nil
}
