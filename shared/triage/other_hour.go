package triage

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/when"
)

// hasHour reports whether an hour stands: promised, or put to a pro who has not answered.
func hasHour(t *turn) bool { return t.lead != nil && !hourOf(t.lead).IsZero() }

// hourOf is when the appointment of a lead begins, or its open offer; zero when it has neither.
func hourOf(l *lead.Lead) time.Time {
	switch {
	case l.Status == lead.Booked && l.Appointment != nil:
		return l.Appointment.Start
	case l.Status == lead.New && l.Offer != nil:
		return l.Offer.Start
	}
	return time.Time{}
}

// askNewHour offers free hours of the same pro, near the time named or the old one. What
// stands is left alone until one is chosen.
func (t *turn) askNewHour(ctx context.Context) error {
	t.record()
	asked, err := t.askWhich(ctx, keyword.Reschedule, "triage.which_move", func(l *lead.Lead) bool { return !hourOf(l).IsZero() })
	if asked || err != nil {
		return err
	}
	if err := t.keepEdited(ctx); err != nil {
		return err
	}
	return t.listHours(ctx)
}

// listHours is askNewHour for a message that is recorded elsewhere.
func (t *turn) listHours(ctx context.Context) error {
	near := hourOf(t.lead)
	if wanted, ok := when.Read(t.text(), t.m.SentAt); ok {
		if wanted.Dayless { // an hour of the day that is spoken of
			day := near
			if offered, one := t.offeredDay(); one {
				day = offered
			}
			wanted = wanted.On(day, time.Time{}, when.Day)
		}
		near = middle(wanted)
	} else if when.Declined(t.text()) { // not that day: the next
		near = near.AddDate(0, 0, 1)
	} else if t.lead.Facts.Urgent && t.lead.Status == lead.New {
		near = t.now
	}
	options, err := t.Hours.FreshHours(ctx, t.lead, near, t.now)
	if err != nil {
		return err
	}
	args, err := t.standing(ctx)
	if err != nil {
		return err
	}
	if len(options) == 0 {
		t.say(t.ofHour("triage.no_hours"), args...)
		return nil
	}
	t.c.Ask(conversation.AskNewHour, t.lead.ID, t.now, options...)
	t.say(t.ofHour("triage.choose_new_hour"), append(args, "hours", offering.List(t.lang, options, t.now))...)
	return nil
}

// ofHour is the key of a sentence about the hour that stands: an appointment's, or with the
// ending `_request` that of an offer.
func (t *turn) ofHour(key string) string {
	if t.lead.Status == lead.New {
		return key + "_request"
	}
	return key
}

// standing is what a sentence about the hour that stands speaks of.
func (t *turn) standing(ctx context.Context) ([]any, error) {
	name := ""
	p, err := found(t.Store.Pro(ctx, t.lead.ProID))
	if err != nil {
		return nil, err
	}
	if p != nil {
		name = p.BusinessName
	}
	return []any{"when", locale.DateTime(t.lang, hourOf(t.lead)), "pro", locale.Isolate(name)}, nil
}

// middle is the moment to look around for what somebody calls a time: of a day its noon, so that
// the hours nearest to "Tuesday" are Tuesday's.
func middle(w when.Time) time.Time {
	switch {
	case !w.End.IsZero():
		return w.Start.Add(w.End.Sub(w.Start) / 2)
	case w.Grain == when.Day:
		return w.Start.Add(12 * time.Hour)
	}
	return w.Start
}

// chooseNewHour takes a numbered hour for a move; a way out leaves everything as it was, and
// who wants no hour at all is asked about that.
func chooseNewHour(ctx context.Context, t *turn) (bool, error) {
	switch {
	case keyword.Is(t.text(), keyword.CancelJob), keyword.Is(t.text(), keyword.No):
		t.c.Question = nil
		args, err := t.standing(ctx)
		if err != nil {
			return true, err
		}
		t.say(t.ofHour("triage.unchanged"), args...)
		return true, nil
	case callsOff(t):
		t.c.Question = nil
		return true, t.askCancel(ctx)
	}
	option, found, number := t.picked()
	if !found && !number {
		if wanted, timed := when.Read(t.text(), t.m.SentAt); timed {
			if option, found = t.optionAt(wanted); !found {
				return true, t.listHours(ctx)
			}
		}
	}
	switch {
	case found:
		t.c.Question = nil
		return true, t.moveTo(option)
	case !number && t.speaksOfElse():
		return false, nil
	}
	t.say("triage.choose_again", "n", len(t.c.Question.Options))
	return true, nil
}

// speaksOfElse reports whether a message that picks none of the hours is no slip: a file, a
// command, a problem of its own, or a whole sentence.
func (t *turn) speaksOfElse() bool {
	return t.m.Kind != event.KindText && t.m.Kind != event.KindEdit || keyword.Is(t.text(), keyword.Thanks) ||
		keyword.Is(t.text(), keyword.Status) || len(strings.Fields(t.text())) > slip || t.newRequest()
}

// slip is how many words a mistyped answer has at most.
const slip = 3

// moveTo puts the appointment, or the open offer, at another hour.
func (t *turn) moveTo(o conversation.Option) error {
	if t.lead.Status == lead.Booked {
		return t.book(event.Booking{Kind: event.BookingMove, Pro: o.ProID, Start: o.Start, End: o.End})
	}
	return t.set.Emit(event.Lead{
		ID: t.m.ID + "/hour", Kind: event.LeadHour, Lead: t.lead.ID, Offer: t.lead.Offer.N, Chat: t.c.ID, Cause: t.m.ID, At: t.now,
		Choice: &event.Choice{ProID: o.ProID, Start: o.Start, End: o.End},
	}.Published())
}

// declinesHours reports whether none of the hours that were offered suits, and no other is named.
func declinesHours(t *turn) bool {
	_, named := when.Read(t.text(), t.m.SentAt)
	return !named && wantsOtherHour(t) && t.lead != nil && t.lead.Status == lead.Contacted && t.c.Asked(conversation.AskHour)
}

// askOtherTime asks when it suits instead of offering the same hours again.
func (t *turn) askOtherTime(context.Context) error {
	t.record()
	t.c.Question = nil
	t.forgetTime()
	t.say("triage.ask_other_time")
	return nil
}

// forgetTime takes the wanted time off the lead: another one will be named.
func (t *turn) forgetTime() {
	t.lead.Wanted, t.lead.AppointmentTime, t.lead.Facts.Time = nil, "", ""
	t.set.Update(t.lead)
}
