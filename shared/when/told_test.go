package when_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/when"
)

// TestWhenTheTroubleBegan: what tells when something happened is no wish.
func TestWhenTheTroubleBegan(t *testing.T) {
	for _, c := range []struct{ now, text string }{
		{"14:00", "הבוקר התחילה נזילה מתחת לכיור, תל אביב"},
		{"08:00", "הבוקר התחילה נזילה מתחת לכיור, תל אביב"},
		{"09:00", "הלילה התפוצץ צינור"},
		{"09:00", "התפוצץ לי צינור הלילה"},
		{"23:00", "הלילה התפוצץ צינור"},
		{"09:00", "היום בבוקר הצינור במטבח התפוצץ"},
		{"09:00", "הצינור שהתפוצץ הבוקר מציף את הבית"},
		{"12:00", "הנזילה התחילה היום"},
		{"12:00", "ב-8 בבוקר הפסיק החשמל"},
		{"12:00", "החשמל נפל היום ב-8"},
		{"12:00", "הנזילה התחילה ביום חמישי"},
		{"12:00", "השבוע נשבר לנו המנעול"},
		{"20:00", "הערב הפסיקו המים"},
		{"09:00", "נסתם לנו הכיור בלילה"},
		{"14:00", "הבוקר נזילה מתחת לכיור, תל אביב"},
		{"09:00", "הלילה היה קצר בלוח"},
		{"09:00", "התעוררנו הבוקר להצפה"},
		{"09:00", "The pipe burst this morning"},
		{"14:00", "The pipe burst this morning"},
		{"09:00", "this morning the kitchen pipe burst"},
		{"09:00", "The leak started last night"},
		{"09:00", "The leak started last night at 10"},
		{"09:00", "no power since this morning"},
		{"22:00", "the boiler stopped tonight"},
		{"12:00", "The toilet broke today"},
		{"12:00", "it happened on Monday"},
		{"09:00", "כל הלילה לא ישנו בגלל הנזילה"},
		{"09:00", "אין חשמל מאז הבוקר"},
	} {
		got, ok := when.Read(c.text, at(t, "2026-03-01T"+c.now))
		require.False(t, ok, "%q at %s read as %v (%s)", c.text, c.now, got.Start, got.Text)
	}
}

// TestAWishBesideTheTrouble: a wish stays one, whatever is told beside it.
func TestAWishBesideTheTrouble(t *testing.T) {
	for _, c := range []struct{ now, text, want string }{
		{"08:00", "אפשר הבוקר?", "03-01T06:00"},
		{"14:00", "אפשר הבוקר?", "03-01T06:00"},
		{"14:00", "הבוקר", "03-01T06:00"},
		{"08:00", "אפשר הבוקר התפוצץ לי צינור", "03-01T06:00"},
		{"09:00", "הלילה דחוף, שמישהו יבוא", "03-01T21:00"},
		{"09:00", "הצינור התפוצץ הלילה, אפשר מחר ב-10?", "03-02T10:00"},
		{"09:00", "הצינור התפוצץ הלילה אפשר מחר ב-10", "03-02T10:00"},
		{"09:00", "הצינור התפוצץ הלילה מחר ב-10 אני בבית", "03-02T10:00"},
		{"14:00", "הבוקר התחילה נזילה, אפשר היום בערב?", "03-01T18:00"},
		{"14:00", "הבוקר התחילה נזילה ואני צריך מישהו היום", "03-01"},
		{"12:00", "הדוד הפסיק לעבוד מחר בבוקר אני בבית", "03-02T06:00"},
		{"12:00", "נשבר הברז בחולון היום ב-5", "03-01T17:00"},
		{"12:00", "התקלקל המזגן היום בערב", "03-01T18:00"},
		{"12:00", "נשבר הברז, היום בערב", "03-01T18:00"},
		{"12:00", "נשבר לי המנעול ביום שלישי אני בבית", "03-03"},
		{"12:00", "אתמול נשבר הברז, בבוקר אפשר?", "03-02T06:00"},
		{"12:00", "הצינור התפוצץ. היום בבקשה", "03-01"},
		{"09:00", "The pipe burst last night, can you come today at 5?", "03-01T17:00"},
		{"09:00", "pipe burst this morning, tomorrow at 10 please", "03-02T10:00"},
		{"09:00", "I need a plumber tonight the pipe burst", "03-01T18:00"},
		{"12:00", "הכי טוב היה ביום רביעי", "03-04"},
		{"12:00", "היינו צריכים אותך היום", "03-01"},
		{"12:00", "I was hoping for Monday at 9", "03-02T09:00"},
		{"12:00", "it would be great if you came on Monday", "03-02"},
		{"12:00", "my boiler broke, tomorrow morning works", "03-02T06:00"},
	} {
		got, ok := when.Read(c.text, at(t, "2026-03-01T"+c.now))
		require.True(t, ok, c.text)
		require.Equal(t, c.want, stamp(got.Start), c.text)
	}
}
