package lead

import "time"

// How long a lead may stay in a status before the system moves it on.
const (
	Silence   = 30 * time.Minute // a customer who says nothing is reminded once
	Abandoned = 24 * time.Hour   // a lead without a booking is closed
	Review    = 72 * time.Hour   // so is one that no admin has decided
	Unsaid    = 48 * time.Hour   // after its end an appointment counts as done
)

// Deadline is when the system moves the lead on by itself if nobody else does. Every lead that
// has not ended has one; ok is false for the others.
func (l *Lead) Deadline() (at time.Time, ok bool) {
	switch l.Status {
	case Contacted:
		return l.Since().Add(Abandoned), true
	case PendingReview:
		return l.Since().Add(Review), true
	case New:
		return l.Offer.end(l), true
	case Booked:
		if l.Appointment == nil {
			return l.Since().Add(Unsaid), true
		}
		return l.Appointment.End.Add(Unsaid), true
	}
	return time.Time{}, false
}

// end is when the offer is over. One that was not sent yet is over when its hour comes.
func (o *Offer) end(l *Lead) time.Time {
	switch {
	case o == nil: // nobody is asked: whoever finds it goes on at once
		return l.Since()
	case !o.Deadline.IsZero():
		return o.Deadline
	}
	return o.Last(l.Facts.Urgent)
}

// Last is the latest moment at which a yes to the offer makes sense: its hour's beginning. An
// emergency's begins within minutes of the offer, so that one counts to its end.
func (o *Offer) Last(urgent bool) time.Time {
	if urgent {
		return o.End
	}
	return o.Start
}

// Clock sets the offer's deadlines: the pro is reminded, the customer asked, the next pro's turn.
// None is later than what makes sense; a reminder or a question that would come with the end, or
// after it, is left out.
func (o *Offer) Clock(nudge, ask, deadline time.Time, urgent bool) {
	if last := o.Last(urgent); deadline.After(last) {
		deadline = last
	}
	if !nudge.Before(deadline) {
		nudge = time.Time{}
	}
	if !ask.Before(deadline) {
		ask = time.Time{}
	}
	o.NudgeAt, o.AskAt, o.Deadline = nudge, ask, deadline
}

// Since is when the lead came to its status.
func (l *Lead) Since() time.Time {
	for i := len(l.History) - 1; i >= 0; i-- {
		if l.History[i].Status == l.Status && (i == 0 || l.History[i-1].Status != l.Status) {
			return l.History[i].At
		}
	}
	if !l.CreatedAt.IsZero() {
		return l.CreatedAt
	}
	return l.UpdatedAt
}
