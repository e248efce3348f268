package admin_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

const plumbers = `[{"name":"אבי אינסטלציה","phone":"972000000011","trade":"plumber","areas":["תל אביב"],"place":{"lat":32.0853,"lng":34.7818},
	"prices":[{"item":"ביקור","ils":250}],"rating":{"sum":59,"count":12}},
	{"name":"ברק צנרת","phone":"972000000012","trade":"plumber","areas":["תל אביב"],"place":{"lat":32.0158,"lng":34.7742},
	"prices":[{"item":"ביקור","ils":250}],"rating":{"sum":47,"count":10}}]`

// employ registers two plumbers, and gives the first of them.
func (d *desk) employ() pro.Pro {
	d.t.Helper()
	pros, err := pro.ReadSeed(strings.NewReader(plumbers))
	require.NoError(d.t, err)
	for i := range pros {
		pros[i], err = d.db.SavePro(d.t.Context(), pros[i], noon)
		require.NoError(d.t, err)
	}
	return pros[0]
}

// booked puts a lead with an hour in a pro's calendar into the database.
func (d *desk) booked(id string, p pro.Pro) lead.Lead {
	d.t.Helper()
	l := leak(id, time.Hour)
	l.ProID, l.Version = p.ID, 0
	l.Place = &lead.Place{Code: "5000", Name: "תל אביב - יפו", Lat: 32.08, Lng: 34.78}
	l.Appointment.ID = l.HoldID(1)
	_, outcome, err := booking.New(d.db).Take(d.t.Context(), p, booking.Request{
		ID: l.Appointment.ID, Lead: id, Hour: calendar.Interval{Start: l.Appointment.Start, End: l.Appointment.End}, Deadline: noon.Add(time.Hour),
	}, noon)
	require.NoError(d.t, err)
	require.Equal(d.t, booking.Granted, outcome)
	require.NoError(d.t, d.db.Commit(d.t.Context(), &change.Set{Claim: "given/" + id, Now: noon, Leads: []*lead.Lead{&l},
		Steps: []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: l.Appointment.ID, Start: l.Appointment.Start}}}))
	return l
}

func (d *desk) read(id string) lead.Lead {
	d.t.Helper()
	l, err := d.db.Lead(d.t.Context(), id)
	require.NoError(d.t, err)
	require.NotNil(d.t, l)
	return *l
}

func (d *desk) said(chat string) []notice.Notice {
	d.t.Helper()
	list, err := d.db.NoticesOfChat(d.t.Context(), chat, 50)
	require.NoError(d.t, err)
	return list
}

// deed is the form of one act on a page, as it was served.
func (b *browser) deed(page, do, to string) url.Values {
	b.d.t.Helper()
	for _, form := range strings.Split(b.get(page).body, "<form")[1:] {
		form, _, _ = strings.Cut(form, "</form>")
		values := url.Values{}
		for _, field := range hidden.FindAllStringSubmatch(form, -1) {
			values.Set(field[1], strings.ReplaceAll(field[2], "&amp;", "&"))
		}
		if values.Get("do") == do && values.Get("to") == to {
			return values
		}
	}
	require.Fail(b.d.t, "no such act", "%s %s on %s", do, to, page)
	return nil
}

func TestCancellingHereIsAsIfByChat(t *testing.T) {
	d := newDesk(t)
	p := d.employ()
	d.hire("dana", access.Editor)
	d.hire("avi", access.Editor)
	d.booked("l1", p)
	first, second := d.signedIn("dana"), d.signedIn("avi")
	mine, theirs := first.deed("/leads/l1", "move", "cancelled"), second.deed("/leads/l1", "move", "cancelled")
	mine.Set("why", "הלקוחה התקשרה")
	require.Equal(t, http.StatusSeeOther, first.post("/leads/l1", mine).status)
	l := d.read("l1")
	require.Equal(t, lead.Cancelled, l.Status)
	require.Equal(t, lead.Admin, l.History[len(l.History)-1].By)
	c, err := d.db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	require.Empty(t, c.Entries, "the hour is free")
	require.Contains(t, d.said(l.ChatID)[0].Text, "על ידי הצוות שלנו")
	require.Contains(t, d.said(p.Chat())[0].Text, "השעה שוב פנויה")
	page := first.get("/leads/l1").body
	require.Contains(t, page, "בוטל. השעה פנויה")
	require.Contains(t, page, "הלקוחה התקשרה")
	require.Contains(t, page, "<bdi>dana</bdi>", "who it was")

	told := second.post("/leads/l1", theirs)
	require.Equal(t, http.StatusConflict, told.status, "the second is told")
	require.Contains(t, told.body, "הפנייה השתנתה מאז שהסתכלתם")
	require.Equal(t, l, d.read("l1"))
	require.Len(t, d.said(l.ChatID), 1)
	require.Equal(t, http.StatusSeeOther, first.post("/leads/l1", mine).status, "sent twice it acts once")
	require.Len(t, d.said(l.ChatID), 1)
	acts := d.audited()
	require.Len(t, acts, 1)
	require.Equal(t, "leads.cancel", acts[0].Act)
	require.Equal(t, "booked", acts[0].Before["status"])
}

