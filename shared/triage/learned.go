package triage

import (
	"slices"
	"strconv"

	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

// known are the lead's facts, by name, as they stand now.
func (t *turn) known() map[string]string {
	if t.lead == nil {
		return nil
	}
	f := t.lead.Facts
	known := map[string]string{
		"name": f.Name, "phone": f.Phone, "trade": t.lead.Trade, "issue": t.lead.IssueType, "city": f.City, "street": f.Street,
		"number": f.Number, "floor": f.Floor, "apartment": f.Apartment, "time": f.Time,
	}
	if f.Urgent {
		known["urgent"] = strconv.FormatBool(true)
	}
	return known
}

// factOrder is the order in which facts are told.
var factOrder = []string{"name", "phone", "trade", "issue", "city", "street", "number", "floor", "apartment", "time", "urgent"}

// learned notes with the message what it taught us, for whoever reads the lead's story.
func (t *turn) learned(about *lead.Lead, before map[string]string) {
	if t.lead == nil || !slices.Contains(t.set.Leads, t.lead) {
		return
	}
	if about != t.lead { // a lead that began with this message
		before = nil
	}
	var facts []conversation.Fact
	now := t.known()
	for _, name := range factOrder {
		if now[name] != before[name] && now[name] != "" {
			facts = append(facts, conversation.Fact{Name: name, Value: now[name]})
		}
	}
	for _, m := range t.set.Messages {
		if m.ID == t.m.ID {
			m.Learned = facts
		}
	}
}
