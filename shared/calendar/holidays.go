package calendar

import "time"

// Day says how a date is worked.
type Day int

// The kinds of days. Fridays and Saturdays are not among them: the template speaks for those.
const (
	Ordinary Day = iota
	Eve          // of a closed holiday: ends as a Friday does
	Closed       // a holiday on which nobody is sent
)

// DayOf tells a closed holiday and its eve from the other days. The first day of a
// two-day holiday is closed, though it is also an eve.
func DayOf(d Date) Day {
	switch {
	case closed(d):
		return Closed
	case closed(d.Add(1)):
		return Eve
	}
	return Ordinary
}

// closed reports whether a day is a closed holiday.
func closed(d Date) bool { return Holiday(d) != "" }

// Holiday is the key of a closed holiday's name; empty on other days. It places every one by its
// distance from a Hebrew new year: the months from Nisan to Elul have fixed lengths, so the
// spring holidays hang on the new year after them.
func Holiday(d Date) string {
	newYear := newYearIn(d.Year)
	switch day := d.days() - newYear; day {
	case -163, -157:
		return "pesach"
	case -113:
		return "shavuot"
	case 0, 1:
		return "rosh_hashana"
	case 9:
		return "yom_kippur"
	case 14:
		return "sukkot"
	case 21:
		return "shmini_atzeret"
	case independence(newYear):
		return "independence"
	}
	return ""
}

// independence is the fifth of Iyar, moved so that neither the day nor the Memorial Day
// before it touches a Sabbath: Friday and Saturday go back to Thursday, Monday goes on to Tuesday.
func independence(newYear int) int {
	const fifthOfIyar = -143
	switch weekday := time.Weekday((newYear + fifthOfIyar + 4) % 7); weekday { // 1970-01-01 was a Thursday
	case time.Friday:
		return fifthOfIyar - 1
	case time.Saturday:
		return fifthOfIyar - 2
	case time.Monday:
		return fifthOfIyar + 1
	default:
		return fifthOfIyar
	}
}

// newYearIn is Rosh Hashana of a civil year, in days since 1970-01-01.
func newYearIn(civil int) int {
	year := civil + 3761
	const epoch = -1373428 - 719162 // the day before the first Hebrew new year, in our count
	before, here, after := elapsed(year-1), elapsed(year), elapsed(year+1)
	switch {
	case after-here == 356: // a year of 356 days is not allowed
		here += 2
	case here-before == 382: // nor is one of 382
		here++
	}
	return epoch + here
}

// elapsed counts the days from the epoch to the new moon of a year's Tishri, put off when
// it falls on a Sunday, Wednesday or Friday. A lunation is 29 days and 13753 of 25920 parts.
func elapsed(year int) int {
	months := (235*year - 234) / 19
	parts := 12084 + 13753*months
	day := 29*months + parts/25920
	if 3*(day+1)%7 < 3 {
		day++
	}
	return day
}
