// Package change is how anything is written: a Set holds all that one handled event
// changes, is committed in one transaction or not at all, and then lets its effects out.
//
// A handler works in three steps: it reads and thinks without writing, it commits one
// Set, and it publishes. A crash after the commit is finished by the next delivery of the
// same event, which finds its id claimed, or by the relay.
package change

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/usage"
)

// Set is everything that one handled event changes.
type Set struct {
	Claim string    // the event's id: claimed with the change, so that a second delivery changes nothing
	Now   time.Time // the injected now

	Messages      []*conversation.Message      // inbound messages, to be kept
	Conversations []*conversation.Conversation // each matched at its Version, which the commit raises
	Refusals      []Refusal                    // kept with messages, of this set or of an earlier one
	Customer      *conversation.Customer       // written whole
	Leads         []*lead.Lead                 // each matched at its Version, which the commit raises; 0 is a new one
	Notices       []notice.Notice              // appended to the send queue; the commit numbers them
	Steps         []booking.Step               // confirmations and releases in calendars
	Alarms        []alarm.Alarm
	Rung          []string          // alarms answered by this change
	Events        []event.Published // published after the commit, in the order of the first lead's version
	Decision      any               // why a pro was chosen, as routing records it
	Rating        *Rating           // a rating for a pro
	ProStates     []ProState        // vacation on and off
	ProChats      []ProChat         // chats that turned out to be a pro's
	Pros          []ProWrite        // pros made, edited or removed
	Sent          *notice.Receipt   // the notice whose sending this change follows
	ModelCalls    []usage.Call      // what thinking about it cost
	Account       string            // the provider's account changed to this state
	Audit         []audit.Entry     // when it is an admin who does it
}

// Refusal is what a model answered to a message and nobody was told.
type Refusal struct {
	Message string // its id
	conversation.Refused
}

// Rating is one customer's rating of a pro: the sum and count grow by it.
type Rating struct {
	Pro   string
	Stars int
}

// ProState switches a pro's vacation.
type ProState struct {
	Pro        string
	OnVacation bool
}

// ProChat adds a chat to those that a pro writes from.
type ProChat struct {
	Pro  string
	Chat string
}

// Delivery is what the provider says about one of our notices.
type Delivery struct {
	ProviderID string
	State      notice.State
	Reason     string
	At         time.Time
}

// Say appends a notice to the set. Its id is derived from the claim, so that the same event
// says it once.
func (s *Set) Say(n notice.Notice) {
	if n.ID == "" {
		n.ID = event.ID(s.Claim, "notice", string(n.Kind), n.Chat, strconv.Itoa(len(s.Notices)))
	}
	n.State = notice.Waiting
	n.Cause = s.Claim
	n.CreatedAt = s.Now.UTC()
	s.Notices = append(s.Notices, n)
}

// Emit appends an event to the set. Its id must be another than the claim's: its receiver
// would find it claimed, and do nothing.
func (s *Set) Emit(p event.Published, err error) error {
	if err != nil {
		return err
	}
	if p.ID == s.Claim {
		return fault.New(fault.Invalid, "change.Emit", "event %s has the id of the claim that emits it", p.ID)
	}
	s.Events = append(s.Events, p)
	return nil
}

// Touch adds a conversation to the set once.
func (s *Set) Touch(c *conversation.Conversation) {
	if !slices.Contains(s.Conversations, c) {
		s.Conversations = append(s.Conversations, c)
	}
}

// Update adds a lead to the set once.
func (s *Set) Update(l *lead.Lead) {
	if !slices.Contains(s.Leads, l) {
		s.Leads = append(s.Leads, l)
	}
}

// ErrDuplicate says that the claim was taken by an earlier delivery: nothing was changed.
var ErrDuplicate = errors.New("already handled")

// Row is what a claimed event still has to publish.
type Row struct {
	Claim  string
	Key    string
	Events []event.Published
}

// Store commits sets and remembers what they still have to let out.
type Store interface {
	// Commit writes the whole set in one transaction. A claim already taken gives ErrDuplicate,
	// a version that moved a fault.Conflict; in both cases nothing is written.
	Commit(ctx context.Context, s *Set) error
	// Handled reports whether a claim was committed.
	Handled(ctx context.Context, claim string) (bool, error)
	// Unpublished is the row of a claim if its events still wait and no older row of the same
	// key does; ok is false otherwise.
	Unpublished(ctx context.Context, claim string) (row Row, ok bool, err error)
	// Published marks a row as published and gives the claim of the key's next waiting row, if any.
	Published(ctx context.Context, row Row) (next string, err error)
	// Unarmed are the alarms set by a claim whose task was not made yet.
	Unarmed(ctx context.Context, claim string) ([]alarm.Alarm, error)
	// Armed notes that alarms have their tasks.
	Armed(ctx context.Context, ids []string) error
}

