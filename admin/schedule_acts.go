package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

// waitingShown bounds the leads that can be picked for an hour.
const waitingShown = 40

// panel fills what stands beside the week: the entry or the hour that was picked.
func (s *server) panel(v *visit, p *weekPage, entries []weekEntry) error {
	if id := v.URL.Query().Get("entry"); id != "" {
		for _, e := range entries {
			if e.ID == id {
				e.Long = e.Start.In(calendar.Zone).Format("2006-01-02T15:04")
				p.Picked = &e
			}
		}
	}
	if p.Form == nil {
		p.Form = blank(v, "at", p.At, "minutes", minutesOf(p.Pro.JobLength()))
		if p.Picked != nil {
			p.Form.values.Set("at", p.Picked.Long)
			p.Form.values.Set("minutes", minutesOf(p.Picked.Interval().Length()))
		}
	}
	if p.At == "" && p.Form.Value("at") != "" {
		p.At = p.Form.Value("at")
	}
	if p.At == "" || p.Picked != nil {
		return nil
	}
	p.OpenLeads = []option{{"", v.text("schedule.lead.none")}}
	for _, status := range []lead.Status{lead.PendingReview, lead.New, lead.Contacted} {
		waiting, err := s.waiting(v.Context(), status, p.Pro.Trade)
		if err != nil {
			return err
		}
		for _, l := range waiting {
			row := leadRow{Lead: l}
			name := row.Customer()
			if name == "" {
				name = v.text("lead.unnamed")
			}
			p.OpenLeads = append(p.OpenLeads, option{l.ID, strings.Join(notEmpty(name, row.City(), clipped(row.Issue(), 40)), " · ")})
		}
	}
	return nil
}

func notEmpty(parts ...string) (kept []string) {
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}

func minutesOf(d time.Duration) string { return strconv.Itoa(int(d.Minutes())) }

// hourOf reads the hour that was typed: its start on the wall, and its length.
func hourOf(f *form) calendar.Interval {
	date, clock, _ := strings.Cut(f.Need("at", 20), "T")
	minutes := f.Int("minutes", 5, 24*60)
	d, errDate := calendar.ParseDate(date)
	c, errClock := calendar.ParseClock(clipped(clock, 5))
	if errDate != nil || errClock != nil {
		f.Refuse("at", "schedule.fault.at")
		return calendar.Interval{}
	}
	start, err := calendar.At(d, c)
	if err != nil {
		f.Refuse("at", "schedule.fault.missing")
	}
	if minutes%5 != 0 || c%5 != 0 {
		f.Refuse("minutes", "schedule.fault.step")
	}
	return calendar.Span(start, time.Duration(minutes)*time.Minute)
}

// back is the week from which an act came.
func (s *server) back(v *visit, at time.Time) string {
	day := calendar.DateOf(at)
	return "/schedule/" + url.PathEscape(v.PathValue("id")) + "?week=" + weekOf(day).String() + "&day=" + day.String()
}

func (s *server) scheduleBlock(v *visit) (answer, error) {
	id, f := v.PathValue("id"), typed(v)
	span := hourOf(f)
	if f.OK() {
		hours := booking.New(s.Truth)
		entry, outcome, err := hours.Block(v.Context(), id, "block/"+once(v), span, v.now)
		switch {
		case fault.KindOf(err) == fault.Invalid:
			f.Refuse("at", "schedule.fault.past")
		case err != nil:
			return answer{}, err
		case outcome != booking.Granted:
			f.Refuse("at", "schedule.fault.taken")
		default:
			e := s.act(v, "schedule.block", "pros/"+id, nil, audit.Fields{"block": spanText(entry.Interval())})
			if err := s.Truth.Audited(v.Context(), e, func(context.Context) error { return nil }); err != nil {
				return answer{}, err
			}
			return s.done(v, s.back(v, span.Start), "schedule.blocked"), nil
		}
	}
	return s.week(v, http.StatusUnprocessableEntity, f)
}

