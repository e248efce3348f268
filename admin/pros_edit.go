package admin

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/roster"
)

// blankPrices is how many empty rows a price list ends with.
const blankPrices = 3

type proForm struct {
	frame
	Form    *form
	Pro     proRow // of whom; without an id it is a new one
	Prices  []priceRow
	Days    []field
	Map     reachMap // on which the place is picked
	Once    string
	Version int64
}

// priceRow is one row of the price list in the form.
type priceRow struct {
	N         int
	Item, ILS string
}

func (*proForm) template() string { return "pros_edit" }

// New reports whether the pro does not exist yet.
func (p *proForm) New() bool { return p.Pro.ID == "" }

// To is where the form goes.
func (p *proForm) To() string {
	if p.New() {
		return "/pros/new"
	}
	return p.Pro.Path() + "/edit"
}

// Trades are the choices of a trade.
func (p *proForm) Trades() []option {
	list := make([]option, len(pro.Trades))
	for i, trade := range pro.Trades {
		list[i] = option{trade, p.Trade(trade)}
	}
	return list
}

// Languages are the choices of the language in which a pro is written to.
func (p *proForm) Languages() []option {
	return []option{{"he", "עברית"}, {"en", "English"}}
}

func (s *server) proNewForm(v *visit) (answer, error) {
	draft := roster.DraftOf(pro.Pro{IsActive: true, Trade: pro.Trades[0]})
	draft.Phone = ""
	return show(http.StatusOK, proFormOf(v, proRow{}, draft, nil)), nil
}

func (s *server) proEditForm(v *visit) (answer, error) {
	row, _, err := s.proOf(v)
	if err == nil && row.Gone() {
		err = fault.New(fault.NotFound, "admin.pros", "pro %s is no longer with us", row.ID)
	}
	if err != nil {
		return answer{}, err
	}
	return show(http.StatusOK, proFormOf(v, row, roster.DraftOf(row.Pro), nil)), nil
}

func (s *server) proNew(v *visit) (answer, error) {
	draft := typedDraft(v)
	saved, err := s.roster().Add(v.Context(), rosterAct(v, 0), draft)
	if err != nil {
		return s.proActed(v, "/pros", "", err)
	}
	if len(saved.Wrong) > 0 {
		return show(http.StatusUnprocessableEntity, proFormOf(v, proRow{}, draft, saved.Wrong)), nil
	}
	return s.done(v, "/pros/"+saved.Pro.ID, "pros.added"), nil
}

func (s *server) proEdit(v *visit) (answer, error) {
	row, _, err := s.proOf(v)
	if err != nil {
		return answer{}, err
	}
	draft, seen := typedDraft(v), typed(v).Version()
	saved, err := s.roster().Edit(v.Context(), rosterAct(v, seen), row.ID, draft)
	switch {
	case fault.KindOf(err) == fault.Conflict:
		p := proFormOf(v, row, draft, nil)
		p.Form.Refuse("", "form.stale")
		return show(http.StatusConflict, p), nil
	case err != nil:
		return answer{}, err
	case len(saved.Wrong) > 0:
		p := proFormOf(v, row, draft, saved.Wrong)
		p.Version = seen
		return show(http.StatusUnprocessableEntity, p), nil
	case len(saved.Outside) > 0:
		return s.refused(v, row.Path(), "pros.saved.outside", "n", len(saved.Outside)), nil
	}
	return s.done(v, row.Path(), "pros.saved"), nil
}

// typedDraft is the draft in a form that was sent.
func typedDraft(v *visit) roster.Draft {
	d := roster.Draft{
		Name: v.PostFormValue("name"), Phone: v.PostFormValue("phone"), Language: v.PostFormValue("language"), Trade: v.PostFormValue("trade"),
		Areas: v.PostFormValue("areas"), Place: v.PostFormValue("place"), Lat: v.PostFormValue("lat"), Lng: v.PostFormValue("lng"),
		Persona: v.PostFormValue("persona"), LoadLimit: v.PostFormValue("load_limit"), Job: v.PostFormValue("job"), Buffer: v.PostFormValue("buffer"),
		Emergencies: v.PostFormValue("emergencies") != "", Active: v.PostFormValue("active") != "",
	}
	items, sums := v.PostForm["item"], v.PostForm["ils"]
	for i := range min(len(items), len(sums)) {
		d.Prices = append(d.Prices, roster.PriceDraft{Item: items[i], ILS: sums[i]})
	}
	for i, day := range calendar.Days {
		d.Hours[i] = v.PostFormValue("hours_" + day)
	}
	return d
}

// proFormOf shows a draft with what is wrong with it.
func proFormOf(v *visit, row proRow, d roster.Draft, wrong []roster.Problem) *proForm {
	f := blank(v, "name", d.Name, "phone", d.Phone, "language", d.Language, "trade", d.Trade, "areas", d.Areas, "place", d.Place,
		"lat", d.Lat, "lng", d.Lng, "persona", d.Persona, "load_limit", d.LoadLimit, "job", d.Job, "buffer", d.Buffer)
	if d.Emergencies {
		f.values.Set("emergencies", "yes")
	}
	if d.Active {
		f.values.Set("active", "yes")
	}
	for _, problem := range wrong {
		name, key := problem.Field, problem.Key
		if day, ok := strings.CutPrefix(key, "hours."); ok && day != "none" {
			name, key = "hours_"+day, "hours.wrong"
		}
		typedWord, like, _ := strings.Cut(problem.Value, "|")
		f.Refuse(name, "pros.fault."+key, "value", typedWord, "like", like)
	}
	p := &proForm{Form: f, Pro: row, Version: row.Version, Once: (&frame{}).Once(), Map: pickMap(row.Pro, v.lang)}
	for i, row := range d.Prices {
		if row != (roster.PriceDraft{}) {
			p.Prices = append(p.Prices, priceRow{i + 1, row.Item, row.ILS})
		}
	}
	for range blankPrices {
		p.Prices = append(p.Prices, priceRow{N: len(p.Prices) + 1})
	}
	for i, day := range calendar.Days {
		f.values.Set("hours_"+day, d.Hours[i])
		one := f.Field("hours_"+day, v.text("pros.day."+day)).Latin()
		one.Complete = "off"
		p.Days = append(p.Days, one)
	}
	return p
}

// PriceLabel names a field of a price row for those who do not see its column.
func (p *proForm) PriceLabel(key string, n int) string { return fmt.Sprintf("%s %d", p.T(key), n) }
