// Package notify is the one door out: the only function that sends anything by WhatsApp.
//
// It receives a doorbell, which says that something waits in the collection of notices,
// not what. Of all that ring, one at a time holds the account's lease and sends what is
// due: replies first, in order within a chat, at the pace that the number may send at.
// It guarantees that a notice goes out once: it is marked before the provider is called,
// and a send whose outcome nobody knows is looked up before it is sent again. It refuses
// to send while the account is in any other state than authorized, while an admin has
// stopped it, and what is proactive in quiet hours; all of that waits, in order. What is said
// of an offer that has moved on meanwhile, or of an appointment that stands no more, is dropped.
package notify

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// Store is the truth as the sender needs it.
type Store interface {
	Lease
	Queue
	States
	Doubts
	Known
}

// Lease is the right to send, in the database's own time.
type Lease interface {
	// TakeLease takes or renews it; false while another holds it.
	TakeLease(ctx context.Context, name, holder string, life time.Duration) (bool, error)
	// EndLease ends it if the holder's name begins so.
	EndLease(ctx context.Context, name, holders string) error
	// GiveBack ends it.
	GiveBack(ctx context.Context, name, holder string) error
	// Slot renews it and reserves the next send; held is false when it has gone to another.
	Slot(ctx context.Context, name, holder string, life, pace time.Duration) (wait time.Duration, held bool, err error)
	// Defer puts off everybody's next send.
	Defer(ctx context.Context, name string, d time.Duration) error
}

// Queue is what waits to go out.
type Queue interface {
	// Outlook is what is due, in doubt, on its way and expired, so many chats and notices of each at most.
	Outlook(ctx context.Context, g notice.Gate, chats, perChat int) (notice.Outlook, error)
	// Waits reports whether something may go out, or is in doubt, that has waited so long.
	Waits(ctx context.Context, g notice.Gate, old time.Duration) (bool, error)
	// Upcoming is when the next reply and the next proactive notice may go, and whether one is held now.
	Upcoming(ctx context.Context, now time.Time) (reply, proactive time.Time, held bool, err error)
}

// States are a notice's steps on its way; each is taken on condition of the one before.
type States interface {
	// Sending comes before the provider is called; false when the notice waits no more.
	Sending(ctx context.Context, id string, at time.Time, doubt time.Duration) (bool, error)
	// Sent keeps that the provider took it.
	Sent(ctx context.Context, r notice.Receipt) error
	// Unsent puts it back, or ends it with a reason.
	Unsent(ctx context.Context, id string, to notice.State, reason string, at time.Time) error
	// InDoubt has it looked up after a while: nothing of its chat goes out until then.
	InDoubt(ctx context.Context, id string, wait time.Duration) error
}

// Doubts are the sends whose outcome nobody knows.
type Doubts interface {
	// Claimed are the provider's ids that stand on a notice.
	Claimed(ctx context.Context, providerIDs []string) (map[string]bool, error)
	// NotTaken puts back a send that was looked up and not found, and counts it.
	NotTaken(ctx context.Context, id string, at time.Time) error
}

// Known is what else the sender reads, and the account's state, which it writes.
type Known interface {
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Door is the settings and what is known of the account.
	Door(ctx context.Context) (notice.Settings, notice.Account, error)
	SetAccount(ctx context.Context, a notice.Account) error
	// Lead is nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Alarm is nil when there is none.
	Alarm(ctx context.Context, id string) (*alarm.Alarm, error)
}

// Gateway is the provider. Each send gives the provider's id, or one of the errors below;
// after any other error nobody knows whether the message was taken.
type Gateway interface {
	State(ctx context.Context) (string, error)
	SendText(ctx context.Context, chat, text string) (string, error)
	SendButtons(ctx context.Context, chat, text string, buttons []notice.Button) (string, error)
	SendFile(ctx context.Context, chat, url, name, caption string) (string, error)
	// Outgoing is what the provider has sent since, and what stands in its queue.
	Outgoing(ctx context.Context, since time.Time) ([]Row, error)
}

// Row is one message in the provider's journal, or in its queue, where it has no time.
type Row struct {
	ID, Chat, Text string
	At             time.Time
}

// How a send can fail.
var (
	ErrRefused = errors.New("refused for good")
	ErrQuota   = errors.New("refused, the plan allows no more of it this month")
	ErrBusy    = errors.New("not taken, ask later")
	ErrAccount = errors.New("not taken, the account cannot send")
	ErrUnsure  = errors.New("answered, but not whether it was taken")
)

// Files gives what a notice carries to the provider.
type Files interface {
	// Link is an address at which anybody can read the object for so long.
	Link(ctx context.Context, object string, life time.Duration) (string, error)
}

// Handle answers one doorbell.
func (s *Sender) Handle(ctx context.Context, d serve.Delivery) (serve.Outcome, error) {
	bell, err := event.DecodeDoorbell(d.Data)
	if err != nil {
		return serve.Outcome{}, err
	}
	r, err := s.Ring(ctx, d.MessageID, d.Attempt > 1)
	return serve.Outcome{Result: r.Outcome, MessageID: bell.ID, Count: r.Sent, Alert: r.Alert}, err
}
