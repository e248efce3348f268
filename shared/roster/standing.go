package roster

import (
	"context"
	"errors"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

// Approve lets a pending pro be routed to, and says so.
func (d *Desk) Approve(ctx context.Context, a Act, id string) error {
	return d.change(ctx, a, "pros.approve", id, func(p *pro.Pro, s *change.Set) error { return admit(s, p) })
}

// Refuse turns a pending pro down: it is told, and nothing of the request is kept.
func (d *Desk) Refuse(ctx context.Context, a Act, id string) error {
	if done, err := d.Commit.Resume(ctx, a.ID); done || err != nil {
		return err
	}
	p, err := d.open(ctx, a, id)
	if err != nil {
		return err
	}
	s := &change.Set{Claim: a.ID, Now: a.Now, Audit: []audit.Entry{a.record("pros.refuse", &p, nil)}}
	if err := TurnDown(s, p); err != nil {
		return err
	}
	return d.run(ctx, s)
}

// Vacation takes a pro out of routing or brings it back; what is offered or booked stays.
func (d *Desk) Vacation(ctx context.Context, a Act, id string, on bool) error {
	a.Seen = 0 // a switch overwrites nobody's words
	p, err := d.open(ctx, a, id)
	if err != nil {
		return err
	}
	after := p
	after.OnVacation = on
	return d.run(ctx, &change.Set{Claim: a.ID, Now: a.Now, ProStates: []change.ProState{{Pro: id, OnVacation: on}},
		Audit: []audit.Entry{a.record("pros.vacation", &p, &after)}})
}

// mostLeads is above every load limit, so that a pro's open leads are read at once.
const mostLeads = 200

// Delete lets a pro go: nobody is routed to it any more, its offers go on to the next pro, and
// its customers are told and helped to another. The record stays, for the name on old leads.
func (d *Desk) Delete(ctx context.Context, a Act, id string) error {
	return d.change(ctx, a, "pros.delete", id, func(p *pro.Pro, s *change.Set) error {
		p.IsActive, p.Approved, p.DeletedAt, p.Photo = false, false, a.Now.UTC(), ""
		open, err := d.Truth.OpenLeadsOf(ctx, id, mostLeads)
		if err != nil {
			return err
		}
		for _, l := range open {
			err = errors.Join(err, s.Emit(reroute(a, l)))
		}
		return err
	})
}

// reroute asks for another pro for a lead whose pro goes.
func reroute(a Act, l lead.Lead) (event.Published, error) {
	id := event.ID(a.ID, l.ID)
	if l.Status == lead.Booked {
		return event.Booking{
			ID: id + "/cancel", Kind: event.BookingCancel, Lead: l.ID, Pro: l.ProID, Cause: a.ID, At: a.Now, By: string(lead.ByPro),
		}.Published()
	}
	return event.Lead{
		ID: id + "/next", Kind: event.LeadNext, Lead: l.ID, Chat: l.ChatID, Cause: a.ID, At: a.Now, Reason: offering.Gone,
	}.Published()
}
