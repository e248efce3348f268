package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

func TestReadAnswer(t *testing.T) {
	home := []string{"number", "floor", "apartment", "time"}
	all := append([]string{"street"}, home...)
	for _, c := range []struct {
		text  string
		asked []string
		want  reader.Address
	}{
		{"דיזנגוף", all, reader.Address{Street: "דיזנגוף"}},
		{"אבן גבירול", all, reader.Address{Street: "אבן גבירול"}},
		{"Dizengoff", all, reader.Address{Street: "Dizengoff"}},
		{"50", home, reader.Address{Number: "50"}},
		{"50.", home, reader.Address{Number: "50"}},
		{"3, 12", home[1:], reader.Address{Floor: "3", Apartment: "12"}},
		{"3/12", home[1:], reader.Address{Floor: "3", Apartment: "12"}},
		{"3 12", home[1:], reader.Address{Floor: "3", Apartment: "12"}},
		{"50 3 12", home, reader.Address{Number: "50", Floor: "3", Apartment: "12"}},
		{"קומה 3", home[1:], reader.Address{Floor: "3"}},
		{"דיזנגוף 50", all, reader.Address{Street: "דיזנגוף", Number: "50"}},
		{"לא יודע", all, reader.Address{}},
		{"תודה", all, reader.Address{}},
		{"כן", all, reader.Address{}},
		{"מה המחיר?", all, reader.Address{}},
		{"רגע", all, reader.Address{}},
		{"1 2 3 4 5", home, reader.Address{}},
		{"דיזנגוף", home, reader.Address{}},
		{"", all, reader.Address{}},
		{"לא 50, 52", []string{"time"}, reader.Address{Number: "52"}},
		{"הרצל ארבע", all, reader.Address{Street: "הרצל", Number: "4"}},
		{"בן גוריון עשרים ושלוש", all, reader.Address{Street: "בן גוריון", Number: "23"}},
		{"not 50 but 52", nil, reader.Address{Number: "52"}},
	} {
		got := reader.ReadAnswer(c.text, sunday, c.asked)
		require.Equal(t, c.want, got.Address, c.text)
		require.Nil(t, got.Time, c.text)
	}

	got := reader.ReadAnswer("10", sunday, []string{"time"})
	require.NotNil(t, got.Time)
	require.Equal(t, "10", got.Time.Text)
	require.Equal(t, 2, got.Time.Start.Day(), "ten has passed today")
	require.Equal(t, 10, got.Time.Start.Hour())

	got = reader.ReadAnswer("ראשון", sunday, []string{"time"})
	require.Equal(t, 8, got.Time.Start.Day())
	require.Nil(t, got.Place)
	got = reader.ReadAnswer("ראשון", sunday, []string{"city", "time"})
	require.Equal(t, "8300", got.Place.Code)
	require.Nil(t, got.Time)
	require.Equal(t, 16, reader.ReadAnswer("ארבע", sunday, []string{"time"}).Time.Start.Hour())
	require.Nil(t, reader.ReadAnswer("99", sunday, []string{"time"}).Time)
}

// TestATownThatWasAskedFor: its misspelling is read more readily than in a sentence.
func TestATownThatWasAskedFor(t *testing.T) {
	city := []string{"city", "street", "number", "floor", "apartment", "time"}
	require.Equal(t, "4000", reader.ReadAnswer("חפה", sunday, city).Place.Code)
	for _, text := range []string{
		"תודה", "לא יודע", "רגע", "מה?", "כן", "נזילה", "שלום", "הלו", "דחוף", "מחר", "עכשיו", "בבית", "אצלי", "פה", "כאן", "בעיר", "שכונה", "צפון", "במרכז", "דרום", "בדרום", "חלון", "דלת", "סליחה", "אוקיי", "סבבה", "בסדר", "אפשר", "נציג",
		"למה", "מתי", "איפה", "מישהו", "דנה", "עזרה", "הצילו", "בבקשה", "יאללה", "הבנתי", "נכון", "ברור", "כמובן", "אולי", "אמרתי", "כתבתי", "שלחתי", "ישראל", "הארץ",
	} {
		require.Nil(t, reader.ReadAnswer(text, sunday, city).Place, text)
	}
	require.Nil(t, reader.ReadAnswer("חפה", sunday, []string{"issue", "city"}).Place, "what is wrong was asked first")
}
