package appointment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
)

// work is one attempt at an event: what was read, and the set that grows.
type work struct {
	*Desk
	event   event.Booking
	now     time.Time
	set     *change.Set
	lead    *lead.Lead
	pro     pro.Pro // who asked, otherwise the lead's; empty when it has none
	chat    *conversation.Conversation
	outcome string
	held    string // the entry that this attempt has secured
}

func (d *Desk) open(ctx context.Context, e event.Booking, now time.Time) (*work, error) {
	l, err := d.Truth.Lead(ctx, e.Lead)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, fault.New(fault.NotFound, "appointment.Handle", "event %s: no lead %s", e.ID, e.Lead)
	}
	if e.Seen != 0 && e.Seen != l.Version {
		return nil, fault.New(fault.Conflict, "appointment.Handle", "lead %s is at version %d, not %d", l.ID, l.Version, e.Seen)
	}
	w := &work{Desk: d, event: e, now: now, lead: l, set: &change.Set{Claim: e.ID, Now: now}}
	if w.chat, err = d.Truth.Conversation(ctx, l.ChatID); err != nil {
		return nil, err
	}
	id := l.ProID
	if w.byPro() || e.Kind == event.BookingPlace {
		id = e.Pro
	}
	if id != "" {
		w.pro, err = d.Truth.Pro(ctx, id)
		switch {
		case err == nil:
		case fault.KindOf(err) != fault.NotFound:
			return nil, err
		case w.byPro() && e.Kind == event.BookingCancel && id == l.ProID: // it vanished: nobody can be told
			w.pro = pro.Pro{ID: id, BusinessName: locale.Trade(w.lang(), l.Trade)}
		case w.byPro():
			return nil, err
		}
	}
	return w, nil
}

// byPro reports whether a pro asked: the one named in the event, who may only touch own leads.
func (w *work) byPro() bool {
	switch w.event.Kind {
	case event.BookingApprove, event.BookingReject:
		return w.event.By == "" || lead.By(w.event.By) == lead.ByPro
	}
	return lead.By(w.event.By) == lead.ByPro
}

// by is who moves the lead.
func (w *work) by(otherwise lead.By) lead.By {
	if w.event.By == "" {
		return otherwise
	}
	return lead.By(w.event.By)
}

// why is what the history says: the admin's own words, when there are any.
func (w *work) why(otherwise string) string {
	if w.by("") == lead.Admin && w.event.Reason != "" {
		return w.event.Reason
	}
	return otherwise
}

// undo gives a secured hour back when the lead went another way. After a failure that leaves
// open what was written it keeps the hour: the redelivery secures the same one.
func (w *work) undo(ctx context.Context, cause error) error {
	if w.held == "" || !errors.Is(cause, change.ErrDuplicate) && fault.KindOf(cause) != fault.Conflict {
		return cause
	}
	l, err := w.Truth.Lead(ctx, w.event.Lead)
	if err != nil {
		return errors.Join(cause, err)
	}
	if l != nil && offering.Owns(l, w.pro.ID, w.held) {
		return cause
	}
	return errors.Join(cause, w.Calendars.Release(ctx, w.pro.ID, w.held))
}

// customer tells the lead's customer; brings says that it is the other side's answer.
func (w *work) customer(kind notice.Kind, text string) {
	reply := kind == notice.KindAnswer || kind == notice.KindPromise || w.event.Chat == w.lead.ChatID
	if !reply && !w.chat.StoppedAt.IsZero() { // wants nothing of our own accord
		return
	}
	w.set.Say(notice.Notice{Chat: w.lead.ChatID, Kind: kind, Text: text, Reply: reply, LeadID: w.lead.ID, ProID: w.pro.ID})
}

// tellPro tells the pro: in the chat that asked, when that is the pro's.
func (w *work) tellPro(kind notice.Kind, text string) {
	if w.pro.PhoneNumber == "" { // there is none, or not any more
		return
	}
	chat, reply := w.pro.Chat(), kind == notice.KindAnswer
	if w.byPro() {
		reply = true
		if w.event.Chat != "" {
			chat = w.event.Chat
		}
	}
	w.set.Say(notice.Notice{Chat: chat, Kind: kind, Text: text, Reply: reply, LeadID: w.lead.ID, ProID: w.pro.ID})
}

