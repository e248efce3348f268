package routing_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

func TestRefusals(t *testing.T) {
	at := lead.Place{Code: "5000", Lat: 32.08, Lng: 34.781}
	able := pro.Pro{ID: "p", IsActive: true, Approved: true, Trade: "plumber", PhoneNumber: "972000000011", Location: pro.At(32.0853, 34.7818)}
	tests := []struct {
		name string
		pro  func(*pro.Pro)
		lead func(*lead.Lead)
		want []routing.Reason
	}{
		{"able", nil, nil, nil},
		{"does anything", func(p *pro.Pro) { p.Trade = pro.General }, nil, nil},
		{"all at once", func(p *pro.Pro) { *p = pro.Pro{ID: "p", OnVacation: true, Location: pro.At(29.5, 34.9)} },
			func(l *lead.Lead) { l.Excluded = []string{"p"} },
			[]routing.Reason{routing.Inactive, routing.Unapproved, routing.Vacation, routing.OtherTrade, routing.Excluded, routing.TooFar}},
		{"own chat", func(p *pro.Pro) { p.Chats = []string{"7@lid"} }, func(l *lead.Lead) { l.ChatID = "7@lid" }, []routing.Reason{routing.Own}},
		{"own number", nil, func(l *lead.Lead) { l.Facts.Phone = "972000000011" }, []routing.Reason{routing.Own}},
		{"a place without a point, in a named area", func(p *pro.Pro) { p.AreaCodes = []string{"5000"} }, func(l *lead.Lead) { l.Place = &lead.Place{Code: "5000"} }, nil},
		{"a place without a point", nil, func(l *lead.Lead) { l.Place = &lead.Place{Code: "5000"} }, []routing.Reason{routing.TooFar}},
		{"no place", nil, func(l *lead.Lead) { l.Place = nil }, []routing.Reason{routing.TooFar}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, where := able, at
			l := lead.Lead{ChatID: "972000000001@c.us", Trade: "plumber", Place: &where}
			if test.pro != nil {
				test.pro(&p)
			}
			if test.lead != nil {
				test.lead(&l)
			}
			require.Equal(t, test.want, routing.Refusals(p, &l))
			require.Equal(t, len(test.want) == 0, routing.New(nil).Eligible(p, &l))
		})
	}
}

// Whoever serves a place in a step is found under one of the keys that are asked for it there.
func TestNobodyInReachIsMissed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		lat, lng := rapid.Float64Range(29.4, 33.4).Draw(r, "lat"), rapid.Float64Range(34.2, 35.9).Draw(r, "lng")
		p := pro.Pro{Location: pro.At(lat+rapid.Float64Range(-0.3, 0.3).Draw(r, "north"), lng+rapid.Float64Range(-0.35, 0.35).Draw(r, "east"))}
		at := &lead.Place{Lat: lat, Lng: lng}
		pLat, pLng, _ := p.Location.LatLng()
		step, km := routing.Serves(p, at)
		require.InDelta(r, place.Distance(lat, lng, pLat, pLng), km, 1e-9)
		if step == 0 {
			return
		}
		keys := routing.Around(at, step)
		require.True(r, slices.ContainsFunc(routing.Reach(p), func(k string) bool { return slices.Contains(keys, k) }), "%v km, step %d", km, step)
		require.LessOrEqual(r, len(keys), 9)
	})
}

func TestSentences(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	looks := []routing.Look{
		{ProID: "b", Name: "מוטי", Step: 10, Km: 1.25, Free: routing.AtOnce, Mean: 4.9, Rank: 4.8, Load: 1, Limit: 3},
		{ProID: "a", Name: "יוסי", Step: 10, Km: 55, Free: routing.Another, Limit: 3},
		{ProID: "c", Name: "דנה", Step: 10, Refused: []routing.Reason{routing.Full}, Load: 3, Limit: 3},
	}
	d := routing.Decision{
		Place: &lead.Place{Name: "תל אביב"}, Wanted: calendar.Interval{Start: at, End: at}, Chosen: "b", Looked: looks,
		Steps: []routing.StepCount{{Km: 10, Seen: 3, Eligible: 2, Free: 1}},
	}
	require.Equal(t, []string{
		"עד 10 ק״מ: נבדקו 3, מתאימים 2, פנויים 1",
		"נבחר – מוטי: פנוי בזמן המבוקש, דירוג 4.9, 1 מתוך 3 עבודות פתוחות, 1.2 ק״מ מהמקום",
		"לא נבחר – יוסי: פנוי רק במועד אחר, עוד בלי דירוג, 0 מתוך 3 עבודות פתוחות, העיר באזורי השירות",
		"לא נבחר – דנה: אין מקום לעבודה נוספת, 3 מתוך 3 עבודות פתוחות",
	}, d.Sentences("he"))
	require.Equal(t, []string{
		"Up to 10 km: 3 looked at, 2 suitable, 1 free",
		"Chosen – מוטי: free at the wanted time, rated 4.9, 1 of 3 jobs open, 1.2 km away",
		"Not chosen – יוסי: free only at another time, not rated yet, 0 of 3 jobs open, the city is in the service areas",
		"Not chosen – דנה: no room for another job, 3 of 3 jobs open",
	}, d.Sentences("en"))
	require.Equal(t, []string{"No suitable business was found"}, routing.Decision{Place: &lead.Place{}}.Sentences("en"))
	require.Equal(t, []string{"אין מקום ידוע לעבודה"}, routing.Decision{}.Sentences("he"))
}
