// Package lead is the noun of one request by one customer for one job: its facts,
// its status and the only table of moves between statuses.
package lead

import (
	"fmt"
	"strings"
	"time"
)

// Status is a step of a lead's life.
type Status string

// The stored statuses.
const (
	Contacted     Status = "contacted"
	New           Status = "new"
	Booked        Status = "booked"
	Completed     Status = "completed"
	Rejected      Status = "rejected"
	Cancelled     Status = "cancelled"
	Closed        Status = "closed"
	PendingReview Status = "pending_admin_review"
)

// By says who moved a lead.
type By string

// Those who move leads.
const (
	System   By = "system"
	ByPro    By = "pro"
	Customer By = "customer"
	Admin    By = "admin"
)

// Lead is one request.
type Lead struct {
	ID              string       `json:"_id"`
	ChatID          string       `json:"chat_id"`
	Language        string       `json:"language"`
	Status          Status       `json:"status"`
	Trade           string       `json:"trade"`
	IssueType       string       `json:"issue_type"`       // the problem in the customer's words
	FullAddress     string       `json:"full_address"`     // one line for people
	AppointmentTime string       `json:"appointment_time"` // the wanted time in the customer's words
	Facts           Facts        `json:"facts"`
	Place           *Place       `json:"place"`
	Wanted          *Wanted      `json:"wanted"`
	ProID           string       `json:"pro_id"` // the pro matched, offered or booked
	Offer           *Offer       `json:"offer"`
	Offers          int          `json:"offers"` // made so far; numbers the next one
	Appointment     *Appointment `json:"appointment"`
	Price           *Price       `json:"price"`    // of the pro who is asked or booked
	Excluded        []string     `json:"excluded"` // pros who are not asked again
	Reroutes        int          `json:"reroutes"`
	SamePro         string       `json:"same_pro"` // the pro of last time, once it was asked about
	CreatedAt       time.Time    `json:"created_at"`
	UpdatedAt       time.Time    `json:"updated_at"`
	CheckedAt       time.Time    `json:"checked_at"` // from when on both sides can read that an admin asks whether the work is done
	CompletedAt     time.Time    `json:"completed_at"`
	PriceCharged    *int         `json:"price_charged"` // whole shekels
	RatingGiven     *int         `json:"rating_given"`
	Review          string       `json:"review"`
	AnonymisedAt    time.Time    `json:"anonymised_at"`
	Version         int64        `json:"version"` // 0 until first written
	History         []Move       `json:"history"`
}

// Facts is what triage has learned; a fact not known is empty.
type Facts struct {
	Name          string  `json:"name"`
	Phone         string  `json:"phone"`
	Trade         string  `json:"trade"`
	Issue         string  `json:"issue"`
	City          string  `json:"city"`
	Street        string  `json:"street"`
	Number        string  `json:"number"`
	Floor         string  `json:"floor"`
	Apartment     string  `json:"apartment"`
	Time          string  `json:"time"`
	Urgent        bool    `json:"urgent"`
	Transcription string  `json:"transcription"`
	Media         []Media `json:"media"`
}

// Media is one photo, video, sound or document that the customer sent.
type Media struct {
	URL     string `json:"url"`    // where the gateway keeps it
	Object  string `json:"object"` // its name in our bucket; empty when it could not be fetched
	MIME    string `json:"mime"`
	Caption string `json:"caption"`
}

// Place is where the job is.
type Place struct {
	Code string  `json:"code"`
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lng  float64 `json:"lng"`
	Pin  bool    `json:"pin"` // the customer sent this very point; otherwise it is the middle of the place
}

// Wanted is the hour that the customer asked for, made absolute when the message was sent.
type Wanted struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"` // exclusive; zero for a single moment
	Grain string    `json:"grain"`
	ASAP  bool      `json:"asap"`
}

// Offer is the lead put to one pro. Its clocks are set when its notice was sent.
type Offer struct {
	N        int       `json:"n"`
	ProID    string    `json:"pro_id"`
	Hold     string    `json:"hold"`   // id of the calendar entry
	Notice   string    `json:"notice"` // id of the notice that carries it
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	SentAt   time.Time `json:"sent_at"`
	NudgeAt  time.Time `json:"nudge_at"`
	AskAt    time.Time `json:"ask_at"`
	Deadline time.Time `json:"deadline"`
	Waited   bool      `json:"waited"` // the customer chose to wait, which works once
	Moved    bool      `json:"moved"`  // the customer put it at another hour than the pro was asked about before
}

// Answered reports whether a word said at a moment can be about this offer: who was asked about
// another hour before does not speak of this one before having seen it.
func (o *Offer) Answered(at time.Time) bool {
	return !o.Moved || !o.SentAt.IsZero() && !at.Before(o.SentAt)
}

// Appointment is the hour promised.
type Appointment struct {
	ID    string    `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Price is a row of a pro's price list, as it was told to the customer.
type Price struct {
	Item string `json:"item"`
	ILS  int    `json:"ils"`
}

// Move is one line of a lead's history.
type Move struct {
	Status Status    `json:"status"`
	At     time.Time `json:"at"`
	By     By        `json:"by"`
	Why    string    `json:"why"`
	Pro    string    `json:"pro,omitempty"` // who was asked, of a move that is an offer
}

// Open are the statuses that are no end.
var Open = []Status{Contacted, New, Booked, PendingReview}

// Final reports whether a status is an end.
func (s Status) Final() bool {
	return s == Completed || s == Rejected || s == Cancelled || s == Closed
}

// Address is the one-line address for people, without what does not apply.
func (f Facts) Address(floor, apartment string) string {
	street := f.Street
	if f.Number != NotApplicable {
		street += " " + f.Number
	}
	parts := []string{strings.TrimSpace(street)}
	if f.Floor != "" && f.Floor != NotApplicable {
		parts = append(parts, floor+" "+f.Floor)
	}
	if f.Apartment != "" && f.Apartment != NotApplicable {
		parts = append(parts, apartment+" "+f.Apartment)
	}
	parts = append(parts, f.City)
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// NotApplicable stands in a fact that was answered with "there is none".
const NotApplicable = "-"

// HoldID names the calendar entry of a lead's nth offer: it follows from the two, so that
// holding twice is holding once.
func (l Lead) HoldID(n int) string { return fmt.Sprintf("%s/offer/%d", l.ID, n) }
