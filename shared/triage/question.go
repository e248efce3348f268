package triage

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/when"
)

// answers is what each open question does with a customer's message. An answer says whether
// the message was one; if not, the question stays or goes as it says, and the other rules go on.
var answers = map[conversation.QuestionKind]func(context.Context, *turn) (bool, error){
	conversation.AskHour:     chooseHour,
	conversation.AskNewHour:  chooseNewHour,
	conversation.AskNextPro:  acceptNextPro,
	conversation.AskCancel:   confirmCancel,
	conversation.AskWait:     anotherOrWait,
	conversation.AskNewOrOld: newOrOld,
	conversation.AskDone:     done,
	conversation.AskRating:   rate,
	conversation.AskSamePro:  samePro,
	conversation.AskReview:   review,
	conversation.AskWhich:    whichLead,
	conversation.AskScope:    func(context.Context, *turn) (bool, error) { return false, nil }, // what is said is understood first
}

// stands names the statuses of its lead in which a question still makes sense.
var stands = map[conversation.QuestionKind][]lead.Status{
	conversation.AskHour:     {lead.Contacted},
	conversation.AskNextPro:  {lead.Contacted},
	conversation.AskNewHour:  {lead.Booked, lead.New},
	conversation.AskNewOrOld: {lead.Booked},
	conversation.AskWait:     {lead.New},
	conversation.AskCancel:   {lead.Contacted, lead.New, lead.Booked, lead.PendingReview},
	conversation.AskDone:     {lead.Booked},
	conversation.AskRating:   {lead.Completed},
	conversation.AskSamePro:  {lead.Contacted},
	conversation.AskReview:   {lead.Completed},
	conversation.AskScope:    {lead.Contacted},
	conversation.AskWhich:    {lead.Contacted, lead.New, lead.Booked, lead.PendingReview},
}

// errNoAnswer says that a message does not answer the open question: the next rules have it.
var errNoAnswer = errors.New("no answer to the open question")

// answer gives the message to the question that is open; what is no answer to it goes down the
// rest of the table.
func (t *turn) answer(ctx context.Context) error {
	q, own := t.c.Question, t.lead
	if collecting := own != nil && own.Status == lead.Contacted && own.ID != q.LeadID; collecting && len(stands[q.Kind]) > 0 && stands[q.Kind][0] == lead.Completed {
		return errNoAnswer // a bare "5" is a house number while a new request is collected; the rating waits
	}
	if q.LeadID != "" && (t.lead == nil || t.lead.ID != q.LeadID) {
		l, err := t.Store.Lead(ctx, q.LeadID)
		if err != nil {
			return err
		}
		t.lead = l
	}
	if q.Kind == conversation.AskDelete {
		return t.confirmDelete()
	}
	if t.beforeAsked(q) {
		t.lead = own
		return t.status(ctx) // which asks once more
	}
	handle, known := answers[q.Kind]
	if known && t.lead != nil && slices.Contains(stands[q.Kind], t.lead.Status) {
		answered, err := handle(ctx, t)
		if err != nil {
			return err
		}
		if answered {
			t.record()
			t.dropIdle()
			return nil
		}
	} else {
		t.c.Question = nil
	}
	t.lead = own
	return errNoAnswer
}

// crossing is how much earlier than a question its answer may seem to be: the clocks are two.
const crossing = 2 * time.Second

// beforeAsked reports whether a bare answer was written before the question that is open: it was said
// to something else.
func (t *turn) beforeAsked(q *conversation.Question) bool {
	_, number := keyword.Choice(t.text())
	return t.m.SentAt.Add(crossing).Before(q.AskedAt.Truncate(time.Second)) && t.m.Quoted == "" &&
		(number || keyword.Is(t.text(), keyword.Yes) || keyword.Is(t.text(), keyword.No))
}

// picked is the option that a numbered answer names; asked is false when the message is no number.
func (t *turn) picked() (option conversation.Option, found, number bool) {
	place := keyword.Choice
	if t.c.Asked(conversation.AskHour) || t.c.Asked(conversation.AskNewHour) {
		place = keyword.Place
	}
	n, number := place(t.answerText())
	if !number {
		return option, false, false
	}
	if n < 1 || n > len(t.c.Question.Options) {
		return option, false, true
	}
	return t.c.Question.Options[n-1], true, true
}

// answerText is the message without the word for what the open list is about: "approve 2" is a 2.
func (t *turn) answerText() string {
	first, rest, _ := strings.Cut(strings.TrimSpace(t.text()), " ")
	if act := keyword.Kind(t.c.Question.Act); act != "" && rest != "" && keyword.Is(first, act) {
		return rest
	}
	return t.text()
}

// optionAt is the offered hour that a time in words means. Where no day is said it is the hour of
// the clock, if only one of those offered has it.
func (t *turn) optionAt(wanted when.Time) (option conversation.Option, found bool) {
	if wanted.Grain != when.Minute && wanted.Grain != when.Hour || !wanted.End.IsZero() {
		return option, false
	}
	for _, o := range t.c.Question.Options {
		meant := wanted
		if wanted.Dayless {
			meant = wanted.On(o.Start, time.Time{}, when.Day)
		}
		switch {
		case !o.Start.Equal(meant.Start):
		case found:
			return conversation.Option{}, false
		default:
			option, found = o, true
		}
	}
	return option, found
}

