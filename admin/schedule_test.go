package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/setting"
)

// monday is an hour of 2 March 2026 in Israel.
func monday(hour int) time.Time { return time.Date(2026, 3, 2, hour-2, 0, 0, 0, time.UTC) }

// kinds are what stands in a calendar, by the hour on the wall.
func (d *desk) kinds(id string) map[string]booking.Kind {
	d.t.Helper()
	c, err := d.db.Calendar(d.t.Context(), id)
	require.NoError(d.t, err)
	found := map[string]booking.Kind{}
	for _, e := range c.Entries {
		found[e.Start.In(calendar.Zone).Format("02 15:04")] = e.Kind
	}
	return found
}

func TestAnHourIsBlockedAndFreed(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	d.hold(p, "l1/offer/1", "l1", monday(10))
	b := d.signedIn("dana")
	week := "/schedule/" + p.ID
	page := b.get(week + "?week=2026-03-01").body
	require.Contains(t, page, "k-hold")
	require.Contains(t, page, "שבת")
	for at, want := range map[string]int{"2026-03-02T10:30": 422, "2026-02-02T10:00": 422, "nonsense": 422, "2026-03-02T14:03": 422, "2026-03-27T02:30": 422, "2026-03-02T14:00": 303} {
		got := b.post(week+"/block", b.fill(week, "at", at, "minutes", "90"))
		require.Equal(t, want, got.status, at)
	}
	require.Equal(t, map[string]booking.Kind{"02 10:00": booking.Hold, "02 14:00": booking.Block}, d.kinds(p.ID))
	require.Equal(t, "schedule.block", d.audited()[0].Act)
	c, err := d.db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	for _, e := range c.Entries {
		require.Equal(t, http.StatusSeeOther, b.post(week+"/unblock", b.fill(week, "entry", e.ID)).status)
	}
	require.Equal(t, map[string]booking.Kind{"02 10:00": booking.Hold}, d.kinds(p.ID), "only blocks are released here")
}

func TestAnAppointmentIsBookedMovedAndSaid(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	b := d.signedIn("dana")
	week := "/schedule/" + p.ID
	bad := b.post(week+"/add", b.fill(week, "at", "2026-03-02T10:00", "minutes", "60", "city", "גונגל", "customer_phone", "1"))
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, "גונגל")
	form := b.fill(week, phonedAt("10:00", "agreed", "yes")...)
	form.Set("once", "pressed")
	for range 2 {
		require.Equal(t, http.StatusSeeOther, b.post(week+"/add", form).status)
	}
	require.Equal(t, map[string]booking.Kind{"02 10:00": booking.Appointment}, d.kinds(p.ID))
	customer := "972000000001@c.us"
	require.Contains(t, d.told(customer), "אבי")
	require.Contains(t, d.told(p.Chat()), "הרצל 5")
	c, err := d.db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	id := c.Entries[0].Lead
	l, err := d.db.Lead(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, lead.Booked, l.Status)
	require.Contains(t, b.get(week+"?week=2026-03-01&entry="+l.Appointment.ID).body, "העברה לשעה אחרת")

	d.advance(time.Minute)
	require.Contains(t, b.post(week+"/move", b.fill(week, "lead", id, "at", "2026-03-02T20:00", "minutes", "60")).body, "מחוץ לשעות העבודה")
	require.Equal(t, http.StatusSeeOther, b.post(week+"/move", b.fill(week, "lead", id, "at", "2026-03-03T12:00", "minutes", "60", "once", "m1")).status)
	require.Equal(t, map[string]booking.Kind{"03 12:00": booking.Appointment}, d.kinds(p.ID))
	require.Contains(t, d.told(customer), "3 במרץ, 12:00")
	require.Contains(t, d.told(p.Chat()), "3 במרץ, 12:00")
	require.Equal(t, "schedule.move", d.audited()[0].Act)
}

