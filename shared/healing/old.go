package healing

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

// How long what people told us is kept. Records that are kept for a fixed time carry purge_at
// and are the database's to remove; here is what has to be taken out of what stays.
const (
	namesKept = 24 // months: whose a lead was
	wordsKept = 90 // days: what was said in a chat
)

// Memory is what remembers people.
type Memory interface {
	// OldLeads are leads made before a time, the oldest first, after a place in that order; each
	// has its own place.
	OldLeads(ctx context.Context, made time.Time, after string, limit int) (leads []lead.Lead, last string, err error)
	// ForgetPlaces takes the exact point out of what was decided for a lead.
	ForgetPlaces(ctx context.Context, leadID string) error
	// ForgetWords takes what was said before a time out of the conversations and says of how many.
	ForgetWords(ctx context.Context, said time.Time) (int, error)
}

// Forgetting takes people out of what is old.
type Forgetting struct {
	Memory Memory
	Places Places
	Commit Committer
}

// Run forgets what is old at now and says in how many places.
func (f *Forgetting) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (int, error) {
	if err := keep(ctx); err != nil {
		return 0, err
	}
	did, err := f.Memory.ForgetWords(ctx, now.AddDate(0, 0, -wordsKept))
	n, failed := f.leads(ctx, now, keep)
	return did + n, errors.Join(err, failed)
}

// leads goes on from the newest lead that was looked at: those before it stay forgotten.
func (f *Forgetting) leads(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	const walk = "forgotten"
	after, err := f.Places.Place(ctx, walk)
	if err != nil {
		return 0, err
	}
	for range pages {
		if err := keep(ctx); err != nil {
			return did, err
		}
		found, last, err := f.Memory.OldLeads(ctx, now.AddDate(0, -namesKept, 0), after, page)
		if err != nil || len(found) == 0 {
			return did, err
		}
		for _, l := range found {
			forgotten, err := f.lead(ctx, l, now)
			if err != nil {
				return did, err
			}
			if forgotten {
				did++
			}
		}
		if after = last; len(found) < page {
			return did, f.Places.SavePlace(ctx, walk, after)
		}
		if err := f.Places.SavePlace(ctx, walk, after); err != nil {
			return did, err
		}
	}
	return did, nil
}

func (f *Forgetting) lead(ctx context.Context, l lead.Lead, now time.Time) (bool, error) {
	if !l.Anonymise(now) {
		return false, nil
	}
	if err := f.Memory.ForgetPlaces(ctx, l.ID); err != nil {
		return false, err
	}
	err := f.Commit.Run(ctx, &change.Set{Claim: l.ID + "/anonymous", Now: now, Leads: []*lead.Lead{&l}})
	if errors.Is(err, change.ErrDuplicate) || fault.KindOf(err) == fault.Conflict { // somebody is at it: the next run
		return false, nil
	}
	return err == nil, err
}
