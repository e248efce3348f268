package triage

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// rule is one row of the order of precedence: the first that applies to a message acts.
type rule struct {
	name    string
	applies func(*turn) bool
	act     func(*turn, context.Context) error
}

// customerRules is what a customer's message can mean, first match wins. Danger to life and
// emergency words are no rows: they colour the turn and do not end it.
var customerRules = []rule{
	{"delivery without words", wordless, (*turn).recordOnly},
	{"stop", is(keyword.Stop), (*turn).stop},
	{"silent", leftToHuman, (*turn).staySilent},
	{"stale", stale, (*turn).apologise},
	{"too many", crowded, (*turn).askToWait},
	{"unreadable", of(event.KindUnreadable), (*turn).awaitReadable},
	{"call", of(event.KindCall), (*turn).declineCall},
	{"edit of what waits", editsWaiting, (*turn).editWaiting},
	{"reset", is(keyword.Reset), (*turn).reset},
	{"help", is(keyword.Help), (*turn).help},
	{"delete me", is(keyword.DeleteMe), (*turn).deleteMe},
	{"answer to a request to join", decides, (*turn).decide},
	{"registration", registering, (*turn).register},
	{"register", and(is(keyword.Register), unregistered), (*turn).beginRegistration},
	{"back to own work", and(is(keyword.Finish), actsAsCustomer), (*turn).backToWork},
	{"code of a claim", typesCode, (*turn).link},
	{"claim of a pro's chat", claims, (*turn).claim},
	{"fragment", fragment, (*turn).keepFragment},
	{"consent", withoutConsent, (*turn).consent},
	{"only spoken", onlySpoken, (*turn).listen},
	{"human", is(keyword.Human), (*turn).callHuman},
	{"answer to an older question", answersOlder, (*turn).answerOlder},
	{"answer to the open question", answersQuestion, (*turn).answer},
	{"thanks", and(is(keyword.Thanks), alone), (*turn).welcome},
	{"status", and(is(keyword.Status), alone), (*turn).status},
	{"cancel", and(callsOff, hasOpenLead), (*turn).askCancel},
	{"no longer urgent", and(is(keyword.Calm), urgentlyAsked), (*turn).calmDown},
	{"reschedule", and(wantsOtherHour, hasHour), (*turn).askNewHour},
	{"none of the hours", declinesHours, (*turn).askOtherTime},
	{"reschedule of another", and(is(keyword.Reschedule), nothingElse), (*turn).askOtherHour},
	{"nothing to cancel", and(callsOff, nothingElse), (*turn).nothingToCancel},
	{"another language", foreign, (*turn).sayLanguages},
	{"contact card", of(event.KindContact), (*turn).declineCard},
	{"triage", func(*turn) bool { return true }, (*turn).triage},
}

// runCustomer handles a customer's message by the first rule that applies.
func (t *turn) runCustomer(ctx context.Context) error {
	if t.c.Name == "" && strings.ContainsFunc(t.m.SenderName, unicode.IsLetter) { // who has none is called by an id
		t.c.Name = t.m.SenderName
	}
	t.press()
	t.warn(t.text())
	t.count(ctx)
	for _, r := range customerRules {
		if !r.applies(t) {
			continue
		}
		err := r.act(t, ctx)
		if errors.Is(err, errNoAnswer) {
			continue
		}
		if err != nil {
			return err
		}
		break
	}
	if len(t.first) > 0 { // whoever answers later, this goes out now
		t.sayText(notice.KindReply, "")
	}
	return nil
}

func is(kind keyword.Kind) func(*turn) bool {
	return func(t *turn) bool { return keyword.Is(t.text(), kind) }
}

func and(a, b func(*turn) bool) func(*turn) bool {
	return func(t *turn) bool { return a(t) && b(t) }
}

func of(kind event.Kind) func(*turn) bool {
	return func(t *turn) bool { return t.m.Kind == kind }
}

// wordless are deliveries that are kept and need no answer.
func wordless(t *turn) bool { return t.m.Kind == event.KindDelete || t.m.Kind == event.KindBlock }

func actsAsCustomer(t *turn) bool  { return t.self != nil && t.c.AsCustomer }
func withoutConsent(t *turn) bool  { return t.c.ConsentAt.IsZero() }
func answersQuestion(t *turn) bool { return t.c.Question != nil && !t.c.Asked(conversation.AskConsent) }
func unregistered(t *turn) bool    { return t.self == nil }
func hasOpenLead(t *turn) bool     { return t.lead != nil && !t.lead.Status.Final() }

// foreign are words in neither of our languages.
func foreign(t *turn) bool {
	hebrew, latin, other := locale.Letters(t.text())
	return t.m.Kind == event.KindText && other > hebrew+latin
}

// sayLanguages says in both languages that these are the ones we speak.
func (t *turn) sayLanguages(context.Context) error {
	t.record()
	t.say("triage.languages")
	return nil
}

func (t *turn) stop(context.Context) error {
	t.record()
	again := !t.c.StoppedAt.IsZero()
	t.c.StoppedAt = t.now.UTC()
	if !again {
		t.say("triage.stopped")
	}
	return nil
}

// reset starts the conversation over: its state and memory go, the lead stays as it is.
func (t *turn) reset(context.Context) error {
	t.c.Question = nil
	t.c.LeadID = ""
	t.c.Waiting = nil
	t.c.Burst, t.c.TurnAt = nil, time.Time{}
	t.c.Draft = nil
	t.c.Forgotten = true
	t.lead = nil
	t.say("triage.reset")
	return nil
}

func (t *turn) help(context.Context) error {
	t.say("triage.help")
	return nil
}

// backToWork ends a pro's acting as a customer.
func (t *turn) backToWork(context.Context) error {
	t.c.AsCustomer, t.c.LeadID, t.c.Question = false, "", nil
	t.say("pro.back_to_work")
	return nil
}

func (t *turn) welcome(context.Context) error {
	t.record()
	t.say("triage.welcome")
	return nil
}

func (t *turn) declineCard(context.Context) error {
	t.record()
	t.say("triage.contact_card")
	return nil
}

// callHuman falls silent and tells those who can step in.
func (t *turn) callHuman(ctx context.Context) error {
	t.record()
	t.gather()
	t.say("triage.human")
	t.c.HandOver(t.now)
	t.c.NeedsHuman = true
	return t.tellHumans(ctx)
}
