package triage

import (
	"context"
	"fmt"
	"strings"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

func registeredAlready(_ context.Context, t *turn) error {
	t.say("register.known")
	return nil
}

// editAreas shows where the pro works, and asks for it anew.
func editAreas(_ context.Context, t *turn) error {
	t.c.Ask(conversation.AskAreas, "", t.now)
	t.say("pro.areas", "areas", strings.Join(t.self.ServiceAreas, ", "))
	return nil
}

// editPrices shows the price list, and asks for it anew.
func editPrices(_ context.Context, t *turn) error {
	t.c.Ask(conversation.AskPrices, "", t.now)
	t.say("pro.prices", "prices", t.priceLines(t.self.Prices))
	return nil
}

// leftAsItWas reports whether the pro wants no change after all.
func (t *turn) leftAsItWas() bool {
	if !keyword.Is(t.text(), keyword.CancelJob) && !keyword.Is(t.text(), keyword.No) && !keyword.Is(t.text(), keyword.Skip) {
		return false
	}
	t.c.Question = nil
	t.say("pro.unchanged")
	return true
}

// newAreas takes the places where the pro works from now on. Words that are a command are one.
func newAreas(_ context.Context, t *turn) (bool, error) {
	if t.leftAsItWas() {
		return true, nil
	}
	if t.commandedAny() {
		return false, nil
	}
	list, wrong := pro.ReadAreas(t.text())
	if len(wrong) > 0 || len(list) == 0 {
		t.say("register.again.areas", "wrong", locale.Isolate(clip(strings.Join(wrong, ", "), 200)))
		return true, nil
	}
	p := *t.self
	p.ServiceAreas = list
	p.Resolve()
	t.say("pro.areas_kept", "areas", strings.Join(list, ", "))
	return true, t.keepPro(p)
}

// newPrices takes the price list that holds from now on. What was promised keeps its price.
func newPrices(_ context.Context, t *turn) (bool, error) {
	if t.leftAsItWas() {
		return true, nil
	}
	if t.commandedAny() {
		return false, nil
	}
	list, wrong := pro.ReadPrices(t.text())
	if len(wrong) > 0 || len(list) == 0 {
		t.say("register.again.prices", "wrong", locale.Isolate(clip(strings.Join(wrong, ", "), 200)))
		return true, nil
	}
	p := *t.self
	p.Prices = list
	t.say("pro.prices_kept", "prices", t.priceLines(list))
	return true, t.keepPro(p)
}

// keepPro writes the pro, on condition that it is still as it was read.
func (t *turn) keepPro(p pro.Pro) error {
	if err := p.Validate(); err != nil {
		return fmt.Errorf("triage: an edit by pro %s: %w", p.ID, err)
	}
	t.c.Question = nil
	t.set.Pros = append(t.set.Pros, change.ProWrite{Pro: &p})
	return nil
}

// commandedAny reports whether the message is any of a pro's commands.
func (t *turn) commandedAny() bool {
	for _, c := range proCommands {
		if t.commanded(c) {
			return true
		}
	}
	return false
}
