package admin

import (
	"context"
	"fmt"
	"net/http"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/audit"
)

const (
	minPassword = 10 // characters
	maxPassword = 72 // bytes; bcrypt looks at no more
)

type passwordPage struct {
	frame
	Must  bool
	Fault string
}

func (*passwordPage) template() string { return "password" }

func (s *server) passwordForm(v *visit) (answer, error) {
	return show(http.StatusOK, &passwordPage{Must: v.admin.MustChange}), nil
}

// changePassword ends every session of this admin, here too, and begins a new one: a
// stolen one does not outlive the change.
func (s *server) changePassword(v *visit) (answer, error) {
	ctx := v.Context()
	fresh := v.PostFormValue("new")
	key := ""
	switch {
	case utf8.RuneCountInString(fresh) < minPassword || len(fresh) > maxPassword:
		key = "password.length"
	case fresh != v.PostFormValue("again"):
		key = "password.differs"
	case fresh == v.PostFormValue("current"):
		key = "password.same"
	}
	if key == "" {
		admin, right, err := s.verify(ctx, v.admin.User, v.PostFormValue("current"), v.now)
		if err != nil {
			return answer{}, err
		}
		if right {
			return s.replacePassword(v, admin, fresh)
		}
		key = "password.wrong"
		if admin.Locked(v.now) {
			key = "password.locked"
		}
	}
	p := &passwordPage{Must: v.admin.MustChange, Fault: v.text(key, "min", minPassword)}
	return show(http.StatusUnprocessableEntity, p), nil
}

func (s *server) replacePassword(v *visit, admin *access.Admin, fresh string) (answer, error) {
	ctx := v.Context()
	hash, err := bcrypt.GenerateFromPassword([]byte(fresh), s.PasswordCost)
	if err != nil {
		return answer{}, fmt.Errorf("admin.password: %w", err)
	}
	admin.SetPassword(string(hash))
	err = s.audited(v, "account.password", "admins/"+admin.User, nil, audit.Fields{"password": "chosen anew"}, func(ctx context.Context) error {
		next := *admin
		if err := s.Truth.SaveAdmin(ctx, &next); err != nil {
			return err
		}
		return s.Truth.EndSessions(ctx, admin.User)
	})
	if err != nil {
		return answer{}, err
	}
	if err := s.begin(ctx, v, admin.User); err != nil {
		return answer{}, err
	}
	return goTo("/"), nil
}
