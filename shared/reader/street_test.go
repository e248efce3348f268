package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

// TestAWayIsNoStreet: דרך is how most things are done, and רחוב and שדרות are words of their own.
func TestAWayIsNoStreet(t *testing.T) {
	for _, text := range []string{
		"בדרך כלל אחרי 5", "בדרך כלל אני בבית אחרי 5", "אני בדרך הביתה, 10 דקות", "אני בדרך הביתה, 10", "אני בדרך אליכם 10 דקות", "לשלם דרך ביט 300", "דרך ביט, 300", "דרך אגב יש גם 2 שקעים", "דרך אגב 2 שקעים", "רטיבות דרך הקיר, 2 מקומות", "מים נכנסים דרך החלון 3 ימים",
		"אני בדרך לתל אביב, 20 דקות", "בדרך לעבודה 8", "בדרך מהעבודה 10 דקות", "דרך האפליקציה 300", "דרך פייבוקס 250", "דרך העברה בנקאית 300", "דרך חברים 3", "יש דרך אחרת 2", "דרך חבר קיבלתי 2 הצעות", "בדרך, 5 דקות", "לעבור דרך המרפסת 2", "אין דרך להיכנס 2 מנעולים", "יש נזילה דרך התקרה ב-2 מקומות", "ברחוב שלי יש 3 בניינים",
	} {
		require.Equal(t, reader.Address{}, reader.Read(text, sunday).Address, text)
	}
	for text, hour := range map[string]int{"בדרך כלל אני בבית אחרי 5": 17, "בדרך כלל אחרי 5": 17} {
		got := reader.Read(text, sunday)
		require.NotNil(t, got.Time, text)
		require.Equal(t, hour, got.Time.Start.Hour(), text)
	}
	for text, want := range map[string]reader.Address{
		"דרך השלום 12": {Street: "דרך השלום", Number: "12"}, "בדרך יפו 9": {Street: "דרך יפו", Number: "9"}, "דרך יפו 9": {Street: "דרך יפו", Number: "9"}, "דרך בגין 52": {Street: "דרך בגין", Number: "52"}, "דרך מנחם בגין 52, קומה 3": {Street: "דרך מנחם בגין", Number: "52", Floor: "3"}, "דרך לוד 7": {Street: "דרך לוד", Number: "7"},
		"דרך חברון 101 ירושלים": {Street: "דרך חברון", Number: "101"}, "דרך בית לחם 30": {Street: "דרך בית לחם", Number: "30"}, "דרך הים 14": {Street: "דרך הים", Number: "14"}, "דרך השלום 12, בדרך כלל אחרי 5": {Street: "דרך השלום", Number: "12"}, "בדרך כלל אני בבית, דרך השלום 12": {Street: "דרך השלום", Number: "12"}, "דרך אגב 2 שקעים ברחוב הרצל 5": {Street: "הרצל", Number: "5"},
		"שדרות רוטשילד 45": {Street: "שדרות רוטשילד", Number: "45"}, "שד' ירושלים 3": {Street: "שד' ירושלים", Number: "3"}, "גר בשדרות רחוב הרצל 5": {Street: "הרצל", Number: "5"}, "גר בשדרות ברחוב הרצל 5": {Street: "הרצל", Number: "5"}, "רחוב שדרות ירושלים 3": {Street: "שדרות ירושלים", Number: "3"}, "רחוב דרך השלום 12": {Street: "דרך השלום", Number: "12"},
		"רחוב שלום עליכם 5": {Street: "שלום עליכם", Number: "5"}, "רחוב ה' באייר 5": {Street: "ה' באייר", Number: "5"}, "רחוב כל ישראל חברים 5": {Street: "כל ישראל חברים", Number: "5"}, "רחוב עם ישראל חי 4": {Street: "עם ישראל חי", Number: "4"}, "רחוב החשמל 8": {Street: "החשמל", Number: "8"}, "רחוב ראשון לציון 3": {Street: "ראשון לציון", Number: "3"}, "רחוב אחד העם 12": {Street: "אחד העם", Number: "12"}, "רחוב המנעול 3": {Street: "המנעול", Number: "3"}, "רחוב שלום 5": {Street: "שלום", Number: "5"}, "רחוב יום הכיפורים 5": {Street: "יום הכיפורים", Number: "5"},
		"רחוב הרצל 5 יש נזילה": {Street: "הרצל", Number: "5"}, "רחוב הרצל": {Street: "הרצל"}, "ברחוב שלום עליכם": {Street: "שלום"}, "אני גר ברחוב הרצל ויש לי 2 ילדים": {Street: "הרצל"}, "ברחוב יש הצפה, הרצל 5": {Street: "הרצל", Number: "5"}, "כיכר רבין 1": {Street: "כיכר רבין", Number: "1"}, "סמטת בית הבד 4": {Street: "סמטת בית הבד", Number: "4"},
	} {
		require.Equal(t, want, reader.Read(text, sunday).Address, text)
	}
	got := reader.Read("גר בשדרות רחוב הרצל 5", sunday)
	require.NotNil(t, got.Place)
	require.Contains(t, got.Place.Name, "שדרות")
}

