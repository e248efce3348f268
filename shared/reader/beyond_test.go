package reader_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/reader"
)

func TestBeyondOurTrades(t *testing.T) {
	for _, text := range []string{"אני צריך עורך דין לגירושין", "להזמין פיצה לתל אביב", "תיקון מחשב", "צריכה בייביסיטר למחר", "I need a taxi to the airport", "looking for a dentist", `מחפש עו"ד`, "הובלה של דירה"} {
		require.True(t, reader.Beyond(text), text)
	}
	for _, text := range []string{"יש לי נזילה", "צריך לצבוע דירה", "דלת תקועה", "toilet is blocked", "השקע של המזגן", "יש לי אחותי בבית", "היי", "", "אני מחר במקרה בבית", "a loaned drill"} {
		require.False(t, reader.Beyond(text), text)
	}
}
