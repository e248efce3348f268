package triage

import (
	"context"
	"strings"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
)

// command is one word of a pro and what it does.
type command struct {
	kind   keyword.Kind
	number int
	act    func(context.Context, *turn) error
}

// proCommands are a registered, approved pro's commands; some have a number, too.
var proCommands = []command{
	{keyword.Approve, 1, approve},
	{keyword.Reject, 2, reject},
	{keyword.Finish, 3, finish},
	{keyword.Jobs, 4, jobs},
	{keyword.Details, 0, details},
	{keyword.Vacation, 0, vacation},
	{keyword.Available, 0, available},
	{keyword.CustomerMode, 0, actAsCustomer},
	{keyword.Menu, 0, menu},
	{keyword.Help, 0, menu},
}

// commanded reports whether the message is a command: its words, its number, or its button.
func (t *turn) commanded(c command) bool {
	n, number := keyword.Number(t.text())
	return keyword.Is(t.text(), c.kind) || number && n == c.number || t.m.ButtonID == string(c.kind)
}

// proRules come before a pro's commands. Where one of us has the chat, a command is still one:
// only what is none is left to the human.
var proRules = []rule{
	{"delivery without words", wordless, (*turn).recordOnly},
	{"stale", stale, (*turn).apologiseToPro},
	{"unreadable", of(event.KindUnreadable), (*turn).awaitReadable},
	{"call", of(event.KindCall), (*turn).declineCall},
	{"not approved yet", func(t *turn) bool { return !t.self.Approved }, (*turn).awaitApproval},
}

// runPro handles a message of a pro: a number first answers the open list, then it is a command.
func (t *turn) runPro(ctx context.Context) error {
	for _, r := range proRules {
		if r.applies(t) {
			return r.act(t, ctx)
		}
	}
	t.record()
	if answered, err := t.answerList(ctx); answered || err != nil {
		return err
	}
	for _, c := range proCommands {
		if t.commanded(c) {
			return c.act(ctx, t)
		}
	}
	if t.c.Silent(t.now) {
		t.c.HandOver(t.now)
		return nil
	}
	t.say("pro.unknown")
	return nil
}

func (t *turn) awaitApproval(context.Context) error {
	t.record()
	t.say("pro.awaits_approval")
	return nil
}

// apologiseToPro answers what was held up with how things stand, instead of acting on old words.
func (t *turn) apologiseToPro(ctx context.Context) error {
	if t.late() {
		return nil
	}
	text, err := t.menuText(ctx)
	if err != nil {
		return err
	}
	t.say("triage.stale", "status", text)
	return nil
}

// answerList reads the answer to a question that is open in the pro's chat.
func (t *turn) answerList(ctx context.Context) (bool, error) {
	q := t.c.Question
	if q == nil {
		return false, nil
	}
	if q.Kind == conversation.AskCharged {
		return t.charged(ctx)
	}
	option, found, number := t.picked()
	if !number {
		return false, nil
	}
	if !found {
		t.say("triage.choose_again", "n", len(q.Options))
		return true, nil
	}
	l, err := t.Store.Lead(ctx, option.LeadID)
	if err != nil || l == nil {
		return false, err
	}
	act := keyword.Kind(q.Act)
	t.c.Question = nil
	switch act {
	case keyword.Approve:
		return true, t.approve(l)
	case keyword.Reject:
		return true, t.reject(l)
	case keyword.Finish:
		return true, t.finish(l)
	}
	return false, nil
}

// charged keeps what the job cost; the lead is the one that was finished.
func (t *turn) charged(ctx context.Context) (bool, error) {
	q := t.c.Question
	sum, number := keyword.Number(strings.Trim(t.text(), "₪ "))
	skip := keyword.Is(t.text(), keyword.Skip)
	if !number && !skip {
		return false, nil
	}
	t.c.Question = nil
	if skip {
		t.say("pro.charge_skipped")
		return true, nil
	}
	l, err := t.Store.Lead(ctx, q.LeadID)
	if err != nil || l == nil {
		return true, err
	}
	l.PriceCharged = &sum
	l.UpdatedAt = t.now.UTC()
	t.set.Update(l)
	t.say("pro.charge_kept", "price", locale.Money(sum))
	return true, nil
}
