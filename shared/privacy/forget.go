package privacy

import (
	"context"
	"time"

	"github.com/proli/proli/shared/phone"
)

// Forget deletes the customer of a chat who asked for it there. It is false while what we owe
// them, the receipt, has not gone out; unless that has been waited for long enough.
func (d *Desk) Forget(ctx context.Context, chat string, waited bool, now time.Time) (done bool, err error) {
	number, _ := phone.OfChat(chat)
	p, err := d.Store.Person(ctx, number, chat)
	if err != nil || p.Unknown() {
		return err == nil, err
	}
	if !waited {
		if waits, err := d.Store.Owed(ctx, p.Chats); err != nil || waits {
			return false, err
		}
	}
	_, err = d.Delete(ctx, p, "customer", now)
	return err == nil, err
}
