// Package config reads the environment into one struct per concern. A program
// asks for those that it uses and then for Err, which names every variable that
// is missing or wrong, and how to mend it, at once; a value is never shown.
package config

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Env is one reading of the environment.
type Env struct {
	ctx      context.Context // for the secrets that values may point to
	lookup   func(string) (string, bool)
	secret   Secret
	problems []error
	checking bool
}

// ErrChecked is Err of a check that found nothing wrong.
var ErrChecked = errors.New("configuration: nothing is wrong with what can be seen without reading secrets")

// Check starts a reading that reads no secrets and ends in an error either way: in
// ErrChecked when nothing is wrong. It is for the start of a program, which must not dial.
func Check(lookup func(string) (string, bool)) *Env {
	return &Env{ctx: context.Background(), lookup: lookup, checking: true}
}

// Secret reads the value of projects/p/secrets/s/versions/v in Secret Manager, or in
// the stand-in at the given address when it is not empty. It bounds its own wait.
type Secret func(ctx context.Context, emulator, name string) (string, error)

// Read starts a reading. Lookup is os.LookupEnv; secret is only called for values
// that begin with sm://, and may be nil in a program that has none.
func Read(ctx context.Context, lookup func(string) (string, bool), secret Secret) *Env {
	return &Env{ctx: ctx, lookup: lookup, secret: secret}
}

// Err is all that was found wrong so far, one line each, or nil.
func (e *Env) Err() error {
	switch {
	case len(e.problems) == 0 && e.checking:
		return ErrChecked
	case len(e.problems) == 0:
		return nil
	}
	return fmt.Errorf("configuration:\n%w", errors.Join(e.problems...))
}

func (e *Env) problem(name, format string, args ...any) {
	if raw, _ := e.lookup(name); e.checking && secretName.MatchString(strings.TrimPrefix(raw, "sm://")) {
		return // its value is not known yet
	}
	p := name + " " + fmt.Sprintf(format, args...)
	for _, known := range e.problems { // two concerns may share a variable
		if known.Error() == p {
			return
		}
	}
	e.problems = append(e.problems, errors.New(p))
}

var secretName = regexp.MustCompile(`^projects/[^/]+/secrets/[^/]+/versions/[^/]+$`)

// get is the variable's value, or fallback when it is absent or empty.
func (e *Env) get(name, fallback string) string {
	value, _ := e.lookup(name)
	value = strings.TrimSpace(value)
	if value == "" {
		return fallback
	}
	secret, found := strings.CutPrefix(value, "sm://")
	if !found {
		return value
	}
	if !secretName.MatchString(secret) {
		e.problem(name, "names no secret: write sm://projects/PROJECT/secrets/SECRET/versions/VERSION")
		return ""
	}
	if e.checking {
		return ""
	}
	if e.secret == nil {
		e.problem(name, "points to Secret Manager, which this program does not read: set the value itself")
		return ""
	}
	value, err := e.secret(e.ctx, e.emulator("SECRETS_EMULATOR_HOST"), secret)
	if err != nil {
		e.problem(name, "could not be read from Secret Manager (%s): check that it exists and that this service account may read it: %v", secret, err)
		return ""
	}
	return strings.TrimSpace(value)
}

// need is get for a variable that must be there; mend says what to set.
func (e *Env) need(name, mend string) string {
	before := len(e.problems)
	value := e.get(name, "")
	if value == "" && len(e.problems) == before {
		e.problem(name, "is missing: %s", mend)
	}
	return value
}

func (e *Env) list(name, fallback string) []string {
	var all []string
	for _, v := range strings.Split(e.get(name, fallback), ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// address checks an http(s) address and drops its trailing slash. In the open it must be https.
func (e *Env) address(name, value string) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		e.problem(name, "is no address: write it in full, such as https://example.com")
	case u.Scheme == "http" && !e.development():
		e.problem(name, "must begin with https:// outside development")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		e.problem(name, "must be an address only, without user, query or fragment")
	}
	return strings.TrimRight(value, "/")
}

// emulator is the host:port of a stand-in; there are none outside development.
func (e *Env) emulator(name string) string {
	value, _ := e.lookup(name)
	if value == "" {
		return ""
	}
	if !e.development() {
		e.problem(name, "points to a stand-in, which only ENVIRONMENT=development may use: unset it")
		return ""
	}
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		e.problem(name, "is no address: write host:port, such as 127.0.0.1:8086")
	}
	return value
}

func (e *Env) development() bool {
	value, _ := e.lookup("ENVIRONMENT")
	return strings.TrimSpace(value) == Development
}
