package admin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/admin"
	"github.com/proli/proli/shared/access"
)

// TestEveryRouteAsksForItsRole walks the whole table as everybody.
func TestEveryRouteAsksForItsRole(t *testing.T) {
	d := newDesk(t)
	d.hire("v", access.Viewer)
	d.hire("e", access.Editor)
	d.hire("o", access.Owner)
	d.hire("x", "clown") // a role that there is not
	visitors := map[access.Role]*browser{
		access.Anyone: d.browser(), access.Viewer: d.signedIn("v"), access.Editor: d.signedIn("e"), access.Owner: d.signedIn("o"), "clown": d.signedIn("x"),
	}
	for _, route := range admin.Routes() {
		path := strings.NewReplacer("{$}", "", "{file}", "app.css", "{id...}", "no-such-lead").Replace(route.Path)
		for role, b := range visitors {
			if route.Path == "/signout" && role.May(route.Needs) {
				continue // it would end the visit; it has a test of its own
			}
			var got response
			if route.Method == http.MethodGet {
				got = b.get(path)
			} else {
				form := url.Values{}
				if role != access.Anyone {
					form = b.fill("/")
				}
				got = b.post(path, form)
			}
			name := route.Method + " " + path + " as " + string(role)
			switch {
			case role == access.Anyone && route.Needs != access.Anyone && route.Program:
				require.Equal(t, http.StatusUnauthorized, got.status, name)
			case role == access.Anyone && route.Needs != access.Anyone:
				require.Equal(t, http.StatusSeeOther, got.status, name)
				require.True(t, strings.HasPrefix(got.header.Get("Location"), "/signin"), name)
			case !role.May(route.Needs):
				require.Equal(t, http.StatusForbidden, got.status, name)
			case route.Method == http.MethodGet:
				require.NotEqual(t, http.StatusForbidden, got.status, name)
				require.False(t, strings.HasPrefix(got.header.Get("Location"), "/signin"), name)
			}
		}
	}
}

func TestEveryPostRefusesForgedForms(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	d.hire("yossi", access.Owner)
	stolen := d.signedIn("yossi").fill("/")
	for _, route := range admin.Routes() {
		if route.Method == http.MethodGet {
			continue
		}
		b := d.signedIn("dana")
		form := b.fill("/", "user", "dana", "password", password)
		for name, header := range map[string]map[string]string{
			"foreign origin":   {"Origin": "https://evil.example"},
			"foreign site":     {"Sec-Fetch-Site": "cross-site"},
			"sister site":      {"Origin": b.d.server.URL, "Sec-Fetch-Site": "same-site"},
			"hidden by a page": {"Origin": "null"},
		} {
			require.Equal(t, http.StatusForbidden, b.do("POST", route.Path, form, header).status, route.Path+" "+name)
		}
		for name, token := range map[string]string{"none": "", "wrong": strings.Repeat("0", 64), "another's": stolen.Get("csrf")} {
			forged := url.Values{"csrf": {token}, "user": {"dana"}, "password": {password}}
			require.Equal(t, http.StatusForbidden, b.post(route.Path, forged).status, route.Path+" "+name)
		}
		require.Equal(t, http.StatusOK, b.get("/").status, "none of it had an effect")
	}
}

func TestSignInNeedsItsOwnForm(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	typed := url.Values{"user": {"dana"}, "password": {password}}
	require.Equal(t, http.StatusForbidden, d.browser().post("/signin", typed).status, "no form was asked for")

	b, other := d.browser(), d.browser()
	form := b.fill("/signin", "user", "dana", "password", password)
	other.get("/signin")
	require.Equal(t, http.StatusForbidden, other.post("/signin", form).status, "another visitor's form")
	require.Equal(t, http.StatusSeeOther, b.do("POST", "/signin", form, nil).status, "a client that names no origin")
}

func TestHeaders(t *testing.T) {
	d := openDesk(t, false)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	for _, path := range []string{"/", "/leads", "/signin", "/static/app.css", "/health/live", "/nowhere"} {
		h := b.get(path).header
		policy := h.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'none'", path)
		require.NotContains(t, policy, "unsafe", path)
		require.Contains(t, policy, "frame-ancestors 'none'", path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Equal(t, "DENY", h.Get("X-Frame-Options"), path)
		require.Equal(t, "same-origin", h.Get("Referrer-Policy"), path)
		require.NotEmpty(t, h.Get("Strict-Transport-Security"), path)
	}
	cookies := d.browser().get("/signin").header.Values("Set-Cookie")
	require.Len(t, cookies, 1)
	require.Regexp(t, `^__Host-proli_form=.*Path=/;.*HttpOnly; Secure; SameSite=Lax$`, cookies[0])
}

func TestPagesHoldNothingInline(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	b := d.signedIn("dana")
	for _, path := range everyPage() {
		body := b.get(path).body
		require.NotContains(t, body, " style=", path)
		require.NotContains(t, body, "<style", path)
		require.NotContains(t, body, "<script>", path)
		require.NotRegexp(t, `\son[a-z]+=`, body, path)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Viewer)
	b := d.signedIn("dana")
	for _, path := range []string{"/nowhere", "/leads/none", "/leads?status=lost", "/leads?older=x", "/static/none.css"} {
		require.Equal(t, http.StatusNotFound, b.get(path).status, path)
	}
	require.Contains(t, b.get("/nowhere").body, `class="nav"`, "in the same frame")
	require.Equal(t, http.StatusMethodNotAllowed, b.post("/", b.fill("/")).status)
	large := b.fill("/", "current", strings.Repeat("x", 70<<10))
	require.Equal(t, http.StatusRequestEntityTooLarge, b.post("/password", large).status)
}

// everyPage are the pages that need nothing in the database.
func everyPage() []string {
	pages := []string{"/nowhere"}
	for _, r := range admin.Routes() {
		path := strings.ReplaceAll(r.Path, "{$}", "")
		if r.Method == http.MethodGet && !r.Program && !strings.Contains(path, "{") && path != "/settings/operations/qr" && !strings.HasSuffix(path, "/export") {
			pages = append(pages, path)
		}
	}
	return pages
}

// TestAFirstLookIsLight weighs each page with all that it links, as a first visit loads it.
func TestAFirstLookIsLight(t *testing.T) {
	d := newDesk(t)
	d.hire("dana", access.Owner)
	for i := range 60 {
		d.know(leak(fmt.Sprint("lead-", i), time.Duration(i)*time.Minute))
	}
	b := d.signedIn("dana")
	linked := regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)
	for _, path := range everyPage() {
		page := b.get(path)
		weight := len(page.body)
		for _, found := range linked.FindAllStringSubmatch(page.body, -1) {
			weight += len(b.get(strings.ReplaceAll(found[1], "&amp;", "&")).body)
		}
		require.Less(t, weight, 150<<10, path)
		require.NotContains(t, page.body, `src="http`, "%s: nothing is loaded from elsewhere", path)
	}
}
