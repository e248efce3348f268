package healing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

// WithPros are leads and the pros they are with.
type WithPros interface {
	// OpenLeads are leads of a status, in order of their ids after one.
	OpenLeads(ctx context.Context, status lead.Status, after string, limit int) ([]lead.Lead, error)
	// MissingPros are those of the ids that no pro has.
	MissingPros(ctx context.Context, ids []string) (map[string]bool, error)
}

// Orphans finds the leads whose pro vanished, and helps them on: an offer goes to the next pro,
// for an appointment the same request starts anew, as when the pro had called it off.
type Orphans struct {
	Leads  WithPros
	Places Places
	Commit Committer
}

// Run looks through the open leads, from where the run before was cut off.
func (o *Orphans) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	for _, status := range []lead.Status{lead.New, lead.Booked} {
		err = errors.Join(err, stroll(ctx, o.Places, "orphans/"+string(status), keep, func(ctx context.Context, after string) (string, bool, error) {
			found, err := o.Leads.OpenLeads(ctx, status, after, page)
			if err != nil || len(found) == 0 {
				return "", false, err
			}
			n, err := o.look(ctx, found, now)
			did += n
			return found[len(found)-1].ID, len(found) == page, err
		}))
	}
	return did, err
}

func (o *Orphans) look(ctx context.Context, leads []lead.Lead, now time.Time) (did int, err error) {
	ids := make([]string, 0, len(leads))
	for _, l := range leads {
		ids = append(ids, with(l))
	}
	missing, err := o.Leads.MissingPros(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, l := range leads {
		if !missing[with(l)] {
			continue
		}
		s := &change.Set{Claim: fmt.Sprintf("%s/vanished/%d", l.ID, l.Version), Now: now}
		failed := s.Emit(helped(s.Claim, l, now).Published())
		if failed == nil {
			failed = o.Commit.Run(ctx, s)
		}
		if errors.Is(failed, change.ErrDuplicate) {
			continue
		}
		if err = errors.Join(err, failed); failed == nil {
			did++
		}
	}
	return did, err
}

// with is the pro whom a lead is with.
func with(l lead.Lead) string {
	if l.Status == lead.New && l.Offer != nil {
		return l.Offer.ProID
	}
	return l.ProID
}

// helped is the event that helps a lead on.
func helped(claim string, l lead.Lead, now time.Time) interface {
	Published() (event.Published, error)
} {
	if l.Status == lead.New {
		e := event.Lead{ID: claim + "/next", Kind: event.LeadNext, Lead: l.ID, Chat: l.ChatID, Cause: claim, At: now, Reason: offering.Gone}
		if l.Offer != nil {
			e.Offer = l.Offer.N
		}
		return e
	}
	return event.Booking{ID: claim + "/cancel", Kind: event.BookingCancel, Lead: l.ID, Pro: l.ProID, Cause: claim, At: now,
		By: string(lead.ByPro), Reason: offering.Gone}
}
