package event

import "time"

// LeadKind says what routing is asked to do.
type LeadKind string

// Kinds of lead event.
const (
	LeadOffer     LeadKind = "offer"      // the facts are complete: find a pro
	LeadNext      LeadKind = "next"       // refused or out of time: find another
	LeadOfferSent LeadKind = "offer_sent" // the offer left: its clocks run now
	LeadReview    LeadKind = "review"     // no pro for now: a human decides
	LeadTake      LeadKind = "take"       // a pro takes a lead that waits for an admin
	LeadHour      LeadKind = "hour"       // the customer wants the open offer at another hour
)

// Lead asks routing to move a lead on.
type Lead struct {
	V      int       `json:"v"`
	ID     string    `json:"id"` // derived from the cause: "<message id>/offer"
	Kind   LeadKind  `json:"kind"`
	Lead   string    `json:"lead"`
	Chat   string    `json:"chat,omitempty"`  // the customer's
	Cause  string    `json:"cause,omitempty"` // id of the message, alarm or action behind it
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
	Offer  int       `json:"offer,omitempty"`  // the number of the offer that "next" ends; 0: whichever is open
	Choice *Choice   `json:"choice,omitempty"` // what the customer picked, when it was asked, or an admin
	By     string    `json:"by,omitempty"`     // "admin" when one of us asks for it
	Seen   int64     `json:"seen,omitempty"`   // the lead's version that whoever asks saw; 0: any
	Pro    string    `json:"pro,omitempty"`    // who takes it
}

// Choice is a pro and an hour, End exclusive.
type Choice struct {
	ProID string    `json:"pro_id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Published makes the event ready to go out.
func (l Lead) Published() (Published, error) {
	l.V = Version
	return pack(l.ID, TopicLeads, l.Lead, l)
}

// DecodeLead reads one.
func DecodeLead(data []byte) (Lead, error) {
	var l Lead
	err := decode("decode lead event", data, &l, func() string {
		if p := check(l.V, field{"id", l.ID}, field{"lead", l.Lead}); p != "" {
			return p
		}
		switch l.Kind {
		case LeadOffer, LeadNext, LeadOfferSent, LeadReview, LeadTake, LeadHour:
		default:
			return "unknown kind"
		}
		if l.At.IsZero() {
			return "at is missing"
		}
		if l.Kind == LeadHour && l.Choice == nil {
			return "another hour needs a choice"
		}
		if c := l.Choice; c != nil && (c.ProID == "" || !c.End.After(c.Start)) {
			return "choice is incomplete"
		}
		return ""
	})
	return l, err
}

// BookingKind says what booking is asked to do.
type BookingKind string

// Kinds of booking event.
const (
	BookingApprove BookingKind = "approve"
	BookingReject  BookingKind = "reject"
	BookingMove    BookingKind = "move"
	BookingCancel  BookingKind = "cancel"
	BookingFinish  BookingKind = "finish"
	BookingPlace   BookingKind = "place"   // an admin promises an hour without an offer
	BookingAgain   BookingKind = "again"   // called off, and the same request starts anew without its pro
	BookingClose   BookingKind = "close"   // nobody follows it up any more
	BookingDecline BookingKind = "decline" // not a job of ours
	BookingCheck   BookingKind = "check"   // ask whether the work is done
)

// Booking asks booking to make, refuse, move, cancel or finish an appointment.
type Booking struct {
	V       int         `json:"v"`
	ID      string      `json:"id"` // derived from the cause: "<message id>/approve"
	Kind    BookingKind `json:"kind"`
	Lead    string      `json:"lead"`
	Pro     string      `json:"pro,omitempty"`
	Chat    string      `json:"chat,omitempty"`  // who asked
	Cause   string      `json:"cause,omitempty"` // id of the message, alarm or action behind it
	At      time.Time   `json:"at"`
	By      string      `json:"by,omitempty"`       // system, pro, customer or admin
	Start   time.Time   `json:"start,omitzero"`     // of a move, or of what is placed
	End     time.Time   `json:"end,omitzero"`       // exclusive
	AnyHour bool        `json:"any_hour,omitempty"` // an admin decided on one outside the working hours
	Reason  string      `json:"reason,omitempty"`   // in the words of whoever asked
	Seen    int64       `json:"seen,omitempty"`     // the lead's version that whoever asks saw; 0: any
}

// Published makes the event ready to go out.
func (b Booking) Published() (Published, error) {
	b.V = Version
	return pack(b.ID, TopicBookings, b.Lead, b)
}

// DecodeBooking reads one; a move has its new hour.
func DecodeBooking(data []byte) (Booking, error) {
	var b Booking
	err := decode("decode booking event", data, &b, func() string {
		if p := check(b.V, field{"id", b.ID}, field{"lead", b.Lead}); p != "" {
			return p
		}
		switch b.Kind {
		case BookingApprove, BookingReject, BookingCancel, BookingFinish, BookingAgain, BookingClose, BookingDecline, BookingCheck:
		case BookingPlace, BookingMove:
			if b.Start.IsZero() || !b.End.After(b.Start) {
				return "a new hour needs start and end"
			}
		default:
			return "unknown kind"
		}
		if b.At.IsZero() {
			return "at is missing"
		}
		return ""
	})
	return b, err
}
