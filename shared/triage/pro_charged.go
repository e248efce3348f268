package triage

import (
	"context"
	"strings"

	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// smallest is the least that a job costs; a number below it was meant for something else.
const smallest = 10

// charged keeps what the job cost; the lead is the one that was finished.
func charged(ctx context.Context, t *turn) (bool, error) {
	sum, number := t.sum()
	skip := keyword.Is(t.text(), keyword.Skip)
	switch {
	case !number && !skip:
		return false, nil
	case !skip && sum < smallest:
		t.say("pro.charge_small", "price", locale.Isolate(locale.Money(sum)))
		return true, nil
	}
	l, err := t.asked(ctx)
	if err != nil || l == nil {
		return true, err
	}
	if skip {
		t.say("pro.charge_skipped")
		return true, nil
	}
	t.keepCharge(l, sum)
	return true, nil
}

// chargedOlder takes a sum that is said to a message of ours about a finished job, by quoting it:
// that is what it answers, whatever was asked since. It reports whether the message was that.
func (t *turn) chargedOlder(ctx context.Context) (bool, error) {
	sum, number := t.sum()
	if t.m.Quoted == "" || !number || sum < smallest {
		return false, nil
	}
	l, _, err := t.Store.LeadByNotice(ctx, t.m.Quoted)
	if err != nil || l == nil || l.Status != lead.Completed || l.ProID != t.self.ID || l.PriceCharged != nil {
		return false, err
	}
	if q := t.c.Question; q != nil && q.LeadID == l.ID {
		t.c.Question = nil
	}
	t.keepCharge(l, sum)
	return true, nil
}

func (t *turn) keepCharge(l *lead.Lead, sum int) {
	t.about(l)
	l.PriceCharged = &sum
	l.UpdatedAt = t.now.UTC()
	t.set.Update(l)
	t.say("pro.charge_kept", "price", locale.Isolate(locale.Money(sum)))
}

// sum reads a message that is a sum of shekels and nothing else.
func (t *turn) sum() (sum int, ok bool) {
	text := strings.NewReplacer("₪", " ", "ש\"ח", " ", "ש״ח", " ", "שקלים", " ", "שקל", " ", "shekels", " ", "nis", " ", "ils", " ", ",", "").Replace(strings.ToLower(t.text()))
	return keyword.Number(strings.TrimSpace(text))
}
