package triage

import (
	"context"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
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

// answerPro reads the answer to a question that is open in the pro's chat.
func (t *turn) answerPro(ctx context.Context) (bool, error) {
	if kept, err := t.chargedOlder(ctx); kept || err != nil {
		return kept, err
	}
	q := t.c.Question
	if q == nil || t.now.Before(q.AskedAt) {
		return false, nil
	}
	answer, known := proAnswers[q.Kind]
	if !known || q.Lapsed(t.now) {
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
