package triage

import (
	"context"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
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
	{keyword.History, 5, history},
	{keyword.Report, 6, report},
	{keyword.Reviews, 7, reviews},
	{keyword.Details, 0, details},
	{keyword.CancelJob, 0, cancelJob},
	{keyword.Mute, 0, mute},
	{keyword.Resume, 0, resume},
	{keyword.FindLead, 0, findLead},
	{keyword.Areas, 0, editAreas},
	{keyword.Prices, 0, editPrices},
	{keyword.Register, 0, registeredAlready},
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
	{"answer to a request to join", decides, (*turn).decide},
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
	if answered, err := t.answerPro(ctx); answered || err != nil {
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
