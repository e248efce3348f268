package roster

import (
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/pro"
)

// Admit lets a pending pro be routed to, in a set of whoever decides, and says so.
func Admit(s *change.Set, p pro.Pro) error {
	if err := admit(s, &p); err != nil {
		return err
	}
	s.Pros = append(s.Pros, change.ProWrite{Pro: &p})
	return nil
}

// admit is what admitting changes of the pro; its request has been answered.
func admit(s *change.Set, p *pro.Pro) error {
	if p.Approved {
		return fault.New(fault.Conflict, "roster.Admit", "pro %s is approved already", p.ID)
	}
	if err := p.Validate(); err != nil {
		return fault.New(fault.Invalid, "roster.Admit", "pro %s: %w", p.ID, err)
	}
	p.Approved, p.IsActive, p.Application = true, true, 0
	tell(s, *p, "roster.approved", "name", locale.Isolate(p.BusinessName))
	return nil
}

// TurnDown refuses a pending pro, in a set of whoever decides: it is told, and nothing of the
// request is kept.
func TurnDown(s *change.Set, p pro.Pro) error {
	if p.Approved {
		return fault.New(fault.Conflict, "roster.TurnDown", "pro %s is approved already", p.ID)
	}
	s.Pros = append(s.Pros, change.ProWrite{Pro: &p, Remove: true})
	tell(s, p, "roster.refused", "name", locale.Isolate(p.BusinessName))
	return nil
}
