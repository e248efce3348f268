package admin

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed texts/*.txt
var textFiles embed.FS

var (
	catalogue = locale.Must(sub(textFiles, "texts"))
	templates = parsePages()
)

func sub(files embed.FS, dir string) fs.FS {
	inner, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return inner
}

// parsePages gives each page its own copy of the layout.
func parsePages() map[string]*template.Template {
	layout := template.Must(template.ParseFS(pageFiles, "pages/layout.html", "pages/parts.html"))
	pages := map[string]*template.Template{}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name != "layout" && name != "parts" {
			pages[name] = template.Must(template.Must(layout.Clone()).ParseFS(pageFiles, file))
		}
	}
	return pages
}

// page is what a handler shows: a struct with what its template needs, and the frame.
type page interface {
	template() string
	base() *frame
}

// frame is what every page has around it.
type frame struct {
	Lang  locale.Language
	Theme string
	CSRF  string
	User  string
	Role  access.Role
	Now   time.Time
	url   url.URL
}

func (f *frame) base() *frame { return f }

// T is a text of the dashboard, or of the shared catalogue.
func (f *frame) T(key string, args ...any) string { return text(f.Lang, key, args...) }

// Count is a text for n things.
func (f *frame) Count(key string, n int) string { return catalogue.Count(f.Lang, key, n) }

// Dir is the page's direction.
func (f *frame) Dir() string { return f.Lang.Dir() }

// OtherLang is the language that the switch leads to.
func (f *frame) OtherLang() locale.Language { return f.Lang.Other() }

// With is this page's address with one more choice in it.
func (f *frame) With(name, value string) string {
	q := f.url.Query()
	q.Set(name, value)
	return f.url.Path + "?" + q.Encode()
}

// In reports whether this page lies in a part of the dashboard.
func (f *frame) In(part string) bool {
	return f.url.Path == part || part != "/" && strings.HasPrefix(f.url.Path, part+"/")
}

// Near is a moment as people say it today.
func (f *frame) Near(t time.Time) string { return locale.Near(f.Lang, t, f.Now) }

// Today is the date now.
func (f *frame) Today() string { return locale.Date(f.Lang, f.Now) }

// Clock is the hour on the wall.
func (f *frame) Clock(t time.Time) string { return locale.Clock(t) }

// Machine is a moment as <time datetime> wants it.
func (f *frame) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Trade is what people call a trade.
func (f *frame) Trade(trade string) string { return locale.Trade(f.Lang, trade) }

// Money is an amount in shekels.
func (f *frame) Money(ils int) string { return locale.Money(ils) }

// Short is a moment for a narrow column: the hour while it is near, the date when it is not.
func (f *frame) Short(t time.Time) string {
	if away := f.Now.Sub(t).Abs(); away < 24*time.Hour {
		return locale.Near(f.Lang, t, f.Now)
	}
	return locale.Numeric(f.Lang, t)
}

// Statuses is what people call all leads of a status.
func (f *frame) Statuses(s lead.Status) string { return f.T("statuses." + string(s)) }

// Status is what people call a lead's status.
func (f *frame) Status(s lead.Status) string { return f.T("status." + string(s)) }

// pill is a status as the part "status" shows it.
type pill struct {
	Status lead.Status
	Name   string
}

// Pill is a status with its name, for the part that draws it.
func (f *frame) Pill(s lead.Status) pill { return pill{Status: s, Name: f.Status(s)} }

// Or gives the text itself, or a text of ours when it is empty.
func (f *frame) Or(s, key string) string {
	if strings.TrimSpace(s) == "" {
		return f.T(key)
	}
	return s
}

// Asset is the address of a file of ours, which changes with its content.
func (f *frame) Asset(name string) string { return assetURL(name) }

func text(lang locale.Language, key string, args ...any) string {
	if !catalogue.Has(key) && locale.Default().Has(key) {
		return locale.Text(lang, key, args...)
	}
	return catalogue.Text(lang, key, args...)
}

func (v *visit) text(key string, args ...any) string { return text(v.lang, key, args...) }

// answer is what a handler decided: a page with its status, or where to go next.
type answer struct {
	status int
	page   page
	to     string
	header map[string]string
}

func show(status int, p page) answer { return answer{status: status, page: p} }

// goTo sends the browser on with a GET, so that reloading repeats nothing.
func goTo(to string) answer { return answer{status: http.StatusSeeOther, to: to} }

func (s *server) write(w http.ResponseWriter, v *visit, a answer) {
	for _, c := range v.set {
		http.SetCookie(w, c)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.page == nil {
		http.Redirect(w, v.Request, a.to, a.status)
		return
	}
	f := a.page.base()
	f.Lang, f.Theme, f.CSRF, f.Now, f.url = v.lang, v.theme, v.csrf(), v.now, *v.URL
	if v.admin != nil {
		f.User, f.Role = v.admin.User, v.admin.Role
	}
	var body bytes.Buffer // nothing is sent before the whole page stands
	if err := templates[a.page.template()].ExecuteTemplate(&body, "layout", a.page); err != nil {
		panic(fmt.Errorf("page %s: %w", a.page.template(), err))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(v.lang))
	w.WriteHeader(a.status)
	_, _ = body.WriteTo(w) // the visitor went away: nobody is left to tell
}

// faultPage tells what is wrong and where to go from here.
type faultPage struct {
	frame
	Status int
}

func (*faultPage) template() string { return "fault" }

// Key is the part of the catalogue that speaks about this status.
func (p *faultPage) Key(part string) string {
	key := fmt.Sprintf("fault.%d.%s", p.Status, part)
	if catalogue.Has(key) {
		return key
	}
	return "fault.503." + part
}
