package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

func TestTheTownBeforeTheStreet(t *testing.T) {
	for text, want := range map[string][3]string{
		"תל אביב דיזנגוף 50":            {"תל אביב - יפו", "דיזנגוף", "50"},
		`ת"א אלנבי 10 קומה 2`:           {"תל אביב - יפו", "אלנבי", "10"},
		"תל אביב נחלת בנימין 23":        {"תל אביב - יפו", "נחלת בנימין", "23"},
		"נזילה בתל אביב דיזנגוף 50":     {"תל אביב - יפו", "דיזנגוף", "50"},
		"חולון סוקולוב 3":               {"חולון", "סוקולוב", "3"},
		"Tel Aviv Dizengoff 50":         {"תל אביב - יפו", "Dizengoff", "50"},
		"ברמתגן ביאליק 7":               {"רמת גן", "ביאליק", "7"},
		"דיזנגוף 50 תל אביב":            {"תל אביב - יפו", "דיזנגוף", "50"},
		"נחלת בנימין 23":                {"", "נחלת בנימין", "23"},
		"רמת גן 7":                      {"", "רמת גן", "7"},
		"יש לי 2 ברזים דולפים ברמת גן.": {"רמת גן", "", ""},
	} {
		r := reader.Read(text, sunday)
		town := ""
		if r.Place != nil {
			town = r.Place.Name
		}
		require.Equal(t, want, [3]string{town, r.Address.Street, r.Address.Number}, text)
	}
	r := reader.ReadAnswer("חולון סוקולוב 3", sunday, []string{reader.AskStreet, reader.AskNumber})
	require.Nil(t, r.Place, "where the town is known, one word may be the street's")
	require.Equal(t, "חולון סוקולוב", r.Address.Street)
	r = reader.ReadAnswer("תל אביב דיזנגוף 50", sunday, []string{reader.AskStreet, reader.AskNumber})
	require.Equal(t, "דיזנגוף", r.Address.Street)
}

func TestAWordOfManyThingsIsWeak(t *testing.T) {
	for text, weak := range map[string]bool{"קוד בדלת 1234": true, "תצלצלו בדלת": true, "הדלת תקועה": false, "דלת שבורה": false, "יש לי נזילה": false} {
		r := reader.Read(text, sunday)
		require.NotEmpty(t, r.Trade, text)
		require.Equal(t, weak, r.Weak, text)
	}
}

func TestMoreOfAnAddress(t *testing.T) {
	for text, want := range map[string]reader.Address{
		"דיזנגוף 50 קומה שלוש דירה שתים עשרה": {Street: "דיזנגוף", Number: "50", Floor: "3", Apartment: "12"},
		"דיזנגוף 50 קומה אחת עשרה דירה עשרים": {Street: "דיזנגוף", Number: "50", Floor: "11", Apartment: "20"},
		"הכתובת בעצם דיזנגוף 54":              {Street: "דיזנגוף", Number: "54"},
		"Dizengoff 50, 3rd flr apt 12":        {Street: "Dizengoff", Number: "50", Floor: "3", Apartment: "12"},
		"דיזנגוף 50 קומה עשר דירה ארבע":       {Street: "דיזנגוף", Number: "50", Floor: "10", Apartment: "4"},
	} {
		require.Equal(t, want, reader.Read(text, sunday).Address, text)
	}
}

func TestAnyTimeWhereOneWasAskedFor(t *testing.T) {
	for _, text := range []string{"לא משנה לי מתי", "מתי שנוח לכם", "any time", "Whenever."} {
		r := reader.ReadAnswer(text, sunday, []string{reader.AskTime})
		require.NotNil(t, r.Time, text)
		require.True(t, r.Time.ASAP, text)
		require.Nil(t, reader.ReadAnswer(text, sunday, nil).Time, text)
	}
	require.False(t, reader.ReadAnswer("מתי שנוח לכם מחר ב-10", sunday, []string{reader.AskTime}).Time.ASAP)
}
