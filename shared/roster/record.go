package roster

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/phone"
	"github.com/proli/proli/shared/pro"
)

// record is what stands in the audit about an act: what of the pro was changed.
func (a Act) record(act string, before, after *pro.Pro) audit.Entry {
	id := ""
	for _, p := range []*pro.Pro{before, after} {
		if p != nil {
			id = p.ID
		}
	}
	return audit.Entry{ID: event.ID(a.ID, act, id), At: a.Now.UTC(), By: a.By, Act: act, Subject: "pros/" + id}.
		Changed(fields(before), fields(after))
}

// fields are a pro as the audit reads; nil is none.
func fields(p *pro.Pro) audit.Fields {
	if p == nil {
		return nil
	}
	f := audit.Fields{
		"name": p.BusinessName, "phone": phone.Number(p.PhoneNumber).Masked(), "trade": p.Trade, "language": p.Language,
		"areas": strings.Join(p.ServiceAreas, ", "), "persona": p.SystemPrompt, "photo": p.Photo,
		"load_limit": strconv.Itoa(p.Limit()), "job_minutes": strconv.Itoa(int(p.JobLength().Minutes())),
		"buffer_minutes": strconv.Itoa(p.BufferMinutes), "emergencies": yes(p.Emergencies),
		"active": yes(p.IsActive), "approved": yes(p.Approved), "vacation": yes(p.OnVacation), "deleted": yes(p.Gone()),
	}
	if lat, lng, ok := p.Location.LatLng(); ok {
		f["place"] = fmt.Sprintf("%.4f, %.4f", lat, lng)
	}
	var prices, days []string
	for _, price := range p.Prices {
		prices = append(prices, fmt.Sprintf("%s %d", price.Item, price.ILS))
	}
	f["prices"] = strings.Join(prices, ", ")
	for i, text := range weekDraft(p.Hours) {
		if text != "" {
			days = append(days, calendar.Days[i]+" "+text)
		}
	}
	f["hours"] = strings.Join(days, "; ")
	for _, e := range p.Exceptions {
		f["day "+e.Date] = strings.TrimSpace("[" + SpansText(e.Hours) + "]")
	}
	return f
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
