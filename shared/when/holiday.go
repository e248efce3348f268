package when

import (
	"time"

	"github.com/proli/proli/shared/calendar"
)

// holidayNames are how people call the closed holidays, by their keys in the calendar.
var holidayNames = map[string][]string{
	"pesach":         {"פסח", "הפסח", "חג פסח", "חג הפסח", "ליל הסדר", "pesach", "pesah", "passover"},
	"shavuot":        {"שבועות", "חג שבועות", "חג השבועות", "shavuot", "shavuos"},
	"rosh_hashana":   {"ראש השנה", "rosh hashana", "rosh hashanah", "rosh ha shana"},
	"yom_kippur":     {"יום כיפור", "יום כפור", "יום הכיפורים", "כיפור", "yom kippur", "yom kipur"},
	"sukkot":         {"סוכות", "חג סוכות", "חג הסוכות", "sukkot", "succot", "sukkos"},
	"shmini_atzeret": {"שמחת תורה", "שמיני עצרת", "simchat torah", "simhat torah", "shmini atzeret", "shemini atzeret"},
	"independence":   {"יום העצמאות", "יום עצמאות", "independence day"},
}

// aroundHoliday are the words before a holiday's name, and which days they mean.
var aroundHoliday = []struct {
	before string
	kind   periodKind
}{
	{"ערב", holidayEve}, {"בערב", holidayEve}, {"erev", holidayEve}, {"eve of", holidayEve}, {"eve of the", holidayEve},
	{"אחרי", afterHoliday}, {"לאחר", afterHoliday}, {"after", afterHoliday},
	{"לפני", beforeHoliday}, {"עד", beforeHoliday}, {"before", beforeHoliday},
}

// until is how a whole festival is called after which somebody comes: behind Sukkot's first day
// lies its last, and `אחרי החגים` is after all those of autumn.
var until = map[string]string{"sukkot": "shmini_atzeret"}

// namedHolidays are all the ways to say the days around a holiday by its name.
func namedHolidays(add func(words string, kind periodKind, holiday string)) {
	for key, names := range holidayNames {
		for _, name := range names {
			for _, a := range aroundHoliday {
				if name == "שבועות" && a.kind == beforeHoliday { // weeks ago
					continue
				}
				add(a.before+" "+name, a.kind, key)
			}
			add(name+" eve", holidayEve, key)
		}
	}
}

// around resolves the days beside a holiday; without a name it is the next closed one.
func (p period) around(today time.Time) (from, to time.Time) {
	switch {
	case p.kind == holidayEve && p.holiday == "":
		return nextDay(today, func(d calendar.Date) bool { return calendar.DayOf(d) == calendar.Eve }), to
	case p.kind == holidayEve:
		return nextDay(today, func(d calendar.Date) bool { return begins(d.Add(1), p.holiday) }), to
	case p.kind == beforeHoliday:
		return today, nextDay(today.AddDate(0, 0, 1), func(d calendar.Date) bool { return begins(d, p.holiday) })
	}
	last := p.holiday
	if until[last] != "" {
		last = until[last]
	}
	return nextDay(today.AddDate(0, 0, 1), func(d calendar.Date) bool {
		over := calendar.Holiday(d.Add(-1))
		return over != "" && (last == "" || over == last) && calendar.Holiday(d) == "" && (last != "pesach" || !begins(d.Add(-1), last))
	}), to
}

// begins reports whether a holiday begins on a date: of Pesach the first of its days, and of
// Rosh Hashana.
func begins(d calendar.Date, holiday string) bool {
	here := calendar.Holiday(d)
	if here == "" || holiday != "" && here != holiday || calendar.Holiday(d.Add(-1)) == here {
		return false
	}
	return holiday == "" || calendar.Holiday(d.Add(-6)) != here
}

// nextDay is the first day from one on that is such a day; every year has some.
func nextDay(from time.Time, such func(calendar.Date) bool) time.Time {
	day := from
	for !such(calendar.DateOf(day)) {
		day = day.AddDate(0, 0, 1)
	}
	return day
}
