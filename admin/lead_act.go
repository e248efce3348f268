package admin

import (
	"strconv"
	"time"

	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/steering"
)

// maxWhy bounds the reason that an admin gives, in characters.
const maxWhy = 300

// deed is one act that is open to an admin now, for the part "deed": a button, and a dialog
// that asks before it acts.
type deed struct {
	ID, Do, To          string // the act, and the status that it leads to
	Button, Title, Text string
	Danger, Main, Why   bool
	WhyLabel, No        string
	Path, CSRF, Back    string
	Version             int64
	Form                string
}

// formOf names a form: sent twice it acts once. It stays the same for a minute, so that a page
// that renews itself is not drawn anew for it.
func (f *frame) formOf(do string, version int64) string {
	return event.ID("form", f.CSRF, f.url.Path, do, strconv.FormatInt(version, 10), f.Now.Truncate(time.Minute).String())
}

// deedOf is an act in the words of the catalogue: key, key.title and key.text.
func (f *frame) deedOf(key, do, to, path string, version int64) deed {
	return deed{
		ID: do + "-" + to, Do: do, To: to, Path: path, CSRF: f.CSRF, Version: version, Form: f.formOf(do+to, version),
		WhyLabel: f.T("deed.why"), No: f.T("ask.no"),
		Button: f.T(key), Title: f.T(key + ".title"), Text: f.T(key + ".text"),
	}
}

// deeds are all acts at a lead that its status allows, what helps it on first.
func (f *frame) deeds(l *lead.Lead) []deed {
	var list []deed
	add := func(d deed) { list = append(list, d) }
	path := leadPath(l.ID)
	move := func(to lead.Status) deed {
		return f.deedOf("deed."+string(to), "move", string(to), path, l.Version)
	}
	for _, to := range steering.Moves(l) {
		d := move(to)
		d.Why = to != lead.Booked && to != lead.Completed
		d.Danger = to == lead.Cancelled || to == lead.Rejected || to == lead.Closed
		d.Main = to == lead.Booked || to == lead.Completed
		if !d.Danger {
			add(d)
		}
	}
	if steering.MayCheck(l, f.Now) {
		add(f.deedOf("deed.check", "check", "", path, l.Version))
	}
	if steering.MayRoute(l) {
		key := "deed.route"
		if l.Status == lead.Booked {
			key = "deed.replace"
		}
		d := f.deedOf(key, "route", "", path, l.Version)
		d.Danger, d.Main = l.Status == lead.Booked, l.Status == lead.PendingReview
		add(d)
	}
	for _, to := range steering.Moves(l) {
		if to == lead.Cancelled || to == lead.Rejected || to == lead.Closed {
			d := move(to)
			d.Why, d.Danger = true, true
			add(d)
		}
	}
	return list
}

// leadAct does what an admin asks for at a lead. What cannot be is said on the lead's page
// as it stands now.
func (s *server) leadAct(v *visit) (answer, error) {
	ctx, id, act := v.Context(), v.PathValue("id"), acted(v)
	reason := typed(v).Text("why", maxWhy)
	var outcome string
	var err error
	key := "desk.done." + v.PostFormValue("do")
	switch v.PostFormValue("do") {
	case "move":
		to := lead.Status(v.PostFormValue("to"))
		outcome, err = s.desk.Move(ctx, act, id, to, clipped(reason, maxWhy))
		key = "desk.done." + string(to)
	case "route":
		outcome, err = s.desk.Reroute(ctx, act, id, clipped(reason, maxWhy))
	case "check":
		if outcome, err = s.desk.Check(ctx, act, id); outcome == appointment.AskedPro {
			key = "desk.done.check.pro"
		}
	default:
		return s.nowhere(v)
	}
	refusal, status, err := unchanged(err)
	switch {
	case err != nil:
		return answer{}, err
	case refusal != "":
		return s.showLead(v, status, refusal)
	case outcome == "hour_gone" || outcome == "review" || outcome == "asked_hour" || outcome == "asked_price":
		return s.refused(v, back(v, leadPath(id)), "desk.outcome."+outcome), nil
	}
	return s.done(v, back(v, leadPath(id)), key), nil
}
