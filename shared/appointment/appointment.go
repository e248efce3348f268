// Package appointment makes, moves, cancels and finishes appointments: what a pro's yes, a
// customer's new hour and either side's no change, and what both sides are told.
//
// An hour is secured first, by the calendar's one conditional update; then one transaction
// makes it the appointment and moves the lead, and gives the old hour back. What is cut off in
// between leaves a hold that expires by itself.
package appointment

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// Truth is what appointments are decided on.
type Truth interface {
	// Lead is a lead by its id; nil when there is none.
	Lead(ctx context.Context, id string) (*lead.Lead, error)
	// Conversation is the thread of a chat; a chat that never wrote has a new one.
	Conversation(ctx context.Context, chat string) (*conversation.Conversation, error)
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	// Calendar is a pro's calendar; fault.NotFound when there is none.
	Calendar(ctx context.Context, pro string) (booking.Calendar, error)
	// SendingSettings say when a reminder can leave.
	SendingSettings(ctx context.Context) (notice.Settings, error)
}

// Calendars takes hours and gives them back; see booking.Service.
type Calendars interface {
	Take(ctx context.Context, p pro.Pro, r booking.Request, now time.Time) (booking.Entry, booking.Outcome, error)
	Renew(ctx context.Context, pro string, r booking.Request, now time.Time) (booking.Entry, booking.Outcome, error)
	Release(ctx context.Context, pro, id string) error
}

// Hours finds free hours near a time at the pro of a lead.
type Hours interface {
	FreshHours(ctx context.Context, l *lead.Lead, near, now time.Time) ([]conversation.Option, error)
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes an event that was handled before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
}

// Desk handles the events of the topic bookings.
type Desk struct {
	Truth     Truth
	Calendars Calendars
	Hours     Hours
	Commit    Committer

	meet Meet // before a lead that is not known yet is placed
}

// Result is what a handled event came to, for the log.
type Result struct {
	Outcome       string
	ProID         string
	AppointmentID string
}

// Outcomes that are no failures.
const (
	Refused   = "refused"   // not possible as things stand; whoever asked was told
	Duplicate = "duplicate" // handled by an earlier delivery
	AskedBoth = "asked_both"
	AskedPro  = "asked_pro" // alone: the customer may not be written to, or talks of something else
)

// attempts is how often an event is done before somebody else's moves are waited out by its redelivery.
const attempts = 3

// secured is how long an hour is kept for the transaction that follows.
const secured = 10 * time.Minute

// Handle does one event, from a fresh reading whenever somebody else moved first.
func (d *Desk) Handle(ctx context.Context, e event.Booking, now time.Time) (Result, error) {
	if done, err := d.Commit.Resume(ctx, e.ID); err != nil || done {
		return Result{Outcome: Duplicate}, err
	}
	return change.Afresh(attempts, func() (Result, error) { return d.once(ctx, e, now) })
}

func (d *Desk) once(ctx context.Context, e event.Booking, now time.Time) (Result, error) {
	w, err := d.open(ctx, e, now)
	if err != nil {
		return Result{}, err
	}
	switch e.Kind {
	case event.BookingApprove:
		err = w.approve(ctx)
	case event.BookingReject:
		err = w.reject()
	case event.BookingMove:
		err = w.move(ctx)
	case event.BookingCancel:
		err = w.cancel(ctx)
	case event.BookingFinish:
		err = w.finish(ctx)
	case event.BookingPlace:
		err = w.place(ctx)
	case event.BookingAgain:
		err = w.replace()
	case event.BookingClose:
		err = w.end(lead.Closed, "booking.closed")
	case event.BookingDecline:
		err = w.end(lead.Rejected, "booking.declined")
	case event.BookingCheck:
		err = w.check(ctx)
	default:
		err = fault.New(fault.Invalid, "appointment.Handle", "event %s: no such kind %q", e.ID, e.Kind)
	}
	if err == nil {
		err = d.Commit.Run(ctx, w.set)
	}
	if err != nil {
		err = w.undo(ctx, err)
	}
	if errors.Is(err, change.ErrDuplicate) {
		return Result{Outcome: Duplicate}, nil
	}
	result := Result{Outcome: w.outcome, ProID: w.lead.ProID}
	if w.lead.Appointment != nil {
		result.AppointmentID = w.lead.Appointment.ID
	}
	return result, err
}