func (s *server) scheduleUnblock(v *visit) (answer, error) {
	id, entry := v.PathValue("id"), v.PostFormValue("entry")
	c, err := s.Truth.Calendar(v.Context(), id)
	if err != nil {
		return answer{}, err
	}
	e, found := c.Find(entry)
	if !found || e.Kind != booking.Block { // gone already, or never one: nothing else is released here
		return s.refused(v, s.back(v, v.now), "schedule.gone"), nil
	}
	act := s.act(v, "schedule.unblock", "pros/"+id, audit.Fields{"block": spanText(e.Interval())}, nil)
	if err := booking.New(s.Truth).Release(v.Context(), id, entry); err != nil {
		return answer{}, err
	}
	if err := s.Truth.Audited(v.Context(), act, func(context.Context) error { return nil }); err != nil {
		return answer{}, err
	}
	return s.done(v, s.back(v, e.Start), "schedule.unblocked"), nil
}

func (s *server) scheduleMove(v *visit) (answer, error) {
	id, leadID, f := v.PathValue("id"), v.PostFormValue("lead"), typed(v)
	hour := hourOf(f)
	if !f.OK() {
		return s.week(v, http.StatusUnprocessableEntity, f)
	}
	act := s.act(v, "schedule.move", "leads/"+leadID, audit.Fields{"hour": v.PostFormValue("was")}, audit.Fields{"hour": spanText(hour)})
	_, err := s.appointments(act).Handle(v.Context(), event.Booking{
		ID: once(v), Kind: event.BookingMove, Lead: leadID, By: string(lead.Admin), Cause: act.ID, At: v.now,
		Start: hour.Start, End: hour.End, AnyHour: f.Checked("any"),
	}, v.now)
	return s.placed(v, id, f, hour, "schedule.moved", err)
}

func (s *server) scheduleAdd(v *visit) (answer, error) {
	id, f := v.PathValue("id"), typed(v)
	hour := hourOf(f)
	row, _, err := s.proOf(v)
	if err != nil {
		return answer{}, err
	}
	e := event.Booking{
		ID: once(v), Pro: id, Lead: v.PostFormValue("lead"), At: v.now, Start: hour.Start, End: hour.End, AnyHour: f.Checked("any"),
	}
	var fresh *lead.Lead
	if e.Lead == "" {
		fresh = phoned(v, f, row.Trade, e.ID)
		e.Lead = "new"
	}
	if !f.OK() {
		return s.week(v, http.StatusUnprocessableEntity, f)
	}
	if fresh != nil {
		e.Lead = fresh.ID
	}
	act := s.act(v, "schedule.add", "leads/"+e.Lead, nil, audit.Fields{"pro": id, "hour": spanText(hour)})
	e.Cause = act.ID
	if fresh == nil {
		_, err = s.appointments(act).Place(v.Context(), e, v.now)
		return s.placed(v, id, f, hour, "schedule.added", err)
	}
	open, bad, err := s.desk.Place(v.Context(), s.appointments(act), e, fresh, callerOf(f), v.now)
	if len(bad) > 0 {
		return s.unmet(v, f, open, bad)
	}
	return s.placed(v, id, f, hour, "schedule.added", err)
}

// placed says what became of an hour that was asked for.
func (s *server) placed(v *visit, _ string, f *form, hour calendar.Interval, key string, err error) (answer, error) {
	for why, fieldKey := range map[error][2]string{
		appointment.ErrTaken: {"at", "schedule.fault.taken"}, appointment.ErrOutside: {"at", "schedule.fault.outside"},
		appointment.ErrFull: {"at", "schedule.fault.full"}, appointment.ErrSameHour: {"at", "schedule.fault.same"},
		appointment.ErrNotBooked: {"lead", "schedule.fault.lead"}, appointment.ErrNotOpen: {"lead", "schedule.fault.lead"},
		appointment.ErrNoPro: {"at", "schedule.fault.pro"},
	} {
		if errors.Is(err, why) {
			f.Refuse(fieldKey[0], fieldKey[1])
			return s.week(v, http.StatusUnprocessableEntity, f)
		}
	}
	switch fault.KindOf(err) {
	case "":
		return s.done(v, s.back(v, hour.Start), key), nil
	case fault.Conflict:
		return s.refused(v, s.back(v, hour.Start), "pros.changed"), nil
	}
	return answer{}, err
}

func spanText(i calendar.Interval) string {
	return i.Start.In(calendar.Zone).Format("2006-01-02 15:04") + "–" + i.End.In(calendar.Zone).Format("15:04")
}
