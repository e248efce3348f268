// Package booking is the act of taking, moving and giving back a pro's hours.
package booking

import (
	"time"

	"github.com/proli/proli/shared/calendar"
)

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

// Interval is the time that the entry takes.
func (e Entry) Interval() calendar.Interval {
	return calendar.Interval{Start: e.Start, End: e.End}
}

// Live reports whether the entry counts: a hold does until its deadline.
func (e Entry) Live(now time.Time) bool { return e.Kind != Hold || now.Before(e.Deadline) }

// Find is the entry of an id.
func (c Calendar) Find(id string) (Entry, bool) {
	for _, e := range c.Entries {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// Busy is the time that is taken now, without the buffers.
func (c Calendar) Busy(now time.Time) []calendar.Interval {
	busy := make([]calendar.Interval, 0, len(c.Entries))
	for _, e := range c.Entries {
		if e.Live(now) {
			busy = append(busy, e.Interval())
		}
	}
	return busy
}

// Load is the number of leads that have a live entry, one lead not counted. An appointment
// counts until its lead ends, also when its hour has passed.
func (c Calendar) Load(except string, now time.Time) int {
	leads := map[string]bool{}
	for _, e := range c.Entries {
		if e.Lead != "" && e.Lead != except && e.Live(now) {
			leads[e.Lead] = true
		}
	}
	return len(leads)
}

// Buffer is kept free after each job.
func (c Calendar) Buffer() time.Duration { return time.Duration(c.BufferMinutes) * time.Minute }

// Act is what a committed change does to one entry of a calendar.
type Act string

// The acts that happen inside a lead's own transaction. Taking an hour never does.
const (
	Confirm Act = "confirm" // the hold becomes an appointment
	Release Act = "release" // the entry is removed
)

// Step is one act on one pro's entry.
type Step struct {
	Act   Act       `json:"act"`
	Pro   string    `json:"pro"`
	Entry string    `json:"entry"`
	Start time.Time `json:"start"` // of what is confirmed: a hold that begins at another hour by now is not it
}
