package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"crypto/rand"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
)

type signInPage struct {
	frame
	Typed string
	Next  string
	Fault string
}

func (*signInPage) template() string { return "signin" }

func (s *server) signInForm(v *visit) (answer, error) {
	if v.admin != nil {
		return goTo(local(v.URL.Query().Get("next"))), nil
	}
	return s.askToSignIn(v, http.StatusOK, &signInPage{Next: v.URL.Query().Get("next")}), nil
}

// askToSignIn shows the form; a visitor's first one brings the cookie that its hidden field is made of.
func (s *server) askToSignIn(v *visit, status int, p *signInPage) answer {
	if v.form == "" {
		v.form = rand.Text()
		v.set = append(v.set, s.cookie(formName, v.form, 24*time.Hour))
	}
	return show(status, p)
}

func (s *server) signIn(v *visit) (answer, error) {
	user := strings.ToLower(strings.TrimSpace(v.PostFormValue("user")))
	p := &signInPage{Typed: user, Next: v.PostFormValue("next")}
	admin, right, err := s.verify(v.Context(), user, v.PostFormValue("password"), v.now)
	switch {
	case err != nil:
		return answer{}, err
	case right:
		if err := s.begin(v.Context(), v, admin.User); err != nil {
			return answer{}, err
		}
		return goTo(local(p.Next)), nil
	case admin != nil && admin.Locked(v.now):
		wait := admin.LockedUntil.Sub(v.now)
		p.Fault = v.text("signin.locked", "wait", locale.Duration(v.lang, max(wait.Round(time.Minute), time.Minute)))
		a := s.askToSignIn(v, http.StatusTooManyRequests, p)
		a.header = map[string]string{"Retry-After": strconv.Itoa(int(wait/time.Second) + 1)}
		return a, nil
	}
	p.Fault = v.text("signin.wrong")
	return s.askToSignIn(v, http.StatusUnprocessableEntity, p), nil
}

// verify looks at one password. The attempt is stored before the look: guesses made side by
// side lose the race for the account's version and are never looked at.
func (s *server) verify(ctx context.Context, user, password string, now time.Time) (*access.Admin, bool, error) {
	admin, err := s.Truth.Admin(ctx, user)
	if err != nil {
		return nil, false, err
	}
	if admin == nil {
		_, err := s.matches(ctx, s.nobody, password)
		return nil, false, err
	}
	if !admin.Attempt(now) {
		return admin, false, nil
	}
	if err := s.Truth.SaveAdmin(ctx, admin); err != nil {
		return nil, false, err
	}
	right, err := s.matches(ctx, []byte(admin.PasswordHash), password)
	if err != nil || !right {
		return admin, false, err
	}
	return admin, true, s.forget(ctx, admin)
}

// forget clears the attempts. A wrong guess that came between changes nothing about
// this one being right, so a conflict only leaves the count for the next sign-in.
func (s *server) forget(ctx context.Context, admin *access.Admin) error {
	admin.SignedIn()
	err := s.Truth.SaveAdmin(ctx, admin)
	if fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}

func (s *server) matches(ctx context.Context, hash []byte, password string) (bool, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return false, fmt.Errorf("admin.password: %w", ctx.Err())
	}
	return bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil, nil
}

func (s *server) signOut(v *visit) (answer, error) {
	if v.proxied {
		return goTo("/?gcp-iap-mode=CLEAR_LOGIN_COOKIE"), nil // it is the proxy's to do
	}
	if err := s.Truth.EndSession(v.Context(), hashed("session", v.token)); err != nil {
		return answer{}, err
	}
	v.set = append(v.set, s.cookie(sessionName, "", -time.Second))
	return goTo("/signin"), nil
}

// local is where to go after signing in: a page of ours, whatever the address said.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") ||
		strings.HasPrefix(next, "/signin") || strings.HasPrefix(next, "/signout") {
		return "/"
	}
	return next
}
