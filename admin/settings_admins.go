package admin

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/fault"
)

// Staff keeps the list of admins and where each is signed in.
type Staff interface {
	ListAdmins(ctx context.Context) ([]access.Admin, error)
	// RemoveAdmin removes one who is at a version; otherwise it is a conflict.
	RemoveAdmin(ctx context.Context, user string, version int64) error
	SessionsOf(ctx context.Context, user string) ([]access.Session, error)
	// EndOtherSessions revokes every session of an admin but one.
	EndOtherSessions(ctx context.Context, user, but string) error
}

type adminsPage struct {
	frame
	Admins []access.Admin
	Form   *form
	// Given is a password that was made now, for Whom; it is shown this once.
	Given, Whom string
}

func (*adminsPage) template() string { return "settings_admins" }

// Roles are the choices of a role.
func (f *frame) Roles() []option {
	var list []option
	for _, role := range []access.Role{access.Viewer, access.Editor, access.Owner} {
		list = append(list, option{Value: string(role), Label: f.T("role." + string(role))})
	}
	return list
}

// ByGoogle reports whether an admin is known by e-mail: signed in by Google in front of us.
func (p *adminsPage) ByGoogle(user string) bool { return strings.Contains(user, "@") }

func (s *server) admins(v *visit) (answer, error) {
	return s.showAdmins(v, http.StatusOK, &adminsPage{Form: blank(v, "role", string(access.Viewer))})
}

func (s *server) showAdmins(v *visit, status int, p *adminsPage) (answer, error) {
	var err error
	p.Admins, err = s.Truth.ListAdmins(v.Context())
	return show(status, p), err
}

var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$|^[a-z0-9._%+-]{1,64}@[a-z0-9.-]{3,190}$`)

func (s *server) addAdmin(v *visit) (answer, error) {
	f := typed(v)
	user := strings.ToLower(f.Need("user", 254))
	role := access.Role(f.Choice("role", string(access.Viewer), string(access.Editor), string(access.Owner)))
	if user != "" && !userName.MatchString(user) {
		f.Refuse("user", "settings.admins.name")
	}
	if !f.OK() {
		return s.showAdmins(v, http.StatusUnprocessableEntity, &adminsPage{Form: f})
	}
	fresh := access.Admin{User: user, Role: role, CreatedAt: v.now.UTC()}
	p := &adminsPage{Form: blank(v, "role", string(access.Viewer)), Whom: user}
	if !strings.Contains(user, "@") {
		var err error
		if p.Given, err = s.givePassword(&fresh); err != nil {
			return answer{}, err
		}
	}
	err := s.audited(v, "admins.add", "admins/"+user, nil, audit.Fields{"role": string(role)}, func(ctx context.Context) error {
		a := fresh
		return s.Truth.SaveAdmin(ctx, &a)
	})
	if fault.KindOf(err) == fault.Conflict && err != nil {
		f.Refuse("user", "settings.admins.taken")
		return s.showAdmins(v, http.StatusUnprocessableEntity, &adminsPage{Form: f})
	}
	if err != nil {
		return answer{}, err
	}
	if p.Given == "" {
		return s.done(v, "/settings/admins", "settings.admins.added", "user", user), nil
	}
	return s.showAdmins(v, http.StatusOK, p) // no redirect: the password is shown once and kept nowhere
}

// givePassword makes a password that its owner changes at the first sign-in.
func (s *server) givePassword(a *access.Admin) (string, error) {
	given := rand.Text()[:14]
	hash, err := bcrypt.GenerateFromPassword([]byte(given), s.PasswordCost)
	if err != nil {
		return "", err
	}
	a.SetPassword(string(hash))
	a.MustChange = true
	return given, nil
}

// meant is the admin whom a form names, at the version that its visitor saw. Nobody locks
// themselves out: an owner's own rights are another owner's to change.
func (s *server) meant(v *visit, f *form) (*access.Admin, error) {
	user := f.Value("user")
	if user == v.admin.User {
		return nil, fault.New(fault.Invalid, "admin.admins", "oneself")
	}
	a, err := s.Truth.Admin(v.Context(), user)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.New(fault.NotFound, "admin.admins", "no such admin")
	}
	if a.Version != f.Version() {
		return nil, fault.New(fault.Conflict, "admin.admins", "changed meanwhile")
	}
	return a, nil
}

func (s *server) setRole(v *visit) (answer, error) {
	f := typed(v)
	a, err := s.meant(v, f)
	if err != nil {
		return answer{}, err
	}
	before := a.Role
	a.Role = access.Role(f.Choice("role", string(access.Viewer), string(access.Editor), string(access.Owner)))
	if !f.OK() {
		return answer{}, fault.New(fault.Invalid, "admin.role", "no such role")
	}
	err = s.audited(v, "admins.role", "admins/"+a.User, audit.Fields{"role": string(before)}, audit.Fields{"role": string(a.Role)}, func(ctx context.Context) error {
		next := *a
		return s.Truth.SaveAdmin(ctx, &next)
	})
	if err != nil {
		return answer{}, err
	}
	return s.done(v, "/settings/admins", "settings.saved"), nil
}

// resetPassword gives a new password, ends the lock and every session.
func (s *server) resetPassword(v *visit) (answer, error) {
	a, err := s.meant(v, typed(v))
	if err != nil {
		return answer{}, err
	}
	given, err := s.givePassword(a)
	if err != nil {
		return answer{}, err
	}
	err = s.audited(v, "admins.reset", "admins/"+a.User, nil, audit.Fields{"password": "given anew"}, func(ctx context.Context) error {
		next := *a
		if err := s.Truth.SaveAdmin(ctx, &next); err != nil {
			return err
		}
		return s.Truth.EndSessions(ctx, a.User)
	})
	if err != nil {
		return answer{}, err
	}
	return s.showAdmins(v, http.StatusOK, &adminsPage{Form: blank(v, "role", string(access.Viewer)), Given: given, Whom: a.User})
}

func (s *server) removeAdmin(v *visit) (answer, error) {
	a, err := s.meant(v, typed(v))
	if err != nil {
		return answer{}, err
	}
	err = s.audited(v, "admins.remove", "admins/"+a.User, audit.Fields{"role": string(a.Role)}, nil, func(ctx context.Context) error {
		if err := s.Truth.RemoveAdmin(ctx, a.User, a.Version); err != nil {
			return err
		}
		return s.Truth.EndSessions(ctx, a.User)
	})
	if err != nil {
		return answer{}, err
	}
	return s.done(v, "/settings/admins", "settings.admins.removed", "user", a.User), nil
}
