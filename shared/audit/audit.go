// Package audit is the record of what admins did: who, what, to what, what stood there
// before and after, when. It is kept as text, so that it can be read when the code has
// long changed. Passwords, tokens and what people wrote to us have no place in it.
package audit

import "time"

// Fields are values by name, as people read them; an absent value is empty.
type Fields map[string]string

// Entry is one act of one admin. What did not change is left out of Before and After.
type Entry struct {
	ID      string    `json:"_id"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`      // the admin's user name, or e-mail
	Act     string    `json:"act"`     // what was done, as "page.verb": leads.cancel, pros.edit
	Subject string    `json:"subject"` // what it was done to: leads/ID, pros/ID, settings/sending
	Before  Fields    `json:"before"`
	After   Fields    `json:"after"`
}

// Changed is the entry with the fields that differ; nil stands for what is not there (yet, or any more).
func (e Entry) Changed(before, after Fields) Entry {
	e.Before, e.After = Fields{}, Fields{}
	for _, fields := range []Fields{before, after} {
		for name := range fields {
			if before[name] != after[name] {
				e.Before[name], e.After[name] = before[name], after[name]
			}
		}
	}
	return e
}

// Nothing reports whether the act left everything as it was.
func (e Entry) Nothing() bool { return len(e.Before) == 0 && len(e.After) == 0 }
