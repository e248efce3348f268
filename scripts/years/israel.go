package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"
)

// Israel is its clock and its days, worked out anew: by the law of 2013 instead of a time zone
// database, by a list of holidays that another calendar gave, and by the Astronomical Almanac's
// short formulas for the sun.
type Israel struct {
	closed map[string]bool
	nights map[string]time.Time
}

func readIsrael(path string) (*Israel, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the closed days: %w", err)
	}
	s := &Israel{closed: map[string]bool{}, nights: map[string]time.Time{}}
	for line := range strings.Lines(string(text)) {
		if date, _, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			s.closed[date] = true
		}
	}
	return s, nil
}

// summer reports whether the clock is an hour ahead: from the Friday before the last Sunday of
// March, 02:00, to the last Sunday of October, 02:00 of summer.
func summer(t time.Time) bool {
	year := t.UTC().Year()
	march, october := lastSunday(year, time.March), lastSunday(year, time.October)
	return !t.Before(march.AddDate(0, 0, -2)) && t.Before(october.Add(-time.Hour))
}

func lastSunday(year int, month time.Month) time.Time {
	last := time.Date(year, month, 31, 0, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}

// wall is what the clock on the wall shows, as if it were UTC.
func wall(t time.Time) time.Time {
	if summer(t) {
		return t.UTC().Add(3 * time.Hour)
	}
	return t.UTC().Add(2 * time.Hour)
}

// at is the moment at which the wall shows a time of a date.
func at(date time.Time, hour, minute int) time.Time {
	shown := time.Date(date.Year(), date.Month(), date.Day(), hour, minute, 0, 0, time.UTC)
	if t := shown.Add(-3 * time.Hour); summer(t) {
		return t
	}
	return shown.Add(-2 * time.Hour)
}

// rest reports whether a date is a Sabbath or a closed holiday.
func (s *Israel) rest(date time.Time) bool {
	return date.Weekday() == time.Saturday || s.closed[date.Format(time.DateOnly)]
}

// quiet reports whether nothing proactive may leave in the minute of t.
func (s *Israel) quiet(t time.Time) bool {
	w := wall(t)
	if w.Hour() < 8 || w.Hour() >= 21 {
		return true
	}
	if s.rest(w.AddDate(0, 0, 1)) && w.Hour() >= 15 {
		return true
	}
	return s.rest(w) && t.Before(s.nightfall(w))
}

// before is the last allowed minute up to t, after the first from t on; both look minute by minute.
func (s *Israel) before(t time.Time) time.Time {
	for s.quiet(t) {
		t = t.Add(-time.Minute)
	}
	return t
}

func (s *Israel) after(t time.Time) time.Time {
	for s.quiet(t) {
		t = t.Truncate(time.Minute).Add(time.Minute)
	}
	return t
}

// nightfall is when the sun is 8.5° below Tel Aviv's horizon on the evening of a date, rounded up.
func (s *Israel) nightfall(date time.Time) time.Time {
	key := date.Format(time.DateOnly)
	if t, known := s.nights[key]; known {
		return t
	}
	const lat, lng, depth = 32.0853, 34.7818, 8.5
	midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, time.UTC)
	t := midnight.Add(16 * time.Hour)
	for range 4 {
		n := t.Sub(time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)).Hours() / 24
		mean := math.Mod(280.460+0.9856474*n, 360)
		g := rad(357.528 + 0.9856003*n)
		ecliptic := rad(mean + 1.915*math.Sin(g) + 0.020*math.Sin(2*g))
		tilt := rad(23.439 - 0.0000004*n)
		declination := math.Asin(math.Sin(tilt) * math.Sin(ecliptic))
		ascension := math.Atan2(math.Cos(tilt)*math.Sin(ecliptic), math.Cos(ecliptic)) * 180 / math.Pi
		equation := math.Mod(mean-ascension+540, 360) - 180 // degrees
		angle := math.Acos((-math.Sin(rad(depth)) - math.Sin(rad(lat))*math.Sin(declination)) / (math.Cos(rad(lat)) * math.Cos(declination)))
		hours := 12 - lng/15 - equation/15 + angle*180/math.Pi/15
		t = midnight.Add(time.Duration(hours * float64(time.Hour)))
	}
	if up := t.Truncate(time.Minute); up.Before(t) {
		t = up.Add(time.Minute)
	}
	s.nights[key] = t
	return t
}

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }

func (s *Israel) count(from time.Time, days int, is func(date time.Time) bool) (n int) {
	for d := range days {
		if is(from.AddDate(0, 0, d)) {
			n++
		}
	}
	return n
}

func (s *Israel) changes(from time.Time, days int) int {
	return s.count(from, days, func(d time.Time) bool { return summer(at(d, 0, 30)) != summer(at(d, 22, 0)) })
}

func (s *Israel) closedIn(from time.Time, days int) int { return s.count(from, days, s.rest) }

func (s *Israel) evesIn(from time.Time, days int) int {
	return s.count(from, days, func(d time.Time) bool { return !s.rest(d) && s.rest(d.AddDate(0, 0, 1)) })
}
