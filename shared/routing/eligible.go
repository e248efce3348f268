// Package routing chooses the pro to ask for a lead and says why. It reads nothing but the
// candidates that it is given, and keeps what it saw as data from which the same choice follows again.
package routing

import (
	"slices"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
)

// Reason is why a pro cannot be asked.
type Reason string

// The reasons.
const (
	Inactive   Reason = "inactive"
	Unapproved Reason = "unapproved"
	Vacation   Reason = "vacation"
	OtherTrade Reason = "other_trade"
	TooFar     Reason = "too_far"
	Excluded   Reason = "excluded" // asked already for this lead
	Own        Reason = "own"      // the business of whoever asks
	Full       Reason = "full"
	BadHours   Reason = "bad_hours" // a template that cannot be read; nobody else suffers for it
)

// Steps are the circles in which pros are looked for, in kilometres, one after the other.
var Steps = [...]int{10, 20, 30}

// Refusals are the reasons for which a pro cannot be asked for a lead; none means eligible. It
// is the one predicate of who may be asked; only the load is the calendar's to tell.
func Refusals(p pro.Pro, l *lead.Lead) []Reason {
	var reasons []Reason
	refuse := func(when bool, r Reason) {
		if when {
			reasons = append(reasons, r)
		}
	}
	refuse(!p.IsActive, Inactive)
	refuse(!p.Approved, Unapproved)
	refuse(p.OnVacation, Vacation)
	refuse(!p.Does(l.Trade), OtherTrade)
	refuse(slices.Contains(l.Excluded, p.ID), Excluded)
	refuse(own(p, l), Own)
	step, _ := Serves(p, l.Place)
	refuse(step == 0, TooFar)
	return reasons
}

func own(p pro.Pro, l *lead.Lead) bool {
	number, ok := phone.OfChat(l.ChatID)
	return p.Owns(l.ChatID) || ok && number.String() == p.PhoneNumber || l.Facts.Phone != "" && l.Facts.Phone == p.PhoneNumber
}

// Serves is the step in which a pro serves a place, zero for none, and how far away it is. A
// city that is named among the pro's areas counts as the first step, however far.
func Serves(p pro.Pro, at *lead.Place) (step int, km float64) {
	if at == nil {
		return 0, 0
	}
	km = float64(Steps[len(Steps)-1]) // of a pro who has no point
	if lat, lng, ok := p.Location.LatLng(); ok && located(at) {
		km = place.Distance(lat, lng, at.Lat, at.Lng)
		for _, s := range Steps {
			if km <= float64(s) {
				step = s
				break
			}
		}
	}
	if at.Code != "" && slices.Contains(p.AreaCodes, at.Code) {
		step = Steps[0]
	}
	return step, km
}

func located(at *lead.Place) bool { return at.Lat != 0 || at.Lng != 0 }
