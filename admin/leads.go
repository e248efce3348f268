package admin

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

const leadsOnPage = 25

// leadRow is a lead as lists show it.
type leadRow struct {
	lead.Lead
	Pro string // the name of the pro matched, asked or booked
}

// Customer is the name that we know so far.
func (r leadRow) Customer() string { return r.Facts.Name }

// City is where the job is: the place found, otherwise the customer's word for it.
func (r leadRow) City() string {
	if r.Place != nil && r.Place.Name != "" {
		return r.Place.Name
	}
	return r.Facts.City
}

// Issue is the problem in the customer's words.
func (r leadRow) Issue() string {
	if r.IssueType != "" {
		return r.IssueType
	}
	return r.Facts.Issue
}

// At is the hour that this lead is about: the one promised, the one offered, or the one
// wanted, zero when only words are known.
func (r leadRow) At() time.Time {
	switch {
	case r.Appointment != nil:
		return r.Appointment.Start
	case r.Offer != nil && r.Status == lead.New:
		return r.Offer.Start
	case r.Wanted != nil && !r.Wanted.ASAP:
		return r.Wanted.Start
	}
	return time.Time{}
}

// Urgent reports whether it is an emergency that still matters.
func (r leadRow) Urgent() bool { return r.Facts.Urgent && !r.Status.Final() }

// Path is the lead's own page.
func (r leadRow) Path() string { return leadPath(r.ID) }

func leadPath(id string) string {
	parts := strings.Split(id, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return "/leads/" + strings.Join(parts, "/")
}

type leadsPage struct {
	frame
	Query   leadsQuery
	Filters []lead.Status
	Rows    []leadRow
	Newer   string
	Older   string
	Begun   bool // nothing was found by whole words: these begin so
	ProName string
}

func (*leadsPage) template() string { return "leads" }

// Board says which of the two views of leads it is.
func (*leadsPage) Board() bool { return false }

func (*leadsPage) topics() []string { return []string{mongo.Leads} }

// Narrowed reports whether anything was asked for.
func (p *leadsPage) Narrowed() bool { return p.Query.values().Encode() != "" }

// OfStatus reports whether nothing but a status was asked for.
func (p *leadsPage) OfStatus() bool {
	return p.Query == leadsQuery{Status: p.Query.Status} && p.Narrowed()
}

// Finer reports whether anything is asked for that the form below the filters holds.
func (p *leadsPage) Finer() bool {
	q := p.Query
	return q.Trade != "" || q.City != "" || q.Urgent || q.Sort != mongo.Newest || q.Pro != ""
}

// Export is the address of the same list as a file.
func (p *leadsPage) Export() string { return "/leads/export?" + p.Query.values().Encode() }

// Without is this list with one choice less.
func (p *leadsPage) Without(name string) string {
	q := p.Query.values()
	q.Del(name)
	return "/leads?" + q.Encode()
}

// Trades are all there are.
func (*leadsPage) Trades() []string { return pro.Trades }

// WithStatus is this list, of one status.
func (p *leadsPage) WithStatus(status lead.Status) string {
	q := p.Query.values()
	q.Del("status")
	if status != "" {
		q.Set("status", string(status))
	}
	return "/leads?" + q.Encode()
}

func (s *server) leads(v *visit) (answer, error) {
	asked := v.URL.Query()
	query, ok := readLeadsQuery(asked)
	if !ok {
		return answer{}, fault.New(fault.NotFound, "admin.leads", "no such status or order")
	}
	q := query.store()
	q.Limit = leadsOnPage
	var okOlder, okNewer bool
	q.Older, okOlder = parseKey(asked.Get("older"))
	q.Newer, okNewer = parseKey(asked.Get("newer"))
	if !okOlder || !okNewer {
		return answer{}, fault.New(fault.NotFound, "admin.leads", "no such page of the list")
	}
	list, err := s.Truth.ListLeads(v.Context(), q)
	if err != nil {
		return answer{}, err
	}
	p := &leadsPage{Query: query, Filters: append(append([]lead.Status{}, onTheWay...), ended...)}
	if len(list.Leads) == 0 && len(q.Words) == 1 && len(q.Facets) == 0 && q.Status == "" && asked.Get("older")+asked.Get("newer") == "" {
		if list.Leads, err = s.Truth.LeadsBegunWith(v.Context(), q.Words[0], leadsOnPage); err != nil {
			return answer{}, err
		}
		p.Begun = len(list.Leads) > 0
	}
	if p.Rows, err = s.rows(v.Context(), list.Leads); err != nil {
		return answer{}, err
	}
	if query.Pro != "" {
		names, err := s.Truth.ProNames(v.Context(), []string{query.Pro})
		if err != nil {
			return answer{}, err
		}
		p.ProName = cmp.Or(names[query.Pro], query.Pro)
	}
	if n := len(p.Rows); n > 0 && !p.Begun {
		if list.HasNewer {
			p.Newer = query.page("newer", p.Rows[0].Lead)
		}
		if list.HasOlder {
			p.Older = query.page("older", p.Rows[n-1].Lead)
		}
	}
	return show(http.StatusOK, p), nil
}

// rows gives leads the names of their pros.
func (s *server) rows(ctx context.Context, leads []lead.Lead) ([]leadRow, error) {
	var ids []string
	for _, l := range leads {
		if l.ProID != "" && !slices.Contains(ids, l.ProID) {
			ids = append(ids, l.ProID)
		}
	}
	names, err := s.Truth.ProNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]leadRow, len(leads))
	for i, l := range leads {
		rows[i] = leadRow{Lead: l, Pro: names[l.ProID]}
	}
	return rows, nil
}

// ByStatus is the address of the list of one status.
func (f *frame) ByStatus(s lead.Status) string { return "/leads?status=" + url.QueryEscape(string(s)) }

// parseKey reads a lead's place in the list back; nothing is the list's beginning.
func parseKey(s string) (mongo.LeadKey, bool) {
	if s == "" {
		return mongo.LeadKey{}, true
	}
	at, id, found := strings.Cut(s, ".")
	millis, err := strconv.ParseInt(at, 36, 64)
	if !found || err != nil || id == "" {
		return mongo.LeadKey{}, false
	}
	return mongo.LeadKey{At: time.UnixMilli(millis).UTC(), ID: id}, true
}
