package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/offering"
)

// Underway is how long after a lead's last change an hour that it does not own yet may still be
// the work of a handler, which takes the hour first and writes the lead then.
const Underway = 15 * time.Minute

// Kept is what stands in calendars, and whose it is.
type Kept interface {
	// TakenCalendars are calendars with hours of leads in them, in order of their pros after one.
	TakenCalendars(ctx context.Context, after string, limit int) ([]booking.Calendar, error)
	// LeadsByID are those of the ids that there are, in any order.
	LeadsByID(ctx context.Context, ids []string) ([]lead.Lead, error)
	// Release removes an entry by id; one that is not there is no error.
	Release(ctx context.Context, pro, id string) error
}

// Places remembers how far a walk has come, for the next run when this one is cut off.
type Places interface {
	// Place is empty when the walk begins at its beginning.
	Place(ctx context.Context, walk string) (string, error)
	SavePlace(ctx context.Context, walk, place string) error
}

// Strays gives back the hours, and with them the load, that no lead owns: of leads that are gone,
// have ended, or are with somebody else.
type Strays struct {
	Kept   Kept
	Places Places
}

// Run looks through the calendars, from where the run before was cut off.
func (s *Strays) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	err = stroll(ctx, s.Places, "strays", keep, func(ctx context.Context, after string) (last string, full bool, err error) {
		found, err := s.Kept.TakenCalendars(ctx, after, page)
		if err != nil || len(found) == 0 {
			return "", false, err
		}
		n, err := s.look(ctx, found, now)
		did += n
		return found[len(found)-1].Pro, len(found) == page, err
	})
	return did, err
}

func (s *Strays) look(ctx context.Context, calendars []booking.Calendar, now time.Time) (did int, err error) {
	var ids []string
	for _, c := range calendars {
		for _, e := range c.Entries {
			if e.Lead != "" {
				ids = append(ids, e.Lead)
			}
		}
	}
	found, err := s.Kept.LeadsByID(ctx, ids) // after the calendars: an hour that was there has its lead by now
	if err != nil {
		return 0, err
	}
	leads := make(map[string]lead.Lead, len(found))
	for _, l := range found {
		leads[l.ID] = l
	}
	for _, c := range calendars {
		for _, e := range c.Entries {
			l, known := leads[e.Lead]
			if !stray(c.Pro, e, l, known, now) {
				continue
			}
			if failed := s.Kept.Release(ctx, c.Pro, e.ID); failed != nil {
				err = errors.Join(err, failed)
				continue
			}
			did++
		}
	}
	return did, err
}

// stray reports whether nobody owns an entry. What expires by itself is left alone, and so is
// what a handler may just be about to give to its lead.
func stray(pro string, e booking.Entry, l lead.Lead, known bool, now time.Time) bool {
	switch {
	case e.Kind == booking.Block || e.Lead == "" || !e.Live(now):
		return false
	case !known || l.Status.Final():
		return true
	case offering.Owns(&l, pro, e.ID):
		return false
	case e.Kind == booking.Appointment || e.ID == l.HoldID(l.Offers) || isEarlier(e.ID, l):
		return true
	}
	return l.UpdatedAt.Before(now.Add(-Underway))
}

// isEarlier reports whether a hold is of an offer that the lead has left behind.
func isEarlier(id string, l lead.Lead) bool {
	for n := range l.Offers {
		if id == l.HoldID(n) {
			return true
		}
	}
	return false
}

// stroll walks something in pages, from the place that was saved, and saves the place after each
// full page. What fits one page leaves no trace.
func stroll(ctx context.Context, places Places, walk string, keep func(context.Context) error,
	step func(ctx context.Context, after string) (last string, full bool, err error)) error {
	at, err := places.Place(ctx, walk)
	if err != nil {
		return err
	}
	saved, failed := at != "", []error(nil)
	for range pages {
		if err := keep(ctx); err != nil {
			return errors.Join(append(failed, err)...)
		}
		last, full, err := step(ctx, at)
		if err != nil {
			failed = append(failed, err)
		}
		if ctx.Err() != nil || err != nil && last == "" {
			return errors.Join(failed...)
		}
		if !full {
			at = ""
			break
		}
		at, saved = last, true
		if err := places.SavePlace(ctx, walk, at); err != nil {
			return errors.Join(append(failed, err)...)
		}
	}
	if saved && at == "" {
		failed = append(failed, places.SavePlace(ctx, walk, ""))
	}
	return errors.Join(failed...)
}
