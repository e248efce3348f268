package admin_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	local "github.com/proli/proli/infra/local/storage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// engage saves a plumber of Tel Aviv, Sunday to Thursday from nine to five.
func (d *desk) engage(number, name string, approved bool) pro.Pro {
	d.t.Helper()
	day := [][2]string{{"09:00", "17:00"}}
	p := pro.Pro{
		ID: "pro_" + number[10:], BusinessName: name, PhoneNumber: number, Chats: []string{number + "@c.us"}, Language: "he", Trade: "plumber",
		IsActive: true, Approved: approved, ServiceAreas: []string{"תל אביב"}, Location: pro.At(32.08, 34.78), LoadLimit: 3, JobMinutes: 60,
		Prices: []pro.Price{{Item: "ביקור", ILS: 250}}, Hours: calendar.Week{"sun": day, "mon": day, "tue": day, "wed": day, "thu": day},
	}
	p.Resolve()
	saved, err := d.db.SavePro(d.t.Context(), p, noon)
	require.NoError(d.t, err)
	return saved
}

// told are the notices to a chat.
func (d *desk) told(chat string) string {
	d.t.Helper()
	found, err := d.db.Collection(mongo.Notices).Find(d.t.Context(), map[string]any{"chat": chat})
	require.NoError(d.t, err)
	var list []notice.Notice
	require.NoError(d.t, found.All(d.t.Context(), &list))
	var all strings.Builder
	for _, n := range list {
		all.WriteString(n.Text + "\n")
	}
	return all.String()
}

// draft is a form of a pro that is right, with other values where they are given.
func draft(page url.Values, changed ...string) url.Values {
	form := url.Values{"csrf": page["csrf"], "once": page["once"], "version": page["version"]}
	for i, pairs := 0, append([]string{
		"name", "שרברבות הים", "phone", "000-000-0071", "trade", "plumber", "language", "he", "areas", "תל אביב, חולון", "place", "תל אביב", "lat", "", "lng", "",
		"persona", "", "load_limit", "4", "job", "90", "buffer", "15", "active", "yes", "hours_sun", "9-17", "hours_mon", "09:00-12:00, 14:00-18:00",
	}, changed...); i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	form["item"], form["ils"] = []string{"ביקור", "נזילה", ""}, []string{"250", "1,450", ""}
	return form
}

func TestAPendingProIsApprovedAndTold(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000051", "שרברבות הצפון", false)
	p.Application = 7 // the number by which an admin could answer in chat
	p, err := d.db.SavePro(t.Context(), p, noon)
	require.NoError(t, err)
	b := d.signedIn("dana")
	list := b.get("/pros").body
	require.Contains(t, list, "בקשה אחת ממתינה לאישור")
	require.Less(t, strings.Index(list, "שרברבות הצפון"), strings.Index(list, `id="list"`), "who waits comes first")
	form := b.fill("/pros/" + p.ID)
	for range 2 { // pressed twice
		require.Equal(t, http.StatusSeeOther, b.post("/pros/"+p.ID+"/approve", form).status)
	}
	after, err := d.db.Pro(t.Context(), p.ID)
	require.NoError(t, err)
	require.True(t, after.Approved)
	require.Zero(t, after.Application, "the request has been answered")
	require.Equal(t, 1, strings.Count(d.told(p.Chat()), "ברוכים הבאים"))
	require.Equal(t, "pros.approve", d.audited()[0].Act)
	require.Equal(t, "yes", d.audited()[0].After["approved"])

	no := d.engage("972000000052", "לא מתאים", false)
	require.Equal(t, http.StatusSeeOther, b.post("/pros/"+no.ID+"/refuse", b.fill("/pros/"+no.ID)).status)
	require.Equal(t, http.StatusNotFound, b.get("/pros/"+no.ID).status)
	require.Contains(t, d.told(no.Chat()), "אי אפשר לקבל")
}

