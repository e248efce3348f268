package triage

// missing names what the lead still lacks, in the order in which it is asked for.
func (t *turn) missing() []string {
	l, f := t.lead, t.lead.Facts
	var names []string
	for _, need := range []struct {
		name  string
		known bool
	}{
		{"issue", l.Trade != ""},
		{"city", l.Place != nil},
		{"street", f.Street != ""},
		{"number", f.Number != ""},
		{"floor", f.Floor != ""},
		{"apartment", f.Apartment != ""},
		{"time", t.timeStands()},
		{"phone", f.Phone != ""},
	} {
		if !need.known {
			names = append(names, need.name)
		}
	}
	return names
}

// timeStands reports whether the wanted time is known and has not passed meanwhile.
func (t *turn) timeStands() bool {
	w := t.lead.Wanted
	if w == nil {
		return false
	}
	if w.ASAP {
		return true
	}
	end := w.Start
	if !w.End.IsZero() {
		end = w.End
	}
	return end.After(t.now)
}
