package conversation

import "time"

// Taken says which admin speaks in a chat in place of the bot. It counts while the chat is silent.
type Taken struct {
	By string    `json:"by"` // the user name
	At time.Time `json:"at"`
}

// TakeOver silences the bot, as typing on the phone itself does, and notes who of us has the chat.
func (c *Conversation) TakeOver(by string, now time.Time) {
	c.HandOver(now)
	if c.Taken == nil || c.Taken.By != by {
		c.Taken = &Taken{By: by, At: now.UTC()}
	}
	c.Hands++
}

// HandBack lets the bot speak again; nobody waits for a human any more.
func (c *Conversation) HandBack() {
	c.Taken, c.SilentUntil, c.NeedsHuman = nil, time.Time{}, false
	c.Hands++
}

// Bar blocks the chat, so that its messages are recorded and nothing more, or ends that.
func (c *Conversation) Bar(blocked bool) {
	if blocked {
		c.HandBack()
	} else {
		c.Hands++
	}
	c.Blocked = blocked
}

// Holder is the admin who has the chat now; empty when the bot has it, or one of us on the phone.
func (c *Conversation) Holder(now time.Time) string {
	if c.Taken == nil || !c.Silent(now) {
		return ""
	}
	return c.Taken.By
}

// Unseen reports whether something came since one of us last looked.
func (c *Conversation) Unseen() bool { return c.UpdatedAt.After(c.SeenAt) }
