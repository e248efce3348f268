package roster_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/roster"
)

func TestHoursAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string][][2]string{
		"":                         nil,
		"9-17":                     {{"09:00", "17:00"}},
		"09:00–12:30, 16:00-19:00": {{"09:00", "12:30"}, {"16:00", "19:00"}},
		" 8:15 - 24:00 ;":          {{"08:15", "24:00"}},
		"22:00-02:00":              {{"22:00", "02:00"}},
	} {
		got, err := roster.ReadSpans(typed)
		require.NoError(t, err, typed)
		require.Equal(t, want, got, typed)
		if want != nil {
			again, err := roster.ReadSpans(roster.SpansText(got))
			require.NoError(t, err)
			require.Equal(t, got, again)
		}
	}
	for _, typed := range []string{"9", "25-26", "09:00-09:00", "9-12, 11-13", "-", "ab-cd", "09:00-17:00-18:00"} {
		_, err := roster.ReadSpans(typed)
		require.Error(t, err, typed)
	}
}

func FuzzReadSpans(f *testing.F) {
	f.Add("9-17, 18:00–20:30")
	f.Fuzz(func(t *testing.T, typed string) {
		spans, err := roster.ReadSpans(typed)
		if err == nil && len(spans) > 0 {
			_, err = calendar.Parse(calendar.Week{"sun": spans}, nil)
			require.NoError(t, err)
		}
	})
}

func TestADraftReadBackIsTheSamePro(t *testing.T) {
	before := pro.Pro{
		ID: "p1", BusinessName: "אבי", PhoneNumber: "972000000011", Language: "he", Trade: "plumber", IsActive: true, ServiceAreas: []string{"תל אביב"},
		Location: pro.At(32.0853, 34.7818), Prices: []pro.Price{{Item: "ביקור", ILS: 250}}, JobMinutes: 60, LoadLimit: 3, TemplateVersion: 4, Version: 2,
		Hours: calendar.DefaultWeek(),
	}
	before.Resolve()
	after, wrong := roster.DraftOf(before).Read(before)
	require.Empty(t, wrong)
	require.Equal(t, before, after, "nothing was touched, so nothing changes, the exact point and the template's version neither")

	d := roster.DraftOf(before)
	d.Place = "חיפה"
	after, wrong = d.Read(before)
	require.Empty(t, wrong)
	lat, _, _ := after.Location.LatLng()
	require.InDelta(t, 32.8, lat, 0.1, "a new place moves the point")
	d.Hours[5] = ""
	after, _ = d.Read(before)
	require.Equal(t, int64(5), after.TemplateVersion)
	d.Hours = [7]string{}
	_, wrong = d.Read(before)
	require.Equal(t, "hours.none", wrong[0].Key, "no hours at all would mean the default week")
}

func TestDaysAreChecked(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	day := func(d int) calendar.Date { return calendar.Date{Year: 2026, Month: 3, Day: d} }
	require.Empty(t, roster.Days{From: day(1), To: day(31), Mode: roster.Close}.Check(now))
	for key, w := range map[string]roster.Days{
		"past":         {From: day(1).Add(-1), To: day(2), Mode: roster.Close},
		"order":        {From: day(3), To: day(2), Mode: roster.Close},
		"range":        {From: day(3), To: day(3).Add(92), Mode: roster.Close},
		"mode":         {From: day(3), To: day(3), Mode: "burn"},
		"hours.needed": {From: day(3), To: day(3), Mode: roster.Open},
	} {
		wrong := w.Check(now)
		require.NotEmpty(t, wrong, key)
		require.Equal(t, key, wrong[0].Key)
	}
}

// FuzzPhoto feeds what may be uploaded: nothing crashes, and what is no picture changes nothing.
func FuzzPhoto(f *testing.F) {
	picture := image.NewGray(image.Rect(0, 0, 70, 90))
	picture.Set(3, 3, color.White)
	var sound bytes.Buffer
	require.NoError(f, jpeg.Encode(&sound, picture, nil))
	f.Add(sound.Bytes())
	f.Add(append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 30, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0}, sound.Bytes()[2:]...))
	f.Fuzz(func(t *testing.T, file []byte) {
		small, wrong := roster.Picture(file)
		if len(wrong) == 0 {
			config, err := jpeg.DecodeConfig(bytes.NewReader(small))
			require.NoError(t, err)
			require.Equal(t, config.Width, config.Height)
		}
	})
}