func TestAProIsAddedAndEdited(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	b := d.signedIn("dana")
	bad := b.post("/pros/new", draft(b.fill("/pros/new"), "name", "", "phone", "12", "areas", "תל אבי, גונגל", "hours_sun", "25-26", "load_limit", "99", "lat", "99", "lng", "1"))
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	for _, part := range []string{"חסר שם העסק", "אינו מספר טלפון", "גונגל", "25-26", "1 ל-50", "אינה נקודה בישראל", `value="1,450"`} {
		require.Contains(t, bad.body, part)
	}
	made := b.post("/pros/new", draft(b.fill("/pros/new")))
	require.Equal(t, http.StatusSeeOther, made.status, made.body)
	id := strings.TrimPrefix(made.header.Get("Location"), "/pros/")
	p, err := d.db.Pro(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []pro.Price{{Item: "ביקור", ILS: 250}, {Item: "נזילה", ILS: 1450}}, p.Prices)
	require.Equal(t, [][2]string{{"09:00", "17:00"}}, p.Hours["sun"])
	require.Len(t, p.AreaCodes, 2)
	c, err := d.db.Calendar(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, [2]int{4, 15}, [2]int{c.LoadLimit, c.BufferMinutes})
	require.Contains(t, b.post("/pros/new", draft(b.fill("/pros/new"))).body, "כבר רשום")

	d.advance(time.Minute)
	first, second := b.fill("/pros/"+id+"/edit"), b.fill("/pros/"+id+"/edit")
	require.Equal(t, http.StatusSeeOther, b.post("/pros/"+id+"/edit", draft(first, "load_limit", "5", "hours_sun", "10-17")).status)
	late := b.post("/pros/"+id+"/edit", draft(second, "load_limit", "7"))
	require.Equal(t, http.StatusConflict, late.status, "the second of two is told")
	require.Contains(t, late.body, `value="7"`)
	c, err = d.db.Calendar(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 5, c.LoadLimit)
	require.Equal(t, p.TemplateVersion+1, c.TemplateVersion, "who read the old hours reads again")
	entry := d.audited()[0]
	require.Equal(t, "pros.edit", entry.Act)
	require.Equal(t, "4", entry.Before["load_limit"])
	require.Equal(t, "5", entry.After["load_limit"])
	require.NotContains(t, d.log.text(), "972000000071")
}

func TestAProLeavesAndLeadsGoOn(t *testing.T) {
	d := newDesk(t)
	d.hire("olga", access.Owner)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	booked := leak("l1", time.Hour)
	booked.ProID = p.ID
	d.know(booked)
	asked := leak("l2", time.Hour)
	asked.Status, asked.ProID, asked.Appointment = lead.New, p.ID, nil
	d.know(asked)
	editor := d.signedIn("dana")
	require.Equal(t, http.StatusForbidden, editor.post("/pros/"+p.ID+"/delete", editor.fill("/pros/"+p.ID)).status)
	b := d.signedIn("olga")
	require.Equal(t, http.StatusSeeOther, b.post("/pros/"+p.ID+"/delete", b.fill("/pros/"+p.ID)).status)
	require.NotContains(t, b.get("/pros").body, "אבי")
	require.Equal(t, http.StatusNotFound, b.get("/schedule/"+p.ID).status)
	topics := map[string]string{}
	for _, e := range d.published {
		topics[e.Key] = e.Topic
	}
	require.Equal(t, event.TopicBookings, topics["l1"], "who has an appointment is helped to another")
	require.Equal(t, event.TopicLeads, topics["l2"])
	_, err := d.db.ProByChat(t.Context(), p.Chat())
	require.Error(t, err, "whoever left writes as a customer")
}

