package offering

import (
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

// wish is the time that the customer wants.
type wish struct {
	hour   time.Time         // one moment; zero when it is none
	chosen bool              // the hour was among those that we offered
	window calendar.Interval // a range, a part of a day or a day; empty when it is none
	urgent bool              // the next half hour
}

func wishOf(l *lead.Lead, choice *event.Choice) wish {
	w := wish{urgent: l.Facts.Urgent}
	switch wanted := l.Wanted; {
	case choice != nil:
		return wish{hour: choice.Start, chosen: true, urgent: w.urgent}
	case w.urgent, wanted == nil, wanted.ASAP:
	case !wanted.End.IsZero():
		w.window = calendar.Interval{Start: wanted.Start, End: wanted.End}
	case wanted.Grain == "day" || wanted.Grain == "part":
		day := calendar.DateOf(wanted.Start)
		w.window = calendar.Interval{Start: wanted.Start, End: midnight(day.Add(1))}
	default:
		w.hour = wanted.Start
	}
	return w
}

// soon says that the earliest hour is wanted.
func (w wish) soon() bool { return w.hour.IsZero() && w.window.Empty() }

// without is the room at a pro who cannot come at the wanted hour, or at no hour at all.
func (w wish) without() room {
	if w.soon() {
		return none
	}
	return otherHour
}

// near is the moment around which hours are looked for; zero means as soon as possible.
func (w wish) near() time.Time {
	if w.hour.IsZero() {
		return w.window.Start
	}
	return w.hour
}

// possible reports whether an exact hour may be promised at all: our notice, horizon and step.
func (w wish) possible(hour calendar.Interval, now time.Time) bool {
	return calendar.OnStep(hour) && !hour.Start.Before(w.earliest(now)) && !hour.Start.After(now.Add(calendar.Horizon))
}

// earliest is when an exact hour may be, at the soonest.
func (w wish) earliest(now time.Time) time.Time {
	switch {
	case w.urgent:
		return now
	case w.chosen: // when it was offered it was far enough; choosing takes a while
		return now.Add(calendar.LeadTime / 2)
	}
	return now.Add(calendar.LeadTime)
}

// tooSoon says that the wanted hour is still to come, and nearer than our notice.
func (w wish) tooSoon(now time.Time) bool {
	return !w.urgent && w.hour.After(now) && w.hour.Before(w.earliest(now))
}

// midnight is when a date begins on the wall.
func midnight(d calendar.Date) time.Time {
	t, ok := calendar.LocalTime(d, 0)
	if !ok { // the clocks have never changed at midnight here; then the day begins an hour later
		t, _ = calendar.LocalTime(d, 60)
	}
	return t
}
