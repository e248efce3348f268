// Package triage turns a conversation into a lead's facts, asking when one is missing. It
// answers what its rules can answer, asks a model for the rest, checks what the model says,
// and carries on by plain questions when no model answers.
//
// Nothing here writes: handling a message gives a change.Set, which the caller commits.
package triage

import (
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/setting"
)

// Limits on what one chat may cost.
const (
	turnTimeout = 75 * time.Second
	maxRead     = 4000 // characters of one message that are read, by rules and models; all are kept
)

// Store is what triage reads.
type Store interface {
	// Conversation is a chat's thread; one that never wrote has a new one, at version 0.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	// Lead is a lead by id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// OpenOfChat are the leads of a chat that have not ended, the newest first.
	OpenOfChat(ctx context.Context, chat string) ([]lead.Lead, error)
	// LeadByNotice is the lead that a message of ours was about, by the provider's id, nil when none;
	// and the number of the offer that the message made, 0 when it made none.
	LeadByNotice(ctx context.Context, providerID string) (l *lead.Lead, offer int, err error)
	// ProLeads are a pro's leads of one status, in order.
	ProLeads(ctx context.Context, proID string, status lead.Status) ([]lead.Lead, error)
	// Pro is a pro by id; a fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	// ProByChat is the registered pro that writes from a chat; a fault.NotFound when it is a customer's.
	ProByChat(ctx context.Context, chat string) (pro.Pro, error)
	// Handled reports whether a message was handled, by its id.
	Handled(ctx context.Context, id string) (bool, error)
	// SendingSettings are those of the one door out, quiet hours among them.
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Limits are on what a customer's chat may cost.
	Limits(ctx context.Context) (setting.Limits, error)
}

// Matcher finds the pro in whose voice we speak; nil when nobody serves the lead.
type Matcher interface {
	Match(ctx context.Context, l *lead.Lead, now time.Time) (*pro.Pro, error)
}

// Hours finds free hours near a time at the pro of a lead.
type Hours interface {
	FreshHours(ctx context.Context, l *lead.Lead, near, now time.Time) ([]conversation.Option, error)
}

// Media fetches what a customer sent and keeps it under a name derived from the message.
type Media interface {
	// Keep keeps the n-th file of a message. Data is what a model may be given; empty when it
	// is too much. What cannot be had costs a bounded time and is an error.
	Keep(ctx context.Context, m event.Message, n int) (kept lead.Media, data []byte, err error)
}

// Desk handles messages. Model may be nil: the rules carry on.
type Desk struct {
	Store      Store
	Model      Model
	Matcher    Matcher
	Hours      Hours
	Media      Media
	Books      Books
	Files      Files  // may be nil: details then have no links to files
	Window     Window // may be nil
	Gate       Gate   // nil: grounding.Check
	PrivacyURL string
	Admins     []string // chats of the admins
	Israel     *time.Location
}

// Handle decides what one message changes. A message that changes nothing gives a set that only claims it.
func (d *Desk) Handle(ctx context.Context, m event.Message, now time.Time, memo *Memo) (*change.Set, error) {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	set := &change.Set{Claim: m.ID, Now: now}
	if m.Chat == "" || m.Kind == event.KindQuota {
		d.handleAccount(m, set)
		return set, nil
	}
	t, err := d.open(ctx, m, now, set)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return set, nil
	}
	t.memo = memo
	about, before := t.lead, t.known()
	if err := t.run(ctx); err != nil {
		return set, err
	}
	t.learned(about, before)
	return set, nil
}

// turn is one message being handled: what was read, and the set that grows.
type turn struct {
	*Desk
	set  *change.Set
	m    event.Message
	now  time.Time
	c    *conversation.Conversation
	lead *lead.Lead // that the chat is about; nil when there is none
	self *pro.Pro   // whose chat it is; nil for a customer
	lang locale.Language
	said []event.Message // what the customer says in this turn, in order
	memo *Memo

	answered map[string]Answer // of the model in this turn, by voice
	limits   setting.Limits    // of a customer
	whole    event.Message     // m before its text was cut down to what is read
	first    []string          // said before this turn's reply: the number to call in danger, what went wrong
	crowded  bool              // there were too many messages within a minute
	raised   bool              // it made an emergency of the lead
	turned   bool              // it is a burst that has ended: its fragments are kept and counted already
}

