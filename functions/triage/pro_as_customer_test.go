package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
)

// asCustomer has the plumber need an electrician, and be asked whether an appointment shall go.
func (w *town) asCustomer() lead.Lead {
	w.T.Helper()
	w.agree(plumber)
	w.writes(plumber, "לקוח")
	w.writes(plumber, "שקע שרוף במטבח בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-12")
	w.writes(electra, "אשר")
	own := w.all(plumber)[0]
	require.Equal(w.T, lead.Booked, own.Status)
	w.hears(plumber, "אור חשמל")
	w.hears(electra)
	return own
}

func TestAProWhoIsACustomerStillAnswersOffers(t *testing.T) {
	w := inTown(t, nil)
	own := w.asCustomer()
	w.writes(plumber, "ביטול")
	w.asks()
	offer := w.Last(plumber)
	w.writes(plumber, "1") // a number is for what this customer is asked
	require.Equal(t, lead.New, w.all(stage.C)[0].Status)
	require.Equal(t, lead.Cancelled, w.Read(own.ID).Status)
	w.sends(event.Message{Kind: event.KindButton, Chat: plumber, ButtonID: "approve", Text: "אשר", Quoted: "W" + offer.ID})
	require.Equal(t, lead.Booked, w.all(stage.C)[0].Status)
	w.hears(plumber, "ביומן")
}

func TestAProWhoIsACustomerSaysTheWord(t *testing.T) {
	w := inTown(t, nil)
	own := w.asCustomer()
	w.asks()
	w.writes(plumber, "אשר")
	require.Equal(t, lead.Booked, w.all(stage.C)[0].Status)
	w.writes(plumber, "מועד אחר")
	require.Equal(t, own.Appointment, w.Read(own.ID).Appointment)
	require.NotNil(t, w.Question(plumber), "as a customer")
	w.writes(plumber, "סיימתי")
	w.hears(plumber, "תפריט")
	require.Equal(t, lead.Booked, w.Read(own.ID).Status)
}
