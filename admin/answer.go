package admin

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// answer is what a handler decided: a page with its status, where to go next, or a file.
type answer struct {
	status int
	page   page
	to     string
	header map[string]string
	file   func(io.Writer) error
}

func show(status int, p page) answer { return answer{status: status, page: p} }

// goTo sends the browser on with a GET, so that reloading repeats nothing.
func goTo(to string) answer { return answer{status: http.StatusSeeOther, to: to} }

// done says on the next page what was done, and goes there.
func (s *server) done(v *visit, to, key string, args ...any) answer {
	return s.told(v, to, flash{Text: v.text(key, args...)})
}

// refused says on the next page why nothing was done. It is for acts without a form of
// their own: a button that came too late.
func (s *server) refused(v *visit, to, key string, args ...any) answer {
	return s.told(v, to, flash{Text: v.text(key, args...), Bad: true})
}

func (s *server) told(v *visit, to string, f flash) answer {
	v.set = append(v.set, s.cookie(flashName, f.encode(), time.Minute))
	return goTo(to)
}

// download is a file that the browser keeps under a name; it is written as it is made.
func download(name, contentType string, write func(io.Writer) error) answer {
	return answer{status: http.StatusOK, file: write, header: map[string]string{
		"Content-Type":        contentType,
		"Content-Disposition": mime.FormatMediaType("attachment", map[string]string{"filename": name}),
	}}
}

// inline is a file that a page shows, an image; it is kept by the visitor's browser alone.
func inline(contentType string, write func(io.Writer) error) answer {
	return answer{status: http.StatusOK, file: write, header: map[string]string{
		"Content-Type": contentType, "Content-Disposition": "inline", "Cache-Control": "private, max-age=300",
		"Content-Security-Policy": "default-src 'none'; sandbox",
	}}
}

// flash is one sentence about what was just done, shown once.
type flash struct {
	Text string
	Bad  bool
}

const (
	flashName = "proli_flash"
	maxFlash  = 1 << 10
)

func (f flash) encode() string {
	f.Text = f.Text[:min(len(f.Text), maxFlash)]
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // a string and a bool can always be written
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// flashed takes the sentence, if there is one; a page that renews itself leaves it alone.
func (s *server) flashed(v *visit) *flash {
	kept := s.read(v, flashName)
	if kept == "" || v.byItself() {
		return nil
	}
	v.set = append(v.set, s.cookie(flashName, "", -time.Second))
	raw, err := base64.RawURLEncoding.DecodeString(kept)
	var f flash
	if err != nil || json.Unmarshal(raw, &f) != nil || f.Text == "" {
		return nil
	}
	f.Text = strings.ToValidUTF8(f.Text, "")
	return &f
}

func (s *server) write(w http.ResponseWriter, v *visit, a answer) {
	var body bytes.Buffer // nothing is sent before the whole page stands
	if a.page != nil {
		s.render(&body, v, a.page)
	}
	for _, c := range v.set {
		http.SetCookie(w, c)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	switch {
	case a.file != nil:
		if until, ok := v.Context().Deadline(); ok {
			_ = http.NewResponseController(w).SetWriteDeadline(until) // a test's recorder has none
		}
		w.WriteHeader(a.status)
		if err := a.file(w); err != nil {
			s.fail(v, err)
			panic(http.ErrAbortHandler) // the browser must see that the file is not whole
		}
	case a.page == nil:
		http.Redirect(w, v.Request, a.to, a.status)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Language", string(v.lang))
		w.WriteHeader(a.status)
		_, _ = overrides.WriteString(w, body.String()) // the visitor went away: nobody is left to tell
	}
}

func (s *server) render(body io.Writer, v *visit, p page) {
	f := p.base()
	f.Lang, f.Theme, f.CSRF, f.Now, f.url = v.lang, v.theme, v.csrf(), v.now, *v.URL
	f.dress(p.template())
	if more, ok := p.(styled); ok {
		f.Styles = append(f.Styles, more.styles()...)
	}
	if v.admin != nil {
		f.User, f.Role = v.admin.User, v.admin.Role
		f.Flash = s.flashed(v)
		f.Nav = s.nav(v, f)
	}
	if live, ok := p.(follower); ok {
		f.Topics = strings.Join(live.topics(), " ")
	}
	if err := templates[p.template()].ExecuteTemplate(body, "layout", p); err != nil {
		panic(fmt.Errorf("page %s: %w", p.template(), err))
	}
}
