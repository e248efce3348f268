package acceptance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/lead"
)

// booked is Dana with an appointment on Monday at ten.
func booked(w *world) {
	w.Helper()
	w.shows(dana, "יש לי נזילה מתחת לכיור בתל אביב")
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.writes(p1, "אשר")
	require.Equal(w, lead.Booked, w.lead(dana).Status)
	w.news(dana)
	w.news(p1)
}

// traces are the documents of the live stores that hold something of Dana's.
func (w *world) traces(id string) (found []string) {
	w.Helper()
	names, err := w.db.Database().ListCollectionNames(w.Context(), bson.D{})
	require.NoError(w, err)
	for _, name := range names {
		cursor, err := w.db.Collection(name).Find(w.Context(), bson.D{})
		require.NoError(w, err)
		for cursor.Next(w.Context()) {
			for _, trace := range []string{"972000000001", "000-000-0001", "דיזנגוף 50", "מתחת לכיור", id} {
				if stored := cursor.Current.String(); strings.Contains(stored, trace) {
					found = append(found, name+": "+stored)
					break
				}
			}
		}
		require.NoError(w, cursor.Close(w.Context()))
	}
	return found
}

func TestWhoAsksToBeDeletedIs(t *testing.T) { // 48
	w := begin(t).agreed(dana)
	booked(w)
	id := w.lead(dana).ID
	require.NotEmpty(t, w.traces(id))

	w.writes(dana, "מחק אותי")
	w.hears(dana, "אי אפשר לבטל את המחיקה")
	w.writes(dana, "לא")
	w.hears(dana, "שום דבר לא נמחק")
	require.Equal(t, lead.Booked, w.lead(dana).Status)

	w.writes(dana, "delete my data")
	w.hears(dana, "*1*")
	w.writes(dana, "1")
	w.hears(dana, "Your information is deleted", "8 March", "31 March")
	w.hearsNothing(p1)
	w.advance("2m")
	w.settle()
	told := w.hears(p1, "יום שני, 2 במרץ, 10:00")
	require.NotContains(t, told, "דנה")
	require.Empty(t, w.traces(id))
	require.Empty(t, w.calendar(p1), "the hour is free")

	w.writes(dana, "יש לי נזילה") // nobody whom we know
	w.hears(dana, "מאשרים?")
}
