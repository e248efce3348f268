package triage

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/reader"
)

// People write one sentence in several messages. A fragment is kept and acknowledged; the turn
// begins a pause after the last of them, and patience after the first at the latest.
const (
	pause    = time.Second
	patience = 4 * time.Second
	maxBurst = 20
)

// fragment reports whether the message is a piece of what is still being typed. A number is
// none while a question is open: it may be the answer.
func fragment(t *turn) bool {
	if t.m.Kind != event.KindText || t.turned || len(t.c.Burst) >= maxBurst || keyword.Any(t.text()) {
		return false
	}
	if _, number := keyword.Number(t.text()); number && t.c.Question != nil && !t.c.Asked(conversation.AskConsent) {
		return false
	}
	return reader.Fragment(t.text(), t.m.SentAt)
}

// keepFragment stores the fragment and sets the alarm that begins the turn. Fragments that
// stood in line behind a long turn wait no longer than those behind them in the same line.
func (t *turn) keepFragment(context.Context) error {
	t.record()
	t.c.Burst = append(t.c.Burst, conversation.Waiting{Message: t.m})
	due := t.m.ReceivedAt.Add(pause)
	if last := t.c.Burst[0].Message.ReceivedAt.Add(patience); due.After(last) {
		due = last
	}
	if due.Before(t.now) {
		due = t.now
	}
	a := alarm.OfTurn(t.c.ID, due)
	t.c.TurnAt = a.DueAt
	t.set.Alarms = append(t.set.Alarms, a)
	return nil
}

// begun makes the waiting fragments this turn's message, unless a later one has moved the turn or
// all were taken along. No clock is asked: the one by which the alarm rang may go ahead of ours,
// and a turn that is claimed and not begun would never come again.
func (t *turn) begun() bool {
	if len(t.c.Burst) == 0 || t.c.TurnAt.After(t.m.ReceivedAt) {
		return false
	}
	t.turned = true
	t.said = nil
	t.gather()
	last := t.said[len(t.said)-1]
	last.ID, last.Text = t.m.ID, t.words()
	t.m, t.whole = last, last
	return true
}

// gather puts the fragments that wait before what is said now: all of it is one turn.
func (t *turn) gather() {
	waiting := make([]event.Message, 0, len(t.c.Burst)+len(t.said))
	for _, w := range t.c.Burst {
		waiting = append(waiting, w.Message)
	}
	t.said = append(waiting, t.said...)
	t.c.Burst, t.c.TurnAt = nil, time.Time{}
}

// dropIdle lets the fragments that wait go with an answer when nothing can be read in them: after
// `רגע`, `אז`, `2` there is nothing left to say.
func (t *turn) dropIdle() {
	if len(t.c.Burst) == 0 || t.lead == nil {
		return
	}
	texts := make([]string, 0, len(t.c.Burst))
	for _, w := range t.c.Burst {
		texts = append(texts, w.Message.Text)
	}
	if r := reader.ReadBurst(texts, t.m.SentAt, t.missing()); r.Empty() {
		t.c.Burst, t.c.TurnAt = nil, time.Time{}
	}
}

// waiting are messages in the form in which they are kept for later.
func waiting(said []event.Message) []conversation.Waiting {
	kept := make([]conversation.Waiting, len(said))
	for i, m := range said {
		kept[i] = conversation.Waiting{Message: m}
	}
	return kept
}

// alone reports whether no fragments wait: after them a "thanks" is the end of a request.
func alone(t *turn) bool { return len(t.c.Burst) == 0 }

// words are all that is said in this turn.
func (t *turn) words() string {
	texts := make([]string, 0, len(t.said))
	for _, m := range t.said {
		if m.Text != "" {
			texts = append(texts, m.Text)
		}
	}
	return strings.Join(texts, " ")
}

// together are the messages of this turn in groups that were written in one breath. What
// waited for consent may be a day older than what follows it.
func (t *turn) together() [][]event.Message {
	var groups [][]event.Message
	for i, m := range t.said {
		if i > 0 && m.Location == nil && m.SentAt.Sub(t.said[i-1].SentAt) <= patience+pause {
			groups[len(groups)-1] = append(groups[len(groups)-1], m)
		} else {
			groups = append(groups, []event.Message{m})
		}
	}
	return groups
}
