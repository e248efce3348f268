package admin

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/roster"
)

// route is one row of the table: who may do what where.
type route struct {
	method, path string
	needs        access.Role
	do           func(*server, *visit) (answer, error)
	raw          func(*server, http.ResponseWriter, *visit) // instead of do: no page; whoever may not come in is told by a status
	body         int64                                      // bytes that a form may have; 0 is maxForm. With more it may carry files.
	budget       time.Duration                              // for the answer; 0 is requestBudget
}

// routes is the whole table, a block a page family.
var routes = []route{
	// Outside
	{method: "GET", path: "/health/live", needs: access.Anyone, raw: (*server).live},
	{method: "GET", path: "/health/ready", needs: access.Anyone, raw: (*server).readyz},
	{method: "GET", path: "/static/{file}", needs: access.Anyone, raw: (*server).static},
	{method: "GET", path: "/signin", needs: access.Anyone, do: (*server).signInForm},
	{method: "POST", path: "/signin", needs: access.Anyone, do: (*server).signIn},
	{method: "POST", path: "/signout", needs: access.Viewer, do: (*server).signOut},
	{method: "GET", path: "/password", needs: access.Viewer, do: (*server).passwordForm},
	{method: "POST", path: "/password", needs: access.Viewer, do: (*server).changePassword},
	{method: "GET", path: "/live", needs: access.Viewer, raw: (*server).stream, budget: streamLife},

	// Home
	{method: "GET", path: "/{$}", needs: access.Viewer, do: (*server).home},
	{method: "GET", path: "/", needs: access.Viewer, do: (*server).nowhere},

	// Leads
	{method: "GET", path: "/leads", needs: access.Viewer, do: (*server).leads},
	{method: "GET", path: "/leads/board", needs: access.Viewer, do: (*server).leadsBoard},
	{method: "GET", path: "/leads/export", needs: access.Viewer, do: (*server).leadsExport, budget: exportBudget},
	{method: "GET", path: "/leads/new", needs: access.Editor, do: (*server).leadsNew},
	{method: "POST", path: "/leads/new", needs: access.Editor, do: (*server).leadsCreate},
	{method: "GET", path: "/leads/assign/{id...}", needs: access.Editor, do: (*server).leadAssignForm},
	{method: "POST", path: "/leads/assign/{id...}", needs: access.Editor, do: (*server).leadAssign},
	{method: "GET", path: "/leads/file/{object...}", needs: access.Viewer, do: (*server).leadFile},
	{method: "GET", path: "/leads/{id...}", needs: access.Viewer, do: (*server).lead},
	{method: "POST", path: "/leads/{id...}", needs: access.Editor, do: (*server).leadAct},

	// Inbox
	{method: "GET", path: "/inbox", needs: access.Viewer, do: (*server).inbox},
	{method: "GET", path: "/inbox/{chat...}", needs: access.Viewer, do: (*server).inboxChat},
	{method: "POST", path: "/inbox/{chat...}", needs: access.Editor, do: (*server).inboxAct},

	// Pros
	{method: "GET", path: "/pros", needs: access.Viewer, do: (*server).prosList},
	{method: "GET", path: "/pros/new", needs: access.Editor, do: (*server).proNewForm},
	{method: "POST", path: "/pros/new", needs: access.Editor, do: (*server).proNew},
	{method: "GET", path: "/pros/{id}", needs: access.Viewer, do: (*server).proOne},
	{method: "GET", path: "/pros/{id}/photo", needs: access.Viewer, do: (*server).proPhoto},
	{method: "GET", path: "/pros/{id}/edit", needs: access.Editor, do: (*server).proEditForm},
	{method: "POST", path: "/pros/{id}/edit", needs: access.Editor, do: (*server).proEdit},
	{method: "POST", path: "/pros/{id}/photo", needs: access.Editor, do: (*server).proUpload, body: roster.MaxPhoto + 64<<10},
	{method: "POST", path: "/pros/{id}/approve", needs: access.Editor, do: (*server).proApprove},
	{method: "POST", path: "/pros/{id}/refuse", needs: access.Editor, do: (*server).proRefuse},
	{method: "POST", path: "/pros/{id}/vacation", needs: access.Editor, do: (*server).proVacation},
	{method: "POST", path: "/pros/{id}/delete", needs: access.Owner, do: (*server).proDelete},

	// Schedule
	{method: "GET", path: "/schedule", needs: access.Viewer, do: (*server).schedule},
	{method: "GET", path: "/schedule/bulk", needs: access.Editor, do: (*server).scheduleBulk},
	{method: "POST", path: "/schedule/bulk", needs: access.Editor, do: (*server).scheduleBulkDo},
	{method: "GET", path: "/schedule/{id}", needs: access.Viewer, do: (*server).scheduleWeek},
	{method: "POST", path: "/schedule/{id}/block", needs: access.Editor, do: (*server).scheduleBlock},
	{method: "POST", path: "/schedule/{id}/unblock", needs: access.Editor, do: (*server).scheduleUnblock},
	{method: "POST", path: "/schedule/{id}/move", needs: access.Editor, do: (*server).scheduleMove},
	{method: "POST", path: "/schedule/{id}/add", needs: access.Editor, do: (*server).scheduleAdd},

	// Analytics
	{method: "GET", path: "/analytics", needs: access.Viewer, do: (*server).analytics, budget: countingBudget},

	// Settings
	{method: "GET", path: "/settings", needs: access.Viewer, do: (*server).settings},
	{method: "POST", path: "/settings/business", needs: access.Owner, do: (*server).saveBusiness},
	{method: "POST", path: "/settings/limits", needs: access.Owner, do: (*server).saveLimits},
	{method: "POST", path: "/settings/sending", needs: access.Owner, do: (*server).saveSending},
	{method: "GET", path: "/settings/jobs", needs: access.Viewer, do: (*server).jobs},
	{method: "POST", path: "/settings/jobs/{job}/switch", needs: access.Owner, do: (*server).switchJob},
	{method: "POST", path: "/settings/jobs/{job}/run", needs: access.Editor, do: (*server).runJob},
	{method: "POST", path: "/settings/jobs/{job}/hours", needs: access.Owner, do: (*server).setJobHours},
	{method: "GET", path: "/settings/operations", needs: access.Viewer, do: (*server).operations},
	{method: "GET", path: "/settings/operations/qr", needs: access.Owner, do: (*server).qr, budget: 20 * time.Second},
	{method: "POST", path: "/settings/operations/stop", needs: access.Editor, do: (*server).stopSending},
	{method: "POST", path: "/settings/operations/letters/replay", needs: access.Editor, do: (*server).replayLetter, budget: time.Minute},
	{method: "POST", path: "/settings/operations/letters/discard", needs: access.Owner, do: (*server).discardLetter, budget: time.Minute},
	{method: "GET", path: "/settings/admins", needs: access.Owner, do: (*server).admins},
	{method: "POST", path: "/settings/admins", needs: access.Owner, do: (*server).addAdmin},
	{method: "POST", path: "/settings/admins/role", needs: access.Owner, do: (*server).setRole},
	{method: "POST", path: "/settings/admins/reset", needs: access.Owner, do: (*server).resetPassword},
	{method: "POST", path: "/settings/admins/remove", needs: access.Owner, do: (*server).removeAdmin},
	{method: "GET", path: "/settings/audit", needs: access.Editor, do: (*server).auditLog},
	{method: "GET", path: "/settings/privacy", needs: access.Owner, do: (*server).privacyPage},
	{method: "POST", path: "/settings/privacy/find", needs: access.Owner, do: (*server).findPerson},
	{method: "POST", path: "/settings/privacy/export", needs: access.Owner, do: (*server).exportPerson, budget: 5 * time.Minute},
	{method: "POST", path: "/settings/privacy/delete", needs: access.Owner, do: (*server).deletePerson, budget: 2 * time.Minute},
	{method: "GET", path: "/account", needs: access.Viewer, do: (*server).account},
	{method: "POST", path: "/account/end", needs: access.Viewer, do: (*server).endSessions},
}

