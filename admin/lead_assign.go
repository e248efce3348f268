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

// picks are the pros in the order of routing, who had the lead before among them; or those
// whom an admin names.
func (s *server) picks(v *visit, l *lead.Lead, named string) ([]pick, error) {
	ctx := v.Context()
	open := *l
	open.Excluded = nil // an admin may ask again
	var near time.Time
	if w := l.Wanted; w != nil && !w.ASAP && w.Start.After(v.now) {
		near = w.Start
	}
	var found []pro.Pro
	if named != "" {
		words := named
		if number, ok := phone.Parse(words); ok {
			words = number.String()
		}
		var err error
		if found, err = s.Truth.ProsNamed(ctx, words, prosToPick); err != nil {
			return nil, err
		}
	} else {
		d, _, err := s.router().Decide(ctx, &open, routing.Window(&open, near, v.now), v.now)
		if err != nil {
			return nil, err
		}
		for _, look := range d.Looked[:min(len(d.Looked), prosToPick)] {
			p, err := s.Truth.Pro(ctx, look.ProID)
			if err != nil {
				return nil, err
			}
			found = append(found, p)
		}
	}
	var list []pick
	for _, p := range found {
		one, err := s.pick(v, &open, p, near)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b pick) int { return order(a.Refused) - order(b.Refused) })
	for i := range list {
		list[i].Chosen = i == 0 && !list[i].Refused
	}
	return list, nil
}

func order(last bool) int {
	if last {
		return 1
	}
	return 0
}

func (s *server) pick(v *visit, l *lead.Lead, p pro.Pro, near time.Time) (pick, error) {
	calendar, err := s.Truth.Calendar(v.Context(), p.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return pick{}, err
	}
	look := routing.Consider(routing.Candidate{Pro: p, Calendar: calendar}, l, routing.Window(l, near, v.now), v.now)
	one := pick{
		Pro: p, Look: look.Sentence(string(v.lang)), Refused: !look.Eligible(),
		Price: offering.PriceText(v.lang, offering.Quote(p, l)),
	}
	if one.Refused {
		return one, nil
	}
	hours, err := booking.Hours(p, calendar, near, l.Facts.Urgent, hoursToPick, v.now)
	if err != nil {
		return one, nil // hours that cannot be read: nobody can come then
	}
	for _, h := range hours {
		one.Hours = append(one.Hours, hourPick{
			Value: p.ID + "|" + strconv.FormatInt(h.Start.Unix(), 10) + "|" + strconv.FormatInt(h.End.Unix(), 10),
			Label: locale.Near(v.lang, h.Start, v.now),
		})
	}
	return one, nil
}

func (s *server) router() *routing.Router { return routing.New(s.Truth) }

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
