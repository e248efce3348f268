package grounding

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/reader/words"
	asked "github.com/proli/proli/shared/when"
)

var (
	clock = regexp.MustCompile(`(^|[^\d:.,])([01]?\d|2[0-4])\s?:\s?([0-5]\d)($|[^\d:])`)
	date  = regexp.MustCompile(`(^|[^\d./])(\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?)($|[^\d./])`)
)

// clocks refuses hours and dates in figures that are not known, and gives the clause without them.
func (c *check) clocks(clause string) string {
	for _, m := range clock.FindAllStringSubmatch(clause+" ", -1) {
		said := m[2] + ":" + m[3]
		if !c.knownAt("15:04", said) && !c.knownAt("3:04", said) && !strings.Contains(c.said.text, said) {
			c.lie(Time, said)
		}
	}
	clause = clock.ReplaceAllString(clause+" ", "$1 $4")
	return date.ReplaceAllStringFunc(clause, func(found string) string {
		m := date.FindStringSubmatch(found)
		if c.isRating(m[2]) || decimal.MatchString(m[2]) && !c.month(m[2]) || c.listedText(m[2]) {
			return found
		}
		known := strings.Contains(c.said.text, m[2])
		for _, layout := range []string{"2.1", "2/1", "02/01", "02.01", "2-1", "2.1.2006", "2/1/2006", "02/01/2006", "02.01.2006", "2.1.06", "2/1/06", "2006-01-02"} {
			known = known || c.knownAt(layout, m[2])
		}
		if !known {
			c.lie(Time, m[2])
		}
		return m[1] + " " + m[3]
	})
}

var decimal = regexp.MustCompile(`^\d{1,2}\.\d$`)

// month reports whether figures with a point can be a day and a month.
func (c *check) month(figures string) bool {
	_, m, _ := strings.Cut(figures, ".")
	n, err := strconv.Atoi(m)
	return err == nil && n >= 1 && n <= 12
}

func (c *check) isRating(figures string) bool {
	return c.Rating > 0 && figures == strconv.FormatFloat(c.Rating, 'f', 1, 64)
}

func (c *check) listedText(figures string) bool {
	v, err := strconv.ParseFloat(figures, 64)
	return err == nil && c.listed(v, "")
}

func (c *check) knownAt(layout, said string) bool {
	return slices.ContainsFunc(c.Times, func(t time.Time) bool { return t.In(c.Zone).Format(layout) == said })
}

// hour accepts an hour that is known, or that the customer named.
func (c *check) hour(it item) {
	whole := math.Trunc(it.value)
	for _, t := range c.Times {
		local := t.In(c.Zone)
		if h := float64(local.Hour()); (h == whole || h == whole+12 || h == 24 && whole == 0) && (it.value == whole || local.Minute() == 30) {
			return
		}
	}
	if _, said := c.said.numbers[plainNumber(whole)]; said && it.value == whole {
		return
	}
	if !it.digits && c.said.word(it.text) {
		return
	}
	c.lie(Time, it.text)
}

// lasts accepts a length of time that the customer named, or the owner promised.
func (c *check) lasts(it item, unit string) {
	if c.said.near(it, unit) || c.owned().near(it, unit) || !it.digits && c.said.word(it.text) && c.said.word(unit) {
		return
	}
	c.lie(Time, it.text+" "+unit)
}

// owned is what the pro's owner wrote.
func (c *check) owned() said {
	if c.owner.stems == nil {
		c.owner = saidOf([]string{c.Owner})
	}
	return c.owner
}

// Words of time. What a known time means is accounted for; all else the customer has to have said.
var (
	weekdays = map[string]time.Weekday{
		"ראשון": 0, "שני": 1, "שלישי": 2, "רביעי": 3, "חמישי": 4, "שישי": 5, "שבת": 6,
		"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
		"sundays": 0, "mondays": 1, "tuesdays": 2, "wednesdays": 3, "thursdays": 4, "fridays": 5, "saturdays": 6, "shabbat": 6,
	}
	months = map[string]time.Month{
		"ינואר": 1, "פברואר": 2, "מרץ": 3, "מרס": 3, "אפריל": 4, "מאי": 5, "יוני": 6, "יולי": 7, "אוגוסט": 8, "ספטמבר": 9, "אוקטובר": 10, "נובמבר": 11, "דצמבר": 12,
		"january": 1, "february": 2, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	}
	relative = map[string]int{"היום": 0, "הערב": 0, "הלילה": 0, "מחר": 1, "מחרתיים": 2, "אתמול": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "yesterday": -1}
	parts    = map[string][2]int{
		"בוקר": {5, 12}, "צהריים": {11, 16}, "צהרים": {11, 16}, `אחה"צ`: {12, 18}, "אחהצ": {12, 18}, "ערב": {17, 23}, "לילה": {20, 24}, "חצות": {0, 1},
		"morning": {5, 12}, "noon": {11, 14}, "midday": {11, 14}, "afternoon": {12, 18}, "evening": {17, 23}, "night": {20, 24}, "midnight": {0, 1},
	}
	spans     = set("שעתיים יומיים שבועיים חודשיים שנתיים weekend סופש fortnight")
	withins   = set("תוך בתוך בעוד within")
	greetings = set("טוב טובים מצוין מקסים good")
)

