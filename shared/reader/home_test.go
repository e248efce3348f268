package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

// TestFloorsInWords: with and without the article; the last one is kept in the customer's word, since
// nobody says how many there are.
func TestFloorsInWords(t *testing.T) {
	for text, floor := range map[string]string{
		"בקומה השלישית": "3", "קומה שלישית": "3", "קומה השנייה": "2", "אני בקומה הראשונה": "1", "לקומה הרביעית": "4", "מהקומה החמישית": "5", "הקומה העשירית": "10", "בקומה השישית, דירה 4": "6",
		"קומה אחרונה": "אחרונה", "בקומה האחרונה": "אחרונה", "קומת גג": "גג", "בקומת הגג": "גג", "קומה עליונה": "עליונה", "בקומה העליונה": "עליונה", "קומת מרתף": "מרתף", "בקומת המרתף": "מרתף",
		"קומת קרקע": "0", "בקומת הקרקע": "0", "לקומת הקרקע": "0", "קומת הכניסה": "0", "קומה א'": "1", "קומה א׳": "1", "קומה ב": "2", "קומה 3": "3", "קומה -1": "-1", "קומה אחת עשרה": "11",
		"second floor": "2", "the second floor": "2", "on the Third floor": "3", "2nd floor": "2", "the top floor": "top", "top floor": "top", "on the last floor": "last", "ground floor": "0", "floor 3": "3", "basement floor": "basement", "12th floor": "12", "eleventh floor": "11",
		"הקומה הזאת": "", "יש נזילה מהקומה שמעלינו": "", "the floor is wet": "", "פעם אחרונה": "",
	} {
		require.Equal(t, floor, reader.Read(text, sunday).Address.Floor, text)
	}
	require.Equal(t, reader.Address{Street: "הרצל", Number: "5", Floor: "3", Apartment: "8"}, reader.Read("הרצל 5 בקומה השלישית דירה 8", sunday).Address)
	require.Equal(t, reader.Address{Floor: "4"}, reader.Read("לא קומה שלישית, קומה רביעית", sunday).Address)
}
