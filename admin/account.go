package admin

import (
	"context"
	"net/http"

	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/audit"
)

type accountPage struct {
	frame
	Sessions []access.Session
	This     string
}

func (*accountPage) template() string { return "account" }

func (s *server) account(v *visit) (answer, error) {
	sessions, err := s.Truth.SessionsOf(v.Context(), v.admin.User)
	if err != nil {
		return answer{}, err
	}
	p := &accountPage{This: hashed("session", v.token)}
	for _, session := range sessions {
		if session.Live(v.now) {
			p.Sessions = append(p.Sessions, session)
		}
	}
	return show(http.StatusOK, p), nil
}

// endSessions signs the visitor out everywhere else.
func (s *server) endSessions(v *visit) (answer, error) {
	err := s.audited(v, "account.end_sessions", "admins/"+v.admin.User, nil, audit.Fields{"sessions": "all others"}, func(ctx context.Context) error {
		return s.Truth.EndOtherSessions(ctx, v.admin.User, hashed("session", v.token))
	})
	if err != nil {
		return answer{}, err
	}
	return s.done(v, "/account", "account.ended"), nil
}
