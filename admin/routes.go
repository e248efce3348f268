package admin

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/access"
	"github.com/proli/proli/shared/fault"
)

// route is one row of the table: who may do what where.
type route struct {
	method, path string
	needs        access.Role
	do           func(*server, *visit) (answer, error)
	raw          func(*server, http.ResponseWriter, *http.Request) // instead of do: no page, no session
}

// routes is the whole table.
var routes = []route{
	{method: "GET", path: "/health/live", needs: access.Anyone, raw: (*server).live},
	{method: "GET", path: "/health/ready", needs: access.Anyone, raw: (*server).readyz},
	{method: "GET", path: "/static/{file}", needs: access.Anyone, raw: (*server).static},
	{method: "GET", path: "/signin", needs: access.Anyone, do: (*server).signInForm},
	{method: "POST", path: "/signin", needs: access.Anyone, do: (*server).signIn},
	{method: "POST", path: "/signout", needs: access.Viewer, do: (*server).signOut},
	{method: "GET", path: "/password", needs: access.Viewer, do: (*server).passwordForm},
	{method: "POST", path: "/password", needs: access.Viewer, do: (*server).changePassword},
	{method: "GET", path: "/{$}", needs: access.Viewer, do: (*server).home},
	{method: "GET", path: "/leads", needs: access.Viewer, do: (*server).leads},
	{method: "GET", path: "/leads/{id...}", needs: access.Viewer, do: (*server).lead},
	{method: "GET", path: "/", needs: access.Viewer, do: (*server).nowhere},
}

// Route is a row of the table as others may see it.
type Route struct {
	Method, Path string
	Needs        access.Role
}

// Routes lists every address with the role that it needs.
func Routes() []Route {
	list := make([]Route, len(routes))
	for i, r := range routes {
		list[i] = Route{Method: r.method, Path: r.path, Needs: r.needs}
	}
	return list
}

func (s *server) mux() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) {
			lineOf(req.Context()).route = r.path
			if r.raw != nil {
				r.raw(s, w, req)
				return
			}
			s.serve(w, req, r)
		})
	}
	return mux
}

// serve answers one request of one row: it lets in whoever may come in, runs the
// handler, and turns what went wrong into a page.
func (s *server) serve(w http.ResponseWriter, req *http.Request, r route) {
	v := s.newVisit(w, req)
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
		if v.Method == http.MethodGet && v.URL.Path != "/" {
			a = goTo("/signin?next=" + url.QueryEscape(v.URL.RequestURI()))
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
	if err := v.ParseForm(); err != nil {
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
	l := lineOf(v.Context())
	l.attrs = append(l.attrs, slog.String("error", logging.Mask(err.Error())))
	return show(status, &faultPage{Status: status})
}

func (s *server) nowhere(v *visit) (answer, error) {
	return answer{}, fault.New(fault.NotFound, "admin.page", "no such page")
}
