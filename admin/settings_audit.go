package admin

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/locale"
)

const auditOnPage = 50

type auditPage struct {
	frame
	Rows        []auditRow
	By, Subject string
	Older       string
}

func (*auditPage) template() string { return "settings_audit" }
func (*auditPage) topics() []string { return []string{mongo.Audit} }

// auditRow is one act as the page shows it.
type auditRow struct {
	audit.Entry
	Link string // of what it was done to, where it has a page
}

// difference is one field that an act changed.
type difference struct{ Name, Before, After string }

// Changes are the fields that differ, by name.
func (r auditRow) Changes() []difference {
	names := slices.Sorted(maps.Keys(r.Before))
	for name := range r.After {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	list := make([]difference, len(names))
	for i, name := range names {
		list[i] = difference{Name: name, Before: r.Before[name], After: r.After[name]}
	}
	return list
}

// Act is what people call an act.
func (p *auditPage) Act(act string) string {
	if key := "act." + act; catalogue.Has(key) {
		return p.T(key)
	}
	return act
}

// Field is what people call a field that was changed.
func (p *auditPage) Field(name string) string {
	if key := "audit.field." + name; catalogue.Has(key) {
		return p.T(key)
	}
	return name
}

// Value is what people call the value of a field, where it has a name.
func (p *auditPage) Value(field, value string) string {
	for _, key := range []string{"audit." + value, field + "." + value} {
		if catalogue.Has(key) || locale.Default().Has(key) {
			return p.T(key)
		}
	}
	return value
}

// Called is what people call a subject that has no page of its own.
func (p *auditPage) Called(r auditRow) string {
	for _, key := range []string{"job." + r.Name(), "settings." + r.Name()} {
		if catalogue.Has(key) {
			return p.T(key)
		}
	}
	return r.Name()
}

// Kind is the part of a subject that says what it is.
func (r auditRow) Kind() string { kind, _, _ := strings.Cut(r.Subject, "/"); return kind }

// Name is the part that says which one.
func (r auditRow) Name() string { _, name, _ := strings.Cut(r.Subject, "/"); return name }

// page is where the subject can be looked at.
func (r auditRow) page() string {
	switch r.Kind() {
	case "leads":
		return leadPath(r.Name())
	case "pros":
		return "/pros/" + url.PathEscape(r.Name())
	}
	return ""
}

func (s *server) auditLog(v *visit) (answer, error) {
	asked := v.URL.Query()
	q := mongo.AuditQuery{By: asked.Get("by"), Subject: asked.Get("subject"), Limit: auditOnPage}
	var ok bool
	if q.Older, ok = parseKey(asked.Get("older")); !ok {
		return s.nowhere(v)
	}
	entries, more, err := s.Truth.ListAudit(v.Context(), q)
	if err != nil {
		return answer{}, err
	}
	p := &auditPage{By: q.By, Subject: q.Subject}
	for _, e := range entries {
		row := auditRow{Entry: e}
		row.Link = row.page()
		p.Rows = append(p.Rows, row)
	}
	if more {
		last := entries[len(entries)-1]
		asked.Set("older", strconv.FormatInt(last.At.UnixMilli(), 36)+"."+last.ID)
		p.Older = "/settings/audit?" + asked.Encode()
	}
	return show(http.StatusOK, p), nil
}
