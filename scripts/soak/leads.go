package main

import (
	"slices"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// lives: a lead came to where it is by moves that exist, and what people were told of it is
// what happened.
func (a *audit) lives(l lead.Lead) {
	if len(l.History) == 0 || l.History[0].Status != lead.Contacted || l.History[len(l.History)-1].Status != l.Status {
		a.broken(illegal, "lead %s is %s, its history says otherwise: %v", l.ID, l.Status, statuses(l))
		return
	}
	for i, m := range l.History[1:] {
		if !lead.CanMove(l.History[i].Status, m.Status) {
			a.broken(illegal, "lead %s went from %s to %s", l.ID, l.History[i].Status, m.Status)
		}
	}
	if l.Status == lead.New && l.Offer == nil || l.Status == lead.Booked && l.Appointment == nil {
		a.broken(illegal, "lead %s is %s without an offer or an appointment", l.ID, l.Status)
	}
}

func statuses(l lead.Lead) (all []lead.Status) {
	for _, m := range l.History {
		all = append(all, m.Status)
	}
	return all
}

// told: each offer of a lead was put to a pro once, and an hour was promised as often as the lead
// was booked.
func (a *audit) told() {
	offers, promises := map[string]map[int]string{}, map[string]int{}
	for _, n := range a.notices {
		switch {
		case n.LeadID == "":
		case n.Kind == notice.KindOffer:
			if offers[n.LeadID] == nil {
				offers[n.LeadID] = map[int]string{}
			}
			if other := offers[n.LeadID][n.Offer]; other != "" {
				a.broken(twice, "offer %d of lead %s was made by %s and by %s", n.Offer, n.LeadID, other, n.ID)
			}
			offers[n.LeadID][n.Offer] = n.ID
		case n.Kind == notice.KindPromise:
			promises[n.LeadID]++
		}
	}
	for _, l := range a.leads {
		made, booked := 0, 0
		for _, m := range l.History {
			switch m.Status {
			case lead.New:
				made++
			case lead.Booked:
				booked++
			}
		}
		if made != len(offers[l.ID]) || made != l.Offers {
			a.broken(illegal, "lead %s: %d offers were sent, %d are in its history %v, %d are counted", l.ID, len(offers[l.ID]), made, statuses(l), l.Offers)
		}
		if booked != promises[l.ID] {
			a.broken(illegal, "lead %s: an hour was promised %d times, booked %d times: %v", l.ID, promises[l.ID], booked, statuses(l))
		}
	}
}

// rings are the alarms of which one must stand for a lead in a status.
var rings = map[lead.Status][]alarm.Kind{
	lead.Contacted:     {alarm.LeadClose},
	lead.New:           {alarm.OfferDeadline},
	lead.Booked:        {alarm.Completion},
	lead.PendingReview: {alarm.LeadClose},
}

// waits: a lead that has not ended has a deadline, and an alarm that will ring for it.
func (a *audit) waits(l lead.Lead) {
	if l.Status.Final() {
		return
	}
	if !slices.ContainsFunc(a.alarms[l.ID], func(m alarm.Alarm) bool {
		return slices.Contains(rings[l.Status], m.Kind) && (l.Status != lead.New || l.Offer != nil && m.N == l.Offer.N && m.DueAt.Equal(l.Offer.Deadline.Truncate(time.Second)))
	}) {
		a.broken(stuck, "lead %s is %s since %s, and no alarm will ring for it", l.ID, l.Status, l.UpdatedAt)
	}
	if l.Status == lead.New && l.Offer != nil && l.Offer.SentAt.IsZero() {
		a.broken(stuck, "the clocks of lead %s's offer %d do not run, though it was sent", l.ID, l.Offer.N)
	}
}

func unarmed(m alarm.Alarm) bool { return !m.Armed }

// agree: what a lead says about its hour its pro's calendar says too, and the other way round;
// no two jobs overlap, nobody has more leads than the limit.
func (a *audit) agree() {
	at := map[string]booking.Calendar{}
	for _, c := range a.calendars {
		at[c.Pro] = c
		leads := map[string]bool{}
		for i, e := range c.Entries {
			leads[e.Lead] = true
			for _, other := range c.Entries[:i] {
				if e.Interval().Clashes(other.Interval(), c.Buffer()) {
					a.broken(twice, "two jobs of %s overlap: %s and %s", c.Pro, e.ID, other.ID)
				}
			}
			l := a.leads[e.Lead]
			switch {
			case e.Kind == booking.Appointment && (l.Status != lead.Booked || l.ProID != c.Pro || l.Appointment == nil || l.Appointment.ID != e.ID):
				a.broken(half, "%s has the appointment %s, its lead is %s", c.Pro, e.ID, l.Status)
			case e.Kind == booking.Hold && e.Live(a.now) && (l.Status != lead.New || l.Offer == nil || l.Offer.Hold != e.ID):
				a.broken(half, "%s keeps the hour %s, its lead is %s", c.Pro, e.ID, l.Status)
			}
		}
		if len(leads) > c.LoadLimit {
			a.broken(twice, "%s has %d leads, the limit is %d", c.Pro, len(leads), c.LoadLimit)
		}
	}
	for _, l := range a.leads {
		switch {
		case l.Status == lead.Booked && l.Appointment != nil:
			e, found := at[l.ProID].Find(l.Appointment.ID)
			if !found || e.Kind != booking.Appointment || !e.Start.Equal(l.Appointment.Start) || e.Lead != l.ID {
				a.broken(half, "lead %s is booked, %s does not have its hour", l.ID, l.ProID)
			}
		case l.Status == lead.New && l.Offer != nil:
			if e, found := at[l.Offer.ProID].Find(l.Offer.Hold); !found || !e.Start.Equal(l.Offer.Start) {
				a.broken(half, "lead %s is offered, %s keeps no hour for it", l.ID, l.Offer.ProID)
			}
		}
	}
}