func TestOnlyLegalMovesAreOpen(t *testing.T) {
	d := newDesk(t)
	p := d.employ()
	d.hire("dana", access.Editor)
	d.hire("vera", access.Viewer)
	d.booked("l1", p)
	b := d.signedIn("dana")
	form := b.deed("/leads/l1", "move", "completed")
	form.Set("to", "rejected")
	answer := b.post("/leads/l1", form)
	require.Equal(t, http.StatusUnprocessableEntity, answer.status)
	require.Contains(t, answer.body, "זה לא אפשרי במצב הנוכחי")
	require.Equal(t, lead.Booked, d.read("l1").Status)
	require.Equal(t, http.StatusNotFound, b.post("/leads/none", form).status)
	form.Set("do", "nonsense")
	require.Equal(t, http.StatusNotFound, b.post("/leads/l1", form).status)
	viewer := d.signedIn("vera")
	require.NotContains(t, viewer.get("/leads/l1").body, `name="do"`)
	require.Equal(t, http.StatusForbidden, viewer.post("/leads/l1", viewer.fill("/leads/l1", "do", "move", "to", "cancelled", "version", "1")).status)
	require.Equal(t, lead.Booked, d.read("l1").Status)
}

func TestAProIsPickedWithAnHour(t *testing.T) {
	d := newDesk(t)
	d.employ()
	d.hire("dana", access.Editor)
	l := leak("l1", time.Hour)
	l.Status, l.ProID, l.Appointment, l.Place = lead.PendingReview, "", nil, &lead.Place{Code: "5000", Name: "תל אביב", Lat: 32.08, Lng: 34.78}
	d.know(l)
	b := d.signedIn("dana")
	require.Contains(t, b.get("/leads/l1").body, `href="/leads/assign/l1"`)
	page := b.get("/leads/assign/l1").body
	require.Contains(t, page, "אבי אינסטלציה")
	require.Contains(t, page, "ברק צנרת")
	hour := regexp.MustCompile(`name="pick" value="([^"]+)"`).FindStringSubmatch(page)[1]
	form := b.fill("/leads/assign/l1")
	require.Equal(t, http.StatusUnprocessableEntity, b.post("/leads/assign/l1", form).status, "nothing was picked")
	form.Set("pick", hour)
	require.Equal(t, http.StatusSeeOther, b.post("/leads/assign/l1", form).status)
	after := d.read("l1")
	require.Equal(t, lead.New, after.Status)
	require.Equal(t, strings.Split(hour, "|")[0], after.Offer.ProID)
	form.Set("form", "another")
	require.Equal(t, http.StatusConflict, b.post("/leads/assign/l1", form).status, "it has changed since")
	for _, asked := range []string{"000-000-0012", "ברק"} {
		page := b.get("/leads/assign/l1?pro=" + url.QueryEscape(asked)).body
		require.Contains(t, page, "<legend><bdi>ברק צנרת")
		require.NotContains(t, page, "<legend><bdi>אבי")
	}
}

