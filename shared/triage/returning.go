package triage

import (
	"context"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/routing"
)

// servedWell is the least rating after which a pro is offered again; one that was not given
// speaks for the pro.
const servedWell = 4

// askSamePro asks a returning customer, once per lead, whether the pro of last time shall come
// again. It reports whether it asked.
func (t *turn) askSamePro(ctx context.Context) (bool, error) {
	l := t.lead
	if t.Books == nil || l.SamePro != "" || l.Trade == "" || l.Place == nil || l.Facts.Urgent {
		return false, nil
	}
	last, err := t.Books.LastServed(ctx, t.c.ID, l.Trade)
	if err != nil || last == nil || last.ProID == "" || last.RatingGiven != nil && *last.RatingGiven < servedWell {
		return false, err
	}
	p, err := found(t.Store.Pro(ctx, last.ProID))
	if err != nil || p == nil || len(routing.Refusals(*p, l)) > 0 {
		return false, err
	}
	l.SamePro, l.UpdatedAt, l.FullAddress = p.ID, t.now.UTC(), t.address()
	t.set.Update(l)
	t.c.Ask(conversation.AskSamePro, l.ID, t.now, conversation.Option{LeadID: l.ID, ProID: p.ID})
	t.sayText(notice.KindReply, locale.Text(t.lang, "triage.same_pro", "pro", locale.Isolate(p.BusinessName),
		"price", offering.PriceText(t.lang, offering.Quote(*p, l))))
	return true, nil
}

// samePro takes the answer and goes on to what is still missing.
func samePro(ctx context.Context, t *turn) (bool, error) {
	option := t.c.Question.Options[0]
	n, number := keyword.Choice(t.text())
	again := n == 1 || agrees(t.text()) || anyWord(t.text(), "אותם", "שוב", "them", "again") && !declines(t.text())
	if number && n != 1 && n != 2 {
		t.say("triage.choose_again", "n", 2)
		return true, nil
	}
	t.c.Question = nil
	if !again && n != 2 && !declines(t.text()) {
		return false, nil // they went on about the job: whoever is best
	}
	if again {
		if err := t.speakAs(ctx, option.ProID); err != nil {
			return true, err
		}
	}
	return true, t.goOn(ctx)
}

// speakAs makes a pro the one of the lead, if that pro can still be asked.
func (t *turn) speakAs(ctx context.Context, proID string) error {
	p, err := found(t.Store.Pro(ctx, proID))
	if err != nil || p == nil || len(routing.Refusals(*p, t.lead)) > 0 {
		return err
	}
	t.lead.ProID, t.lead.Price = p.ID, offering.Quote(*p, t.lead)
	return nil
}

// goOn asks for what is still missing, or has the pro offered the lead.
func (t *turn) goOn(ctx context.Context) error {
	persona, err := t.match(ctx)
	if err != nil {
		return err
	}
	t.lead.UpdatedAt = t.now.UTC()
	t.set.Update(t.lead)
	if len(t.missing()) == 0 {
		return t.offer(nil)
	}
	t.reply(Answer{}, false, persona, persona != nil)
	return nil
}
