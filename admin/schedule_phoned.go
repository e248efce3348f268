package admin

import (
	"context"
	"net/http"
	"slices"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/steering"
)

// phoned is the lead of a customer who phoned, as it was typed beside an hour.
func phoned(v *visit, f *form, trade, cause string) *lead.Lead {
	name, issue := f.Need("customer", 80), f.Need("issue", 300)
	number, ok := phone.Parse(f.Need("customer_phone", 30))
	if !ok {
		f.Refuse("customer_phone", "pros.fault.phone", "value", f.Value("customer_phone"))
	}
	city, street, house := f.Need("city", 60), f.Need("street", 80), f.Text("number", 12)
	at, known := place.ByName(city)
	if !known {
		f.Refuse("city", "pros.fault.area", "value", city)
	}
	l := &lead.Lead{
		ID: event.ID("lead", cause), ChatID: number.Chat(), Language: string(locale.Detect(name + issue)), Trade: trade, IssueType: issue,
		Facts: lead.Facts{
			Name: name, Phone: number.String(), Trade: trade, Issue: issue, City: city, Street: street, Number: house,
			Floor: f.Text("floor", 12), Apartment: f.Text("apartment", 12),
		},
		Place:     &lead.Place{Code: at.Code, Name: at.Name, Lat: at.Lat, Lng: at.Lng},
		CreatedAt: v.now.UTC(),
	}
	lang := locale.Of(l.Language)
	l.FullAddress = l.Facts.Address(locale.Text(lang, "offer.floor"), locale.Text(lang, "offer.apartment"))
	if err := l.Move(lead.Contacted, v.now, lead.Admin, "phoned"); err != nil {
		f.Refuse("", "schedule.fault.lead")
	}
	return l
}

// unmet says what is to be mended about who phoned.
func (s *server) unmet(v *visit, f *form, open string, bad steering.Problems) (answer, error) {
	for _, field := range [][2]string{{"phone", "customer_phone"}, {"agreed", "agreed"}, {"another", "another"}} {
		if problem, wrong := bad[field[0]]; wrong {
			f.Refuse(field[1], "leads.new."+field[0]+"."+string(problem))
		}
	}
	p, err := s.weekPage(v, f)
	if err != nil {
		return answer{}, err
	}
	if open != "" {
		p.Open = leadPath(open)
	}
	return show(http.StatusUnprocessableEntity, p), nil
}

// waiting are the newest leads of a status that a pro of a trade could take.
func (s *server) waiting(ctx context.Context, status lead.Status, trade string) ([]lead.Lead, error) {
	list, err := s.Truth.ListLeads(ctx, mongo.LeadQuery{Status: status, Limit: waitingShown})
	return slices.DeleteFunc(list.Leads, func(l lead.Lead) bool { return l.Trade != trade && trade != "general" && l.Trade != "" }), err
}
