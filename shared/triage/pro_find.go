package triage

import (
	"context"
	"time"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// Bounds of looking for a waiting lead.
const (
	findEvery = 10 * time.Minute
	findAmong = 50
)

// findLead has the pro offered the oldest lead that waits for an admin and that the pro could
// have been asked for.
func findLead(ctx context.Context, t *turn) error {
	if wait := t.c.FoundAt.Add(findEvery).Sub(t.now); wait > 0 && wait <= findEvery {
		t.say("pro.find_later", "wait", locale.Duration(t.lang, wait.Round(time.Minute)))
		return nil
	}
	trade := t.self.Trade
	if trade == pro.General {
		trade = ""
	}
	waiting, err := t.Books.InReview(ctx, trade, findAmong)
	if err != nil {
		return err
	}
	for i := range waiting {
		l := &waiting[i]
		if len(routing.Refusals(*t.self, l)) > 0 || !offering.Suits(*t.self, l) {
			continue
		}
		t.c.FoundAt = t.now.UTC()
		return t.set.Emit(event.Lead{
			ID: t.m.ID + "/take", Kind: event.LeadTake, Lead: l.ID, Chat: t.c.ID, Cause: t.m.ID, At: t.now, Pro: t.self.ID,
		}.Published())
	}
	t.say("pro.find_none")
	return nil
}

// muteLife is how long a pro can have a customer's chat at most.
const muteLife = 24 * time.Hour

// mute leaves the newest customer's chat to the pro.
func mute(ctx context.Context, t *turn) error {
	l, err := t.newest(ctx)
	if err != nil || l == nil {
		return err
	}
	c, err := t.Store.Conversation(ctx, l.ChatID)
	if err != nil {
		return err
	}
	c.Mute(t.now.Add(muteLife))
	t.set.Touch(c)
	t.about(l)
	t.say("pro.muted", "name", locale.Isolate(l.Facts.Name))
	return nil
}

// resume has us speak again in the newest customer's chat.
func resume(ctx context.Context, t *turn) error {
	l, err := t.newest(ctx)
	if err != nil || l == nil {
		return err
	}
	c, err := t.Store.Conversation(ctx, l.ChatID)
	if err != nil {
		return err
	}
	c.SilentUntil, c.NeedsHuman = time.Time{}, false
	t.set.Touch(c)
	t.about(l)
	t.say("pro.resumed", "name", locale.Isolate(l.Facts.Name))
	return nil
}

// newest is the booked lead that was last spoken of; without one the pro is told so.
func (t *turn) newest(ctx context.Context) (*lead.Lead, error) {
	booked, err := t.Store.ProLeads(ctx, t.self.ID, lead.Booked)
	if err != nil {
		return nil, err
	}
	var newest *lead.Lead
	for i := range booked {
		if newest == nil || booked[i].UpdatedAt.After(newest.UpdatedAt) {
			newest = &booked[i]
		}
	}
	if newest == nil {
		t.say("pro.no_jobs")
	}
	return newest, nil
}