// days refuses days, parts of days and spans that nothing accounts for.
func (c *check) days(s *sentence) {
	for i, it := range s.items {
		if it.punct || it.number {
			continue
		}
		before, after := s.near(i, -1), s.near(i, +1)
		switch {
		case anyOf(it.text, spans), anyOf(it.text, withins) && (anyOf(after, lasting) || strings.HasPrefix(after, "חצי") || after == "an" || after == "a" || after == "the"):
			if !c.said.word(it.text) && !c.owned().word(it.text) {
				c.lie(Time, it.text+" "+after)
			}
		case (before == "half" || before == "חצי" || before == "רבע") && anyOf(it.text, lasting):
			if !c.said.word(it.text) {
				c.lie(Time, before+" "+it.text)
			}
		case c.dayWord(it.text, before) && !greeting(before, after) && !c.said.word(it.text):
			if !c.means(it.text) {
				c.lie(Time, it.text)
			}
		}
	}
}

// spoken refuses a time that our own reader finds in a clause and that nothing accounts for:
// "half past two", `אחרי החג`, "next week".
func (c *check) spoken(clause string) {
	t, ok := asked.Read(clause, c.Now)
	if !ok || t.ASAP || strings.Contains(c.said.text, strings.ToLower(t.Text)) {
		return
	}
	from, till := t.Start, t.End
	if till.IsZero() {
		till = from.Add(time.Minute)
		if t.Grain == asked.Day {
			till = from.AddDate(0, 0, 1)
		}
	}
	if slices.ContainsFunc(c.Times, func(known time.Time) bool { return !known.Before(from) && known.Before(till) }) {
		return
	}
	for _, said := range c.Said {
		if theirs, ok := asked.Read(said, c.Now); ok && theirs.Start.Equal(t.Start) {
			return
		}
	}
	c.lie(Time, t.Text)
}

func greeting(before, after string) bool { return anyOf(after, greetings) || anyOf(before, greetings) }

// dayWord reports whether a word names a day, a part of one or a month.
func (c *check) dayWord(w, before string) bool {
	f := words.Fold(w)
	if _, ok := relativeOf(f); ok {
		return true
	}
	if d, ok := lookup(w, weekdays); ok {
		hebrew := words.HebrewMostly(w)
		return !hebrew || d == time.Saturday || strings.HasSuffix(before, "יום") || strings.HasSuffix(before, "ימי")
	}
	if _, ok := lookup(w, parts); ok {
		return true
	}
	_, ok := lookup(w, months)
	return ok && w != "מאי"
}

func relativeOf(f string) (int, bool) {
	for w, n := range relative {
		if words.Fold(w) == f || "ו"+words.Fold(w) == f || "ל"+words.Fold(w) == f || "מ"+words.Fold(w) == f {
			return n, true
		}
	}
	return 0, false
}

func lookup[V any](w string, in map[string]V) (V, bool) {
	for _, stem := range stems(w) {
		for k, v := range in {
			if words.Fold(k) == stem {
				return v, true
			}
		}
	}
	var none V
	return none, false
}

// means reports whether a word of time is true of a time that is known.
func (c *check) means(w string) bool {
	return slices.ContainsFunc(c.Times, func(t time.Time) bool {
		local := t.In(c.Zone)
		if n, ok := relativeOf(words.Fold(w)); ok {
			day := c.Now.In(c.Zone).AddDate(0, 0, n)
			return local.YearDay() == day.YearDay() && local.Year() == day.Year()
		}
		if d, ok := lookup(w, weekdays); ok {
			return local.Weekday() == d
		}
		if m, ok := lookup(w, months); ok {
			return local.Month() == m
		}
		p, ok := lookup(w, parts)
		return ok && local.Hour() >= p[0] && local.Hour() < p[1]
	})
}