// open reads what a turn is decided on; nil when there is nothing to decide.
func (d *Desk) open(ctx context.Context, m event.Message, now time.Time, set *change.Set) (*turn, error) {
	t := &turn{Desk: d, set: set, m: m, whole: m, now: now, answered: map[string]Answer{}}
	t.m.Text = clip(m.Text, maxRead)
	t.said = []event.Message{t.m}
	var err error
	if t.c, err = d.Store.Conversation(ctx, m.Chat); err != nil {
		return nil, err
	}
	if t.self, err = found(d.Store.ProByChat(ctx, m.Chat)); err != nil {
		return nil, err
	}
	if !t.exempt() {
		if t.limits, err = d.Store.Limits(ctx); err != nil {
			return nil, err
		}
	}
	if err := t.findLead(ctx); err != nil {
		return nil, err
	}
	if m.Kind == event.KindTurn && !t.begun() {
		return nil, nil
	}
	if t.c.CreatedAt.IsZero() {
		t.c.CreatedAt = now.UTC()
	}
	t.c.UpdatedAt = now.UTC()
	t.lang = t.language()
	return t, nil
}

// found makes a pro that does not exist nil instead of a fault.
func found(p pro.Pro, err error) (*pro.Pro, error) {
	switch {
	case err == nil:
		return &p, nil
	case fault.KindOf(err) == fault.NotFound:
		return nil, nil
	}
	return nil, err
}

// language is Hebrew unless the customer writes English; a message without words keeps what was.
func (t *turn) language() locale.Language {
	hebrew, latin, _ := locale.Letters(t.m.Text)
	before := locale.Of(t.c.Language)
	if hebrew+latin == 0 || t.m.Kind == event.KindButton {
		return before
	}
	lang := locale.Detect(t.m.Text)
	if lang != before && latin > 0 && latin < 4 && t.c.Language != "" { // "ok" is no change of language
		return before
	}
	return lang
}

// run handles the message and keeps it: every message of a chat raises its conversation.
func (t *turn) run(ctx context.Context) error {
	t.set.Touch(t.c)
	switch {
	case t.m.Kind == event.KindHandover:
		t.c.HandOver(t.now)
		t.record()
		return nil
	case t.c.Blocked:
		t.record()
		return nil
	case t.self != nil && !t.c.AsCustomer:
		t.lang = locale.Of(t.self.Language)
		return t.runPro(ctx)
	case t.self != nil && t.self.Approved:
		if answered, err := t.answerOffer(ctx); answered || err != nil {
			return err
		}
	}
	t.c.Language = string(t.lang)
	return t.runCustomer(ctx)
}

// record keeps the inbound message with the lead that it is about. Of a customer who has not
// agreed nothing is kept.
func (t *turn) record() {
	if !t.turned && (t.self != nil || !t.c.ConsentAt.IsZero()) {
		t.recordOf(t.whole)
	}
}

// by is whose words the message holds: staff typing on the phone speak for Proli.
func (t *turn) by() string {
	switch {
	case t.m.Kind == event.KindHandover:
		return conversation.ByProli
	case t.self != nil && !t.c.AsCustomer:
		return conversation.ByPro
	}
	return conversation.ByCustomer
}

// recordOf keeps a message once, whichever rules of the turn ask for it.
func (t *turn) recordOf(m event.Message) {
	if slices.ContainsFunc(t.set.Messages, func(kept *conversation.Message) bool { return kept.ID == m.ID }) {
		return
	}
	id := ""
	if t.lead != nil {
		id = t.lead.ID
	}
	t.set.Messages = append(t.set.Messages, conversation.Record(m, id, t.by()))
}

// say answers in this chat.
func (t *turn) say(key string, args ...any) {
	t.sayText(notice.KindReply, locale.Text(t.lang, key, args...))
}

func (t *turn) sayText(kind notice.Kind, text string) {
	n := notice.Notice{Chat: t.c.ID, Kind: kind, Text: t.prefixed(text), Reply: true}
	if t.lead != nil {
		n.LeadID, n.ProID = t.lead.ID, t.lead.ProID
	}
	t.set.Say(n)
}

// text is what the message says, without the space around it.
func (t *turn) text() string { return t.m.Text }

// Memo keeps a model's answer over the attempts at one message, so that a turn done again
// because somebody else moved first asks only once.
type Memo struct {
	version int64
	answers map[string]Answer
}