func TestVacationAndSearch(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי אינסטלציה", true)
	d.engage("972000000012", nasty+"\u202e", true)
	b := d.signedIn("dana")
	form := b.fill("/pros/" + p.ID)
	form.Set("on", "yes")
	require.Equal(t, http.StatusSeeOther, b.post("/pros/"+p.ID+"/vacation", form).status)
	require.Contains(t, b.get("/pros?state=vacation").body, "אבי אינסטלציה")
	require.NotContains(t, b.get("/pros?state=working").body, "אבי אינסטלציה")
	for _, q := range []string{"אינסט", "0000011", "תל אביב"} {
		require.Contains(t, b.get("/pros?q="+url.QueryEscape(q)).body, "אבי אינסטלציה", q)
	}
	require.Contains(t, b.get("/pros?q=xyz").body, "לא נמצאו")
	require.Equal(t, http.StatusNotFound, b.get("/pros?trade=banker").status)
	for _, path := range []string{"/pros", "/schedule", "/pros/pro_12", "/pros/pro_12/edit", "/schedule/pro_12", "/schedule/bulk?from=2026-03-02&to=2026-03-02&mode=close"} {
		body := b.get(path).body
		require.NotContains(t, body, nasty, path)
		require.Contains(t, body, "&lt;script&gt;", path)
		require.NotContains(t, body, "\u202e", path)
	}
}

func TestAPhotoIsWhatItsBytesSay(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Editor)
	p := d.engage("972000000011", "אבי", true)
	b := d.signedIn("dana")
	picture := image.NewRGBA(image.Rect(0, 0, 300, 200))
	for i := range picture.Pix {
		picture.Pix[i] = 0x80
	}
	picture.Set(0, 0, color.White)
	var sound bytes.Buffer
	require.NoError(t, jpeg.Encode(&sound, picture, nil))
	for name, body := range map[string][]byte{"photo.jpg": []byte("<script>alert(1)</script>"), "empty.jpg": {}, "cut.jpg": sound.Bytes()[:len(sound.Bytes())/2]} {
		require.Equal(t, http.StatusSeeOther, b.upload("/pros/"+p.ID, name, body).status, name)
		after, err := d.db.Pro(t.Context(), p.ID)
		require.NoError(t, err)
		require.Empty(t, after.Photo, name)
	}
	require.Equal(t, http.StatusSeeOther, b.upload("/pros/"+p.ID, "evil.exe", sound.Bytes()).status)
	after, err := d.db.Pro(t.Context(), p.ID)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(after.Photo, "profile/"+p.ID+"/"), after.Photo)
	shown := b.get("/pros/" + p.ID + "/photo")
	require.Equal(t, "image/jpeg", shown.header.Get("Content-Type"))
	config, err := jpeg.DecodeConfig(strings.NewReader(shown.body))
	require.NoError(t, err)
	require.Equal(t, config.Width, config.Height)
}

// upload sends a file in the form of a pro's page.
func (b *browser) upload(page, name string, file []byte) response {
	b.d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range b.fill(page) {
		require.NoError(b.d.t, w.WriteField(field, values[0]))
	}
	part, err := w.CreateFormFile("photo", name)
	require.NoError(b.d.t, err)
	_, err = part.Write(file)
	require.NoError(b.d.t, err)
	require.NoError(b.d.t, w.Close())
	req, err := http.NewRequestWithContext(b.d.t.Context(), http.MethodPost, b.d.server.URL+page+"/photo", &body)
	require.NoError(b.d.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", b.d.server.URL)
	resp, err := b.client.Do(req)
	require.NoError(b.d.t, err)
	require.NoError(b.d.t, resp.Body.Close())
	return response{status: resp.StatusCode, header: resp.Header}
}

// bucket is a folder behind Cloud Storage's API.
func bucket(t *testing.T) *storage.Bucket {
	t.Helper()
	store, err := local.Open(t.TempDir(), time.Now, "media")
	require.NoError(t, err)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	host := server.Listener.Addr().String()
	t.Setenv("STORAGE_EMULATOR_HOST", host)
	b, err := storage.Open(t.Context(), "media", host)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// hold takes an hour of a pro for a lead.
func (d *desk) hold(p pro.Pro, id, leadID string, start time.Time) {
	d.t.Helper()
	_, outcome, err := booking.New(d.db).Take(d.t.Context(), p, booking.Request{
		ID: id, Lead: leadID, Hour: calendar.Span(start, time.Hour), Deadline: noon.Add(time.Hour)}, noon)
	require.NoError(d.t, err)
	require.Equal(d.t, booking.Granted, outcome)
}
