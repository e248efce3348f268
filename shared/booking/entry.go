// Package booking is the act of taking, moving and giving back a pro's hours.
package booking

import "time"

// Kind says what an entry of a calendar is.
type Kind string

// The kinds of entries.
const (
	Hold        Kind = "hold"        // kept for an offer until its deadline
	Appointment Kind = "appointment" // promised
	Block       Kind = "block"       // taken out by an admin
)

// Entry is one taken span of a pro's calendar; End is without the buffer.
type Entry struct {
	ID       string    `json:"id"`
	Lead     string    `json:"lead"`
	Kind     Kind      `json:"kind"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Deadline time.Time `json:"deadline"` // of a hold; a hold past it does not count
}

// Calendar is one pro's document: everything that excludes a double booking and an overload.
type Calendar struct {
	Pro             string  `json:"_id"`
	Entries         []Entry `json:"entries"`
	LoadLimit       int     `json:"load_limit"`
	BufferMinutes   int     `json:"buffer_minutes"`
	TemplateVersion int64   `json:"template_version"`
	Version         int64   `json:"version"`
}

// Act is what a committed change does to one entry of a calendar.
type Act string

// The acts that happen inside a lead's own transaction. Taking an hour never does.
const (
	Confirm Act = "confirm" // the hold becomes an appointment
	Release Act = "release" // the entry is removed
)

// Step is one act on one pro's entry.
type Step struct {
	Act   Act    `json:"act"`
	Pro   string `json:"pro"`
	Entry string `json:"entry"`
}
