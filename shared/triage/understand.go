package triage

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/reader"
	"github.com/proli/proli/shared/routing"
)

// triage is the last rule: whatever is not answered by a word is about a job.
func (t *turn) triage(ctx context.Context) error {
	if slices.ContainsFunc(t.said, func(m event.Message) bool { return m.ID == t.m.ID }) { // else it was a yes
		t.record()
	}
	t.gather()
	if t.lead != nil {
		switch t.lead.Status {
		case lead.New, lead.PendingReview:
			return t.addRemark(ctx)
		case lead.Booked:
			if t.newRequest() {
				t.c.Waiting = waiting(t.said)
				t.c.Ask(conversation.AskNewOrOld, t.lead.ID, t.now)
				t.say("triage.new_or_old", "when", locale.DateTime(t.lang, t.lead.Appointment.Start))
				return nil
			}
			return t.addRemark(ctx)
		}
	}
	return t.understand(ctx)
}

// newRequest reports whether the message speaks of a problem of its own.
func (t *turn) newRequest() bool {
	r := reader.Read(t.words(), t.m.SentAt)
	if t.m.Kind == event.KindEdit && hasOpenLead(t) && r.Trade == t.lead.Trade { // what was told, put right
		return false
	}
	return r.Trade != "" && !r.Weak
}

// understand reads facts out of what was said, by the rules and by a model, and does the next
// thing: ask for what is missing, or have a pro offered the lead.
func (t *turn) understand(ctx context.Context) error {
	if t.lead == nil || t.lead.Status.Final() {
		if err := t.begin(); err != nil {
			return err
		}
	}
	l := t.lead
	matched := l.ProID
	if len([]rune(t.whole.Text)) > maxRead {
		t.before(locale.Text(t.lang, "triage.shortened"))
	}
	media := t.keepMedia(ctx)
	t.readByRules()
	if t.emergency() {
		l.FullAddress = t.address()
		t.set.Update(l)
		return t.offer(nil)
	}
	if did, err := t.askSamePro(ctx); did || err != nil {
		return err
	}
	persona, err := t.match(ctx)
	if err != nil {
		return err
	}
	answer, asked := t.ask(ctx, persona, media)
	if asked {
		t.readByModel(answer)
		if persona == nil {
			if persona, err = t.match(ctx); err != nil {
				return err
			}
			if persona != nil && len(t.missing()) > 0 {
				// What the dispatcher said is not said any more: it did not know of the pro.
				if answer, asked = t.ask(ctx, persona, media); asked {
					t.readByModel(answer)
				}
			}
		}
	}
	l.UpdatedAt = t.now.UTC()
	l.FullAddress = t.address()
	t.set.Update(l)
	if said, err := t.outOfScope(answer, asked); said || err != nil {
		return err
	}
	if len(t.missing()) == 0 || t.emergency() {
		return t.offer(nil)
	}
	t.reply(answer, asked, persona, persona != nil && matched != persona.ID)
	return nil
}

// begin starts a lead for this chat.
func (t *turn) begin() error {
	l := &lead.Lead{
		ID: event.ID("lead", t.m.ID), ChatID: t.c.ID, Language: string(t.lang), CreatedAt: t.now.UTC(),
		Facts: lead.Facts{Name: t.c.Name}, Excluded: []string{}, History: []lead.Move{},
	}
	if number, ok := phone.OfChat(t.c.ID); ok {
		l.Facts.Phone = number.String()
	}
	if t.self != nil { // a pro with needs of its own is not sent to itself
		l.Excluded = append(l.Excluded, t.self.ID)
	}
	if err := l.Move(lead.Contacted, t.now, lead.Customer, "wrote to us"); err != nil {
		return err
	}
	t.lead = l
	t.c.LeadID = l.ID
	t.set.Alarms = append(t.set.Alarms, silenceAlarms(l, t.now)...)
	for _, m := range t.set.Messages {
		m.LeadID = l.ID
	}
	return nil
}

// offer asks routing to put the lead to a pro; its notice is the reply. Who had said stop, and has
// asked for something new since, wants to hear of that.
func (t *turn) offer(choice *event.Choice) error {
	if t.lead.CreatedAt.After(t.c.StoppedAt) {
		t.c.StoppedAt = time.Time{}
	}
	return t.set.Emit(event.Lead{
		ID: t.m.ID + "/offer", Kind: event.LeadOffer, Lead: t.lead.ID, Chat: t.c.ID, Cause: t.m.ID, At: t.now, Choice: choice,
	}.Published())
}

// book asks booking to do something with the lead's appointment; its notice is the reply.
func (t *turn) book(b event.Booking) error {
	b.ID, b.Lead, b.Chat, b.Cause, b.At = t.m.ID+"/"+string(b.Kind), t.lead.ID, t.c.ID, t.m.ID, t.now
	return t.set.Emit(b.Published())
}

func (t *turn) address() string {
	return t.lead.Facts.Address(locale.Text(t.lang, "triage.floor"), locale.Text(t.lang, "triage.apartment"))
}

// emergency reports whether the lead can go out now: an urgent one needs only a trade and a city.
func (t *turn) emergency() bool {
	l := t.lead
	return l.Facts.Urgent && l.Place != nil && l.Trade != ""
}

// match finds the pro in whose voice we speak, once trade and place are known.
func (t *turn) match(ctx context.Context) (*pro.Pro, error) {
	l := t.lead
	if l.Trade == "" || l.Place == nil {
		return nil, nil
	}
	if l.ProID != "" {
		p, err := found(t.Store.Pro(ctx, l.ProID))
		if err != nil || p != nil && len(routing.Refusals(*p, l)) == 0 {
			return p, err
		}
	}
	p, err := t.Matcher.Match(ctx, l, t.now)
	if err != nil {
		return nil, err
	}
	if l.ProID = ""; p != nil {
		l.ProID = p.ID
	}
	if t.priceStands() {
		return p, nil
	}
	if l.Price = nil; p != nil {
		l.Price = offering.Quote(*p, l)
	}
	return p, nil
}

// reply says what the model proposed if it is true, otherwise the plain question, in which a
// pro who was just matched is introduced.
func (t *turn) reply(answer Answer, asked bool, persona *pro.Pro, introduce bool) {
	booking := answer.Deal && persona != nil // what is missing for it is asked for by name, not at a model's whim
	if asked && !booking && strings.TrimSpace(answer.Reply) != "" {
		if words := strings.TrimSpace(answer.Reply); t.isTrue(words, persona) {
			t.sayText(notice.KindReply, words)
			return
		}
	}
	text := t.plainQuestion()
	if introduce {
		text = t.introduction(persona) + "\n\n" + text
	}
	t.sayText(notice.KindReply, text)
}
