package pro

import (
	"context"
	"strings"
	"time"
)

// Directory is the provider's: it knows under which other id a number's chat may speak.
type Directory interface {
	// CheckWhatsapp says whether a chat exists, and its other id if it has one. Asked often
	// without a dialogue, the provider takes us for a sender of advertisements.
	CheckWhatsapp(ctx context.Context, chat string) (exists bool, id string, err error)
}

// Register keeps what was found.
type Register interface {
	// Introduced notes that the directory was asked, and adds the chats that it knew.
	Introduced(ctx context.Context, id string, chats []string, at time.Time) error
}

// Introduce asks the directory for a new pro's other chat, once in that pro's life, so that a
// message from it is known as the pro's. Without it the pro can still claim the chat by a code.
func Introduce(ctx context.Context, d Directory, r Register, p Pro, now time.Time) error {
	if !p.IntroducedAt.IsZero() {
		return nil
	}
	chat := p.PhoneNumber + "@c.us"
	_, other, err := d.CheckWhatsapp(ctx, chat)
	if err != nil {
		return err
	}
	var chats []string
	if other != chat && strings.HasSuffix(other, "@lid") {
		chats = []string{other}
	}
	return r.Introduced(ctx, p.ID, chats, now)
}
