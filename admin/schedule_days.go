package admin

import (
	"fmt"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/locale"
)

// weekOf is the Sunday that a week begins with.
func weekOf(d calendar.Date) calendar.Date { return d.Add(-int(d.Weekday())) }

// midday is an instant of a day that is of that day everywhere and in every season.
func midday(d calendar.Date) time.Time {
	t, _ := calendar.LocalTime(d, 12*60) // clocks change at two
	return t
}

// dayOf are a day's bounds, which in two weeks of the year are not 24 hours apart.
func dayOf(d calendar.Date) calendar.Interval {
	from, _ := calendar.LocalTime(d, 0)
	to, _ := calendar.LocalTime(d.Add(1), 0)
	return calendar.Interval{Start: from, End: to}
}

// dayMark is what is special about a day.
type dayMark struct {
	Date    calendar.Date
	Name    string // "Mon 2/3"
	Long    string
	Today   bool
	Past    bool
	Closed  bool   // Shabbat or a closed holiday
	Special string // its name, the eve of it, or that the clocks change
}

func mark(v *visit, d calendar.Date) dayMark {
	today := calendar.DateOf(v.now)
	m := dayMark{
		Date: d, Long: locale.Date(v.lang, midday(d)), Today: d == today, Past: d.Before(today),
		Name: fmt.Sprintf("%s %d/%d", v.text("schedule.short."+calendar.Days[d.Weekday()]), d.Day, d.Month),
	}
	switch calendar.DayOf(d) {
	case calendar.Closed:
		m.Closed, m.Special = true, v.text("schedule.holiday."+calendar.Holiday(d))
	case calendar.Eve:
		m.Special = v.text("schedule.eve", "of", v.text("schedule.holiday."+calendar.Holiday(d.Add(1))))
	default:
		if d.Weekday() == time.Saturday {
			m.Closed, m.Special = true, v.text("schedule.shabbat")
		}
	}
	if change := dayOf(d).Length() - 24*time.Hour; change != 0 {
		key := "schedule.clocks.back"
		if change < 0 {
			key = "schedule.clocks.forward"
		}
		if m.Special != "" {
			m.Special += " · "
		}
		m.Special += v.text(key)
	}
	return m
}

// askedDay is a date in the address; another when there is none or it makes no sense.
func askedDay(v *visit, name string, otherwise calendar.Date) calendar.Date {
	d, err := calendar.ParseDate(v.URL.Query().Get(name))
	if err != nil || d.Year < 2020 || d.Year > 2100 {
		return otherwise
	}
	return d
}
