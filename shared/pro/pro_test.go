package pro_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/pro"
)

const fixture = `[{"name":"יוסי אינסטלציה","phone":"972000000011","trade":"plumber","areas":["תל אביב","רמת גן","גבעתיים","תל אביב - מזרח"],
"place":{"lat":32.0853,"lng":34.7818},"prices":[{"item":"ביקור","ils":250},{"item":"נזילה","ils":450}],"persona":"אני יוסי",
"hours":{"sun":[["09:00","17:00"]]},"exceptions":[{"date":"2026-03-02","hours":[]}],"rating":{"sum":59,"count":12},
"load_limit":3,"job_minutes":60,"buffer_minutes":0,"emergencies":false}]`

func TestReadSeed(t *testing.T) {
	pros, err := pro.ReadSeed(strings.NewReader(fixture))
	require.NoError(t, err)
	require.Len(t, pros, 1)
	p := pros[0]
	require.True(t, p.IsActive)
	require.True(t, p.Approved)
	require.Equal(t, []string{"972000000011@c.us"}, p.Chats)
	require.NotContains(t, p.ID, "9720")
	lat, lng, ok := p.Location.LatLng()
	require.True(t, ok)
	require.Equal(t, []float64{32.0853, 34.7818}, []float64{lat, lng})
	require.Len(t, p.AreaCodes, 3, "a part is its city: %v", p.AreaCodes)
	require.InDelta(t, 4.9, p.SocialProof.Mean(), 1e-9)
	require.InDelta(t, 81.5/17, p.SocialProof.Shrunk(), 1e-9)
}

func TestReadSeedNamesEverythingWrong(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"broken", `[{`, `[`, "pro.ReadSeed"},
		{"a field nobody knows", `"persona"`, `"personality"`, "personality"},
		{"no name", "יוסי אינסטלציה", " ", "name: missing"},
		{"no phone", "972000000011", "12", "phone: not a telephone number"},
		{"no trade", `"plumber"`, `"wizard"`, `trade: "wizard"`},
		{"nowhere", "32.0853", "132.0853", "latitude 132"},
		{"an impossible mean", `"sum":59`, `"sum":61`, "rating: a sum of 61"},
		{"too many jobs", `"load_limit":3`, `"load_limit":51`, "load_limit: 51"},
		{"an odd length", `"job_minutes":60`, `"job_minutes":61`, "job_minutes: 61"},
		{"a negative buffer", `"buffer_minutes":0`, `"buffer_minutes":-5`, "buffer_minutes: -5"},
		{"a negative price", `"ils":450`, `"ils":-1`, "prices: נזילה for -1"},
		{"a nameless price", `"נזילה"`, `""`, "prices: an item has no name"},
		{"an odd hour", `"17:00"`, `"25:00"`, `hours of sun: "25:00"`},
		{"an odd day", `2026-03-02`, `2026-02-30`, "2026-02-30"},
		{"a phone twice", `}]` + "", `},{"name":"ב","phone":"000-000-0011","trade":"painter","areas":["חולון"]}]`, "the phone of pro 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			broken := strings.Replace(fixture, test.old, test.new, 1)
			if test.name == "a phone twice" {
				broken = strings.TrimSuffix(fixture, "}]") + test.new
			}
			_, err := pro.ReadSeed(strings.NewReader(broken))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestResolveTellsWhatItDoesNotKnow(t *testing.T) {
	p := pro.Pro{ServiceAreas: []string{"חולון", "ארץ עוץ", "חולון"}}
	require.Equal(t, []string{"ארץ עוץ"}, p.Resolve())
	require.Len(t, p.AreaCodes, 1)
}

func FuzzReadSeed(f *testing.F) {
	f.Add(fixture)
	f.Add(`[{"phone":"+972 (0)50-123-4567","hours":{"fri":[["22:00","02:00"],["00:00","24:00"]]},"exceptions":[{"date":"9999-12-31"}]}]`)
	f.Fuzz(func(t *testing.T, text string) {
		pros, err := pro.ReadSeed(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, p := range pros {
			require.NoError(t, p.Validate())
			require.NotEmpty(t, p.ID)
		}
	})
}
