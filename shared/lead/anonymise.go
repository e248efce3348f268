package lead

import "time"

// Anonymise takes out of a lead that has ended whose it was and what was said. What stays is
// what figures are made of: trade, place, hours, price, stars. It is false when there is nothing
// to take out.
func (l *Lead) Anonymise(at time.Time) bool {
	if !l.Status.Final() || !l.AnonymisedAt.IsZero() {
		return false
	}
	l.ChatID, l.IssueType, l.FullAddress, l.AppointmentTime, l.Review = "", "", "", "", ""
	l.Facts = Facts{Trade: l.Facts.Trade, City: l.Facts.City, Urgent: l.Facts.Urgent}
	if l.Place != nil && l.Place.Pin {
		l.Place = &Place{Code: l.Place.Code, Name: l.Place.Name}
	}
	l.AnonymisedAt = at.UTC()
	return true
}
