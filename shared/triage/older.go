package triage

import (
	"context"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
)

// press reads a button that stands for a number as that number.
func (t *turn) press() {
	if _, number := keyword.Number(t.m.ButtonID); number && t.m.Kind == event.KindButton {
		t.m.Text = t.m.ButtonID
		t.said = []event.Message{t.m}
	}
}

// answersOlder reports whether a number is said to a certain message of ours, by quoting it or by
// its button: that is what it answers, whatever was asked since.
func answersOlder(t *turn) bool {
	_, number := stars(t.text())
	return number && t.m.Quoted != ""
}

// answerOlder takes the answer to an older question about the work. Another one that is open
// stays open; a number that answers nothing any more is told how things stand.
func (t *turn) answerOlder(ctx context.Context) error {
	open := t.c.Question
	l, _, err := t.Store.LeadByNotice(ctx, t.m.Quoted)
	if err != nil {
		return err
	}
	if l == nil || l.ChatID != t.c.ID || open != nil && open.LeadID == l.ID {
		return errNoAnswer
	}
	kind, asked := askedAfterWork(t, l)
	if !asked && open == nil {
		return errNoAnswer
	}
	t.lead = l
	if !asked {
		return t.status(ctx)
	}
	t.record()
	t.c.Ask(kind, l.ID, t.now)
	if _, err := answers[kind](ctx, t); err != nil {
		return err
	}
	if open != nil {
		t.c.Question = open
	}
	return nil
}

// askedAfterWork is what was asked last about the work of a lead, and is not answered.
func askedAfterWork(t *turn, l *lead.Lead) (conversation.QuestionKind, bool) {
	switch {
	case l.Status == lead.Completed && l.RatingGiven == nil:
		return conversation.AskRating, true
	case l.Status == lead.Booked && l.Appointment != nil && l.Appointment.End.Before(t.now):
		return conversation.AskDone, true
	}
	return "", false
}
