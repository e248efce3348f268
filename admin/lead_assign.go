package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
	"github.com/proli/proli/shared/steering"
)

// Bounds of the page on which a pro is picked.
const (
	prosToPick  = 8
	hoursToPick = 12
)

// pick is a pro who may be asked, with the hours that are free.
type pick struct {
	Pro     pro.Pro
	Look    string
	Price   string
	Refused bool
	Chosen  bool
	Hours   []hourPick
}

type hourPick struct{ Value, Label string }

type assignPage struct {
	frame
	Lead   leadRow
	Picks  []pick
	Asked  string
	Alert  string
	Once   string
	Action string
}

func (*assignPage) template() string { return "leads_assign" }

// Version is that of the lead as it is shown.
func (p *assignPage) Version() int64 { return p.Lead.Lead.Version }

func (s *server) leadAssignForm(v *visit) (answer, error) {
	return s.showAssign(v, http.StatusOK, "")
}

func (s *server) showAssign(v *visit, status int, refusal string) (answer, error) {
	ctx := v.Context()
	l, err := s.Truth.Lead(ctx, v.PathValue("id"))
	if err != nil {
		return answer{}, err
	}
	if l == nil {
		return answer{}, fault.New(fault.NotFound, "admin.leadAssign", "no such lead")
	}
	if !steering.MayAssign(l) {
		return s.refused(v, leadPath(l.ID), "desk.impossible"), nil
	}
	rows, err := s.rows(ctx, []lead.Lead{*l})
	if err != nil {
		return answer{}, err
	}
	p := &assignPage{Lead: rows[0], Asked: clipped(v.URL.Query().Get("pro"), 100), Action: v.URL.Path, Once: (&frame{}).Form()}
	if refusal != "" {
		p.Alert = v.text(refusal)
	}
	if p.Picks, err = s.picks(v, l, p.Asked); err != nil {
		return answer{}, err
	}
	return show(status, p), nil
}

// picks are the pros who serve the place, the best first, who had the lead before among them;
// or those whom an admin names.
func (s *server) picks(v *visit, l *lead.Lead, named string) ([]pick, error) {
	open := *l
	open.Excluded = nil // an admin may ask again
	var near time.Time
	if w := l.Wanted; w != nil && !w.ASAP && w.Start.After(v.now) {
		near = w.Start
	}
	find := s.around
	if named != "" {
		find = func(v *visit, _ *lead.Lead) ([]routing.Candidate, error) { return s.prosNamed(v, named) }
	}
	found, err := find(v, &open)
	if err != nil {
		return nil, err
	}
	list := make([]pick, len(found))
	for i, c := range found {
		list[i] = s.pick(v, &open, c, near)
	}
	slices.SortStableFunc(list, func(a, b pick) int { return order(a.Refused) - order(b.Refused) })
	for i := range list {
		list[i].Chosen = i == 0 && !list[i].Refused
	}
	return list, nil
}

// around are the pros of the lead's trade, the nearest circle first, in it by rank.
func (s *server) around(v *visit, l *lead.Lead) ([]routing.Candidate, error) {
	var found []routing.Candidate
	for _, step := range routing.Steps {
		search := routing.Search{Trades: []string{l.Trade, pro.General}, Reach: routing.Around(l.Place, step), At: *l.Place, Km: step}
		for c, err := range s.Truth.Candidates(v.Context(), search) {
			if err != nil {
				return nil, err
			}
			if serves, _ := routing.Serves(c.Pro, l.Place); serves == step {
				found = append(found, c)
			}
			if len(found) == prosToPick {
				return found, nil
			}
		}
	}
	return found, nil
}

// prosNamed are the pros with this phone number, or whose name begins so.
func (s *server) prosNamed(v *visit, words string) ([]routing.Candidate, error) {
	if number, ok := phone.Parse(words); ok {
		words = number.String()
	}
	pros, err := s.Truth.ProsNamed(v.Context(), words, prosToPick)
	if err != nil {
		return nil, err
	}
	found := make([]routing.Candidate, len(pros))
	for i, p := range pros {
		found[i].Pro = p
		found[i].Calendar, err = s.Truth.Calendar(v.Context(), p.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
	}
	return found, nil
}

func order(last bool) int {
	if last {
		return 1
	}
	return 0
}

func (s *server) pick(v *visit, l *lead.Lead, c routing.Candidate, near time.Time) pick {
	look := routing.Consider(c, l, routing.Window(l, near, v.now), v.now)
	one := pick{
		Pro: c.Pro, Look: strings.TrimPrefix(look.Sentence(string(v.lang)), look.Name+": "), Refused: !look.Eligible(),
		Price: offering.PriceText(v.lang, offering.Quote(c.Pro, l)),
	}
	if one.Refused {
		return one
	}
	hours, err := booking.Hours(c.Pro, c.Calendar, near, l.Facts.Urgent, hoursToPick, v.now)
	if err != nil {
		return one // hours that cannot be read: nobody can come then
	}
	for _, h := range hours {
		one.Hours = append(one.Hours, hourPick{
			Value: c.Pro.ID + "|" + strconv.FormatInt(h.Start.Unix(), 10) + "|" + strconv.FormatInt(h.End.Unix(), 10),
			Label: locale.Near(v.lang, h.Start, v.now),
		})
	}
	return one
}

func (s *server) leadAssign(v *visit) (answer, error) {
	choice, ok := readPick(v.PostFormValue("pick"))
	if !ok {
		return s.showAssign(v, http.StatusUnprocessableEntity, "leads.assign.none")
	}
	id := v.PathValue("id")
	refusal, status, err := unchanged(s.desk.Assign(v.Context(), acted(v), id, choice))
	switch {
	case err != nil:
		return answer{}, err
	case refusal != "":
		return s.showAssign(v, status, refusal)
	}
	return s.done(v, leadPath(id), "desk.done.assign"), nil
}

// readPick reads a pro and an hour back.
func readPick(value string) (event.Choice, bool) {
	id, hours, _ := strings.Cut(value, "|")
	from, to, _ := strings.Cut(hours, "|")
	start, err1 := strconv.ParseInt(from, 10, 64)
	end, err2 := strconv.ParseInt(to, 10, 64)
	c := event.Choice{ProID: id, Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC()}
	return c, err1 == nil && err2 == nil && id != "" && end > start
}
