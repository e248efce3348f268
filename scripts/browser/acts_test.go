package browser_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/local/browser"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// once tells a journey in one language and at one width; this file takes them in turn.
func once(t *testing.T, lang string, width int, data ...func(*world)) (*world, *browser.Page) {
	t.Helper()
	w := begin(t, append([]func(*world){employ, begun}, data...)...)
	p := w.signedIn(lang)
	p.Size(widths[width].width, widths[width].height)
	t.Cleanup(func() {
		if !t.Failed() {
			require.Empty(t, complaints(p))
		}
	})
	return w, p
}

const flash = `document.querySelector(".flash.good")`

func TestACardIsDragged(t *testing.T) {
	w, p := once(t, "he", 0)
	p.Visit(w.url + "/leads/board")
	card := func(status string) (selector, id string) {
		selector = `.lane[data-status=` + status + `] .tile-card`
		p.Until(`document.querySelector(` + browser.Quote(selector) + `)`)
		return selector, strings.TrimPrefix(p.Evaluate(`document.querySelector(`+browser.Quote(selector)+`).querySelector("a").getAttribute("href")`), "/leads/")
	}
	talking, talkingID := card("contacted")
	booked, bookedID := card("booked")
	p.Drag(talking, `.lane[data-status=booked] h2`) // which nobody may do by hand: it stays where it is
	p.Drag(booked, `.lane[data-status=completed] h2`)
	p.Until(flash)
	require.Equal(t, lead.Completed, w.lead(bookedID).Status)
	require.Equal(t, lead.Contacted, w.lead(talkingID).Status)
	p.Until(`document.querySelector('.lane[data-status=completed] a[href="/leads/` + bookedID + `"]')`)
}

func TestTheFileIsWhatIsOnTheScreen(t *testing.T) {
	w, p := once(t, "he", 0, func(w *world) {
		_, err := w.db.Collection(mongo.Leads).UpdateOne(w.t.Context(), bson.M{"_id": "lead-08"}, bson.M{"$set": bson.M{"facts.name": `=HYPERLINK("http://evil")`}})
		require.NoError(w.t, err)
	})
	p.Visit(w.url + "/leads?status=booked")
	p.Until(`document.querySelector("table.leads tbody tr")`)
	shown, err := strconv.Atoi(p.Evaluate(`document.querySelectorAll("table.leads tbody tr").length`))
	require.NoError(t, err)
	var file struct {
		Name  string
		Bytes []byte
	}
	require.NoError(t, json.Unmarshal([]byte(p.Evaluate(`fetch(document.querySelector("a.export").href).then(async (r) => {
		const bytes = new Uint8Array(await r.arrayBuffer());
		return JSON.stringify({name: r.headers.get("content-disposition"), bytes: btoa(String.fromCharCode(...bytes))}) })`)), &file))
	require.Regexp(t, `^attachment; filename="?proli-leads-2026-03-01\.csv`, file.Name)
	text, marked := bytes.CutPrefix(file.Bytes, []byte("\ufeff"))
	require.True(t, marked, "without the mark Excel reads Hebrew as something else")
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, shown+1, "filtered as on the screen")
	require.Contains(t, rows[0], "מצב")
	harmless := 0
	for _, row := range rows[1:] {
		require.Equal(t, "נקבע תור", row[1])
		for _, cell := range row {
			require.NotRegexp(t, `^\s*[=+@-]`, cell)
			if strings.HasPrefix(cell, "'=HYPERLINK") {
				harmless++
			}
		}
	}
	require.Equal(t, 1, harmless)
}

func TestThePlaceOfAProIsPickedOnTheMap(t *testing.T) {
	w, p := once(t, "en", 1)
	id := w.pros[0].ID
	lat, lng, _ := w.pros[0].Location.LatLng()
	p.Visit(w.url + "/pros/" + id + "/edit")
	p.ClickAt("svg.reach.picks", 60, -40) // to the east and to the north
	p.Until(`document.querySelector(".picks .here").getAttribute("transform")`)
	typed := [2]string{p.Evaluate(`document.querySelector("#f-lat").value`), p.Evaluate(`document.querySelector("#f-lng").value`)}
	p.Click("form.edit .main")
	p.Until(flash)
	toLat, toLng, ok := w.pro(t, id).Location.LatLng()
	require.True(t, ok)
	require.Equal(t, typed, [2]string{strconv.FormatFloat(toLat, 'f', 4, 64), strconv.FormatFloat(toLng, 'f', 4, 64)})
	require.InDelta(t, lat+0.08, toLat, 0.05)
	require.InDelta(t, lng+0.14, toLng, 0.08)
}

