package healing

import (
	"context"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

// askAgain asks a person once to send again what could not be read, if its readable copy has
// not come. Of several such messages the newest one's alarm asks.
func (d *Desk) askAgain(ctx context.Context, a alarm.Alarm, now time.Time) (string, error) {
	chat, err := d.Truth.Conversation(ctx, a.Chat)
	if err != nil {
		return "", err
	}
	lost := false
	for _, u := range chat.Unread {
		if now.Before(u.At.Add(conversation.ReadableWithin).Truncate(time.Second)) {
			return Obsolete, d.Alarms.Rung(ctx, a.ID)
		}
		handled, err := d.Truth.Handled(ctx, u.Readable)
		if err != nil {
			return "", err
		}
		lost = lost || !handled
	}
	if len(chat.Unread) == 0 {
		return Obsolete, d.Alarms.Rung(ctx, a.ID)
	}
	set := &change.Set{Claim: a.ID, Now: now, Rung: []string{a.ID}}
	chat.Unread = nil
	set.Touch(chat)
	outcome := "came"
	if lost && !chat.Blocked && !chat.Silent(now) {
		outcome = "asked_again"
		set.Say(notice.Notice{
			Chat: chat.ID, Kind: notice.KindReply, Reply: true,
			Text: locale.Text(locale.Of(chat.Language), "triage.unreadable"),
		})
	}
	return d.commit(ctx, set, outcome)
}