func TestALeadOfSomebodyWhoPhoned(t *testing.T) {
	d := newDesk(t)
	d.employ()
	d.hire("dana", access.Editor)
	b := d.signedIn("dana")
	wrong := b.send("/leads/new", "/leads/new", "name", `"><script>`, "phone", "12", "trade", "plumber", "city", "אטלנטיס")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.body, "זה לא מספר נייד ישראלי")
	require.Contains(t, wrong.body, "אין יישוב כזה")
	require.Contains(t, wrong.body, `value="&#34;&gt;&lt;script&gt;"`, "what was typed is not lost")
	typed := []string{"name", "דנה", "phone", "000-000-0001", "trade", "plumber", "issue", "נזילה", "city", "תל אביב", "street", "דיזנגוף", "number", "50",
		"time", "מחר ב-10", "language", "he", "agreed", "1"}
	form := b.fill("/leads/new", typed...)
	made := b.post("/leads/new", form)
	require.Equal(t, http.StatusSeeOther, made.status)
	require.Equal(t, made.header.Get("Location"), b.post("/leads/new", form).header.Get("Location"), "sent twice it makes one")
	require.Contains(t, b.get(made.header.Get("Location")).body, "דנה")
	again := b.send("/leads/new", "/leads/new", typed...)
	require.Equal(t, http.StatusUnprocessableEntity, again.status)
	require.Contains(t, again.body, `href="`+made.header.Get("Location")+`"`)
	for _, words := range []string{"דנה", "000-000-0001", "0001", "דיזנגוף", "דיז", "תל אביב"} {
		require.Contains(t, b.get("/leads?q="+url.QueryEscape(words)).body, made.header.Get("Location"), words)
	}
	for _, query := range []string{"q=nobody", "trade=painter", "city=" + url.QueryEscape("חיפה"), "urgent=1", "q=%2C", "status=closed"} {
		require.NotContains(t, b.get("/leads?"+query).body, made.header.Get("Location"), query)
	}
	require.Contains(t, b.get("/leads?trade=plumber&city="+url.QueryEscape("תל אביב")+"&status=contacted&q="+url.QueryEscape("דנה")).body, made.header.Get("Location"))
}

func TestTheFileForExcel(t *testing.T) {
	d := newDesk(t)
	d.employ()
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	for i, name := range []string{"דנה", "=HYPERLINK(\"http://evil\")", " +1", "@SUM", "\u202e-2", "רות, \"הגדולה\"\nלוי"} {
		l := leak("l"+string(rune('0'+i)), time.Duration(i)*time.Minute)
		l.Facts.Name, l.Version = name, 0
		if i == 0 {
			l.Status = lead.Closed
		}
		require.NoError(t, d.db.Commit(t.Context(), &change.Set{Claim: l.ID, Now: noon, Leads: []*lead.Lead{&l}}))
	}
	file := b.get("/leads/export?lang=he")
	require.Equal(t, "text/csv; charset=utf-8", file.header.Get("Content-Type"))
	require.Contains(t, file.header.Get("Content-Disposition"), "proli-leads-2026-03-01.csv")
	require.True(t, strings.HasPrefix(file.body, "\ufeffמזהה,מצב,"))
	for _, cell := range []string{`"'=HYPERLINK(""http://evil"")"`, "' +1", "'@SUM", "'\u202e-2", "\"רות, \"\"הגדולה\"\"\r\nלוי\"", "000-000-0001", "2026-03-01 14:00"} {
		require.Contains(t, file.body, cell)
	}
	require.NotContains(t, b.get("/leads/export?status=booked").body, ",דנה,")
	require.Contains(t, b.get("/leads/export?status=closed&lang=en").body, ",דנה,")
	require.Equal(t, http.StatusNotFound, b.get("/leads/export?status=lost").status)
}

func TestWhyNotMe(t *testing.T) {
	d := newDesk(t)
	d.employ()
	d.hire("dana", access.Editor)
	b := d.signedIn("dana")
	l := leak("l1", time.Hour)
	l.Status, l.ProID, l.Appointment, l.Place = lead.PendingReview, "", nil, &lead.Place{Code: "5000", Name: "תל אביב", Lat: 32.08, Lng: 34.78}
	d.know(l)
	require.Equal(t, http.StatusSeeOther, b.post("/leads/l1", b.deed("/leads/l1", "route", "")).status)
	after := d.read("l1")
	require.Equal(t, lead.New, after.Status)
	page := b.get("/leads/l1?pro=" + url.QueryEscape("ברק")).body
	require.Contains(t, page, "עכשיו – ברק צנרת")
	require.Contains(t, page, "הניתוב בחר: \u2068אבי אינסטלציה\u2069")
	require.Contains(t, b.get("/leads/l1?pro=nobody").body, "אין עסק בשם או במספר הזה")
}

func TestTheBoard(t *testing.T) {
	d := newDesk(t)
	p := d.employ()
	d.hire("dana", access.Editor)
	b := d.signedIn("dana")
	require.Contains(t, b.get("/leads/board").body, "עוד אין פניות")
	d.booked("l1", p)
	form := b.deed("/leads/board", "move", "completed")
	answer := b.post("/leads/l1", form)
	require.Equal(t, "/leads/board", answer.header.Get("Location"))
	require.Equal(t, lead.Completed, d.read("l1").Status)
	require.Equal(t, http.StatusConflict, b.post("/leads/l1", func() url.Values { form.Set("form", "x"); return form }()).status)
}