// TestAnotherProComes moves an appointment to another pro: the first is called off and told, and
// the request starts anew, in the other's week.
func TestAnotherProComes(t *testing.T) {
	w, p := once(t, "he", 1, busy)
	first, second := w.pros[0], w.pros[1]
	p.Visit(w.url + "/leads/lead-week")
	press(p, "route-")
	p.Until(flash)
	require.Equal(t, lead.Cancelled, w.lead("lead-week").Status)
	require.NotContains(t, w.hours(t, first.ID), "03 10:00", "the hour is free at once")
	require.Contains(t, w.written(t, first.Chat()), "בוטל")
	l, err := w.db.LatestLead(t.Context(), "972000000041@c.us")
	require.NoError(t, err)
	require.Equal(t, lead.Contacted, l.Status)

	p.Visit(w.url + "/schedule/" + second.ID + "?week=2026-03-01&day=2026-03-03")
	p.Click(`.col.chosen .slot[href*="T10:00"]`)
	set(p, "#f-lead", l.ID)
	p.Click(`#panel form[action$="/add"] .main`)
	p.Until(flash + ` && document.querySelector(".col.chosen .k-appointment")`)
	require.Equal(t, booking.Appointment, w.hours(t, second.ID)["03 10:00"])
	again := w.lead(l.ID)
	require.Equal(t, lead.Booked, again.Status)
	require.Equal(t, second.ID, again.ProID)
	require.Contains(t, w.written(t, "972000000041@c.us"), second.BusinessName)
	require.Contains(t, w.written(t, second.Chat()), "רותם שגב")
}

// TestSomeDaysAreRefused closes three days for all: those on which somebody was promised or
// offered an hour stay open, and the page says which, whose and why.
func TestSomeDaysAreRefused(t *testing.T) {
	w, p := once(t, "en", 0, busy)
	p.Visit(w.url + "/schedule/bulk?from=2026-03-02&to=2026-03-04&mode=close")
	p.Until(`document.querySelector("#plan")`)
	p.Click(`form[method=post][action="/schedule/bulk"] .main`)
	p.Until(`document.querySelector(".flash.alert")`)
	p.Shows("Days changed: 29. Left as they were, because of an appointment or an offer: 1.")
	left := p.Evaluate(`[...document.querySelectorAll("a.badge.warn")].map((a) => a.closest("tr").innerText + a.getAttribute("href")).join("\n")`)
	require.Contains(t, left, w.pros[0].BusinessName)
	require.Contains(t, left, "10:00")
	p.Click("a.badge.warn")
	p.Until(`location.search.includes("day=2026-03-03") && document.querySelector(".col.chosen .k-appointment")`)
	require.Empty(t, w.pro(t, w.pros[0].ID).Exceptions[0].Hours)
	require.Len(t, w.pro(t, w.pros[0].ID).Exceptions, 2, "the other two days are closed")
	require.Equal(t, booking.Appointment, w.hours(t, w.pros[0].ID)["03 10:00"])
}

func TestADeadLetterIsTriedAgain(t *testing.T) {
	w, p := once(t, "he", 1, troubled)
	p.Visit(w.url + "/settings/operations")
	p.Shows("no calendar of pro p-77")
	p.Click(`form[action$="/letters/replay"]:has(input[value="leads/7f3a"]) button`)
	p.Until(flash + ` && !document.body.innerText.includes("no calendar of pro p-77")`)
	left, err := w.db.GivenUp(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, left, 1, "the other one stays")
	p.Visit(w.url + "/settings/audit")
	p.Shows("leads/7f3a")
}

// TestThePhoneIsLinkedAgain shows the code while the telephone is not linked, a fresh one before the
// last one expires, and none any more once it is linked; nobody loads the page again.
func TestThePhoneIsLinkedAgain(t *testing.T) {
	w, p := once(t, "en", 0)
	p.Visit(w.url + "/settings/operations")
	p.Until(`document.querySelector(".qr img")?.naturalWidth > 0`)
	p.Shows("Link a device")
	p.Until(`document.querySelector("#qr").src.includes("?at=") && document.querySelector("#qr").naturalWidth > 0`)
	w.telephone.linked.Store(true)
	p.Until(`document.querySelector("#account ~ .state .good") && !document.querySelector(".qr")`)
}
