package admin_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/privacy"
)

const password = "correct horse"

// noon is Sunday 2026-03-01, 12:00 in Israel.
var noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// desk is a dashboard over a database of its own.
type desk struct {
	t      *testing.T
	db     *mongo.DB
	server *httptest.Server
	log    *buffer
	mu     sync.Mutex
	at     time.Time

	published []event.Published
	armed     []alarm.Alarm

	jobs    timetable
	gateway provider
	letters letters
	shelf   shelf
	proxy   admin.Proxy
	life    context.Context // of the service; nil: the test's
}

// Publish keeps an event that a handler let out.
func (d *desk) Publish(_ context.Context, p event.Published) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.published = append(d.published, p)
	return nil
}

// Arm keeps an alarm that a handler set.
func (d *desk) Arm(_ context.Context, a alarm.Alarm) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.armed = append(d.armed, a)
	return nil
}

// Get is a small picture, whatever is asked for.
func (d *desk) Get(_ context.Context, object string) (*storage.Object, error) {
	if strings.Contains(object, "gone") {
		return nil, fault.New(fault.NotFound, "test", "no such object")
	}
	return &storage.Object{MIME: "image/png", Size: 3, Body: io.NopCloser(strings.NewReader("png"))}, nil
}

// Link is where anybody can open a file.
func (d *desk) Link(_ context.Context, object string, _ time.Duration) (string, error) {
	return "https://files.example/" + object, nil
}

// audited is what admins did, the newest first.
func (d *desk) audited() []audit.Entry {
	d.t.Helper()
	list, _, err := d.db.ListAudit(d.t.Context(), mongo.AuditQuery{Limit: 100})
	require.NoError(d.t, err)
	return list
}

type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *buffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

func newDesk(t *testing.T) *desk { return openDesk(t, true) }

// openDesk also makes one as it stands in the open: https, first passwords to be changed.
func openDesk(t *testing.T, development bool) *desk {
	t.Helper()
	d := &desk{t: t, db: mongotest.Empty(t), at: noon}
	d.open(development)
	return d
}

// another is a second instance over the same database.
func (d *desk) another() *desk {
	d.t.Helper()
	second := &desk{t: d.t, db: d.db, at: d.at}
	second.open(true)
	return second
}

func (d *desk) open(development bool) {
	t := d.t
	t.Helper()
	d.log = &buffer{}
	life := d.life
	if life == nil {
		life = t.Context()
	}
	runner := change.Runner{Store: d.db, Publisher: d, Ringer: d}
	handler, err := admin.New(life, admin.Config{
		Truth: d.db, Runner: runner, Proxy: d.proxy, Jobs: &d.jobs, Gateway: &d.gateway, Letters: &d.letters,
		Privacy: &privacy.Desk{Store: d.db, Leads: d.db, Media: &d.shelf, Cache: &d.shelf, Commit: runner}, Media: d.shelf.open,
		Files: d, Photos: bucket(t), PrivacyURL: "https://proli.example/privacy",
		Dependencies: []admin.Dependency{
			{Name: "mongo", Required: true, Check: d.db.Ping},
			{Name: "redis", Check: func(context.Context) error { return errors.New("gone") }},
		},
		Now:          func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.at },
		Log:          slog.New(slog.NewJSONHandler(d.log, nil)),
		Development:  development,
		PasswordCost: bcrypt.MinCost,
	})
	require.NoError(t, err)
	if development {
		d.server = httptest.NewServer(handler)
	} else {
		d.server = httptest.NewTLSServer(handler)
	}
	t.Cleanup(d.server.Close)
}

func (d *desk) advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(by)
}

// hire makes an admin.
func (d *desk) hire(user string, role access.Role) {
	d.t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	require.NoError(d.t, err)
	require.NoError(d.t, d.db.SaveAdmin(d.t.Context(), &access.Admin{User: user, Role: role, PasswordHash: string(hash)}))
}

// browser keeps cookies and does not follow where it is sent.
type browser struct {
	d      *desk
	client *http.Client
}

func (d *desk) browser() *browser {
	d.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(d.t, err)
	return &browser{d: d, client: &http.Client{
		Transport:     d.server.Client().Transport,
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// response is what came back, read to its end.
type response struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path string, form url.Values, header map[string]string) response {
	b.d.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(b.d.t.Context(), method, b.d.server.URL+path, body)
	require.NoError(b.d.t, err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := b.client.Do(req)
	require.NoError(b.d.t, err)
	defer func() { require.NoError(b.d.t, resp.Body.Close()) }()
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		return response{status: resp.StatusCode, header: resp.Header} // it has no end
	}
	text, err := io.ReadAll(resp.Body)
	require.NoError(b.d.t, err)
	return response{status: resp.StatusCode, header: resp.Header, body: string(text)}
}

func (b *browser) get(path string) response { b.d.t.Helper(); return b.do("GET", path, nil, nil) }

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// fill is a page's form as a person sends it: the hidden fields and what was typed.
func (b *browser) fill(page string, typed ...string) url.Values {
	b.d.t.Helper()
	form := url.Values{}
	for _, field := range hidden.FindAllStringSubmatch(b.get(page).body, -1) {
		form.Set(field[1], field[2])
	}
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	return form
}

func (b *browser) post(path string, form url.Values) response {
	b.d.t.Helper()
	return b.do("POST", path, form, map[string]string{"Origin": b.d.server.URL, "Sec-Fetch-Site": "same-origin"})
}

func (b *browser) signIn(user, password string) response {
	b.d.t.Helper()
	return b.post("/signin", b.fill("/signin", "user", user, "password", password))
}

// send fills a page's form and sends it: the way most acts are tested.
func (b *browser) send(page, to string, typed ...string) response {
	b.d.t.Helper()
	return b.post(to, b.fill(page, typed...))
}

// signedIn is a browser in which this admin has signed in.
func (d *desk) signedIn(user string) *browser {
	d.t.Helper()
	b := d.browser()
	require.Equal(d.t, http.StatusSeeOther, b.signIn(user, password).status)
	return b
}

func (d *desk) number(n int64) string { return strconv.FormatInt(n, 10) }