// TestALetterBehindTheNumber: an entrance is one only when no preposition of what follows is.
func TestALetterBehindTheNumber(t *testing.T) {
	for text, want := range map[string]reader.Address{
		"ברחוב הרצל 12 ב-10": {Street: "הרצל", Number: "12"}, "תגיעו מחר לרחוב הרצל 12 ב-10": {Street: "הרצל", Number: "12"}, "רחוב הרצל 12 מ-8 עד 10": {Street: "הרצל", Number: "12"}, "רחוב הרצל 12 ב10": {Street: "הרצל", Number: "12"}, "רחוב הרצל 12 ב 10": {Street: "הרצל", Number: "12"}, "רחוב דיזנגוף 50 ה-15 למרץ": {Street: "דיזנגוף", Number: "50"}, "רחוב הרצל 12 ב שמונה": {Street: "הרצל", Number: "12"},
		"הרצל 12 ב-10": {Street: "הרצל", Number: "12"}, "הרצל 12 ב10": {Street: "הרצל", Number: "12"}, "הרצל 12 מ-8 עד 10": {Street: "הרצל", Number: "12"}, "דיזנגוף 50 ה-15 למרץ": {Street: "דיזנגוף", Number: "50"}, "מחר הרצל 12 ב־10": {Street: "הרצל", Number: "12"},
		"רחוב הרצל 12 ב תל אביב": {Street: "הרצל", Number: "12"}, "הרצל 12 ב חולון": {Street: "הרצל", Number: "12"},
		"רחוב הרצל 12א": {Street: "הרצל", Number: "12א"}, "רחוב הרצל 12 א": {Street: "הרצל", Number: "12א"}, "רחוב הרצל 12ב, קומה 3": {Street: "הרצל", Number: "12ב", Floor: "3"}, "רחוב הרצל 12 ב, דירה 4": {Street: "הרצל", Number: "12ב", Apartment: "4"}, "רחוב הרצל 12 ב' חולון": {Street: "הרצל", Number: "12ב"}, "הרצל 12 ב": {Street: "הרצל", Number: "12ב"}, "הרצל 12ב ב-10": {Street: "הרצל", Number: "12ב"}, "רחוב הרצל 12ב ב-10": {Street: "הרצל", Number: "12ב"}, "הרצל 12 א 3": {Street: "הרצל", Number: "12א"},
		"רחוב הרצל 12א/4": {Street: "הרצל", Number: "12א", Apartment: "4"}, "רחוב הרצל 12 א / 4": {Street: "הרצל", Number: "12א", Apartment: "4"}, "הרצל 12א/4": {Street: "הרצל", Number: "12א", Apartment: "4"}, "הרצל 12/4": {Street: "הרצל", Number: "12", Apartment: "4"}, "רחוב הרצל 12/4, מחר ב-10": {Street: "הרצל", Number: "12", Apartment: "4"}, "הרצל 12א'/4": {Street: "הרצל", Number: "12א", Apartment: "4"},
	} {
		require.Equal(t, want, reader.Read(text, sunday).Address, text)
	}
	for text, want := range map[string]string{
		"ברחוב הרצל 12 ב-10": "2026-03-02T10:00", "תגיעו מחר לרחוב הרצל 12 ב-10": "2026-03-02T10:00", "רחוב הרצל 12 מ-8 עד 10": "2026-03-02T08:00", "רחוב הרצל 12 ב10": "2026-03-02T10:00", "רחוב דיזנגוף 50 ה-15 למרץ": "2026-03-15T00:00", "הרצל 12 ב-10": "2026-03-02T10:00", "הרצל 12 מ-8 עד 10": "2026-03-02T08:00", "דיזנגוף 50 ה-15 למרץ": "2026-03-15T00:00", "הרצל 12ב ב-10": "2026-03-02T10:00",
	} {
		got := reader.Read(text, sunday)
		require.NotNil(t, got.Time, text)
		require.Equal(t, want, got.Time.Start.Format("2006-01-02T15:04"), text)
	}
}
