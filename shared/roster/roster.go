// Package roster is what admins do with pros: take them in, edit them, send them on vacation,
// let them go, and open and close their days. Everything is one set of changes on condition of
// the version that was seen; taking hours itself stays with package booking.
package roster

import (
	"context"
	"errors"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// Truth is what is decided on.
type Truth interface {
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	// ProByPhone is a pro by number, also one who is no longer with us; nil when there is none.
	ProByPhone(ctx context.Context, number string) (*pro.Pro, error)
	// Calendar is a pro's calendar; fault.NotFound when there is none.
	Calendar(ctx context.Context, pro string) (booking.Calendar, error)
	// OpenLeadsOf are the leads that a pro is asked about or booked for.
	OpenLeadsOf(ctx context.Context, pro string, limit int) ([]lead.Lead, error)
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
	// Resume finishes an act that was committed before, and reports whether it was.
	Resume(ctx context.Context, claim string) (bool, error)
}

// Desk does what admins ask for.
type Desk struct {
	Truth  Truth
	Commit Committer
}

// Act is one thing that an admin does: the same id again changes nothing more. Seen is the
// version of the pro that the admin looked at; 0 does not ask.
type Act struct {
	ID   string
	By   string // the admin
	Seen int64
	Now  time.Time
}

// change does one thing to one pro as it stands, in one commit. A second delivery of the same
// act finds it done.
func (d *Desk) change(ctx context.Context, a Act, name, id string, do func(*pro.Pro, *change.Set) error) error {
	if done, err := d.Commit.Resume(ctx, a.ID); done || err != nil {
		return err
	}
	p, err := d.open(ctx, a, id)
	if err != nil {
		return err
	}
	before, s := p, &change.Set{Claim: a.ID, Now: a.Now}
	if err := do(&p, s); err != nil {
		return err
	}
	s.Audit = append(s.Audit, a.record(name, &before, &p))
	s.Pros = append(s.Pros, change.ProWrite{Pro: &p})
	return d.run(ctx, s)
}

// open is the pro, as the admin saw it.
func (d *Desk) open(ctx context.Context, a Act, id string) (pro.Pro, error) {
	p, err := d.Truth.Pro(ctx, id)
	switch {
	case err != nil:
		return p, err
	case p.Gone():
		return p, fault.New(fault.NotFound, "roster", "pro %s is no longer with us", id)
	case a.Seen != 0 && a.Seen != p.Version:
		return p, fault.New(fault.Conflict, "roster", "pro %s was changed meanwhile: version %d was seen, %d stands", id, a.Seen, p.Version)
	}
	return p, nil
}

func (d *Desk) run(ctx context.Context, s *change.Set) error {
	if err := d.Commit.Run(ctx, s); !errors.Is(err, change.ErrDuplicate) {
		return err
	}
	return nil
}

// tell writes to a pro what became of a request.
func tell(s *change.Set, p pro.Pro, key string, args ...any) {
	s.Say(notice.Notice{
		Chat: p.Chat(), Kind: notice.KindAnswer, Reply: true, ProID: p.ID,
		Text: locale.Text(locale.Of(p.Language), key, args...),
	})
}
