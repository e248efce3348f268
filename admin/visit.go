package admin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/locale"
)

const (
	maxForm       = 64 << 10
	maxCookieAge  = 365 * 24 * time.Hour
	languageName  = "lang"
	themeName     = "theme"
	requestBudget = 15 * time.Second
	proxyHeader   = "X-Goog-IAP-JWT-Assertion"
)

// visit is one request, and who makes it in which language.
type visit struct {
	*http.Request
	lang  locale.Language
	theme string // "light", "dark", or empty for what the device prefers
	admin *access.Admin
	token string // of the session; empty when nobody is signed in
	form  string // of a visitor who has yet to sign in
	now   time.Time
	set   []*http.Cookie

	proxied bool // signed in by the proxy in front, without a session
}

func (s *server) newVisit(w http.ResponseWriter, r *http.Request, body int64) *visit {
	r.Body = http.MaxBytesReader(w, r.Body, body)
	v := &visit{Request: r, now: s.Now()}
	v.lang = locale.Of(s.remembered(v, languageName, "he", "en"))
	v.theme = s.remembered(v, themeName, "light", "dark", "auto")
	if v.theme == "auto" {
		v.theme = ""
	}
	return v
}

// remembered is a choice made in the address now, or in a cookie before.
func (s *server) remembered(v *visit, name string, choices ...string) string {
	asked := v.URL.Query().Get(name)
	for _, choice := range choices {
		if asked == choice {
			v.set = append(v.set, s.cookie(name, choice, maxCookieAge))
			return choice
		}
	}
	if c, err := v.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}

// cookie is out of reach for scripts and other sites; over https its name binds it to this host.
func (s *server) cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: !s.Development, SameSite: http.SameSiteLaxMode,
	}
}

func (s *server) cookieName(name string) string {
	if s.Development || name == languageName || name == themeName {
		return name
	}
	return "__Host-" + name
}

func (s *server) read(v *visit, name string) string {
	if c, err := v.Cookie(s.cookieName(name)); err == nil {
		return c.Value
	}
	return ""
}

const (
	sessionName = "proli_session"
	formName    = "proli_form"
)

// recognise finds out who is asking. A session that is over counts as none.
func (s *server) recognise(v *visit) error {
	v.form, v.admin, v.token, v.proxied = s.read(v, formName), nil, "", false
	if known, err := s.vouched(v); err != nil || known {
		return err
	}
	token := s.read(v, sessionName)
	if token == "" {
		return nil
	}
	ctx := v.Context()
	session, err := s.Truth.Session(ctx, hashed("session", token))
	if err != nil || session == nil || !session.Live(v.now) {
		return err
	}
	if v.admin, err = s.Truth.Admin(ctx, session.User); err != nil || v.admin == nil {
		return err
	}
	v.token = token
	if session.Stale(v.now) && !v.byItself() { // a page left open does not keep its visitor signed in
		return s.Truth.SeeSession(ctx, session.ID, v.now)
	}
	return nil
}

// whereFrom is the page to come back to after signing in: the one asked for, or for a form the
// one on which it stood.
func (v *visit) whereFrom() string {
	if v.Method == http.MethodGet {
		return v.URL.RequestURI()
	}
	from, err := url.Parse(v.Referer())
	if err != nil || from.Host != v.Host {
		return "/"
	}
	return from.RequestURI()
}

// vouched asks the proxy in front who is there, when one stands there: then nobody comes
// in without its signed word. An e-mail that no owner has given a role signs in by password.
func (s *server) vouched(v *visit) (known bool, err error) {
	if s.Proxy == nil {
		return false, nil
	}
	email, err := s.Proxy.Email(v.Context(), v.Header.Get(proxyHeader))
	if err != nil {
		return false, err
	}
	if v.admin, err = s.Truth.Admin(v.Context(), email); err != nil || v.admin == nil {
		return false, err
	}
	v.proxied = true
	if v.form == "" { // there is no session that forms could be made of
		v.form = rand.Text()
		v.set = append(v.set, s.cookie(formName, v.form, 24*time.Hour))
	}
	return true, nil
}

// parse reads the form; only a row that allows for large bodies takes files.
func (v *visit) parse(r route) error {
	if r.body > maxForm {
		err := v.ParseMultipartForm(r.body)
		if !errors.Is(err, http.ErrNotMultipart) {
			return err
		}
	}
	return v.ParseForm()
}

// byItself reports whether an open page asks for its newest state, and not a person.
func (v *visit) byItself() bool { return v.Header.Get("X-Live") != "" || v.URL.Path == "/live" }

// begin signs an admin in: a new token, which only the browser knows.
func (s *server) begin(ctx context.Context, v *visit, user string) error {
	if v.token != "" {
		if err := s.Truth.EndSession(ctx, hashed("session", v.token)); err != nil {
			return err
		}
	}
	token := rand.Text()
	if err := s.Truth.BeginSession(ctx, access.NewSession(hashed("session", token), user, v.UserAgent(), v.now)); err != nil {
		return err
	}
	v.set = append(v.set, s.cookie(sessionName, token, access.SessionLife))
	return nil
}

// csrf is what this visitor's forms carry: derived from a cookie that other sites can
// neither read nor, over https, set.
func (v *visit) csrf() string {
	switch {
	case v.token != "":
		return hashed("form of session", v.token)
	case v.form != "":
		return hashed("form", v.form)
	}
	return ""
}

func (v *visit) holdsToken(got string) bool {
	want := v.csrf()
	return want != "" && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// hashed keeps a token's uses apart: knowing one tells nothing of the others.
func hashed(use, token string) string {
	sum := sha256.Sum256([]byte(use + "\x00" + token))
	return hex.EncodeToString(sum[:])
}
