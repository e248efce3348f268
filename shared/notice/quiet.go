package notice

import (
	"time"

	"github.com/proli/proli/shared/calendar"
)

// Quiet knows the hours in which nothing proactive goes out: 21:00 to 08:00, and from
// 15:00 on Fridays and holiday eves to nightfall of the closing day.
type Quiet struct {
	Off bool // the setting: everything goes out at any hour
}

// The quiet hours' ends on the wall in Israel.
const (
	quietTill = 8
	quietFrom = 21
	eveFrom   = 15
)

// searched bounds the look for an allowed minute, in days: no run of closing days is longer.
const searched = 10

// At reports whether t lies in quiet hours.
func (q Quiet) At(t time.Time) bool {
	if q.Off {
		return false
	}
	t = t.In(calendar.Zone)
	hour := t.Hour()
	return hour >= quietFrom || hour < quietTill ||
		hour >= eveFrom && rest(t.AddDate(0, 0, 1)) ||
		rest(t) && t.Before(Nightfall(t))
}

// Next is t itself when it is allowed, otherwise the first allowed minute after it.
func (q Quiet) Next(t time.Time) time.Time {
	if !q.At(t) {
		return t
	}
	local := t.In(calendar.Zone)
	for day := range searched {
		date := local.AddDate(0, 0, day)
		for _, opens := range []time.Time{wall(date, quietTill), Nightfall(date)} {
			if opens.After(t) && !q.At(opens) {
				return opens.UTC()
			}
		}
	}
	return t.Add(searched * 24 * time.Hour) // a calendar that never opens must not hold a notice for ever
}

// Last is t itself when it is allowed, otherwise the last allowed minute before it.
func (q Quiet) Last(t time.Time) time.Time {
	if !q.At(t) {
		return t
	}
	local := t.In(calendar.Zone)
	for day := range searched {
		date := local.AddDate(0, 0, -day)
		for _, closes := range []time.Time{wall(date, quietFrom), wall(date, eveFrom)} {
			last := closes.Add(-time.Minute)
			if last.Before(t) && !q.At(last) && q.At(closes) {
				return last.UTC()
			}
		}
	}
	return t
}

// Add is the moment at which d has passed since t on a clock that stands still in quiet hours.
func (q Quiet) Add(t time.Time, d time.Duration) time.Time {
	if q.Off {
		return t.Add(d).UTC()
	}
	for {
		t = q.Next(t)
		closes := q.closes(t)
		left := closes.Sub(t)
		if d < left {
			return t.Add(d).UTC()
		}
		d, t = d-left, closes
	}
}

// closes is the beginning of the quiet hours that follow an allowed t.
func (q Quiet) closes(t time.Time) time.Time {
	local := t.In(calendar.Zone)
	if eve := wall(local, eveFrom); t.Before(eve) && q.At(eve) {
		return eve
	}
	return wall(local, quietFrom)
}

// rest reports whether the date of a wall-clock time is a closing day.
func rest(day time.Time) bool {
	y, m, d := day.Date()
	return day.Weekday() == time.Saturday || calendar.DayOf(calendar.Date{Year: y, Month: m, Day: d}) == calendar.Closed
}

func wall(day time.Time, hour int) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, hour, 0, 0, 0, calendar.Zone)
}