// Route is a row of the table as others may see it.
type Route struct {
	Method, Path string
	Needs        access.Role
	Program      bool // answers programs: whoever may not come in gets a status, and is not sent to the sign-in
}

// Routes lists every address with the role that it needs.
func Routes() []Route {
	list := make([]Route, len(routes))
	for i, r := range routes {
		list[i] = Route{Method: r.method, Path: r.path, Needs: r.needs, Program: r.raw != nil}
	}
	return list
}

// needOf is the role that a page needs.
func needOf(path string) access.Role {
	for _, r := range routes {
		if r.method == http.MethodGet && r.path == path {
			return r.needs
		}
	}
	return access.Owner
}

func lastPart(path string) string { return path[strings.LastIndex(path, "/")+1:] }

func (s *server) mux() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) {
			lineOf(req.Context()).route = r.path
			ctx, cancel := context.WithTimeout(req.Context(), cmp.Or(r.budget, requestBudget))
			defer cancel()
			v := s.newVisit(w, req.WithContext(ctx), cmp.Or(r.body, maxForm))
			if r.raw != nil {
				s.serveRaw(w, v, r)
				return
			}
			s.serve(w, v, r)
		})
	}
	return mux
}

// serve answers one request of one row: it lets in whoever may come in, runs the
// handler, and turns what went wrong into a page.
func (s *server) serve(w http.ResponseWriter, v *visit, r route) {
	a, err := s.admit(v, r)
	if err == nil && a == nil {
		var done answer
		done, err = r.do(s, v)
		a = &done
	}
	if err != nil {
		done := s.failed(v, err)
		a = &done
	}
	s.write(w, v, *a)
}