// Publisher hands an event to its topic.
type Publisher interface {
	Publish(ctx context.Context, p event.Published) error
}

// Ringer makes the task that rings an alarm; one that exists is success.
type Ringer interface {
	Arm(ctx context.Context, a alarm.Alarm) error
}

// Runner commits sets and lets their effects out.
type Runner struct {
	Store     Store
	Publisher Publisher
	Ringer    Ringer
	Step      func(name string) // is told of each step that is done; may be nil
}

// The steps of Run: a process may die after each of them.
const (
	Committed = "committed"
	Published = "published"
	Armed     = "armed"
	Rung      = "rung"
)

func (r Runner) step(name string) {
	if r.Step != nil {
		r.Step(name)
	}
}

// Run commits a set, then publishes its events, arms its alarms and rings the sender. Run
// with a claim that was taken finishes what an interrupted delivery left, and gives ErrDuplicate.
func (r Runner) Run(ctx context.Context, s *Set) error {
	s.secure()
	err := r.Store.Commit(ctx, s)
	if errors.Is(err, ErrDuplicate) {
		if err := r.finish(ctx, s.Claim); err != nil {
			return err
		}
		return ErrDuplicate
	}
	if err != nil {
		return err
	}
	r.step(Committed)
	if len(s.Events) > 0 {
		if err := r.Publish(ctx, s.Claim); err != nil {
			return err
		}
		r.step(Published)
	}
	if len(s.Alarms) > 0 {
		if err := r.Arm(ctx, s.Alarms); err != nil {
			return err
		}
		r.step(Armed)
	}
	if len(s.Notices) > 0 || s.Account == notice.Authorized { // what an account held back may go now
		if err := r.Ring(ctx, s.Claim); err != nil {
			return err
		}
		r.step(Rung)
	}
	return nil
}

// Resume finishes an event that was handled before, and reports whether it was: whoever asks
// first saves the thinking.
func (r Runner) Resume(ctx context.Context, claim string) (bool, error) {
	claimed, err := r.Store.Handled(ctx, claim)
	if err != nil || !claimed {
		return false, err
	}
	return true, r.finish(ctx, claim)
}

// finish lets out what a committed claim may have left behind.
func (r Runner) finish(ctx context.Context, claim string) error {
	if err := r.Publish(ctx, claim); err != nil {
		return err
	}
	alarms, err := r.Store.Unarmed(ctx, claim)
	if err != nil {
		return err
	}
	if err := r.Arm(ctx, alarms); err != nil {
		return err
	}
	return r.Ring(ctx, claim)
}

// publishedAtOnce bounds how many rows of one key one run follows; the relay goes on.
const publishedAtOnce = 100

// Publish lets the events of a claim out, then those of its key that waited behind it.
func (r Runner) Publish(ctx context.Context, claim string) error {
	for range publishedAtOnce {
		row, ok, err := r.Store.Unpublished(ctx, claim)
		if err != nil || !ok {
			return err
		}
		for _, p := range row.Events {
			if err := r.Publisher.Publish(ctx, p); err != nil {
				return fault.Wrap(fault.Unavailable, "change.Publish "+p.Topic, err)
			}
		}
		if claim, err = r.Store.Published(ctx, row); err != nil || claim == "" {
			return err
		}
	}
	return nil
}

// Arm makes the tasks of alarms and notes that they have them.
func (r Runner) Arm(ctx context.Context, alarms []alarm.Alarm) error {
	if len(alarms) == 0 {
		return nil
	}
	ids := make([]string, 0, len(alarms))
	for _, a := range alarms {
		if err := r.Ringer.Arm(ctx, a); err != nil {
			return fault.Wrap(fault.Unavailable, "change.Arm "+a.ID, err)
		}
		ids = append(ids, a.ID)
	}
	return r.Store.Armed(ctx, ids)
}

// Ring tells the sender that a notice waits.
func (r Runner) Ring(ctx context.Context, id string) error {
	p, err := event.Doorbell{ID: id}.Published()
	if err != nil {
		return err
	}
	return r.Publisher.Publish(ctx, p)
}
