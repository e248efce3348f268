package lead

import (
	"cmp"
	"slices"
	"time"

	"github.com/proli/proli/shared/fault"
)

// moves is the whole table: from each status, where a lead may go and who may send it there.
var moves = map[Status]map[Status][]By{
	Contacted: {
		New:           {System, Customer, Admin},
		PendingReview: {System, Admin},
		Cancelled:     {Customer, Admin},
		Rejected:      {System, Admin},
		Closed:        {System, Admin},
	},
	New: {
		Booked:        {ByPro, Admin},
		New:           {System, ByPro, Customer, Admin},
		Contacted:     {System, ByPro, Customer},
		PendingReview: {System, ByPro, Customer, Admin},
		Cancelled:     {Customer, Admin},
	},
	Booked: {
		Booked:    {Customer, Admin},
		Completed: {ByPro, Customer, System, Admin},
		Cancelled: {Customer, ByPro, Admin},
	},
	PendingReview: {
		New:       {Admin, ByPro},
		Closed:    {System, Admin},
		Cancelled: {Customer, Admin},
		Rejected:  {Admin},
	},
}

// Move takes the lead to another status and writes it into the history. It is the only
// function that changes a status; the store writes it on condition of the version read.
func (l *Lead) Move(to Status, at time.Time, by By, why string) error {
	if l.Status == "" && to == Contacted {
		return l.append(to, at, by, why)
	}
	if !MayMove(l.Status, to, by) {
		return fault.New(fault.Invalid, "lead.Move", "lead %s cannot go from %s to %s by %s", l.ID, l.Status, to, by)
	}
	return l.append(to, at, by, why)
}

func (l *Lead) append(to Status, at time.Time, by By, why string) error {
	l.Status = to
	l.UpdatedAt = at.UTC()
	if to == Completed {
		l.CompletedAt = at.UTC()
	}
	move := Move{Status: to, At: at.UTC(), By: by, Why: why}
	if to == New && l.Offer != nil {
		move.Pro = l.Offer.ProID
	}
	l.History = append(l.History, move)
	return nil
}

// CanMove reports whether anybody may take a lead from one status to another.
func CanMove(from, to Status) bool { return len(moves[from][to]) > 0 }

// MayMove reports whether somebody may take a lead from one status to another.
func MayMove(from, to Status, by By) bool { return slices.Contains(moves[from][to], by) }

// Step is one row of the table: from where to where, and who may send a lead there.
type Step struct {
	From, To Status
	By       []By
}

// Steps are all rows of the table, in order of their names.
func Steps() []Step {
	var all []Step
	for from, targets := range moves {
		for to, by := range targets {
			all = append(all, Step{from, to, slices.Clone(by)})
		}
	}
	slices.SortFunc(all, func(a, b Step) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return all
}
