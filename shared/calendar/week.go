// Package calendar is time as a pro's week sees it: intervals, the weekly template
// and its exceptions, in Israel wall-clock time.
package calendar

import "time"

// Week is a weekly template as people write it: for each day (sun … sat) the spans
// worked, as wall-clock times: {"sun": [["09:00","17:00"]]}. A day that is absent is closed.
type Week map[string][][2]string

// Exception replaces one local date's hours; no hours means a day off.
type Exception struct {
	Date  string      `json:"date"` // 2026-03-01
	Hours [][2]string `json:"hours"`
}

// Interval is a span of time, its end exclusive.
type Interval struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}
