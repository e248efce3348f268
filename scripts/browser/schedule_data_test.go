package browser_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// tuesday is an hour of the day after tomorrow, on the wall.
func tuesday(hour, minute int) time.Time {
	return time.Date(2026, 3, 3, hour-2, minute, 0, 0, time.UTC)
}

// busy fills the first pro's week, and lets somebody ask to join.
func busy(w *world) {
	p := w.pros[0]
	hours := booking.New(w.db)
	w.insert(mongo.Leads, lead.Lead{
		ID: "lead-week", ChatID: "972000000041@c.us", Language: "he", Status: lead.Booked, Trade: p.Trade, ProID: p.ID, Version: 3,
		IssueType: "החלפת סיפון מתחת לכיור", FullAddress: "הרצל 12, תל אביב", CreatedAt: noon.Add(-time.Hour),
		Facts:       lead.Facts{Name: "רותם שגב", City: "תל אביב", Street: "הרצל", Number: "12"},
		Place:       &lead.Place{Code: "5000", Name: "תל אביב", Lat: 32.08, Lng: 34.78},
		Price:       &lead.Price{Item: "ביקור", ILS: 250},
		Appointment: &lead.Appointment{ID: "week/a", Start: tuesday(10, 0), End: tuesday(11, 0)},
		History:     []lead.Move{{Status: lead.Contacted, At: noon, By: lead.Customer}, {Status: lead.New, At: noon}, {Status: lead.Booked, At: noon, By: lead.ByPro}},
	})
	take := func(id, leadID string, start time.Time, length time.Duration) {
		_, outcome, err := hours.Take(w.t.Context(), p, booking.Request{ID: id, Lead: leadID, Hour: calendar.Span(start, length), Deadline: noon.Add(26 * time.Minute)}, noon)
		require.NoError(w.t, err)
		require.Equal(w.t, booking.Granted, outcome)
	}
	take("week/a", "lead-week", tuesday(10, 0), time.Hour)
	require.NoError(w.t, w.db.Apply(w.t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: "week/a", Start: tuesday(10, 0)}}))
	take("week/h", "lead-06", tuesday(13, 30), 90*time.Minute)
	_, _, err := hours.Block(w.t.Context(), p.ID, "week/b", calendar.Span(time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC), 2*time.Hour), noon)
	require.NoError(w.t, err)

	waits := pro.Pro{
		BusinessName: "שרברבות הצפון <script>alert(1)</script>", PhoneNumber: "972000000051", Language: "he", Trade: "plumber",
		ServiceAreas: []string{"חיפה", "נשר", "קרית אתא"}, Prices: []pro.Price{{Item: "ביקור", ILS: 200}}, LoadLimit: 3, JobMinutes: 60,
		Location: pro.At(32.79, 34.99),
	}
	waits.ID, waits.Chats = "pro_waits", []string{"972000000051@c.us"}
	waits.Resolve()
	_, err = w.db.SavePro(w.t.Context(), waits, noon)
	require.NoError(w.t, err)
}

// month is four weeks of work behind us, for the figures.
func month(w *world) {
	for i := range 140 {
		p := w.pros[i%len(w.pros)]
		at := noon.Add(-time.Duration(i*5+3) * time.Hour)
		l := lead.Lead{
			ID: "past-" + string(rune('a'+i%26)) + at.Format("0102-1504"), ChatID: "972000000060@c.us", Status: lead.Completed, Trade: p.Trade, ProID: p.ID,
			CreatedAt: at, UpdatedAt: at, Version: 2, History: []lead.Move{{Status: lead.Contacted, At: at, By: lead.Customer}},
		}
		if i%9 != 0 {
			l.History = append(l.History, lead.Move{Status: lead.New, At: at.Add(6 * time.Minute), By: lead.System, Pro: p.ID})
		}
		switch {
		case i%9 == 0:
			l.Status, l.ProID = lead.Closed, ""
		case i%4 == 0:
			l.Status = lead.Cancelled
		default:
			charged, stars := 180+i%11*40, 3+i%3
			l.PriceCharged, l.RatingGiven, l.CompletedAt = &charged, &stars, at.Add(20*time.Hour)
			l.History = append(l.History, lead.Move{Status: lead.Booked, At: at.Add(time.Duration(9+i%37) * time.Minute), By: lead.ByPro})
		}
		w.insert(mongo.Leads, l)
	}
}
