package change

import (
	"slices"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/lead"
)

// Deadline is the alarm of the moment at which a lead is moved on by the system; ok is false for
// one that has ended.
func Deadline(l *lead.Lead) (a alarm.Alarm, ok bool) {
	due, ok := l.Deadline()
	if !ok {
		return alarm.Alarm{}, false
	}
	switch l.Status {
	case lead.New:
		n := l.Offers
		if l.Offer != nil {
			n = l.Offer.N
		}
		return alarm.New(alarm.OfferDeadline, l.ID, n, due), true
	case lead.Booked:
		return alarm.OfWork(l.ID, alarm.LastCheck, due.Add(-lead.Unsaid), due), true
	}
	return alarm.New(alarm.LeadClose, l.ID, 0, due), true
}

// secure gives every lead that the set moves its deadline: whoever moves a lead cannot forget it.
func (s *Set) secure() {
	for _, l := range s.Leads {
		last := len(l.History) - 1
		if last < 0 || !l.History[last].At.Equal(s.Now) { // only its facts change
			continue
		}
		a, ok := Deadline(l)
		if ok && !slices.ContainsFunc(s.Alarms, func(b alarm.Alarm) bool { return b.ID == a.ID }) {
			s.Alarms = append(s.Alarms, a)
		}
	}
}
