package admin

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/proli/proli/shared/access"
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
	layout := template.Must(template.ParseFS(pageFiles, "pages/layout.html", "pages/*parts.html"))
	pages := map[string]*template.Template{}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name != "layout" && !strings.HasSuffix(name, "parts") {
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

// follower is a page whose marked regions are kept up to date while it is open.
type follower interface {
	// topics are the collections that it shows, or "collection/id" for one document.
	topics() []string
}

// styled is a page that needs more stylesheets than its family's.
type styled interface{ styles() []string }

// frame is what every page has around it.
type frame struct {
	Lang   locale.Language
	Theme  string
	CSRF   string
	User   string
	Role   access.Role
	Now    time.Time
	Flash  *flash
	Styles []string // of the page's family, beside app.css
	Topics string
	Nav    []navItem
	url    url.URL
	script string
}

func (f *frame) base() *frame { return f }

// T is a text of the dashboard, or of the shared catalogue.
func (f *frame) T(key string, args ...any) string { return text(f.Lang, key, args...) }

// Count is a text for n things.
func (f *frame) Count(key string, n int, args ...any) string {
	return catalogue.Count(f.Lang, key, n, args...)
}

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

// Here is this page's address, to come back to.
func (f *frame) Here() string { return f.url.RequestURI() }

// In reports whether this page lies in a part of the dashboard.
func (f *frame) In(part string) bool {
	return f.url.Path == part || part != "/" && strings.HasPrefix(f.url.Path, part+"/")
}

// Edits reports whether the visitor may change things; templates leave out what would be refused.
func (f *frame) Edits() bool { return f.Role.May(access.Editor) }

// Owns reports whether the visitor is an owner.
func (f *frame) Owns() bool { return f.Role.May(access.Owner) }

// Asset is the address of a file of ours, which changes with its content.
func (f *frame) Asset(name string) string { return assetURL(name) }

// Script is the script of the page's family; empty when it has none.
func (f *frame) Script() string { return f.script }

// dress gives a frame the files of its page's family: the template's name up to the first "_".
// leads.css and leads.js go with leads, leads_one, leads_board.
func (f *frame) dress(template string) {
	family, _, _ := strings.Cut(template, "_")
	if _, ok := assets[family+".css"]; ok {
		f.Styles = []string{family + ".css"}
	}
	if _, ok := assets[family+".js"]; ok {
		f.script = family + ".js"
	}
}

func text(lang locale.Language, key string, args ...any) string {
	if !catalogue.Has(key) && locale.Default().Has(key) {
		return locale.Text(lang, key, args...)
	}
	return catalogue.Text(lang, key, args...)
}

func (v *visit) text(key string, args ...any) string { return text(v.lang, key, args...) }

// faultPage tells what is wrong and where to go from here.
type faultPage struct {
	frame
	Status int
	Back   string
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

// blankState is what the part "empty" shows where there is nothing yet.
type blankState struct{ Icon, Title, Text, Path, Link string }

// Blank is an empty state in words of the catalogue: its title and, under "key.text", what to do.
func (f *frame) Blank(icon, key string) blankState {
	return blankState{Icon: icon, Title: f.T(key), Text: f.T(key + ".text")}
}

// Leading is an empty state with a way out of it.
func (b blankState) Leading(path, link string) blankState {
	b.Path, b.Link = path, link
	return b
}

// ask is a question before an act, for the part "ask" to draw: a button that opens a
// dialog with the question and the form that does it.
type ask struct {
	ID, Button, Title, Text, Do, No, To, CSRF string
	Danger                                    bool
	Hidden                                    [][2]string
}

// Ask is a button with a question in words of the catalogue: key is the button, key.title
// and key.text the question, key.do the button that does it.
func (f *frame) Ask(id, key, to string) ask {
	return ask{ID: id, Button: f.T(key), Title: f.T(key + ".title"), Text: f.T(key + ".text"), Do: f.T(key + ".do"), No: f.T("ask.no"), To: to, CSRF: f.CSRF}
}

// With adds a hidden field.
func (a ask) With(name string, value any) ask {
	a.Hidden = append(a.Hidden[:len(a.Hidden):len(a.Hidden)], [2]string{name, fmt.Sprint(value)})
	return a
}

// Dangerous marks what cannot be taken back.
func (a ask) Dangerous() ask { a.Danger = true; return a }
