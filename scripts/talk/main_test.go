package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/lead"
)

func TestOwnConversations(t *testing.T) {
	all, err := chosen(wish{})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 200)
	seen := map[string]bool{}
	for _, s := range all {
		require.False(t, seen[s.id], "%s stands there twice", s.id)
		seen[s.id] = true
		for key := range s.truth {
			require.Contains(t, []string{"none", "trade", "place", "street", "number", "floor", "apartment", "time"}, key, s.id)
		}
		if when := s.truth["time"]; when != "" {
			_, none := s.truth["none"]
			require.False(t, none, s.id)
			err := s.fits(when, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				require.Contains(t, err.Error(), "time is", s.id)
			}
		}
	}
}

func TestWhatIsWrongWithAFile(t *testing.T) {
	for text, want := range map[string]string{
		"C: היי\n":                       "line 1 stands before",
		"## a: b\nnow: later\n":          "line 2",
		"## a: b\nD: x\n":                `line 2: "D" begins no line`,
		"## a: b\nC: x\n":                "conversation a lacks",
		"## a: b\nnow: 2026-03-01T12:00": "lacks",
	} {
		_, err := parse(text)
		require.ErrorContains(t, err, want, text)
	}
	read, err := parse("now: 2026-03-01T12:00:00+02:00\n## a: b\n// why\nC: one\n+C: two\nwait: 45m\ntruth: trade=plumber; floor=-\n")
	require.NoError(t, err)
	require.Equal(t, []step{{text: "one"}, {text: "two", inPlay: true}, {wait: 45 * time.Minute}}, read[0].steps)
	require.Equal(t, map[string]string{"trade": "plumber", "floor": "-"}, read[0].truth)
}

func TestAJudgeWhoCanSayNo(t *testing.T) {
	read, err := parse("## a: b\nnow: 2026-03-01T12:00:00+02:00\nC: x\ntruth: trade=plumber; place=חולון; street=הרצל; number=5; floor=-; apartment=-; time=2026-03-02/2026-03-04")
	require.NoError(t, err)
	right := func() *lead.Lead {
		return &lead.Lead{Status: lead.Booked, Trade: "plumber", Place: &lead.Place{Code: "701"},
			Facts:       lead.Facts{Street: "רחוב הרצל", Number: "5", Floor: "-", Apartment: "-"},
			Appointment: &lead.Appointment{Start: time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)}}
	}
	require.Empty(t, read[0].judge(right()))
	for name, spoil := range map[string]func(*lead.Lead){
		"trade":  func(l *lead.Lead) { l.Trade = "painter" },
		"place":  func(l *lead.Lead) { l.Place.Code = "1866" },
		"street": func(l *lead.Lead) { l.Facts.Street = "ויצמן" },
		"number": func(l *lead.Lead) { l.Facts.Number = "6" },
		"floor":  func(l *lead.Lead) { l.Facts.Floor = "3" },
		"hour":   func(l *lead.Lead) { l.Appointment.Start = l.Appointment.Start.AddDate(0, 0, 2) },
		"status": func(l *lead.Lead) { l.Status = lead.New },
	} {
		l := right()
		spoil(l)
		require.NotEmpty(t, read[0].judge(l), name)
	}
	require.NotEmpty(t, read[0].judge(nil))
}

// TestAFewConversations is the short form of `make talk`, and one that must fail.
func TestAFewConversations(t *testing.T) {
	t.Setenv("GEMINI_API_KEY", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-short"}, &out), "%s", out.String())
	require.Contains(t, out.String(), "22 conversations")

	file := filepath.Join(t.TempDir(), "wrong.txt")
	require.NoError(t, os.WriteFile(file, []byte("## x: the town is another one\nnow: 2026-03-01T12:00:00+02:00\n"+
		"C: נזילה בחולון, סוקולוב 3 קומה 1 דירה 4, מחר ב-10\ntruth: place=חיפה\n"), 0o600))
	out.Reset()
	require.ErrorContains(t, run(t.Context(), []string{"-file", file}, &out), "90 %")
	require.Contains(t, out.String(), "WRONG")
}
