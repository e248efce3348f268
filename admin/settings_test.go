package admin_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// owned is a dashboard and a browser in which an owner has signed in.
func owned(t *testing.T) (*desk, *browser) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	return d, d.signedIn("dana")
}

func TestTermsAreSavedOnceAndTheSecondIsTold(t *testing.T) {
	d, b := owned(t)
	bad := b.send("/settings", "/settings/business", "commission", "110")
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, `value="110"`, "what was typed stays")
	require.Contains(t, bad.body, `aria-invalid="true"`)
	require.Contains(t, bad.body, `href="#f-commission"`, "and leads to what is to be mended")

	first, second := b.fill("/settings", "commission", "12", "version", "0"), b.fill("/settings", "commission", "15", "version", "0")
	require.Equal(t, http.StatusSeeOther, b.post("/settings/business", first).status)
	require.Contains(t, b.get("/settings").body, "נשמר.")
	require.NotContains(t, b.get("/settings").body, "נשמר.", "once")
	late := b.post("/settings/business", second)
	require.Equal(t, http.StatusConflict, late.status)
	require.Contains(t, late.body, `value="15"`)
	require.Contains(t, late.body, "מישהו אחר שינה")
	kept, err := d.db.Business(t.Context())
	require.NoError(t, err)
	require.Equal(t, 12, kept.Commission())
	require.Equal(t, audit.Fields{"commission": "10"}, d.audited()[0].Before)
	require.Equal(t, audit.Fields{"commission": "12"}, d.audited()[0].After)
	require.Equal(t, "dana", d.audited()[0].By)
	require.Len(t, d.audited(), 1, "what was refused is no act")
}

func TestLimitsAreBoundedAuditedAndSavedOnce(t *testing.T) {
	d, b := owned(t)
	page := b.get("/settings").body
	require.Contains(t, page, `name="messages" type="number" value="20"`, "the product's, while nobody has said otherwise")
	require.Contains(t, page, `name="calls" type="number" value="40"`)
	for _, bad := range [][2]string{{"4", "40"}, {"201", "40"}, {"20", "-1"}, {"20", "1001"}, {"", "40"}, {"20", "1.5"}} {
		came := b.send("/settings", "/settings/limits", "messages", bad[0], "calls", bad[1], "version", "0")
		require.Equal(t, http.StatusUnprocessableEntity, came.status, bad)
		require.Contains(t, came.body, `name="calls" type="number" value="`+bad[1]+`"`, "what was typed stays")
	}
	require.Equal(t, http.StatusSeeOther, b.send("/settings", "/settings/limits", "messages", "30", "calls", "0", "version", "0").status)
	late := b.send("/settings", "/settings/limits", "messages", "50", "calls", "9", "version", "0")
	require.Equal(t, http.StatusConflict, late.status)
	require.Contains(t, late.body, "מישהו אחר שינה")
	kept, err := d.db.Limits(t.Context())
	require.NoError(t, err)
	require.Equal(t, [2]int{30, 0}, [2]int{kept.Messages(), kept.ModelCalls()})
	require.Len(t, d.audited(), 1, "what was refused is no act")
	require.Equal(t, audit.Fields{"messages_a_minute": "20", "model_calls_a_day": "40"}, d.audited()[0].Before)
	require.Equal(t, audit.Fields{"messages_a_minute": "30", "model_calls_a_day": "0"}, d.audited()[0].After)
	require.Regexp(t, `הודעות בדקה</bdi>: <del dir="auto">20</del> <ins dir="auto">30</ins>`, b.get("/settings/audit").body, "in words")
}

func TestSendingIsStoppedAndResumed(t *testing.T) {
	d, b := owned(t)
	require.Equal(t, http.StatusSeeOther, b.send("/settings/operations", "/settings/operations/stop", "stop", "1").status)
	s, err := d.db.SendingSettings(t.Context())
	require.NoError(t, err)
	require.True(t, s.Stopped)
	require.Contains(t, b.get("/settings/operations").body, "נעצרו ידנית")
	require.Equal(t, http.StatusSeeOther, b.post("/settings/operations/stop", b.fill("/")).status)
	s, err = d.db.SendingSettings(t.Context())
	require.NoError(t, err)
	require.False(t, s.Stopped)
	require.Equal(t, event.TopicNotices, d.published[len(d.published)-1].Topic, "the sender is rung")
	quiet := b.send("/settings", "/settings/sending", "pace", "600", "version", "2")
	require.Equal(t, http.StatusSeeOther, quiet.status)
	s, err = d.db.SendingSettings(t.Context())
	require.NoError(t, err)
	require.True(t, s.Quiet().Off, "the box was not ticked")
	require.Equal(t, 600*time.Millisecond, s.Pace())
}

