package browser_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/browser"
)

// pages are those that are looked at in both languages, both themes and two widths, a block
// a page family. A new page gets its row here.
var pages = []struct{ name, path string }{
	{"home", "/"},
	{"leads", "/leads"},
	{"lead", "/leads/lead-08"},
	{"lead-human", "/leads/lead-02"},
	{"leads-board", "/leads/board"},
	{"leads-new", "/leads/new"},
	{"leads-assign", "/leads/assign/lead-01"},
	{"leads-nothing", "/leads?q=nobody&trade=plumber"},
	{"inbox", "/inbox"},
	{"inbox-chat", "/inbox/972000000031@c.us"},
	{"pros", "/pros"},
	{"pro", "/pros/{pro}"},
	{"pro-edit", "/pros/{pro}/edit"},
	{"pro-waiting", "/pros/pro_waits"},
	{"pros-none", "/pros?q=nobody"},
	{"schedule", "/schedule"},
	{"week", "/schedule/{pro}"},
	{"week-hour", "/schedule/{pro}?week=2026-03-01&day=2026-03-03&at=2026-03-03T15:00"},
	{"week-appointment", "/schedule/{pro}?week=2026-03-01&day=2026-03-03&entry=week/a"},
	{"week-clocks", "/schedule/{pro}?week=2026-03-22"},
	{"week-holidays", "/schedule/{pro}?week=2026-09-20"},
	{"bulk", "/schedule/bulk?from=2026-03-02&to=2026-03-05&mode=close"},
	{"analytics", "/analytics"},
	{"settings", "/settings"},
	{"jobs", "/settings/jobs"},
	{"operations", "/settings/operations"},
	{"admins", "/settings/admins"},
	{"audit", "/settings/audit"},
	{"privacy", "/settings/privacy"},
	{"account", "/account"},
	{"password", "/password"},
	{"nowhere", "/nowhere"},
}

// wholeDay is a dashboard with something on every page.
func wholeDay(t *testing.T, more ...func(*world)) *world {
	t.Helper()
	return begin(t, append([]func(*world){employ, begun, busy, month, troubled, acted}, more...)...)
}

// widths of a desktop and of a phone, in pixels.
var widths = []struct {
	name          string
	width, height int64
}{{"desktop", 1360, 900}, {"phone", 360, 780}}

// TestPictures takes a picture of every page, as `make screenshots` keeps them.
func TestPictures(t *testing.T) {
	w := begin(t, employ, begun, troubled, acted, busy, month)
	p := w.signedIn("he")
	for _, page := range pages {
		for _, lang := range []string{"he", "en"} {
			p.Visit(w.path(strings.ReplaceAll(page.path, "{pro}", w.pros[0].ID), "lang", lang))
			for _, theme := range []string{"light", "dark"} {
				p.Scheme(theme)
				for _, size := range widths {
					p.ShootAll(page.name+"-"+lang+"-"+theme+"-"+size.name, size.width, size.height)
					p.Until(`document.documentElement.scrollWidth <= innerWidth`) // nothing is cut off sideways
				}
			}
		}
	}
	require.Empty(t, complaints(p))
}

// complaints are what the browser held against a page; that it was refused is no complaint.
func complaints(p *browser.Page) (list []string) {
	for _, said := range p.Console() {
		if !strings.Contains(said, "status of 404") && !strings.Contains(said, "status of 422") && !strings.Contains(said, "status of 409") {
			list = append(list, said)
		}
	}
	return list
}
