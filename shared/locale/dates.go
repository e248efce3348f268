package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/proli/proli/shared/calendar"
)

// Date is "יום שני, 2 במרץ" or "Monday, 2 March", in Israel like every date and time here.
func Date(lang Language, t time.Time) string {
	t = t.In(calendar.Zone)
	return fmt.Sprintf("%s, %d %s", weekday(lang, t), t.Day(), month(lang, t))
}

// DateTime is "יום שני, 2 במרץ, 10:00" or "Monday, 2 March, 10:00".
func DateTime(lang Language, t time.Time) string {
	return Date(lang, t) + ", " + Clock(t)
}

// Clock is the hour on the wall: "10:00".
func Clock(t time.Time) string { return t.In(calendar.Zone).Format("15:04") }

// Span is "יום שני, 2 במרץ, 10:00–11:00"; an end on another day is named in full.
func Span(lang Language, start, end time.Time) string {
	if end.IsZero() || !end.After(start) {
		return DateTime(lang, start)
	}
	if sameDay(start, end) {
		hours := Clock(start) + "–" + Clock(end)
		if lang == Hebrew { // which would turn the two around
			hours = Isolate(hours)
		}
		return Date(lang, start) + ", " + hours
	}
	return DateTime(lang, start) + " – " + DateTime(lang, end)
}

// Near is a moment as it is said today: "היום, 10:00", "tomorrow, 10:00", a full date
// otherwise, with the year when it is another one.
func Near(lang Language, t, now time.Time) string {
	for key, days := range map[string]int{"day.yesterday": -1, "day.today": 0, "day.tomorrow": 1} {
		if sameDay(t, now.In(calendar.Zone).AddDate(0, 0, days)) {
			return Text(lang, key) + ", " + Clock(t)
		}
	}
	if t.In(calendar.Zone).Year() != now.In(calendar.Zone).Year() {
		return fmt.Sprintf("%s %d, %s", Date(lang, t), t.In(calendar.Zone).Year(), Clock(t))
	}
	return DateTime(lang, t)
}

// Numeric is the short date of tables: "2.3.2026" or "2/3/2026".
func Numeric(lang Language, t time.Time) string {
	if lang == English {
		return t.In(calendar.Zone).Format("2/1/2006")
	}
	return t.In(calendar.Zone).Format("2.1.2006")
}

// Duration is how long something takes, in its largest whole unit: "30 דקות", "2 hours".
func Duration(lang Language, d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0, d >= 7*24*time.Hour:
		return Count(lang, "duration.days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour, d == time.Hour:
		return Count(lang, "duration.hours", int(d/time.Hour))
	}
	return Count(lang, "duration.minutes", int(d/time.Minute))
}

// Money is "450 ₪", "1,450 ₪".
func Money(ils int) string { return Number(ils) + " ₪" }

// Number is a whole number with its thousands apart.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// List joins words as people do: "שם, עיר ורחוב", "name, city and street".
func List(lang Language, words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	head, last := strings.Join(words[:len(words)-1], ", "), words[len(words)-1]
	if lang == English {
		return head + " and " + last
	}
	if first, _ := utf8.DecodeRuneInString(last); !unicode.Is(unicode.Hebrew, first) {
		return head + " ו-" + last
	}
	return head + " ו" + last
}

// Trade is what people call a trade; an empty one is "בעלי מקצוע" or "pro".
func Trade(lang Language, trade string) string {
	if shared.Has("trade." + trade) {
		return Text(lang, "trade."+trade)
	}
	return Text(lang, "trade.any")
}

func weekday(lang Language, t time.Time) string {
	if lang == English {
		return t.Weekday().String()
	}
	return [...]string{"יום ראשון", "יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "שבת"}[t.Weekday()]
}

func month(lang Language, t time.Time) string {
	if lang == English {
		return t.Month().String()
	}
	return [...]string{"בינואר", "בפברואר", "במרץ", "באפריל", "במאי", "ביוני", "ביולי", "באוגוסט", "בספטמבר", "באוקטובר", "בנובמבר", "בדצמבר"}[t.Month()-1]
}

func sameDay(a, b time.Time) bool {
	return calendar.DateOf(a) == calendar.DateOf(b)
}