// offeredDay is the day of all the hours that were offered; false when they are of several.
func (t *turn) offeredDay() (time.Time, bool) {
	q := t.c.Question
	if q == nil || len(q.Options) == 0 || q.Kind != conversation.AskHour && q.Kind != conversation.AskNewHour {
		return time.Time{}, false
	}
	first, last := q.Options[0].Start.In(when.Zone), q.Options[len(q.Options)-1].Start.In(when.Zone)
	return first, first.Year() == last.Year() && first.YearDay() == last.YearDay()
}

// chooseHour takes a numbered hour for a lead that has none yet, or one that is named by its time.
// Other words are read as a fresh wish.
func chooseHour(_ context.Context, t *turn) (bool, error) {
	option, found, number := t.picked()
	if wanted, timed := when.Read(t.text(), t.m.SentAt); timed && !number {
		option, found = t.optionAt(wanted)
	}
	if !number && !found {
		return false, nil
	}
	if !found {
		t.say("triage.choose_again", "n", len(t.c.Question.Options))
		return true, nil
	}
	t.c.Question = nil
	return true, t.offer(&event.Choice{ProID: option.ProID, Start: option.Start, End: option.End})
}

// acceptNextPro takes or refuses the pro who is dearer or free at another hour.
func acceptNextPro(_ context.Context, t *turn) (bool, error) {
	option, found, number := t.picked()
	switch {
	case found || agrees(t.text()) && len(t.c.Question.Options) > 0:
		if !found {
			option = t.c.Question.Options[0]
		}
		t.c.Question = nil
		return true, t.offer(&event.Choice{ProID: option.ProID, Start: option.Start, End: option.End})
	case number, declinesPro(t):
		for _, refused := range t.c.Question.Options {
			t.lead.Excluded = append(t.lead.Excluded, refused.ProID)
		}
		t.c.Question = nil
		t.forgetTime()
		t.say("triage.ask_other_time")
		return true, nil
	}
	return false, nil
}

// declinesPro reports whether the pro who was proposed, or the hour, is not wanted, and another hour
// is not said yet.
func declinesPro(t *turn) bool {
	_, named := when.Read(t.text(), t.m.SentAt)
	return !named && (wantsOtherHour(t) || declines(t.text()))
}

func confirmCancel(_ context.Context, t *turn) (bool, error) {
	yes := agrees(t.text()) || keyword.Is(t.text(), keyword.Cancel) && !keyword.Is(t.text(), keyword.Reschedule)
	n, number := keyword.Choice(t.text())
	if number {
		yes = n == 1
	}
	t.c.Question = nil
	if !yes {
		if number || keyword.Is(t.text(), keyword.No) {
			t.say("triage.not_cancelled")
			return true, nil
		}
		return false, nil
	}
	return true, t.cancel()
}

// cancel calls the lead off. With a pro involved booking does it, who tells both sides.
func (t *turn) cancel() error {
	if t.lead.Status == lead.Booked || t.lead.Status == lead.New {
		return t.book(event.Booking{Kind: event.BookingCancel, Pro: t.lead.ProID, By: string(lead.Customer)})
	}
	if err := t.lead.Move(lead.Cancelled, t.now, lead.Customer, "asked to cancel"); err != nil {
		return err
	}
	t.set.Update(t.lead)
	t.say("triage.cancelled")
	return nil
}

// anotherOrWait answers the question that comes when the pro has not answered.
func anotherOrWait(ctx context.Context, t *turn) (bool, error) {
	n, number := keyword.Choice(t.text())
	if !number {
		n, number = t.anotherOrWaitInWords()
	}
	if !number {
		return false, nil
	}
	if n == 1 || n == 2 {
		t.c.Question = nil
	}
	switch n {
	case 1:
		return true, t.set.Emit(event.Lead{
			ID: t.m.ID + "/next", Kind: event.LeadNext, Lead: t.lead.ID, Offer: t.lead.Offer.N, Chat: t.c.ID, Cause: t.m.ID, At: t.now, Reason: "customer",
		}.Published())
	case 2:
		return true, t.wait(ctx)
	}
	t.say("triage.choose_again", "n", 2)
	return true, nil
}

// wait starts the offer's clocks again, which works once, and has the hold follow them.
func (t *turn) wait(ctx context.Context) error {
	o := t.lead.Offer
	p, err := found(t.Store.Pro(ctx, o.ProID))
	if err != nil || p == nil {
		return err
	}
	t.say("triage.waiting", "pro", p.BusinessName)
	if o.Waited {
		return nil
	}
	settings, err := t.Store.SendingSettings(ctx)
	if err != nil {
		return err
	}
	clocks := settings.Quiet().Clocks(t.now, t.lead.Facts.Urgent)
	o.Waited = true
	o.Clock(clocks.NudgeAt, clocks.AskAt, clocks.Deadline, t.lead.Facts.Urgent)
	t.set.Update(t.lead)
	return t.set.Emit(event.Lead{
		ID: t.m.ID + "/waited", Kind: event.LeadOfferSent, Lead: t.lead.ID, Chat: t.c.ID, Cause: t.m.ID, At: t.now,
	}.Published())
}
