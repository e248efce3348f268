package triage

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
)

// What came before consent waits this long, and only so much of it.
const (
	waitForConsent = 24 * time.Hour
	maxWaiting     = 20
)

// consent asks for it, and keeps what was said for the moment it is given. Until then nothing
// is recorded: a refusal leaves nothing behind.
func (t *turn) consent(ctx context.Context) error {
	asked, lapsed := t.c.Asked(conversation.AskConsent), t.now.After(t.c.WaitingTill)
	t.gather()
	if lapsed {
		t.c.Waiting = nil
	}
	switch {
	case asked && keyword.Is(t.text(), keyword.Yes):
		return t.agreed(ctx)
	case asked && keyword.Is(t.text(), keyword.No):
		t.c.Forget()
		t.say("triage.farewell")
		return nil
	}
	for _, m := range t.said {
		if len(t.c.Waiting) < maxWaiting && m.Kind != event.KindContact && !stale(t) {
			t.c.Waiting = append(t.c.Waiting, conversation.Waiting{Message: m})
		}
	}
	key := "triage.consent"
	if asked {
		key = "triage.consent_again"
	}
	if !asked || lapsed { // what is said now waits as long as what was said first
		t.c.WaitingTill = t.now.Add(waitForConsent).UTC()
		t.set.Alarms = append(t.set.Alarms, alarm.OfChat(alarm.ConsentLapse, t.c.ID, t.c.WaitingTill))
	}
	if foreign(t) {
		t.before(locale.Text(t.lang, "triage.languages"))
	}
	t.c.Ask(conversation.AskConsent, "", t.now)
	t.set.Say(notice.Notice{
		Chat: t.c.ID, Kind: notice.KindConsent, Reply: true,
		Text: t.prefixed(locale.Text(t.lang, key, "link", t.PrivacyURL)),
		Buttons: []notice.Button{
			{ID: "yes", Title: locale.Text(t.lang, "triage.consent.yes")},
			{ID: "no", Title: locale.Text(t.lang, "triage.consent.no")},
		},
	})
	return nil
}

// agreed records the consent and goes on with what was said before it.
func (t *turn) agreed(ctx context.Context) error {
	t.c.ConsentAt = t.now.UTC()
	t.c.Question = nil
	number, _ := phone.OfChat(t.c.ID)
	t.set.Customer = &conversation.Customer{
		ID: event.ID("customer", t.c.ID), Chats: []string{t.c.ID}, Name: t.c.Name, Phone: number.String(),
		Language: string(t.lang), ConsentAt: t.now.UTC(), CreatedAt: t.c.CreatedAt,
	}
	t.record()
	before := t.said[:len(t.said)-1] // of a burst; the yes itself is no fact
	t.said = nil
	for _, w := range t.c.Waiting {
		t.said = append(t.said, w.Message)
	}
	t.c.Waiting = nil
	if t.said = append(t.said, before...); len(t.said) == 0 {
		t.say("triage.begin")
		return nil
	}
	for _, m := range t.said {
		t.recordOf(m)
	}
	t.lang = locale.Detect(t.words())
	t.c.Language = string(t.lang)
	return t.triage(ctx)
}

// prefixed puts first what stands before everything else in this turn, once.
func (t *turn) prefixed(text string) string {
	if text != "" {
		t.first = append(t.first, text)
	}
	text, t.first = strings.Join(t.first, "\n\n"), nil
	return text
}
