package routing

import (
	"fmt"
	"time"

	"github.com/proli/proli/shared/lead"
)

// Answer tells one pro why a lead went to somebody else: what was true when the choice was
// made, and what is true now.
type Answer struct {
	Pro    string `json:"pro"`    // the id
	Chosen string `json:"chosen"` // the id of who was; empty when nobody was
	Then   *Look  `json:"then"`   // nil when this pro is not among the looks that were kept
	Best   *Look  `json:"best"`   // of who was chosen
	Now    Look   `json:"now"`
}

// WhyNot evaluates one pro against a stored decision and its lead.
func (d Decision) WhyNot(c Candidate, l *lead.Lead, now time.Time) Answer {
	a := Answer{Pro: c.Pro.ID, Chosen: d.Chosen, Now: Consider(c, l, d.Wanted, now)}
	for _, k := range d.Looked {
		if k.ProID == c.Pro.ID {
			a.Then = &k
		}
		if k.ProID == d.Chosen {
			a.Best = &k
		}
	}
	return a
}

// Sentences say it to people, in "he" or "en": then, what decided, and now.
func (a Answer) Sentences(language string) []string {
	w := in(language)
	lines := []string{w.unseen}
	if a.Then != nil {
		lines[0] = fmt.Sprintf(w.then, a.Then.Sentence(language))
	}
	switch {
	case a.Pro == a.Chosen:
		lines = append(lines, w.youWere)
	case a.Best == nil:
		lines = append(lines, w.nobody)
	case a.Then == nil || !a.Then.Eligible():
		lines = append(lines, fmt.Sprintf(w.instead, a.Best.Sentence(language)))
	default:
		lines = append(lines, fmt.Sprintf(w.because, a.Best.Name, w.better[deciding(*a.Best, *a.Then)]), fmt.Sprintf(w.instead, a.Best.Sentence(language)))
	}
	return append(lines, fmt.Sprintf(w.now, a.Now.Sentence(language)))
}

// deciding is the first criterion by which one look is better than another.
func deciding(a, b Look) Criterion {
	for _, c := range order {
		if c.compare(a, b) != 0 {
			return c.name
		}
	}
	return ByID
}
