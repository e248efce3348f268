package when_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/when"
)

func rows(t *testing.T, file string) [][]string {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	require.NoError(t, err)
	var out [][]string
	for line := range strings.Lines(string(raw)) {
		out = append(out, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	return out
}

func TestIsraeliPhrases(t *testing.T) {
	for _, row := range rows(t, "il_time_phrases_seed.tsv")[1:] {
		now, err := time.Parse(time.RFC3339, strings.Fields(row[4])[0])
		require.NoError(t, err)
		got, ok := when.Read(row[0], now)
		require.Equal(t, row[1] != "", ok, row[0])
		if ok {
			require.Equal(t, row[1], fit(got.Start, row[1]), row[0])
			require.Equal(t, row[2], fit(got.End, row[2]), row[0])
		}
	}
}

// fit writes a time as exactly as the expected one is written.
func fit(t time.Time, like string) string {
	if t.IsZero() {
		return ""
	}
	if len(like) == len("2006-01-02") {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02T15:04")
}

func TestNegatives(t *testing.T) {
	for _, row := range rows(t, "duckling_time_en_negative.txt") {
		got, ok := when.Read(row[0], at(t, "2013-02-12T04:30"))
		require.False(t, ok, "%q read as %v (%s)", row[0], got.Start, got.Text)
	}
}

// TestDuckling holds the share of another parser's samples that are read alike:
// wanted times from now to 60 days ahead, to the minute, the hour or the day.
// Minutes counted from now are the half hour that follows. Left out are holidays, weekends, months before days, and what that parser
// itself reads only when told that there is a time.
func TestDuckling(t *testing.T) {
	for file, share := range map[string]float64{"duckling_time_he.tsv": 0.95, "duckling_time_en.tsv": 0.90} {
		var counted, alike int
		var wrong []string
		for _, row := range rows(t, file)[1:] {
			now, start, ok := wanted(row)
			if !ok {
				continue
			}
			counted++
			if countedFromNow.MatchString(row[1]) {
				start = calendar.NextHalfHour(start)
			}
			got, read := when.Read(row[1], now)
			if read && got.Start.Truncate(time.Minute).Equal(start.Truncate(time.Minute)) {
				alike++
			} else {
				wrong = append(wrong, row[1])
			}
		}
		t.Logf("%s: %d of %d, not alike: %q", file, alike, counted, wrong)
		require.GreaterOrEqual(t, float64(alike), share*float64(counted), file)
	}
}

func wanted(row []string) (now, start time.Time, ok bool) {
	const layout = "2006-01-02T15:04:05"
	phrase, kind, grain, holiday, section := strings.ToLower(row[1]), row[2], row[5], row[6], row[8]
	monthFirst := map[string]bool{"on 2/15": true, "2-15": true, "2 - 15": true}
	switch {
	case kind != "datetime" && kind != "datetimeInterval", !strings.Contains("Second Minute Hour Day", grain),
		holiday != "", section == "latent", strings.Contains(phrase, "weekend"), strings.Contains(phrase, "סופ״ש"), monthFirst[phrase]:
		return now, start, false
	}
	now, err := time.ParseInLocation(layout, row[9][:len(layout)], when.Zone)
	if err != nil {
		return now, start, false
	}
	zone := when.Zone
	if otherZone.MatchString(phrase) {
		// The hour is said on another zone's clock: the corpus gives the moment on
		// a clock two hours behind Greenwich.
		zone = time.FixedZone("", -2*3600)
	}
	start, err = time.ParseInLocation(layout, row[3], zone)
	return now, start, err == nil && !start.Before(now) && start.Before(now.AddDate(0, 0, 60))
}

var (
	otherZone      = regexp.MustCompile(`gmt|pst|cst`)
	countedFromNow = regexp.MustCompile(`^in .*(minute|hour|h$|')|^next .*minutes|minutes from now|בעוד .*דקות`)
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"מחר ב-10", "10/3 בשעה 14:30", "between 8 and 10 next friday", "לא לפני 5", "רבע לתשע", "in 3/4 h"} {
		f.Add(seed)
	}
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := when.Read(text, now)
		if !ok {
			return
		}
		require.False(t, got.Start.IsZero())
		require.True(t, got.End.IsZero() || got.End.After(got.Start), "%v %v", got.Start, got.End)
		for _, s := range got.Spans {
			require.True(t, 0 <= s[0] && s[0] < s[1] && s[1] <= len(text))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	for b.Loop() {
		when.Read("שלום, יש לי נזילה מתחת לכיור במטבח, אשמח שמישהו יגיע מחר בין 8 ל-10 לרחוב הרצל 5 קומה 2 דירה 4", now)
	}
}
