// Package offering puts a lead to a pro: it holds an hour and makes the offer, goes on to the
// next pro when there is no yes, and asks the customer for another hour where it must not
// decide alone.
//
// The hour is taken before anything else, by the calendar's one conditional update; then one
// transaction moves the lead and tells both sides. An entry's id follows from the lead and
// the number of the offer, so that an interrupted event done again takes the same hour again.
// When the lead has moved meanwhile the hour is given back by that id.
package offering

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// Truth is what an offer is decided on.
type Truth interface {
	// Lead is a lead by its id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Conversation is the thread of a chat; a chat that never wrote has a new one.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	// SendingSettings say when an offer can leave.
	SendingSettings(ctx context.Context) (notice.Settings, error)
}

// Files gives what a customer sent to the pro.
type Files interface {
	// Link is an address at which anybody can read the object for so long.
	Link(ctx context.Context, object string, life time.Duration) (string, error)
}

// Calendars takes hours and gives them back; see booking.Service.
type Calendars interface {
	Take(ctx context.Context, p pro.Pro, r booking.Request, now time.Time) (booking.Entry, booking.Outcome, error)
	Renew(ctx context.Context, pro string, r booking.Request, now time.Time) (booking.Entry, booking.Outcome, error)
	Release(ctx context.Context, pro, id string) error
	Hours(ctx context.Context, p pro.Pro, wanted time.Time, urgent bool, n int, now time.Time) ([]calendar.Interval, error)
}

// Turns remembers when a pro was last asked: among equals, who waited longest comes first.
type Turns interface {
	TouchOffer(ctx context.Context, proID string, at time.Time) error
}

// Router knows who may be asked, and who first.
type Router interface {
	// Choose is the best eligible pro for the lead near a time (zero: the earliest), without those in its Excluded
	// list; nil when there is nobody. The decision is what is kept of the choice.
	Choose(ctx context.Context, l *lead.Lead, near, now time.Time) (p *pro.Pro, decision any, err error)
	// Eligible reports whether a pro may be asked for the lead now; load is left to the calendar.
	Eligible(p pro.Pro, l *lead.Lead) bool
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes an event that was handled before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
}

// Desk handles the events of the topic leads.
type Desk struct {
	Truth     Truth
	Calendars Calendars
	Router    Router
	Turns     Turns
	Files     Files
	Commit    Committer
}

// Result is what a handled event came to, for the log.
type Result struct {
	Outcome string
	ProID   string
}

// Some of the outcomes; none is a failure.
const (
	Offered   = "offered"
	Stale     = "stale"     // the lead has gone on: nothing to do
	Duplicate = "duplicate" // handled by an earlier delivery
)

// attempts is how often an event is done before somebody else's moves are waited out by its redelivery.
const attempts = 3

// Handle does one event, from a fresh reading whenever somebody else moved first.
func (d *Desk) Handle(ctx context.Context, e event.Lead, now time.Time) (Result, error) {
	if done, err := d.Commit.Resume(ctx, e.ID); err != nil || done {
		return Result{Outcome: Duplicate}, err
	}
	return change.Afresh(attempts, func() (Result, error) { return d.once(ctx, e, now) })
}

func (d *Desk) once(ctx context.Context, e event.Lead, now time.Time) (Result, error) {
	w, err := d.open(ctx, e, now)
	if err != nil {
		return Result{}, err
	}
	switch e.Kind {
	case event.LeadOffer:
		err = w.offer(ctx)
	case event.LeadNext:
		err = w.next(ctx)
	case event.LeadOfferSent:
		err = w.sent(ctx)
	case event.LeadReview:
		err = w.aside(ctx)
	case event.LeadTake:
		err = w.takeWaiting(ctx)
	case event.LeadHour:
		err = w.moveOffer(ctx)
	default:
		err = fault.New(fault.Invalid, "offering.Handle", "event %s: no such kind %q", e.ID, e.Kind)
	}
	if err == nil {
		err = d.Commit.Run(ctx, w.set)
	}
	switch {
	case err != nil:
	case w.held == nil && e.Kind != event.LeadOfferSent: // nothing was offered
		err = w.giveBack(ctx)
	case w.outcome == Offered:
		err = d.Turns.TouchOffer(ctx, w.lead.ProID, now) // lost in a crash it costs a little fairness, no more
	}
	if err != nil {
		err = w.undo(ctx, err)
	}
	if errors.Is(err, change.ErrDuplicate) {
		return Result{Outcome: Duplicate}, nil
	}
	return Result{Outcome: w.outcome, ProID: w.lead.ProID}, err
}

// undo gives back an hour that was taken for a lead which went another way. After a failure
// that leaves open what was written it keeps the hour: the redelivery takes the same one.
func (w *work) undo(ctx context.Context, cause error) error {
	if w.held == nil || !errors.Is(cause, change.ErrDuplicate) && fault.KindOf(cause) != fault.Conflict {
		return cause
	}
	l, err := w.Truth.Lead(ctx, w.event.Lead)
	if err != nil {
		return errors.Join(cause, err)
	}
	if l != nil && Owns(l, w.held.pro, w.held.entry) {
		return cause
	}
	return errors.Join(cause, w.Calendars.Release(ctx, w.held.pro, w.held.entry))
}

// Owns reports whether a lead as it stands has this entry of this pro's calendar.
func Owns(l *lead.Lead, proID, entry string) bool {
	return l.Offer != nil && l.Offer.ProID == proID && l.Offer.Hold == entry ||
		l.Appointment != nil && l.ProID == proID && l.Appointment.ID == entry
}
