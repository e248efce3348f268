package steering

import (
	"context"
	"time"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

// moves is how an admin's wish for a status comes about. What is not here is an offer to a
// pro, which has acts of its own.
var moves = map[lead.Status]event.BookingKind{
	lead.Booked:    event.BookingApprove,
	lead.Completed: event.BookingFinish,
	lead.Cancelled: event.BookingCancel,
	lead.Closed:    event.BookingClose,
	lead.Rejected:  event.BookingDecline,
}

// targets is the order in which pages list statuses to move to.
var targets = []lead.Status{lead.Booked, lead.Completed, lead.PendingReview, lead.Cancelled, lead.Closed, lead.Rejected}

// Moves are the statuses to which an admin may move a lead now.
func Moves(l *lead.Lead) []lead.Status {
	var list []lead.Status
	for _, to := range targets {
		if to != l.Status && lead.MayMove(l.Status, to, lead.Admin) {
			list = append(list, to)
		}
	}
	return list
}

// MayRoute reports whether an admin may have the lead offered to another pro now.
func MayRoute(l *lead.Lead) bool {
	return l.Status == lead.Booked || lead.MayMove(l.Status, lead.New, lead.Admin) && l.Trade != "" && l.Place != nil
}

// MayAssign reports whether an admin may pick the pro to ask now.
func MayAssign(l *lead.Lead) bool { return l.Status != lead.Booked && MayRoute(l) }

// MayCheck reports whether the work has begun, so that both sides can be asked about it.
func MayCheck(l *lead.Lead, now time.Time) bool {
	return l.Status == lead.Booked && l.Appointment != nil && !now.Before(l.Appointment.Start)
}

// Move takes a lead to another status, for a reason that may be empty. The outcome is that of
// the desk that did it: "hour_gone" when an approval came too late.
func (d *Desk) Move(ctx context.Context, a Act, id string, to lead.Status, why string) (outcome string, err error) {
	l, err := d.begin(ctx, a, id)
	if l == nil || err != nil {
		return "", err
	}
	if to == l.Status || !lead.MayMove(l.Status, to, lead.Admin) {
		return "", fault.New(fault.Invalid, "steering.Move", "lead %s cannot go from %s to %s", id, l.Status, to)
	}
	if to == lead.PendingReview {
		return d.route(ctx, a, l, "leads.review", event.Lead{Kind: event.LeadReview, Reason: why})
	}
	kind, known := moves[to]
	if !known {
		return "", fault.New(fault.Invalid, "steering.Move", "lead %s is not moved to %s by hand", id, to)
	}
	return d.book(ctx, a, l, "leads."+string(kind), event.Booking{Kind: kind, Pro: l.ProID, Reason: why})
}

// Check asks the pro and the customer whether the work is done. The outcome says whether the
// customer could be asked: appointment.AskedBoth, AskedPro.
func (d *Desk) Check(ctx context.Context, a Act, id string) (outcome string, err error) {
	l, err := d.begin(ctx, a, id)
	if l == nil || err != nil {
		return "", err
	}
	if !MayCheck(l, a.At) {
		return "", fault.New(fault.Invalid, "steering.Check", "the work of lead %s has not begun", id)
	}
	return d.book(ctx, a, l, "leads.check", event.Booking{Kind: event.BookingCheck, Pro: l.ProID})
}

// Reroute has the lead offered to the best pro other than those who had it. An appointment is
// cancelled for that, and its request starts anew. offering.ErrNobody says that nobody is free.
func (d *Desk) Reroute(ctx context.Context, a Act, id, why string) (outcome string, err error) {
	l, err := d.begin(ctx, a, id)
	if l == nil || err != nil {
		return "", err
	}
	switch {
	case !MayRoute(l):
		return "", fault.New(fault.Invalid, "steering.Reroute", "lead %s is %s", id, l.Status)
	case l.Status == lead.Booked:
		return d.book(ctx, a, l, "leads.reroute", event.Booking{Kind: event.BookingAgain, Pro: l.ProID, Reason: why})
	case l.Status == lead.New:
		return d.route(ctx, a, l, "leads.reroute", event.Lead{Kind: event.LeadNext, Reason: offering.Directed})
	}
	return d.route(ctx, a, l, "leads.reroute", event.Lead{Kind: event.LeadOffer})
}

// Assign offers the lead to a pro at an hour. offering.ErrHourTaken, ErrFull and ErrNotEligible
// say why it cannot be.
func (d *Desk) Assign(ctx context.Context, a Act, id string, to event.Choice) error {
	l, err := d.begin(ctx, a, id)
	if l == nil || err != nil {
		return err
	}
	if !MayAssign(l) {
		return fault.New(fault.Invalid, "steering.Assign", "lead %s is %s", id, l.Status)
	}
	_, err = d.route(ctx, a, l, "leads.assign", event.Lead{Kind: event.LeadOffer, Choice: &to})
	return err
}

// begin reads the lead as its admin saw it; nil when this very act was done before.
func (d *Desk) begin(ctx context.Context, a Act, id string) (*lead.Lead, error) {
	if was, err := d.twice(ctx, a); was || err != nil {
		return nil, err
	}
	return d.seen(ctx, a, id)
}

func (d *Desk) book(ctx context.Context, a Act, l *lead.Lead, name string, e event.Booking) (string, error) {
	e.ID, e.Lead, e.Cause, e.At, e.By, e.Seen = a.claim(), l.ID, a.claim(), a.At, string(lead.Admin), a.Seen
	desk := d.Appointments
	desk.Commit = d.record(a, name, leadSubject(l.ID), fieldsOf(l))
	result, err := desk.Handle(ctx, e, a.At)
	return result.Outcome, err
}

func (d *Desk) route(ctx context.Context, a Act, l *lead.Lead, name string, e event.Lead) (string, error) {
	e.ID, e.Lead, e.Chat, e.Cause, e.At, e.By, e.Seen = a.claim(), l.ID, l.ChatID, a.claim(), a.At, string(lead.Admin), a.Seen
	desk := d.Offers
	desk.Commit = d.record(a, name, leadSubject(l.ID), fieldsOf(l))
	result, err := desk.Handle(ctx, e, a.At)
	return result.Outcome, err
}