// serveRaw does the same for rows that answer programs.
func (s *server) serveRaw(w http.ResponseWriter, v *visit, r route) {
	if r.needs != access.Anyone {
		elsewhere, err := s.admit(v, r)
		switch {
		case err != nil:
			status := s.failed(v, err).status
			writeFault(w, status, string(fault.KindOf(err)), http.StatusText(status))
			return
		case elsewhere != nil:
			writeFault(w, http.StatusUnauthorized, "forbidden", "sign in first")
			return
		}
	}
	r.raw(s, w, v)
}

// admit gives an answer for whoever has to go elsewhere first, and an error for whoever
// may not come in at all.
func (s *server) admit(v *visit, r route) (*answer, error) {
	if err := s.recognise(v); err != nil {
		return nil, err
	}
	if r.method != http.MethodGet {
		if err := s.origin.Check(v.Request); err != nil {
			return nil, fault.Wrap(fault.Forbidden, "admin.origin", err)
		}
	}
	if r.needs == access.Anyone {
		return nil, s.formGenuine(v, r)
	}
	if v.admin == nil {
		a := goTo("/signin")
		if back := v.whereFrom(); back != "/" {
			a = goTo("/signin?next=" + url.QueryEscape(back))
		}
		return &a, nil
	}
	if !v.admin.Role.May(r.needs) {
		return nil, fault.New(fault.Forbidden, "admin.role", "%s needs %s", r.path, r.needs)
	}
	if v.admin.MustChange && !s.Development && r.path != "/password" && r.path != "/signout" {
		a := goTo("/password")
		return &a, nil
	}
	return nil, s.formGenuine(v, r)
}

// formGenuine refuses a form that this visitor did not get from us.
func (s *server) formGenuine(v *visit, r route) error {
	if r.method == http.MethodGet {
		return nil
	}
	if err := v.parse(r); err != nil {
		return fault.Wrap(fault.Invalid, "admin.form", err)
	}
	if !v.holdsToken(v.PostFormValue("csrf")) {
		return fault.New(fault.Forbidden, "admin.csrf", "the form is not ours or too old")
	}
	return nil
}

// failed is the page for an error; what it says inside goes to the log alone.
func (s *server) failed(v *visit, err error) answer {
	status := map[fault.Kind]int{
		fault.Invalid:   http.StatusUnprocessableEntity,
		fault.Forbidden: http.StatusForbidden,
		fault.NotFound:  http.StatusNotFound,
		fault.Conflict:  http.StatusConflict,
	}[fault.KindOf(err)]
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case status == 0:
		status = http.StatusServiceUnavailable
	}
	s.fail(v, err)
	return show(status, &faultPage{Status: status})
}

// fail notes an error in the request's line of the log.
func (s *server) fail(v *visit, err error) {
	l := lineOf(v.Context())
	l.attrs = append(l.attrs, slog.String("error", logging.Mask(err.Error())))
}

func (s *server) nowhere(v *visit) (answer, error) {
	return answer{}, fault.New(fault.NotFound, "admin.page", "no such page")
}
