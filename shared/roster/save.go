package roster

import (
	"context"
	"fmt"
	"time"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// Saved is what became of a draft.
type Saved struct {
	Pro     pro.Pro
	Wrong   []Problem       // nothing was written when there are any
	Outside []booking.Entry // appointments that stand outside the new hours, to be looked at
}

// Add takes in a pro whom an admin typed, approved at once. A number that is known is refused;
// that of a business which left brings it back.
func (d *Desk) Add(ctx context.Context, a Act, draft Draft) (Saved, error) {
	fresh, wrong := draft.Read(pro.Pro{})
	if done, err := d.Commit.Resume(ctx, a.ID); done || err != nil {
		return Saved{Pro: fresh}, err
	}
	if len(wrong) == 0 {
		before, err := d.Truth.ProByPhone(ctx, fresh.PhoneNumber)
		switch {
		case err != nil:
			return Saved{}, err
		case before != nil && !before.Gone():
			return Saved{Pro: *before, Wrong: []Problem{{Field: "phone", Key: "phone_known", Value: before.BusinessName}}}, nil
		case before != nil:
			fresh, _ = draft.Read(*before)
		}
	}
	if len(wrong) > 0 {
		return Saved{Pro: fresh, Wrong: wrong}, nil
	}
	fresh.Approved, fresh.IsActive, fresh.OnVacation, fresh.DeletedAt = true, true, false, time.Time{}
	return d.write(ctx, a, nil, fresh)
}

// Edit writes a draft over the pro that was seen. Whoever saw an older version is told so
// (fault.Conflict), and nothing is overwritten.
func (d *Desk) Edit(ctx context.Context, a Act, id string, draft Draft) (Saved, error) {
	if done, err := d.Commit.Resume(ctx, a.ID); done || err != nil {
		return Saved{}, err
	}
	before, err := d.open(ctx, a, id)
	if err != nil {
		return Saved{}, err
	}
	p, wrong := draft.Read(before)
	if len(wrong) > 0 {
		return Saved{Pro: p, Wrong: wrong}, nil
	}
	c, err := d.Truth.Calendar(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound { // the commit makes one that is missing
		return Saved{}, err
	}
	saved, err := d.write(ctx, a, &before, p)
	if err != nil || p.TemplateVersion == before.TemplateVersion {
		return saved, err
	}
	saved.Outside, err = outside(before, p, c, a)
	return saved, err
}

func (d *Desk) write(ctx context.Context, a Act, before *pro.Pro, p pro.Pro) (Saved, error) {
	if err := p.Validate(); err != nil { // a draft that was read is valid: this is ours to mend
		return Saved{}, fault.New(fault.Invalid, "roster.save", "%w", err)
	}
	name := "pros.edit"
	if before == nil {
		name = "pros.add"
	}
	s := &change.Set{Claim: a.ID, Now: a.Now, Pros: []change.ProWrite{{Pro: &p}}, Audit: []audit.Entry{a.record(name, before, &p)}}
	return Saved{Pro: p}, d.run(ctx, s)
}

// outside are the promised hours that lay in the old working time and do not in the new.
func outside(before, after pro.Pro, c booking.Calendar, a Act) ([]booking.Entry, error) {
	was, err := calendar.Parse(before.Hours, before.Exceptions)
	if err != nil {
		was, _ = calendar.Parse(nil, nil) // a template that could not be read kept nobody
	}
	is, err := calendar.Parse(after.Hours, after.Exceptions)
	if err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	var found []booking.Entry
	for _, e := range c.Entries {
		if e.Kind == booking.Appointment && e.End.After(a.Now) && was.Covers(e.Interval()) && !is.Covers(e.Interval()) {
			found = append(found, e)
		}
	}
	return found, nil
}
