package browser_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
)

const worked = "972000000071@c.us" // the chat of whose job is behind

// behind is a job of the first pro that ended an hour ago, and of which nobody has said so.
func behind(w *world) {
	p, start := w.pros[0], noon.Add(-2*time.Hour)
	w.insert(mongo.Leads, lead.Lead{
		ID: "lead-behind", ChatID: worked, Language: "he", Status: lead.Booked, Trade: p.Trade, ProID: p.ID, Version: 3,
		IssueType: "סתימה במקלחת", FullAddress: "ביאליק 3, רמת גן", CreatedAt: noon.AddDate(0, 0, -1), UpdatedAt: noon.AddDate(0, 0, -1),
		Facts:       lead.Facts{Name: "טל מור", City: "רמת גן", Street: "ביאליק", Number: "3"},
		Place:       &lead.Place{Code: "8600", Name: "רמת גן", Lat: 32.07, Lng: 34.82},
		Price:       &lead.Price{Item: "ביקור", ILS: 250},
		Appointment: &lead.Appointment{ID: "behind/a", Start: start, End: start.Add(time.Hour)},
		History:     []lead.Move{{Status: lead.Contacted, At: noon.AddDate(0, 0, -1), By: lead.Customer}, {Status: lead.New, At: start}, {Status: lead.Booked, At: start, By: lead.ByPro}},
	})
	r := booking.Request{ID: "behind/a", Lead: "lead-behind", Hour: calendar.Span(start, time.Hour), Deadline: noon}
	_, outcome, err := booking.New(w.db).Take(w.t.Context(), p, r, start.Add(-time.Hour))
	require.NoError(w.t, err)
	require.Equal(w.t, booking.Granted, outcome)
	require.NoError(w.t, w.db.Apply(w.t.Context(), []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: "behind/a", Start: start}}))
}

// TestAJobIsAskedAboutAndFinished has the two sides asked whether a job is done, and then says so.
func TestAJobIsAskedAboutAndFinished(t *testing.T) {
	for width, at := range settings {
		t.Run(at.lang, func(t *testing.T) {
			w, p := once(t, at.lang, width, behind)
			pro := w.pros[0].Chat()
			p.Visit(w.url + "/leads/lead-behind")
			press(p, "check-")
			p.Until(flash)
			require.Equal(t, lead.Booked, w.lead("lead-behind").Status)
			require.Contains(t, w.written(t, worked), "*1*")
			asked := w.written(t, pro)
			require.Contains(t, asked, "טל מור")

			p.Visit(w.url + "/leads/lead-behind")
			press(p, "move-completed")
			p.Until(flash)
			p.Shows(deskWords[at.lang]["done"])
			require.Equal(t, lead.Completed, w.lead("lead-behind").Status)
			require.Contains(t, w.written(t, worked), w.pros[0].BusinessName)
			require.Greater(t, len(w.written(t, pro)), len(asked), "the pro is told too")
		})
	}
}

// TestLimitsAreSet types limits, beyond what may be and then within, as an owner does.
func TestLimitsAreSet(t *testing.T) {
	for width, at := range settings {
		t.Run(at.lang, func(t *testing.T) {
			w, p := once(t, at.lang, width)
			const form = `form[action="/settings/limits"]`
			p.Visit(w.url + "/settings")
			set(p, form+" [name=messages]", "2") // the browser itself does not let it go
			p.Click(form + " .main")
			p.Until(`document.querySelector(` + browser.Quote(form+" [name=messages]:invalid") + `)`)
			set(p, form+" [name=messages]", "30")
			set(p, form+" [name=calls]", "60")
			p.Click(form + " .main")
			p.Until(flash)
			l, err := w.db.Limits(t.Context())
			require.NoError(t, err)
			require.Equal(t, [2]int{30, 60}, [2]int{*l.MessagesAMinute, *l.ModelCallsADay})
			p.Until(`document.querySelector(` + browser.Quote(form+" [name=messages]") + `).value === "30"`)
		})
	}
}
