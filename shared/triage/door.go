package triage

import (
	"context"
	"slices"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/keyword"
	"github.com/proli/proli/shared/locale"
)

// crowdWindow is the window in which a customer may send so many messages; pros and admins send
// as many as they like.
const crowdWindow = time.Minute

// Window counts the messages of a chat. Without it nobody is limited.
type Window interface {
	// Count notes a message and says how many came in the window that ends now, this one
	// included and each once. It may stop counting a little beyond limit.
	Count(ctx context.Context, chat, messageID string, now time.Time, window time.Duration, limit int) (int, error)
}

// warn puts the number to call before everything else that this turn says.
func (t *turn) warn(text string) {
	if danger, found := keyword.InDanger(text); found {
		t.before(locale.Text(t.lang, "triage.danger."+danger.Name, "phone", danger.Phone))
	}
}

// before says something ahead of this turn's reply; alone, when somebody else replies.
func (t *turn) before(text string) {
	if !slices.Contains(t.first, text) {
		t.first = append(t.first, text)
	}
}

// count counts what a person says, at the time at which it came to us: what waited inside our
// own system is no crowd.
func (t *turn) count(ctx context.Context) {
	if t.Window == nil || t.turned || t.exempt() || wordless(t) || stale(t) {
		return
	}
	most := t.limits.Messages()
	n, err := t.Window.Count(ctx, t.c.ID, t.m.ID, t.m.ReceivedAt, crowdWindow, most)
	t.crowded = err == nil && n > most
	if !t.crowded {
		t.c.Crowded = false
	}
}

// exempt are those whom no limit holds up.
func (t *turn) exempt() bool { return t.self != nil || slices.Contains(t.Admins, t.c.ID) }

func crowded(t *turn) bool { return t.crowded }

// askToWait answers the first message too many, and no other until the window clears.
func (t *turn) askToWait(context.Context) error {
	t.record()
	if !t.c.Crowded {
		t.c.Crowded = true
		t.say("triage.wait")
	}
	return nil
}

// leftToHuman is what a human answers who has the chat. What anybody may ask for at any
// time is answered all the same.
func leftToHuman(t *turn) bool {
	return t.c.Silent(t.now) && !keyword.Is(t.text(), keyword.Help) && !keyword.Is(t.text(), keyword.DeleteMe) && !t.confirmsDelete()
}

// staySilent keeps out of a chat that a human has; danger to life is the one exception.
func (t *turn) staySilent(context.Context) error {
	t.record()
	t.c.HandOver(t.now)
	return nil
}

// staleAfter is the age from which a message is not answered as if fresh.
const staleAfter = time.Hour

func stale(t *turn) bool { return t.m.ReceivedAt.Sub(t.m.SentAt) > staleAfter }

// late notes a message that was held up on its way to us, and reports whether its chat was
// answered already for all that came with it.
func (t *turn) late() (answered bool) {
	t.record()
	if t.now.Sub(t.c.ApologisedAt) < staleAfter {
		return true
	}
	t.c.ApologisedAt = t.now.UTC()
	return false
}

// apologise answers what was held up with where things stand, instead of acting on old words.
func (t *turn) apologise(ctx context.Context) error {
	if t.late() {
		return nil
	}
	if withoutConsent(t) {
		return t.consent(ctx)
	}
	text, err := t.statusText(ctx)
	if err != nil {
		return err
	}
	t.say("triage.stale", "status", text)
	return nil
}

// recordOnly keeps what needs no answer, with the little that it means.
func (t *turn) recordOnly(context.Context) error {
	t.record()
	switch {
	case t.m.Kind == event.KindBlock && t.m.Status == "blocked": // who blocks us wants nothing from us
		t.c.StoppedAt = t.now.UTC()
	case t.m.Kind == event.KindDelete:
		t.c.Waiting = slices.DeleteFunc(t.c.Waiting, t.meant)
		if t.c.Burst = slices.DeleteFunc(t.c.Burst, t.meant); len(t.c.Burst) == 0 {
			t.c.TurnAt = time.Time{}
		}
		if len(t.c.Waiting) == 0 && t.c.Asked(conversation.AskNewOrOld) {
			t.c.Question = nil
		}
	}
	return nil
}

// meant picks the waiting message that an edit or a deletion is about.
func (t *turn) meant(w conversation.Waiting) bool {
	return t.m.Edits != "" && w.Message.ProviderID == t.m.Edits
}

// editsWaiting reports whether an edit changes words that were not acted on yet. All other
// edits are new words, and so is one that answers the question for consent.
func editsWaiting(t *turn) bool {
	return t.m.Kind == event.KindEdit && (slices.ContainsFunc(t.c.Waiting, t.meant) || slices.ContainsFunc(t.c.Burst, t.meant))
}

func (t *turn) editWaiting(ctx context.Context) error {
	if withoutConsent(t) && (keyword.Is(t.text(), keyword.Yes) || keyword.Is(t.text(), keyword.No)) {
		t.c.Waiting = slices.DeleteFunc(t.c.Waiting, t.meant)
		return t.consent(ctx)
	}
	t.record()
	for _, kept := range [][]conversation.Waiting{t.c.Waiting, t.c.Burst} {
		for i := range kept {
			if t.meant(kept[i]) {
				kept[i].Message.Text = t.text()
			}
		}
	}
	return nil
}

// tooLarge is the provider's marker of a file that it does not hand on; no copy follows.
const tooLarge = "SWE002"

// maxUnread bounds what is waited for at once.
const maxUnread = 20

// awaitReadable gives the readable copy of a message time to come. It has an id of its own,
// which this one leaves unused; when it has come first, there is nothing to wait for.
func (t *turn) awaitReadable(ctx context.Context) error {
	t.record()
	if t.m.Detail == tooLarge {
		t.say("triage.file_too_large")
		return nil
	}
	came, err := t.Store.Handled(ctx, t.m.Readable)
	if err != nil || came {
		return err
	}
	if len(t.c.Unread) < maxUnread {
		t.c.Unread = append(t.c.Unread, conversation.Unread{Readable: t.m.Readable, At: t.now.UTC()})
	}
	t.set.Alarms = append(t.set.Alarms, alarm.OfChat(alarm.Unreadable, t.c.ID, t.now.Add(conversation.ReadableWithin)))
	return nil
}

// declineCall answers a call in writing. The provider tells of one call several times.
func (t *turn) declineCall(context.Context) error {
	t.record()
	if t.now.Sub(t.c.CallAnsweredAt) < time.Hour {
		return nil
	}
	t.c.CallAnsweredAt = t.now.UTC()
	t.say("triage.call")
	return nil
}
