package routing_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// town is all the pros there are, by rank.
type town []routing.Candidate

func (t town) Candidates(context.Context, routing.Search) iter.Seq2[routing.Candidate, error] {
	sorted := slices.Clone(t)
	slices.SortFunc(sorted, func(a, b routing.Candidate) int {
		return cmp.Or(cmp.Compare(b.Pro.SocialProof.Shrunk(), a.Pro.SocialProof.Shrunk()), a.Pro.LastOfferAt.Compare(b.Pro.LastOfferAt), cmp.Compare(a.Pro.ID, b.Pro.ID))
	})
	return func(yield func(routing.Candidate, error) bool) {
		for _, c := range sorted {
			if !yield(c, nil) {
				return
			}
		}
	}
}

var (
	noon     = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC) // a Sunday in Israel
	monday10 = noon.Add(22 * time.Hour)
)

func candidate(id string, change func(*routing.Candidate)) routing.Candidate {
	c := routing.Candidate{
		Pro: pro.Pro{
			ID: id, BusinessName: "עסק " + id, PhoneNumber: "9720000000" + id, Trade: "plumber", IsActive: true, Approved: true,
			Location: pro.At(32.0853, 34.7818), SocialProof: pro.Rating{Sum: 47, Count: 10}, LoadLimit: 3,
		},
		Calendar: booking.Calendar{Pro: id, LoadLimit: 3},
	}
	if change != nil {
		change(&c)
	}
	return c
}

func busy(c *routing.Candidate, lead string, start time.Time, length time.Duration) {
	c.Calendar.Entries = append(c.Calendar.Entries, booking.Entry{ID: lead, Lead: lead, Kind: booking.Appointment, Start: start, End: start.Add(length)})
}

func TestWhyNot(t *testing.T) {
	tests := []struct {
		name      string
		best, me  func(*routing.Candidate)
		then, he  string // what is said about the time of the choice, and what decided
		english   string
		unreached bool
	}{
		{"a lower rating", func(c *routing.Candidate) { c.Pro.SocialProof = pro.Rating{Sum: 59, Count: 12} }, func(c *routing.Candidate) { c.Pro.SocialProof = pro.Rating{Sum: 40, Count: 10} },
			"", "בזמן הבחירה העסק הזה לא הגיע לבדיקה", "was not reached", true},
		{"another hour", func(c *routing.Candidate) { c.Pro.SocialProof = pro.Rating{Sum: 40, Count: 10} }, func(c *routing.Candidate) { busy(c, "x", monday10.Add(-2*time.Hour), 8*time.Hour) },
			"פנוי רק במועד אחר", "שעה פנויה סמוך לזמן המבוקש", "a free hour near the wanted time", false},
		{"an hour nearby", func(c *routing.Candidate) { c.Pro.SocialProof = pro.Rating{Sum: 40, Count: 10} }, func(c *routing.Candidate) { busy(c, "x", monday10, time.Hour) },
			"פנוי סמוך לזמן המבוקש", "פנוי בדיוק בזמן המבוקש", "free at the very time", false},
		{"more work", nil, func(c *routing.Candidate) { busy(c, "x", monday10.Add(5*time.Hour), time.Hour) }, "1 מתוך 3", "פחות עבודות פתוחות", "fewer open jobs", false},
		{"farther away", nil, func(c *routing.Candidate) { c.Pro.Location = pro.At(32.05, 34.78) }, "3.9 ק״מ", "מרחק קצר יותר", "a shorter way", false},
		{"an offer not long ago", nil, func(c *routing.Candidate) { c.Pro.LastOfferAt = noon }, "פנוי בזמן המבוקש", "המתנה ארוכה יותר", "a longer wait", false},
		{"equal in everything", nil, nil, "פנוי בזמן המבוקש", "שוויון בכול", "equal in everything", false},
		{"full", nil, func(c *routing.Candidate) {
			c.Pro.SocialProof = pro.Rating{Sum: 50, Count: 10}
			for i := range 3 {
				busy(c, fmt.Sprint(i), monday10.Add(time.Duration(24+i)*time.Hour), time.Hour)
			}
		}, "אין מקום לעבודה נוספת, 3 מתוך 3", "נבחר – עסק 1", "Chosen – עסק 1", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			best, me := candidate("1", test.best), candidate("2", test.me)
			l := &lead.Lead{ID: "lead", ChatID: "972000000001@c.us", Trade: "plumber", Place: &lead.Place{Code: "5000", Lat: 32.0853, Lng: 34.7818}}
			d, _, err := routing.New(town{best, me}).Decide(t.Context(), l, calendar.Interval{Start: monday10, End: monday10}, noon)
			require.NoError(t, err)
			require.Equal(t, "1", d.Chosen)
			raw, err := json.Marshal(d) // it is evaluated from what was stored
			require.NoError(t, err)
			var stored routing.Decision
			require.NoError(t, json.Unmarshal(raw, &stored))

			me.Pro.OnVacation = true
			me.Calendar.Entries = nil
			later := noon.Add(time.Hour)
			answer := stored.WhyNot(me, l, later)
			require.Equal(t, test.unreached, answer.Then == nil)
			require.Equal(t, []routing.Reason{routing.Vacation}, answer.Now.Refused)
			said := answer.Sentences("he")
			require.Contains(t, said[0], test.then)
			require.Contains(t, fmt.Sprint(said), test.he)
			require.Equal(t, "עכשיו – עסק 2: בחופשה", said[len(said)-1])
			require.Contains(t, fmt.Sprint(answer.Sentences("en")), test.english)
			require.Contains(t, fmt.Sprint(answer.Sentences("en")), "Now – עסק 2: on vacation")

			mine := stored.WhyNot(best, l, later).Sentences("en")
			require.Len(t, mine, 3)
			require.Equal(t, "This business was the one chosen", mine[1])
		})
	}
}

func TestWhyNotWhenNobodyWas(t *testing.T) {
	away := candidate("2", func(c *routing.Candidate) { c.Pro.OnVacation = true })
	l := &lead.Lead{ID: "lead", Trade: "plumber", Place: &lead.Place{Lat: 32.0853, Lng: 34.7818}}
	d, chosen, err := routing.New(town{away}).Decide(t.Context(), l, calendar.Interval{}, noon)
	require.NoError(t, err)
	require.Nil(t, chosen)
	back := candidate("2", nil)
	require.Equal(t, []string{
		"בזמן הבחירה – עסק 2: בחופשה", "לא נמצא עסק מתאים",
		"עכשיו – עסק 2: פנוי בזמן המבוקש, דירוג 4.7, 0 מתוך 3 עבודות פתוחות, 0.0 ק״מ מהמקום",
	}, d.WhyNot(back, l, noon).Sentences("he"))
}
