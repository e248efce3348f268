package steering

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/notice"
)

// MaxWritten bounds what an admin writes at once, in characters.
const MaxWritten = 4000

// window is how long after a person's last message what we write still answers it.
const window = 24 * time.Hour

// Why a message of an admin is not taken.
var (
	ErrEmpty   = errors.New("nothing is written")
	ErrTooLong = errors.New("too much is written")
	ErrStopped = errors.New("the customer asked for no more messages, and has not written since")
	ErrBlocked = errors.New("the chat is blocked")
)

// Answers reports whether what is written into a chat now answers what was said there. What
// does not is proactive: it waits for quiet hours to end, and who said stop does not get it.
func Answers(c *conversation.Conversation, now time.Time) bool {
	return now.Before(c.UpdatedAt.Add(window))
}

// TakeOver silences the bot in a chat and gives it to the admin.
func (d *Desk) TakeOver(ctx context.Context, a Act, chat string) error {
	return d.chat(ctx, a, "inbox.take", chat, func(c *conversation.Conversation, _ *change.Set) error {
		c.TakeOver(a.By, a.At)
		return nil
	})
}

// Write sends words of the admin's to a chat; who writes has it from then on.
func (d *Desk) Write(ctx context.Context, a Act, chat, text string) error {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return fault.Wrap(fault.Invalid, "steering.Write", ErrEmpty)
	case utf8.RuneCountInString(text) > MaxWritten:
		return fault.Wrap(fault.Invalid, "steering.Write", ErrTooLong)
	}
	return d.chat(ctx, a, "inbox.write", chat, func(c *conversation.Conversation, s *change.Set) error {
		reply := Answers(c, a.At)
		switch {
		case c.Blocked:
			return fault.Wrap(fault.Invalid, "steering.Write", ErrBlocked)
		case !reply && !c.StoppedAt.IsZero():
			return fault.Wrap(fault.Invalid, "steering.Write", ErrStopped)
		}
		c.TakeOver(a.By, a.At)
		c.NeedsHuman = false
		s.Say(notice.Notice{Chat: chat, Kind: notice.KindWritten, Text: text, Reply: reply, LeadID: c.LeadID, Author: a.By})
		return nil
	})
}

// HandBack lets the bot speak again in a chat.
func (d *Desk) HandBack(ctx context.Context, a Act, chat string) error {
	return d.chat(ctx, a, "inbox.back", chat, func(c *conversation.Conversation, _ *change.Set) error {
		c.HandBack()
		return nil
	})
}

// Bar blocks a chat, or ends that.
func (d *Desk) Bar(ctx context.Context, a Act, chat string, blocked bool) error {
	name := "inbox.unblock"
	if blocked {
		name = "inbox.block"
	}
	return d.chat(ctx, a, name, chat, func(c *conversation.Conversation, _ *change.Set) error {
		c.Bar(blocked)
		return nil
	})
}

// chat does an act in a chat in which no other admin has acted since it was looked at. What
// its person writes meanwhile is no obstacle: the act is done again on what stands then.
func (d *Desk) chat(ctx context.Context, a Act, name, chat string, do func(*conversation.Conversation, *change.Set) error) error {
	if was, err := d.twice(ctx, a); was || err != nil {
		return err
	}
	err := fault.New(fault.Conflict, name, "not tried")
	for i := 0; i < attempts && fault.KindOf(err) == fault.Conflict; i++ {
		var c *conversation.Conversation
		if c, err = d.Truth.Conversation(ctx, chat); err != nil {
			return err
		}
		if c.Version == 0 && c.Seq == 0 {
			return fault.New(fault.NotFound, name, "no such chat")
		}
		if c.Hands != a.Seen {
			return fault.New(fault.Conflict, name, "another admin acted in this chat")
		}
		set := &change.Set{Claim: a.claim(), Now: a.At}
		set.Touch(c)
		before := fieldsOfChat(c)
		if err := do(c, set); err != nil {
			return err
		}
		err = d.record(a, name, chatSubject(chat), before).Run(ctx, set)
	}
	return done(err)
}
