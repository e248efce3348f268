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
)

// proAnswers is what each question that is open in a pro's chat does with a message. What is
// no answer leaves the question open, and the commands have the message.
var proAnswers = map[conversation.QuestionKind]func(context.Context, *turn) (bool, error){
	conversation.AskOffer:     chooseLead,
	conversation.AskJob:       chooseLead,
	conversation.AskCancelJob: chooseLead,
	conversation.AskProCancel: confirmProCancel,
	conversation.AskEarly:     confirmEarly,
	conversation.AskCharged:   charged,
	conversation.AskAreas:     newAreas,
	conversation.AskPrices:    newPrices,
}

// proQuestionLife is how long a question to a pro waits. Later a number is a command again: a
// "3" of next week is no price of today's job.
const proQuestionLife = 24 * time.Hour

// answerPro reads the answer to a question that is open in the pro's chat.
func (t *turn) answerPro(ctx context.Context) (bool, error) {
	q := t.c.Question
	if q == nil {
		return false, nil
	}
	answer, known := proAnswers[q.Kind]
	if !known || t.now.After(q.AskedAt.Add(proQuestionLife)) {
		t.c.Question = nil
		return false, nil
	}
	return answer(ctx, t)
}

// chooseLead takes a numbered lead of a list for the command that asked.
func chooseLead(ctx context.Context, t *turn) (bool, error) {
	q := t.c.Question
	option, found, number := t.picked()
	if !number {
		return false, nil
	}
	if !found {
		t.say("triage.choose_again", "n", len(q.Options))
		return true, nil
	}
	l, err := t.Store.Lead(ctx, option.LeadID)
	if err != nil {
		return true, err
	}
	t.c.Question = nil
	if l == nil {
		t.say("pro.no_jobs")
		return true, nil
	}
	switch keyword.Kind(q.Act) {
	case keyword.Approve:
		return true, t.approve(l)
	case keyword.Reject:
		return true, t.reject(l)
	case keyword.Finish:
		return true, t.finish(l)
	case keyword.CancelJob:
		if l.Status != lead.Booked || l.ProID != t.self.ID {
			t.say("pro.no_jobs")
			return true, nil
		}
		t.confirmCancelJob(l)
	}
	return true, nil
}

// yesOrNo reads an answer to a question of two; known is false when it is neither.
func (t *turn) yesOrNo() (yes, known bool) {
	if n, ok := keyword.Choice(t.text()); ok {
		return n == 1, n == 1 || n == 2
	}
	yes = keyword.Is(t.text(), keyword.Yes)
	return yes, yes || keyword.Is(t.text(), keyword.No)
}

// asked is the lead that the open question is about, and closes the question.
func (t *turn) asked(ctx context.Context) (*lead.Lead, error) {
	id := t.c.Question.LeadID
	t.c.Question = nil
	return t.Store.Lead(ctx, id)
}

func confirmProCancel(ctx context.Context, t *turn) (bool, error) {
	yes, known := t.yesOrNo()
	if !known {
		return false, nil
	}
	l, err := t.asked(ctx)
	if err != nil {
		return true, err
	}
	if !yes || l == nil {
		t.say("triage.not_cancelled")
		return true, nil
	}
	t.about(l)
	return true, t.book(event.Booking{Kind: event.BookingCancel, Pro: t.self.ID, By: string(lead.ByPro)})
}

func confirmEarly(ctx context.Context, t *turn) (bool, error) {
	yes, known := t.yesOrNo()
	if !known {
		return false, nil
	}
	l, err := t.asked(ctx)
	if err != nil {
		return true, err
	}
	if !yes || l == nil {
		t.say("pro.not_finished")
		return true, nil
	}
	return true, t.finish(l)
}

// smallest is the least that a job costs; a number below it was meant for something else.
const smallest = 10

// charged keeps what the job cost; the lead is the one that was finished.
func charged(ctx context.Context, t *turn) (bool, error) {
	text := strings.NewReplacer("₪", " ", "ש\"ח", " ", "ש״ח", " ", "שקלים", " ", "שקל", " ", "shekels", " ", "nis", " ", "ils", " ", ",", "").Replace(strings.ToLower(t.text()))
	sum, number := keyword.Number(strings.TrimSpace(text))
	skip := keyword.Is(t.text(), keyword.Skip)
	switch {
	case !number && !skip:
		return false, nil
	case !skip && sum < smallest:
		t.say("pro.charge_small", "price", locale.Isolate(locale.Money(sum)))
		return true, nil
	}
	l, err := t.asked(ctx)
	if err != nil || l == nil {
		return true, err
	}
	if skip {
		t.say("pro.charge_skipped")
		return true, nil
	}
	l.PriceCharged = &sum
	l.UpdatedAt = t.now.UTC()
	t.set.Update(l)
	t.say("pro.charge_kept", "price", locale.Isolate(locale.Money(sum)))
	return true, nil
}