func TestDaysAreClosedForMany(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	first, second := d.engage("972000000011", "אבי", true), d.engage("972000000012", "ברק", true)
	d.hold(first, "l1/offer/1", "l1", monday(10))
	b := d.signedIn("dana")
	look := "/schedule/bulk?from=2026-03-02&to=2026-03-04&mode=close"
	page := b.get(look).body
	require.Contains(t, page, "5 ימים ישתנו אצל 2")
	require.Contains(t, page, "יום אחד יישאר כמו שהוא")
	form := b.fill(look)
	require.Equal(t, http.StatusSeeOther, b.post("/schedule/bulk", form).status)
	for id, want := range map[string][]string{first.ID: {"2026-03-03", "2026-03-04"}, second.ID: {"2026-03-02", "2026-03-03", "2026-03-04"}} {
		p, err := d.db.Pro(t.Context(), id)
		require.NoError(t, err)
		var closed []string
		for _, e := range p.Exceptions {
			closed = append(closed, e.Date)
		}
		require.Equal(t, want, closed)
		require.Equal(t, int64(2), p.TemplateVersion)
	}
	require.Contains(t, b.get(look).body, "אין מה לשנות")
	_, outcome, err := booking.New(d.db).Take(t.Context(), second, booking.Request{
		ID: "x", Lead: "x", Hour: calendar.Span(monday(10), time.Hour), Deadline: noon.Add(time.Hour)}, noon)
	require.NoError(t, err)
	require.Equal(t, booking.StaleTemplate, outcome, "who read the old hours gets none of them")

	open := "/schedule/bulk?from=2026-03-06&to=2026-03-06&mode=open&hours=9-13"
	require.Equal(t, http.StatusSeeOther, b.post("/schedule/bulk", b.fill(open)).status)
	require.Contains(t, b.get("/schedule/"+second.ID+"?week=2026-03-01").body, "שעות חריגות")
	for _, wrong := range []string{"from=2026-02-02&to=2026-02-03&mode=close", "from=2026-03-04&to=2026-03-02&mode=close", "from=2026-03-02&to=2026-09-02&mode=close", "from=2026-03-02&to=2026-03-02&mode=open", "from=x&to=y&mode=close", "from=2026-03-02&to=2026-03-02&mode=burn"} {
		require.Equal(t, http.StatusUnprocessableEntity, b.get("/schedule/bulk?"+wrong).status, wrong)
	}
}

func TestWeeksOfTheClockChanges(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	p := d.engage("972000000011", "אבי", true)
	b := d.signedIn("dana")
	for week, want := range map[string]string{"2026-03-22": "מעבר לשעון קיץ", "2026-10-25": "מעבר לשעון חורף", "2026-03-29": "פסח", "2026-09-20": "יום כיפור"} {
		page := b.get("/schedule/" + p.ID + "?week=" + week).body
		require.Contains(t, page, want, week)
		require.Equal(t, 7, strings.Count(page, `<section class="col`), week)
	}
	page := b.get("/schedule/" + p.ID + "?week=2026-10-25").body
	require.Contains(t, page, `<div class="open at-24 to-120">`, "nine stays nine on the wall")
	require.NotContains(t, page, `class="slot`, "a viewer picks nothing")
	require.Equal(t, http.StatusForbidden, b.post("/schedule/"+p.ID+"/block", b.fill("/schedule/"+p.ID, "at", "2026-03-02T14:00", "minutes", "60")).status)
	require.Equal(t, http.StatusNotFound, b.get("/schedule/nobody").status)
	require.Equal(t, http.StatusOK, b.get("/schedule/"+p.ID+"?week=nonsense&day=2026-13-40&entry=none").status)
}

func TestAnalyticsCountWhatHappened(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	p := d.engage("972000000011", nasty, true)
	b := d.signedIn("dana")
	require.Contains(t, b.get("/analytics").body, "אין נתונים לתקופה")
	require.NoError(t, d.db.SetCountedTill(t.Context(), time.Time{}))
	done := leak("l1", 48*time.Hour)
	charged, stars := 460, 5
	done.ProID, done.Status, done.PriceCharged, done.RatingGiven, done.CompletedAt = p.ID, lead.Completed, &charged, &stars, noon.Add(-time.Hour)
	d.know(done)
	for _, days := range []string{"7", "30", "90", "365"} {
		page := b.get("/analytics?days=" + days).body
		require.Contains(t, page, "460 ₪", days)
		require.Contains(t, page, "46 ₪", days)
		require.Contains(t, page, "&lt;script&gt;", days)
		require.NotContains(t, page, nasty, days)
	}
	percent := 25
	require.NoError(t, d.db.SaveBusiness(t.Context(), setting.Business{CommissionPercent: &percent}))
	require.Contains(t, b.get("/analytics?days=7").body, "115 ₪", "the rate of the settings")
	require.Equal(t, http.StatusNotFound, b.get("/analytics?days=5").status)
}
