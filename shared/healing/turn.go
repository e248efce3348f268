package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
)

// beginTurn sends the fragments that wait in a chat to triage, in line behind what was written
// meanwhile. When a later fragment has moved the turn, that one's alarm begins it.
func (d *Desk) beginTurn(ctx context.Context, a alarm.Alarm, now time.Time) (string, error) {
	chat, err := d.Truth.Conversation(ctx, a.Chat)
	if err != nil {
		return "", err
	}
	if len(chat.Burst) == 0 || chat.TurnAt.After(a.DueAt) {
		return Obsolete, d.Alarms.Rung(ctx, a.ID)
	}
	set := &change.Set{Claim: a.ID, Now: now, Rung: []string{a.ID}}
	err = set.Emit(event.Message{
		ID: event.ID("turn", a.ID), Kind: event.KindTurn, Chat: a.Chat, SentAt: a.DueAt, ReceivedAt: a.DueAt,
	}.Published())
	if err != nil {
		return "", err
	}
	return d.commit(ctx, set, "began")
}

// lapse forgets what has waited for consent long enough.
func (d *Desk) lapse(ctx context.Context, a alarm.Alarm, now time.Time) (string, error) {
	chat, err := d.Truth.Conversation(ctx, a.Chat)
	if err != nil {
		return "", err
	}
	if !chat.Asked(conversation.AskConsent) || now.Before(chat.WaitingTill.Truncate(time.Second)) {
		return Obsolete, d.Alarms.Rung(ctx, a.ID)
	}
	chat.Waiting = nil // the question stays open
	set := &change.Set{Claim: a.ID, Now: now, Rung: []string{a.ID}}
	set.Touch(chat)
	return d.commit(ctx, set, "forgot")
}

func (d *Desk) commit(ctx context.Context, set *change.Set, outcome string) (string, error) {
	err := d.Commit.Run(ctx, set)
	if errors.Is(err, change.ErrDuplicate) {
		return Already, d.Alarms.Rung(ctx, set.Claim)
	}
	return outcome, err
}
