package reader_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

func TestFragment(t *testing.T) {
	for text, want := range map[string]bool{
		"יש לי": true, "נזילה": true, "בתל אביב": true, "מחר": true, "ב10": true, "דיזנגוף 50": true, "קומה 3 דירה 12": true, "need a": true, "in Haifa": true, "hi": true, "היי 🙏": true,
		"": false, "🙏🙏": false, "!!!": false, "נזילה.": false, "מתי?": false, "hello!": false, "יש לי נזילה בתל אביב": false, "נזילה בחיפה": false, "מחר בחיפה": false,
		"יש לי בעיה גדולה מאוד בבית": false, "leak in Haifa": false, "נזילה… 🙏": false,
	} {
		require.Equal(t, want, reader.Fragment(text, sunday), text)
	}
}

func TestReadBurst(t *testing.T) {
	all := []string{reader.AskCity, reader.AskStreet, reader.AskNumber, reader.AskFloor, reader.AskApartment, reader.AskTime}
	for said, want := range map[string]reader.Address{
		"דיזנגוף|50|קומה 3|דירה 12": {Street: "דיזנגוף", Number: "50", Floor: "3", Apartment: "12"},
		"הרצל 12|קומה 2":            {Street: "הרצל", Number: "12", Floor: "2"},
		"3|12":                      {Floor: "3", Apartment: "12"},
		"סיימתי|דיזנגוף 50":         {Street: "דיזנגוף", Number: "50"},
		"אשר ברש 5":                 {Street: "אשר ברש", Number: "5"},
		"א|אלנבי 30":                {Street: "אלנבי", Number: "30"},
		"ח נ ביאליק 4":              {Street: "ח נ ביאליק", Number: "4"},
	} {
		asked := all[1:]
		if said == "3|12" {
			asked = all[3:]
		}
		got := reader.ReadBurst(strings.Split(said, "|"), sunday, asked)
		require.Equal(t, want, got.Address, said)
	}
	got := reader.ReadBurst([]string{"מחר", "ב-10"}, sunday, all)
	require.NotNil(t, got.Time)
	require.Equal(t, "2026-03-02T10:00", got.Time.Start.Format("2006-01-02T15:04"), "one hour, not two times")
	got = reader.ReadBurst([]string{"יש לי", "נזילה", "בתל אביב"}, sunday, all)
	require.Equal(t, "plumber", got.Trade)
	require.Equal(t, "5000", got.Place.Code)
}

// TestAnswersToWhatWasAsked reads what is nothing by itself.
func TestAnswersToWhatWasAsked(t *testing.T) {
	address := []string{reader.AskStreet, reader.AskNumber, reader.AskFloor, reader.AskApartment, reader.AskTime}
	require.Equal(t, "תל חי", reader.ReadAnswer("תל חי", sunday, address).Address.Street, "the town is known")
	require.Equal(t, "8", reader.ReadAnswer("מספר 8", sunday, address).Address.Number)
	require.Equal(t, "אזור", reader.ReadAnswer("אזור", sunday, []string{reader.AskCity}).Place.Name)
	require.Equal(t, reader.Address{Floor: "3", Apartment: "8"}, reader.Read("ק' 3 ד' 8", sunday).Address)
	require.Equal(t, reader.Address{Floor: "3", Apartment: "6"}, reader.Read("קומה שלישית דירה שש", sunday).Address)
	require.Equal(t, reader.Address{Street: "הגליל", Number: "8"}, reader.Read("מצטער נרדמתי. הגליל 8", sunday).Address)
}

func TestWhatIsSaidNotToBe(t *testing.T) {
	require.Equal(t, "4", reader.Read("לא קומה 3, קומה 4", sunday).Address.Floor)
	require.Equal(t, "4", reader.Read("not floor 3, floor 4", sunday).Address.Floor)
	require.Equal(t, "-1", reader.Read("קומה -1", sunday).Address.Floor)
	require.Equal(t, "plumber", reader.Read("לא חשמלאי, אינסטלטור", sunday).Trade)
	require.Equal(t, "חולון", reader.Read("not in Tel Aviv, in Holon", sunday).Place.Name)
	require.Equal(t, "נשר", reader.Read("עובד בחיפה גר בנשר", sunday).Place.Name)
	require.Nil(t, reader.Read("ברמת גן או גבעתיים", sunday).Place, "which of the two is asked")
	require.Nil(t, reader.Read("בניין 5 כניסה ב", sunday).Place)
	rishon := reader.Read("אני נמצא ברוטשילד 22 בראשון", sunday)
	require.Nil(t, rishon.Time)
	require.Equal(t, "ראשון לציון", rishon.Place.Name)
}

func FuzzReadBurst(f *testing.F) {
	f.Add("דיזנגוף|50|3|12")
	f.Add("מחר|ב-10")
	f.Add("לא 50, 52|ראשון")
	f.Fuzz(func(t *testing.T, said string) {
		parts := strings.SplitN(said, "|", 5)
		got := reader.ReadBurst(parts, sunday, []string{reader.AskCity, reader.AskStreet, reader.AskNumber, reader.AskFloor, reader.AskApartment, reader.AskTime})
		require.Contains(t, []string{"he", "en"}, got.Language)
		for _, part := range parts {
			reader.Fragment(part, sunday)
		}
	})
}

// TestTownsNamedByNumbers: the town stands whole beside the part of the day.
func TestTownsNamedByNumbers(t *testing.T) {
	for said, want := range map[string][2]string{
		"אינסטלטור בבאר שבע בבוקר":  {"באר שבע", "2026-03-02T06:00"},
		"באר שבע|בבוקר":             {"באר שבע", "2026-03-02T06:00"},
		"חשמלאי בקריית שמונה בערב":  {"קריית שמונה", "2026-03-01T18:00"},
		"רחוב הרצל 5 באר שבע בבוקר": {"באר שבע", "2026-03-02T06:00"},
		"נזילה בבאר שבע, מחר בשבע":  {"באר שבע", "2026-03-02T07:00"},
	} {
		got := reader.ReadBurst(strings.Split(said, "|"), sunday, []string{reader.AskCity, reader.AskTime})
		require.NotNil(t, got.Place, said)
		require.NotNil(t, got.Time, said)
		require.Equal(t, want, [2]string{got.Place.Name, got.Time.Start.Format("2006-01-02T15:04")}, said)
	}
}