func TestJobs(t *testing.T) {
	d, b := owned(t)
	page := b.get("/settings/jobs").body
	require.Contains(t, page, `value="0 8 * * *"`)
	require.Contains(t, page, "הריצה האחרונה נכשלה")
	require.Equal(t, http.StatusSeeOther, b.send("/settings/jobs", "/settings/jobs/agenda/switch", "off", "1").status)
	off, err := d.db.JobOff(t.Context(), "agenda")
	require.NoError(t, err)
	require.True(t, off)
	require.Equal(t, http.StatusSeeOther, b.send("/settings/jobs", "/settings/jobs/healer/run").status)
	require.Equal(t, []string{"healer"}, d.jobs.ran)
	bad := b.send("/settings/jobs", "/settings/jobs/agenda/hours", "cron-agenda", "at eight")
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, "at eight")
	require.Equal(t, http.StatusSeeOther, b.send("/settings/jobs", "/settings/jobs/agenda/hours", "cron-agenda", "0 7 * * *").status)
	require.Contains(t, b.get("/settings/jobs").body, `value="0 7 * * *"`)
	require.Equal(t, http.StatusNotFound, b.send("/settings/jobs", "/settings/jobs/none/run").status)
	require.Len(t, d.audited(), 3)

	d.jobs.away = true
	page = b.get("/settings/jobs").body
	require.Contains(t, page, "אי אפשר להגיע כרגע למתזמן")
	require.Contains(t, page, "כבויה", "what the database knows is shown")
}