// refuse tells a pro that what was asked is not possible, and changes nothing. An admin is
// told at once instead.
func (w *work) refuse(key string, args ...any) error {
	if w.by("") == lead.Admin {
		return fault.New(fault.Invalid, "appointment.Handle", "lead %s: %s is not possible when %s", w.lead.ID, w.event.Kind, w.lead.Status)
	}
	if w.by("") != lead.System { // nobody asked: nobody waits for an answer
		w.tellPro(notice.KindReply, w.proText(key, args...))
	}
	w.outcome = Refused
	return nil
}

func (w *work) lang() locale.Language    { return offering.Language(w.lead, w.chat) }
func (w *work) proLang() locale.Language { return locale.Of(w.pro.Language) }
func (w *work) name() string             { return locale.Isolate(w.pro.BusinessName) }

func (w *work) text(key string, args ...any) string { return locale.Text(w.lang(), key, args...) }

func (w *work) proText(key string, args ...any) string { return locale.Text(w.proLang(), key, args...) }

func (w *work) address() string { return offering.Address(w.proLang(), w.lead) }

// release gives back the hour that the lead has, in its own transaction.
func (w *work) release() {
	switch l := w.lead; {
	case l.Status == lead.New && l.Offer != nil:
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: l.Offer.ProID, Entry: l.Offer.Hold})
	case l.Status == lead.Booked && l.Appointment != nil:
		w.set.Steps = append(w.set.Steps, booking.Step{Act: booking.Release, Pro: l.ProID, Entry: l.Appointment.ID})
	}
}

// closeQuestion ends what we asked about this lead: the answer no longer decides anything. Whether it
// is to be cancelled stays a question while it can be.
func (w *work) closeQuestion() {
	if q := w.chat.Question; q != nil && q.LeadID == w.lead.ID && (w.lead.Status.Final() || !q.Confirms()) {
		w.chat.Question = nil
		w.set.Touch(w.chat)
	}
}

// askHours offers the hours that are free, below a sentence that says why; false when none is.
func (w *work) askHours(ctx context.Context, kind conversation.QuestionKind, near time.Time, intro, how string) (bool, error) {
	hours, err := w.Hours.FreshHours(ctx, w.lead, near, w.now)
	if err != nil || len(hours) == 0 {
		return false, err
	}
	w.chat.Ask(kind, w.lead.ID, w.now, hours...)
	w.set.Touch(w.chat)
	w.customer(notice.KindAnswer, intro+"\n\n"+offering.List(w.lang(), hours, w.now)+"\n\n"+w.text(how))
	return true, nil
}

// card is the pro as a customer who has an appointment sees it. A reminder is promised only
// when one is set, to who wants to be written to.
func (w *work) card() string {
	lang, p, l := w.lang(), w.pro, w.lead
	rating := p.SocialProof
	text := locale.Text(lang, "booking.card",
		"when", locale.Span(lang, l.Appointment.Start, l.Appointment.End),
		"pro", locale.Isolate(p.BusinessName), "trade", locale.Trade(lang, p.Trade),
		"phone", locale.Isolate(phone.Number(p.PhoneNumber).E164()),
		"address", offering.Address(lang, l), "price", offering.PriceText(lang, l.Price),
		"rating", locale.Count(lang, "booking.rating", rating.Count, "mean", fmt.Sprintf("%.1f", rating.Mean())))
	reminded := slices.ContainsFunc(w.set.Alarms, func(a alarm.Alarm) bool { return a.Kind == alarm.Reminder })
	if !reminded || !w.chat.StoppedAt.IsZero() {
		return text
	}
	return text + " " + w.text("booking.card_reminder")
}

// Before an appointment both sides are reminded, after it the work is asked about.
var reminders = []struct {
	n      int
	before time.Duration
}{{24, 24 * time.Hour}, {2, 2 * time.Hour}}

// alarms are those of the lead's appointment whose minute has not passed. A reminder that
// would fall into quiet hours comes at the last allowed minute before.
func (w *work) alarms(ctx context.Context) error {
	settings, err := w.Truth.SendingSettings(ctx)
	if err != nil {
		return err
	}
	a := w.lead.Appointment
	for _, r := range reminders {
		if due := settings.Quiet().Last(a.Start.Add(-r.before)); due.After(w.now) {
			w.set.Alarms = append(w.set.Alarms, alarm.New(alarm.Reminder, w.lead.ID, r.n, due))
		}
	}
	w.set.Alarms = append(w.set.Alarms, alarm.OfWork(w.lead.ID, 1, a.End, a.End))
	return nil
}
