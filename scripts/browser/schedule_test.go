package browser_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// in runs a journey on a phone in Hebrew, and on a desktop in English.
func in(t *testing.T, journey func(t *testing.T, w *world, p *browser.Page)) {
	for i, lang := range []string{"en", "he"} {
		size := widths[i]
		t.Run(lang+" "+size.name, func(t *testing.T) {
			w := begin(t, employ, begun, busy)
			p := w.signedIn(lang)
			p.Size(size.width, size.height)
			journey(t, w, p)
			require.Empty(t, slices.DeleteFunc(complaints(p), func(said string) bool { return strings.Contains(said, "422 (Unprocessable") }))
		})
	}
}

func (w *world) pro(t *testing.T, id string) pro.Pro {
	t.Helper()
	p, err := w.db.Pro(t.Context(), id)
	require.NoError(t, err)
	return p
}

// written are the texts that wait for a chat.
func (w *world) written(t *testing.T, chat string) string {
	t.Helper()
	found, err := w.db.Collection(mongo.Notices).Find(t.Context(), bson.M{"chat": chat, "state": notice.Waiting})
	require.NoError(t, err)
	var list []notice.Notice
	require.NoError(t, found.All(t.Context(), &list))
	all := ""
	for _, n := range list {
		all += n.Text + "\n"
	}
	return all
}

func (w *world) hours(t *testing.T, id string) map[string]booking.Kind {
	t.Helper()
	c, err := w.db.Calendar(t.Context(), id)
	require.NoError(t, err)
	found := map[string]booking.Kind{}
	for _, e := range c.Entries {
		found[e.Start.In(calendar.Zone).Format("02 15:04")] = e.Kind
	}
	return found
}

// set gives a field a value as if it had been picked there.
func set(p *browser.Page, selector, value string) {
	p.Until(fmt.Sprintf(`(f => { if (!f) return false; f.value = %s; f.dispatchEvent(new Event("change", {bubbles: true})); return f.value })(document.querySelector(%s))`, browser.Quote(value), browser.Quote(selector)))
}

func TestAProIsApproved(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		p.Visit(w.url + "/pros")
		p.Click("#pending .acts .main")
		p.Until(`location.pathname === "/pros/pro_waits" && document.querySelector(".flash.good")`)
		require.True(t, w.pro(t, "pro_waits").Approved)
		require.Contains(t, w.written(t, "972000000051@c.us"), "ברוכים הבאים")
	})
}

func TestPricesAreEdited(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		id := w.pros[0].ID
		p.Visit(w.url + "/pros/" + id + "/edit")
		set(p, "input[name=ils]", "abc")
		p.Click("form.edit .main")
		p.Until(`document.querySelector(".alert[role=alert]") && document.querySelector("input[name=ils]").value === "abc"`)
		set(p, "input[name=ils]", "275")
		p.Click("form.edit .main")
		p.Until(`document.querySelector(".flash.good")`)
		p.Shows("275")
		require.Equal(t, 275, w.pro(t, id).Prices[0].ILS)
	})
}

func TestAVacationBeginsAndEnds(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		id := w.pros[0].ID
		p.Visit(w.url + "/pros/" + id)
		for _, on := range []bool{true, false} {
			p.Click(`form[action$="/vacation"] button`)
			p.Until(fmt.Sprintf(`document.querySelector(".flash.good") && Boolean(document.querySelector("form[action$='/vacation'] input[name=on]")) === %v`, !on))
			require.Equal(t, on, w.pro(t, id).OnVacation)
		}
	})
}

func TestAnHourIsBlocked(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		id := w.pros[0].ID
		p.Visit(w.url + "/schedule/" + id + "?week=2026-03-01&day=2026-03-05")
		p.Click(`.col.chosen .slot[href*="T11:00"]`)
		p.Click(`#panel button[formaction$="/block"]`)
		p.Until(`document.querySelector(".flash.good") && document.querySelector(".col.chosen .k-block")`)
		require.Equal(t, booking.Block, w.hours(t, id)["05 11:00"])
		p.Click(".col.chosen .k-block")
		p.Click(`#panel form[action$="/unblock"] button`)
		p.Until(`document.querySelector(".flash.good") && !document.querySelector(".col.chosen .k-block")`)
		require.NotContains(t, w.hours(t, id), "05 11:00")
	})
}

func TestAnAppointmentIsMovedAndBothSidesAreTold(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		id := w.pros[0].ID
		p.Visit(w.url + "/schedule/" + id + "?week=2026-03-01&day=2026-03-03")
		p.Click(".col.chosen .k-appointment")
		set(p, "#f-at", "2026-03-03T13:30") // which is held for somebody else
		p.Click(`#panel form[action$="/move"] .main`)
		p.Until(`document.querySelector(".alert[role=alert]")`)
		require.Equal(t, booking.Appointment, w.hours(t, id)["03 10:00"])
		p.Visit(w.url + "/schedule/" + id + "?week=2026-03-01&day=2026-03-03")
		p.Click(".col.chosen .k-appointment")
		set(p, "#f-at", "2026-03-05T15:00")
		p.Click(`#panel form[action$="/move"] .main`)
		p.Until(`document.querySelector(".flash.good") && document.querySelector(".col.chosen .k-appointment")`)
		require.Equal(t, booking.Appointment, w.hours(t, id)["05 15:00"])
		require.Contains(t, w.written(t, "972000000041@c.us"), "15:00")
		require.Contains(t, w.written(t, w.pros[0].Chat()), "15:00")
	})
}

func TestADayIsClosedForMany(t *testing.T) {
	in(t, func(t *testing.T, w *world, p *browser.Page) {
		p.Visit(w.url + "/schedule/bulk?from=2026-03-03")
		p.Click("form.bulk .main")
		p.Until(`document.querySelector("#plan")`)
		p.Click(`form[method=post][action="/schedule/bulk"] .main`)
		p.Until(`document.querySelector(".flash")`)
		closed := 0
		for _, one := range w.pros {
			closed += len(w.pro(t, one.ID).Exceptions)
		}
		require.Equal(t, len(w.pros)-1, closed, "the day with an appointment is left alone")
		require.Equal(t, booking.Appointment, w.hours(t, w.pros[0].ID)["03 10:00"])
	})
}

// TestAWeekKeepsItselfUpToDate opens two pages: what one does the other shows.
func TestAWeekKeepsItselfUpToDate(t *testing.T) {
	w := begin(t, employ, begun, busy)
	p := w.signedIn("en")
	id := w.pros[0].ID
	p.Visit(w.url + "/schedule/" + id + "?week=2026-03-01")
	p.Until(`document.querySelectorAll(".entry.k-block").length === 1`)
	_, _, err := booking.New(w.db).Block(t.Context(), id, "live/b", calendar.Span(tuesday(16, 0), calendar.Emergency), noon)
	require.NoError(t, err)
	p.Until(`document.querySelectorAll(".entry.k-block").length === 2`)
}
