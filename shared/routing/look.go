package routing

import (
	"cmp"
	"strings"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// Candidate is a pro with its calendar as they are now.
type Candidate struct {
	Pro      pro.Pro
	Calendar booking.Calendar
}

// Free says how near to the wanted time a pro has a free hour.
type Free int

// How near, the best first.
const (
	AtOnce  Free = iota // at the wanted time, or in the wanted part of a day
	Nearby              // a few hours from it
	Another             // at another time
	Never               // not within the horizon
)

// Near is how far from the wanted time an hour still counts as near it. Who wants the
// earliest gets it within a day, in an emergency within the hour.
const (
	Near       = 3 * time.Hour
	soon       = 24 * time.Hour
	soonUrgent = time.Hour
)

// Look is what was seen of one candidate: all that its place in the order follows from.
type Look struct {
	ProID       string            `json:"pro_id"`
	Name        string            `json:"name"`
	Refused     []Reason          `json:"refused"`
	Step        int               `json:"step"`
	Km          float64           `json:"km"`
	Free        Free              `json:"free"`
	Hour        calendar.Interval `json:"hour"` // the free hour; empty when Never
	Mean        float64           `json:"mean"`
	Rank        float64           `json:"rank"` // the rating, shrunk
	Load        int               `json:"load"`
	Limit       int               `json:"limit"`
	LastOfferAt time.Time         `json:"last_offer_at"`
}

// Eligible reports whether the pro could have been asked.
func (k Look) Eligible() bool { return len(k.Refused) == 0 }

// Consider looks at one candidate for a lead that wants to begin in a window. An empty window
// at a moment means that very moment; a zero one the earliest.
func Consider(c Candidate, l *lead.Lead, wanted calendar.Interval, now time.Time) Look {
	step, km := Serves(c.Pro, l.Place)
	k := Look{
		ProID: c.Pro.ID, Name: c.Pro.BusinessName, Refused: Refusals(c.Pro, l), Step: step, Km: km, Free: Never,
		Mean: c.Pro.SocialProof.Mean(), Rank: c.Pro.SocialProof.Shrunk(),
		Load: c.Calendar.Load(l.ID, now), Limit: c.Calendar.LoadLimit, LastOfferAt: c.Pro.LastOfferAt,
	}
	if k.Load >= k.Limit {
		k.Refused = append(k.Refused, Full)
	}
	hours, err := calendar.Parse(c.Pro.Hours, c.Pro.Exceptions)
	if err != nil {
		k.Refused = append(k.Refused, BadHours)
	}
	if k.Eligible() {
		k.Hour, k.Free = free(hours, c, l, wanted, now)
	}
	return k
}

func free(hours calendar.Hours, c Candidate, l *lead.Lead, wanted calendar.Interval, now time.Time) (calendar.Interval, Free) {
	busy := c.Calendar.Busy(now)
	q := booking.Query(c.Pro, wanted.Start, l.Facts.Urgent, now)
	tolerance := Near
	if wanted.Start.IsZero() {
		wanted, tolerance = calendar.Span(now, soon), 2*soon
		if l.Facts.Urgent {
			wanted, tolerance = calendar.Span(now, soonUrgent), Near
		}
	}
	exact := calendar.Span(wanted.Start, q.Length)
	if wanted.Empty() && hours.Fits(busy, exact, q) {
		return exact, AtOnce
	}
	if within := hours.FreeIn(busy, q, wanted, 1); len(within) > 0 {
		return within[0], AtOnce
	}
	found := hours.Free(busy, q, 1)
	if len(found) == 0 {
		return calendar.Interval{}, Never
	}
	around := calendar.Interval{Start: wanted.Start.Add(-tolerance), End: wanted.End.Add(tolerance)}
	if start := found[0].Start; !start.Before(around.Start) && !start.After(around.End) {
		return found[0], Nearby
	}
	return found[0], Another
}

// Criterion names one of the rules by which looks are put in order.
type Criterion string

// The criteria. Whether a pro can be asked at all comes before them.
const (
	ByEligible Criterion = "eligible"
	ByNearHour Criterion = "near_hour" // has a free hour near the wanted time
	ByStep     Criterion = "step"      // in a nearer circle
	ByHour     Criterion = "hour"      // at the wanted time, not only near it
	ByRating   Criterion = "rating"
	ByLoad     Criterion = "load"
	ByDistance Criterion = "distance"
	ByWaiting  Criterion = "waiting" // longer without an offer
	ByID       Criterion = "id"      // nothing else tells them apart: ties are broken the same way every time
)

// order is the rank, the first rule first.
var order = []struct {
	name    Criterion
	compare func(a, b Look) int
}{
	{ByEligible, func(a, b Look) int { return before(a.Eligible(), b.Eligible()) }},
	{ByNearHour, func(a, b Look) int { return before(a.Free <= Nearby, b.Free <= Nearby) }},
	{ByStep, func(a, b Look) int { return a.Step - b.Step }},
	{ByHour, func(a, b Look) int { return int(a.Free - b.Free) }},
	{ByRating, func(a, b Look) int { return cmp.Compare(b.Rank, a.Rank) }},
	{ByLoad, func(a, b Look) int { return a.Load - b.Load }},
	{ByDistance, func(a, b Look) int { return cmp.Compare(a.Km, b.Km) }},
	{ByWaiting, func(a, b Look) int { return a.LastOfferAt.Compare(b.LastOfferAt) }},
	{ByID, func(a, b Look) int { return strings.Compare(a.ProID, b.ProID) }},
}

// compare puts the better look first.
func compare(a, b Look) int {
	for _, c := range order {
		if n := c.compare(a, b); n != 0 {
			return n
		}
	}
	return 0
}

func before(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	}
	return 0
}