func TestDeadLettersAreTriedAgain(t *testing.T) {
	d, b := owned(t)
	for _, id := range []string{"one", "two"} {
		require.NoError(t, d.db.Bury(t.Context(), event.Dead{ID: "leads/" + id, Event: id, Topic: "leads", Function: "routing", Kind: "permanent", Reason: nasty, Tries: 5, DiedAt: noon}))
	}
	page := b.get("/settings/operations").body
	require.Contains(t, page, "leads → routing")
	require.NotContains(t, page, "<script>")
	d.letters.held = true
	require.Equal(t, http.StatusSeeOther, b.send("/settings/operations", "/settings/operations/letters/replay", "id", "leads/one").status)
	require.Contains(t, b.get("/settings/operations").body, "כדאי לנסות שוב בעוד דקה")
	d.letters.held = false
	require.Equal(t, http.StatusSeeOther, b.send("/settings/operations", "/settings/operations/letters/replay", "id", "leads/one").status)
	require.Equal(t, http.StatusSeeOther, b.send("/settings/operations", "/settings/operations/letters/discard", "id", "leads/two").status)
	require.Equal(t, []string{"leads/one"}, d.letters.replayed)
	require.Equal(t, []string{"leads/two"}, d.letters.discarded)
	left, err := d.db.GivenUp(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Equal(t, http.StatusSeeOther, b.send("/settings/operations", "/settings/operations/letters/replay", "id", "leads/one").status)
	require.Contains(t, b.get("/settings/operations").body, "מישהו כבר טיפל בזה")
}

func TestAnUnlinkedAccountShowsItsCode(t *testing.T) {
	d, b := owned(t)
	d.gateway.state = "notAuthorized"
	require.Contains(t, b.get("/settings/operations").body, `src="/settings/operations/qr"`)
	code := b.get("/settings/operations/qr")
	require.Equal(t, "image/png", code.header.Get("Content-Type"))
	require.Equal(t, "\x89PNG", code.body)

	require.NoError(t, d.db.SetAccount(t.Context(), notice.Account{State: "notAuthorized", At: noon}))
	renewed := func() string {
		return b.do("GET", "/settings/operations", nil, map[string]string{"X-Live": "1"}).body
	}
	require.Contains(t, renewed(), `data-every="15" src="/settings/operations/qr"`, "the code is good for some twenty seconds")
	d.gateway.state = "authorized"
	require.NotContains(t, renewed(), "/settings/operations/qr", "linked, which the database does not know yet")
}

func TestAdminsComeAndGo(t *testing.T) {
	d, b := owned(t)
	added := b.send("/settings/admins", "/settings/admins", "user", "Yossi", "role", "viewer")
	require.Equal(t, http.StatusOK, added.status)
	given := regexp.MustCompile(`<code dir="ltr">(\w+)</code>`).FindStringSubmatch(added.body)
	require.NotNil(t, given, "the password is shown")
	require.NotContains(t, b.get("/settings/admins").body, given[1], "once")
	require.Equal(t, http.StatusUnprocessableEntity, b.send("/settings/admins", "/settings/admins", "user", "yossi", "role", "viewer").status, "taken")
	require.Equal(t, http.StatusUnprocessableEntity, b.send("/settings/admins", "/settings/admins", "user", "<b>", "role", "viewer").status)
	require.Equal(t, http.StatusSeeOther, b.send("/settings/admins", "/settings/admins", "user", "rina@example.org", "role", "editor").status)

	his := d.browser()
	require.Equal(t, http.StatusSeeOther, his.signIn("yossi", given[1]).status)
	a, err := d.db.Admin(t.Context(), "yossi")
	require.NoError(t, err)
	require.True(t, a.MustChange)
	version := func() string {
		a, err := d.db.Admin(t.Context(), "yossi")
		require.NoError(t, err)
		return b.d.number(a.Version)
	}
	require.Equal(t, http.StatusSeeOther, b.send("/settings/admins", "/settings/admins/role", "user", "yossi", "version", version(), "role", "editor").status)
	require.Equal(t, http.StatusConflict, b.send("/settings/admins", "/settings/admins/role", "user", "yossi", "version", "1", "role", "owner").status, "an old form")
	require.Equal(t, http.StatusOK, b.send("/settings/admins", "/settings/admins/reset", "user", "yossi", "version", version()).status)
	require.Equal(t, http.StatusSeeOther, his.get("/leads").status, "signed out")
	require.Equal(t, http.StatusSeeOther, b.send("/settings/admins", "/settings/admins/remove", "user", "yossi", "version", version()).status)
	a, err = d.db.Admin(t.Context(), "yossi")
	require.NoError(t, err)
	require.Nil(t, a)
	require.Equal(t, http.StatusUnprocessableEntity, b.send("/settings/admins", "/settings/admins/remove", "user", "dana", "version", "1").status, "nobody removes themselves")
	for _, e := range d.audited() {
		require.NotContains(t, e.After["password"], given[1])
	}
	require.Len(t, d.audited(), 5)
}

func TestOthersAreSignedOut(t *testing.T) {
	d, b := owned(t)
	other := d.signedIn("dana")
	require.Contains(t, b.get("/account").body, "מכשיר אחר", "what it is did not say what it is")
	phone := d.browser()
	require.Equal(t, http.StatusSeeOther, phone.do("POST", "/signin", phone.fill("/signin", "user", "dana", "password", password), map[string]string{
		"Origin": d.server.URL, "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
	}).status)
	require.Contains(t, b.get("/account").body, "Chrome · Android")
	require.Equal(t, http.StatusSeeOther, b.send("/account", "/account/end").status)
	require.Equal(t, http.StatusSeeOther, other.get("/").status)
	require.Equal(t, http.StatusOK, b.get("/").status)
}

func TestACustomerIsExportedAndDeleted(t *testing.T) {
	d, b := owned(t)
	l := leak("l1", time.Hour)
	l.Facts.Phone = "972000000001"
	d.know(l)
	_, err := d.db.SavePro(t.Context(), pro.Pro{ID: "p1", BusinessName: "אבי", PhoneNumber: "972000000011"}, noon)
	require.NoError(t, err)
	_, err = d.db.Collection(mongo.Customers).InsertOne(t.Context(), conversation.Customer{ID: "c1", Chats: []string{l.ChatID}, Name: "דנה", Phone: "972000000001", ConsentAt: noon})
	require.NoError(t, err)

	for typed, want := range map[string]string{"hello": "זה לא מספר טלפון", "972000000009": "לא שמור אצלנו דבר"} {
		bad := b.send("/settings/privacy", "/settings/privacy/find", "phone", typed)
		require.Equal(t, http.StatusUnprocessableEntity, bad.status)
		require.Contains(t, bad.body, want)
	}
	require.Contains(t, b.send("/settings/privacy", "/settings/privacy/find", "phone", "972000000001").body, "פנייה פתוחה אחת")
	file := b.send("/settings/privacy", "/settings/privacy/export", "phone", "972000000001")
	require.Equal(t, http.StatusOK, file.status)
	in, err := zip.NewReader(strings.NewReader(file.body), int64(len(file.body)))
	require.NoError(t, err)
	require.Len(t, in.File, 2)

	require.Equal(t, http.StatusUnprocessableEntity, b.send("/settings/privacy", "/settings/privacy/delete", "phone", "972000000001", "digits", "1234").status)
	kept, err := d.db.Lead(t.Context(), "l1")
	require.NoError(t, err)
	require.Equal(t, lead.Booked, kept.Status)
	gone := b.send("/settings/privacy", "/settings/privacy/delete", "phone", "972000000001", "digits", "0001")
	require.Equal(t, http.StatusOK, gone.status)
	require.Contains(t, gone.body, "תורי ההודעות יתרוקנו עד יום ראשון, 8 במרץ")
	kept, err = d.db.Lead(t.Context(), "l1")
	require.NoError(t, err)
	require.Nil(t, kept)
	require.False(t, bytes.Contains([]byte(d.log.text()), []byte("972000000001")))
	log := b.get("/settings/audit").body
	require.Contains(t, log, "מחיקת לקוח")
	require.NotContains(t, log, "972000000001")
}

func TestViewersSeeNoButtonsThatWouldBeRefused(t *testing.T) {
	d := newDesk(t)
	d.hire("v", access.Viewer)
	b := d.signedIn("v")
	for _, path := range []string{"/settings", "/settings/jobs", "/settings/operations"} {
		page := b.get(path)
		require.Equal(t, http.StatusOK, page.status, path)
		require.NotContains(t, page.body, `action="/settings/jobs`, path)
		require.NotContains(t, page.body, `/settings/operations/stop`, path)
		require.NotContains(t, page.body, `href="/settings/admins"`, path)
	}
	require.Equal(t, http.StatusForbidden, b.get("/settings/admins").status)
}
