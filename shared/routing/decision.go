package routing

import (
	"fmt"
	"slices"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
)

// Algorithm names the rules by which a decision was made; it changes with them.
const Algorithm = "steps-rank-1"

// Kept is how many of the candidates looked at are kept with a decision.
const Kept = 20

// Decision is the record of one choice. The chosen one follows from what is kept: see Best.
type Decision struct {
	ID        string            `json:"_id"`
	LeadID    string            `json:"lead_id"`
	At        time.Time         `json:"at"`
	Algorithm string            `json:"algorithm"`
	Trade     string            `json:"trade"`
	Place     *lead.Place       `json:"place"`
	Wanted    calendar.Interval `json:"wanted"` // as Consider takes it
	Urgent    bool              `json:"urgent"`
	Chosen    string            `json:"chosen"` // empty: nobody could be asked
	Looked    []Look            `json:"looked"`
	Steps     []StepCount       `json:"steps"`
}

// StepCount is how many candidates one step had.
type StepCount struct {
	Km       int `json:"km"`
	Seen     int `json:"seen"`
	Eligible int `json:"eligible"`
	Free     int `json:"free"` // near the wanted time
}

func newDecision(l *lead.Lead, wanted calendar.Interval, now time.Time) Decision {
	return Decision{
		ID:     fmt.Sprintf("%s/decision/%d/%d", l.ID, l.Offers+1, now.UnixMilli()),
		LeadID: l.ID, At: now.UTC(), Algorithm: Algorithm, Trade: l.Trade, Place: l.Place,
		Wanted: calendar.Interval{Start: wanted.Start.UTC(), End: wanted.End.UTC()}, Urgent: l.Facts.Urgent,
	}
}

// add keeps a look; those who could be asked push out those who could not.
func (d *Decision) add(k Look) {
	last := &d.Steps[len(d.Steps)-1]
	last.Seen++
	if k.Eligible() {
		last.Eligible++
		if k.Free <= Nearby {
			last.Free++
		}
	}
	d.Looked = append(d.Looked, k)
	if len(d.Looked) > Kept {
		slices.SortStableFunc(d.Looked, compare)
		d.Looked = d.Looked[:Kept]
	}
}

// Best is the look that is chosen from what was seen; false when nobody could be asked.
func (d Decision) Best() (Look, bool) {
	if len(d.Looked) == 0 {
		return Look{}, false
	}
	best := slices.MinFunc(d.Looked, compare)
	return best, best.Eligible()
}
