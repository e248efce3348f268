package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/phone"
)

// arrival is how long the promise of an hour may take to reach its customer before an admin is shown it.
const arrival = 10 * time.Minute

// Promises are the notices that promise an hour.
type Promises interface {
	// Undelivered are those that were handed over before a time, or refused, have not arrived
	// and were not shown to anybody.
	Undelivered(ctx context.Context, before time.Time, limit int) ([]notice.Notice, error)
	// Shown notes that an admin was told.
	Shown(ctx context.Context, id string, at time.Time) error
}

// Undelivered shows the admins whom the promise of an appointment has not reached: the chat
// is marked in the dashboard, and they are told.
type Undelivered struct {
	Promises Promises
	Truth    Truth
	Commit   Committer
	Admins   []string // their chats
}

// Run looks once and says how many it found.
func (u *Undelivered) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	for range pages {
		if err := keep(ctx); err != nil {
			return did, err
		}
		late, err := u.Promises.Undelivered(ctx, now.Add(-arrival), page)
		if err != nil {
			return did, err
		}
		for _, n := range late {
			if err := u.show(ctx, n, now); err != nil {
				return did, err
			}
			did++
		}
		if len(late) < page {
			break
		}
	}
	return did, nil
}

func (u *Undelivered) show(ctx context.Context, n notice.Notice, now time.Time) error {
	err := fault.New(fault.Conflict, "healing.Undelivered", "not tried")
	for i := 0; i < attempts && fault.KindOf(err) == fault.Conflict; i++ {
		err = u.tell(ctx, n, now)
	}
	if err != nil && !errors.Is(err, change.ErrDuplicate) {
		return err
	}
	return u.Promises.Shown(ctx, n.ID, now)
}

func (u *Undelivered) tell(ctx context.Context, n notice.Notice, now time.Time) error {
	chat, err := u.Truth.Conversation(ctx, n.Chat)
	if err != nil {
		return err
	}
	set := &change.Set{Claim: n.ID + "/undelivered", Now: now}
	chat.NeedsHuman = true
	set.Touch(chat)
	key := "alert.undelivered"
	if n.State == notice.Failed {
		key = "alert.refused"
	}
	name, number := chat.Name, ""
	if of, ok := phone.OfChat(n.Chat); ok {
		number = of.E164()
	}
	if l, err := u.Truth.Lead(ctx, n.LeadID); err != nil {
		return err
	} else if l != nil && l.Facts.Name != "" {
		name = l.Facts.Name
	}
	for _, admin := range u.Admins {
		set.Say(notice.Notice{Chat: admin, Kind: notice.KindAlert, LeadID: n.LeadID, Text: locale.Text(locale.Hebrew, key,
			"name", locale.Isolate(name), "phone", locale.Isolate(number))})
	}
	return u.Commit.Run(ctx, set)
}
