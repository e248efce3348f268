package admin

import (
	"net/http"
	"net/url"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
)

const (
	prosOnPage   = 25
	pendingShown = 50
)

// proRow is a pro as lists show it.
type proRow struct {
	pro.Pro
	Load int // leads offered or booked now
}

// Path is the pro's own page.
func (r proRow) Path() string { return "/pros/" + url.PathEscape(r.ID) }

// Week is the pro's week.
func (r proRow) Week() string { return "/schedule/" + url.PathEscape(r.ID) }

// Picture is where the photo is; empty when there is none.
func (r proRow) Picture() string {
	if r.Photo == "" {
		return ""
	}
	return r.Path() + "/photo?of=" + url.QueryEscape(r.Photo)
}

// Initial stands where there is no photo.
func (r proRow) Initial() string {
	for _, c := range r.BusinessName {
		return string(c)
	}
	return "?"
}

// Local is the phone as people read it.
func (r proRow) Local() string { return phone.Number(r.PhoneNumber).Local() }

// State is one word for where the pro stands, of the catalogue below pros.state.
func (r proRow) State() string {
	switch {
	case r.Gone():
		return "gone"
	case !r.Approved:
		return "pending"
	case !r.IsActive:
		return "paused"
	case r.OnVacation:
		return "vacation"
	case r.Load >= r.Limit():
		return "full"
	}
	return "working"
}

// Tone is how the badge of the state looks.
func (r proRow) Tone() string {
	return map[string]string{"working": "good", "pending": "warn", "vacation": "warn", "full": "warn", "gone": "bad", "paused": "bad"}[r.State()]
}

type prosPage struct {
	frame
	Pending []proRow
	Rows    []proRow
	Query   mongo.ProQuery
	Trades  []string
	States  []mongo.ProState
	Back    string
	Next    string
}

func (*prosPage) template() string { return "pros" }
func (*prosPage) topics() []string { return []string{mongo.Pros, mongo.Calendars} }

// Found reports whether the list was narrowed down.
func (p *prosPage) Found() bool {
	return p.Query.Search != "" || p.Query.Trade != "" || p.Query.State != ""
}

func (s *server) prosList(v *visit) (answer, error) {
	q, ok := proQuery(v.URL.Query())
	if !ok {
		return answer{}, fault.New(fault.NotFound, "admin.pros", "no such list")
	}
	ctx := v.Context()
	list, err := s.Truth.ListProPage(ctx, q)
	if err != nil {
		return answer{}, err
	}
	p := &prosPage{Query: q, Trades: pro.Trades, States: proStates}
	if p.Rows, err = s.proRows(v, list.Pros); err != nil {
		return answer{}, err
	}
	waiting, err := s.Truth.PendingPros(ctx, pendingShown)
	if err != nil {
		return answer{}, err
	}
	for _, w := range waiting {
		p.Pending = append(p.Pending, proRow{Pro: w})
	}
	p.Back, p.Next = proPages("/pros", q, list)
	return show(http.StatusOK, p), nil
}

var proStates = []mongo.ProState{mongo.ProWorking, mongo.ProVacation, mongo.ProPaused}

// proQuery reads what a list of pros is asked for; ok is false for what does not exist.
func proQuery(asked url.Values) (q mongo.ProQuery, ok bool) {
	q = mongo.ProQuery{
		Search: clipped(asked.Get("q"), 60), Trade: asked.Get("trade"), State: mongo.ProState(asked.Get("state")), Limit: prosOnPage,
		After: mongo.ProKey{Name: asked.Get("after"), ID: asked.Get("id")},
	}
	if asked.Get("before") != "" {
		q.Before, q.After = mongo.ProKey{Name: asked.Get("before"), ID: asked.Get("id")}, mongo.ProKey{}
	}
	return q, (q.Trade == "" || contains(pro.Trades, q.Trade)) && (q.State == "" || contains(proStates, q.State))
}

func contains[T comparable](list []T, v T) bool {
	for _, one := range list {
		if one == v {
			return true
		}
	}
	return false
}

// proPages are the addresses of the page before and the one behind.
func proPages(path string, q mongo.ProQuery, list mongo.ProPage) (back, next string) {
	n := len(list.Pros)
	if n == 0 {
		return "", ""
	}
	to := func(side string, p pro.Pro) string {
		asked := url.Values{side: {p.BusinessName}, "id": {p.ID}}
		for name, value := range map[string]string{"q": q.Search, "trade": q.Trade, "state": string(q.State)} {
			if value != "" {
				asked.Set(name, value)
			}
		}
		return path + "?" + asked.Encode()
	}
	if list.HasBefore {
		back = to("before", list.Pros[0])
	}
	if list.HasBehind {
		next = to("after", list.Pros[n-1])
	}
	return back, next
}

// proRows gives pros their load.
func (s *server) proRows(v *visit, pros []pro.Pro) ([]proRow, error) {
	calendars, err := s.calendarsOf(v, pros)
	if err != nil {
		return nil, err
	}
	rows := make([]proRow, len(pros))
	for i, p := range pros {
		rows[i] = proRow{Pro: p, Load: calendars[p.ID].Load("", v.now)}
	}
	return rows, nil
}

func (s *server) calendarsOf(v *visit, pros []pro.Pro) (map[string]booking.Calendar, error) {
	ids := make([]string, len(pros))
	for i, p := range pros {
		ids[i] = p.ID
	}
	found := map[string]booking.Calendar{}
	list, err := s.Truth.CalendarsOf(v.Context(), ids)
	for _, c := range list {
		found[c.Pro] = c
	}
	return found, err
}

// Mean is a rating with one decimal, and of how many.
func (f *frame) Mean(r pro.Rating) string {
	return locale.Count(f.Lang, "booking.rating", r.Count, "mean", decimal(r.Mean()))
}
