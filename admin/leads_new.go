package admin

import (
	"net/http"

	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/steering"
)

// leadsNewPage is where a lead is made for a customer who phoned.
type leadsNewPage struct {
	frame
	Form *form
	Open string // the path of the request that is open already
	Once string // sent twice, the form makes one lead
}

func (*leadsNewPage) template() string { return "leads_new" }

// Trades are the choices of a trade.
func (p *leadsNewPage) Trades() []option {
	list := []option{{Label: p.T("leads.new.choose")}}
	for _, t := range pro.Trades {
		list = append(list, option{Value: t, Label: p.Trade(t)})
	}
	return list
}

// Languages are in which the customer is written to.
func (p *leadsNewPage) Languages() []option {
	return []option{{Value: "he", Label: p.T("leads.new.he")}, {Value: "en", Label: p.T("leads.new.en")}}
}

// callerOf is what was ticked about who phoned.
func callerOf(f *form) steering.Caller {
	return steering.Caller{Agreed: f.Checked("agreed"), Another: f.Checked("another")}
}

func (s *server) leadsNew(v *visit) (answer, error) {
	f := blank(v, "language", "he", "phone", v.URL.Query().Get("phone"))
	return show(http.StatusOK, &leadsNewPage{Form: f, Once: (&frame{}).Form()}), nil
}

func (s *server) leadsCreate(v *visit) (answer, error) {
	f := typed(v)
	act := acted(v)
	call := steering.Call{
		Name: f.Value("name"), Phone: f.Value("phone"), Trade: f.Value("trade"), Issue: f.Value("issue"), City: f.Value("city"),
		Street: f.Value("street"), Number: f.Value("number"), Floor: f.Value("floor"), Apartment: f.Value("apartment"),
		Time: f.Value("time"), Language: f.Choice("language", "he", "en"), Urgent: f.Checked("urgent"),
		Caller: callerOf(f),
	}
	id, bad, err := s.desk.Create(v.Context(), act, call)
	if err != nil {
		return answer{}, err
	}
	for _, field := range []string{"name", "phone", "trade", "issue", "city", "street", "number", "floor", "apartment", "time", "agreed", "another"} {
		if problem, wrong := bad[field]; wrong {
			f.Refuse(field, "leads.new."+field+"."+string(problem))
		}
	}
	if !f.OK() {
		p := &leadsNewPage{Form: f, Once: act.ID}
		if bad["another"] == steering.HasLead {
			p.Open = leadPath(id)
		}
		return show(http.StatusUnprocessableEntity, p), nil
	}
	return s.done(v, leadPath(id), "leads.new.done", "name", call.Name), nil
}
