package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

const (
	rowsPerHour = 12 // of the grid: each is calendar.Step
	weekBound   = 200
)

type weekPage struct {
	frame
	Pro       proRow
	Week      calendar.Date
	Day       calendar.Date // shown alone where there is no room for seven
	Columns   []dayColumn
	Clocks    []clockLabel
	Rows      int
	Earlier   string
	Later     string
	This      string
	Picked    *weekEntry // the entry whose panel is open
	At        string     // the hour picked, as a form's field holds it
	Form      *form
	Once      string
	OpenLeads []option
	Open      string // the path of the request that who phoned has open already
	Broken    bool   // the template cannot be read
}

type clockLabel struct {
	Step int
	Text string
}

// dayColumn is one day of the week: what is worked, what is taken.
type dayColumn struct {
	dayMark
	Path      string
	Chosen    bool
	Exception bool
	Open      []gridBox
	Slots     []gridSlot
	Entries   []weekEntry
	NowStep   int // where the line of the present is; -1 for none
}

// gridBox is a span of the grid, in rows from its beginning.
type gridBox struct{ From, To int }

// gridSlot is an hour that can be picked.
type gridSlot struct {
	gridBox
	Path, Label string
}

// weekEntry is something in the calendar.
type weekEntry struct {
	gridBox
	booking.Entry
	Lead    *leadRow
	Path    string
	Over    bool // its lead has ended: it takes no time any more
	Long    string
	Minutes int
}

func (*weekPage) template() string { return "schedule_week" }
func (p *weekPage) topics() []string {
	return []string{mongo.Pros + "/" + p.Pro.ID, mongo.Calendars + "/" + p.Pro.ID}
}

// Acts is where an act on this calendar goes.
func (p *weekPage) Acts(act string) string { return p.Pro.Week() + "/" + act }

func (s *server) scheduleWeek(v *visit) (answer, error) { return s.week(v, http.StatusOK, nil) }

// week shows a pro's week, with a form that came back when there is one.
func (s *server) week(v *visit, status int, f *form) (answer, error) {
	p, err := s.weekPage(v, f)
	if err != nil {
		return answer{}, err
	}
	return show(status, p), nil
}

func (s *server) weekPage(v *visit, f *form) (*weekPage, error) {
	row, c, err := s.proOf(v)
	if err != nil {
		return nil, err
	}
	if row.Gone() {
		return nil, fault.New(fault.NotFound, "admin.schedule", "pro %s is no longer with us", row.ID)
	}
	today := calendar.DateOf(v.now)
	asked := askedDay(v, "week", askedDay(v, "day", today))
	p := &weekPage{Pro: row, Week: weekOf(asked), Form: f, Once: (&frame{}).Once(), At: v.URL.Query().Get("at")}
	if p.Day = askedDay(v, "day", p.Week); weekOf(p.Day) != p.Week || v.URL.Query().Get("day") == "" && weekOf(today) == p.Week {
		p.Day = today
		if weekOf(today) != p.Week {
			p.Day = p.Week
		}
	}
	entries, err := s.weekEntries(v, row, c, p.Week)
	if err != nil {
		return nil, err
	}
	hours, err := calendar.Parse(row.Hours, row.Exceptions)
	p.Broken = err != nil
	p.fill(v, hours, entries)
	at := func(d calendar.Date) string { return row.Week() + "?week=" + d.String() + "&day=" + d.String() }
	p.Earlier, p.Later = at(p.Week.Add(-7)), at(p.Week.Add(7))
	p.This = row.Week()
	if err := s.panel(v, p, entries); err != nil {
		return nil, err
	}
	return p, nil
}

// weekEntries are the live entries of a week and the appointments that have left the calendar.
func (s *server) weekEntries(v *visit, row proRow, c booking.Calendar, week calendar.Date) ([]weekEntry, error) {
	span := calendar.Interval{Start: dayOf(week).Start, End: dayOf(week.Add(6)).End}
	past, err := s.Truth.AppointmentsOf(v.Context(), row.ID, span.Start, span.End, weekBound)
	if err != nil {
		return nil, err
	}
	var entries []weekEntry
	var ids []string
	for _, e := range c.Entries {
		if e.Live(v.now) && !e.Interval().Clip(span).Empty() {
			entries = append(entries, weekEntry{Entry: e})
			if e.Lead != "" {
				ids = append(ids, e.Lead)
			}
		}
	}
	leads, err := s.Truth.LeadsByID(v.Context(), ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]lead.Lead{}
	for _, l := range leads {
		byID[l.ID] = l
	}
	for i, e := range entries {
		if l, ok := byID[e.Entry.Lead]; ok {
			entries[i].Lead = &leadRow{Lead: l}
		}
	}
	for _, l := range past {
		if _, there := c.Find(l.Appointment.ID); !there {
			entries = append(entries, weekEntry{Over: true, Lead: &leadRow{Lead: l}, Entry: booking.Entry{
				ID: l.Appointment.ID, Lead: l.ID, Kind: booking.Appointment, Start: l.Appointment.Start, End: l.Appointment.End}})
		}
	}
	slices.SortFunc(entries, func(a, b weekEntry) int { return a.Start.Compare(b.Start) })
	for i := range entries {
		e := &entries[i]
		e.Path = fmt.Sprintf("%s?week=%s&day=%s&entry=%s#panel", row.Week(), week, calendar.DateOf(e.Start), url.QueryEscape(e.ID))
		e.Minutes = int(e.Interval().Length().Minutes())
	}
	return entries, nil
}

// fill lays the week out: the grid begins an hour before the first thing that is in it.
func (p *weekPage) fill(v *visit, hours calendar.Hours, entries []weekEntry) {
	first, last := 8*60, 18*60
	cover := func(from, to int) { first, last = min(first, from), max(last, to) }
	for i := range 7 {
		d := p.Week.Add(i)
		col := dayColumn{dayMark: mark(v, d), Path: fmt.Sprintf("%s?week=%s&day=%s", p.Pro.Week(), p.Week, d), Chosen: d == p.Day, NowStep: -1}
		for _, e := range p.Pro.Exceptions {
			col.Exception = col.Exception || e.Date == d.String()
		}
		if !p.Broken {
			for _, open := range hours.Within(dayOf(d)) {
				box := wall(d, open)
				cover(box.From, box.To)
				col.Open = append(col.Open, box)
			}
		}
		for _, e := range entries {
			if part := e.Interval().Clip(dayOf(d)); !part.Empty() {
				e.gridBox = wall(d, part)
				cover(e.From, e.To)
				col.Entries = append(col.Entries, e)
			}
		}
		p.Columns = append(p.Columns, col)
	}
	begin, end := max(0, first/60-1), min(24, (last+59)/60+1)
	p.Rows = (end - begin) * rowsPerHour
	for h := begin; h < end; h++ {
		p.Clocks = append(p.Clocks, clockLabel{(h - begin) * rowsPerHour, fmt.Sprintf("%02d:00", h)})
	}
	for i := range p.Columns {
		p.Columns[i].settle(v, p, begin)
	}
}

// settle turns minutes of the wall into rows of the grid.
func (c *dayColumn) settle(v *visit, p *weekPage, begin int) {
	rows := func(b gridBox) gridBox {
		const step = int(calendar.Step / time.Minute)
		return gridBox{b.From/step - begin*rowsPerHour, (b.To+step-1)/step - begin*rowsPerHour}
	}
	for i := range c.Open {
		c.Open[i] = rows(c.Open[i])
	}
	for i := range c.Entries {
		c.Entries[i].gridBox = rows(c.Entries[i].gridBox)
	}
	if c.Today {
		c.NowStep = min(max(rows(wall(c.Date, calendar.Span(v.now, time.Minute))).From, 0), p.Rows-1)
	}
	if c.Past {
		return
	}
	for h := begin; h < begin+p.Rows/rowsPerHour; h++ {
		at, ok := calendar.LocalTime(c.Date, calendar.Clock(h*60))
		box := rows(gridBox{h * 60, h*60 + 60})
		taken := slices.ContainsFunc(c.Entries, func(e weekEntry) bool { return e.From < box.To && e.To > box.From && !e.Over })
		if !ok || taken || at.Before(v.now) {
			continue
		}
		c.Slots = append(c.Slots, gridSlot{gridBox: box, Label: v.text("schedule.pick", "day", c.Long, "hour", fmt.Sprintf("%02d:00", h)),
			Path: fmt.Sprintf("%s?week=%s&day=%s&at=%sT%02d:00#panel", p.Pro.Week(), p.Week, c.Date, c.Date, h)})
	}
}

// wall is an interval of one day as minutes of its wall clock; what ends with the day ends at 24:00.
func wall(d calendar.Date, i calendar.Interval) gridBox {
	minutes := func(t time.Time) int {
		if !t.Before(dayOf(d).End) {
			return 24 * 60
		}
		local := t.In(calendar.Zone)
		return local.Hour()*60 + local.Minute()
	}
	box := gridBox{minutes(i.Start), minutes(i.End)}
	if box.To <= box.From { // within the hour that comes twice
		box.To = min(box.From+int(i.Length().Minutes()), 24*60)
	}
	return box
}

// Heading names the week.
func (p *weekPage) Heading() string {
	return p.T("schedule.week.of", "from", p.Date(midday(p.Week)), "to", p.Date(midday(p.Week.Add(6))))
}

// Shut is this week without a panel.
func (p *weekPage) Shut() string {
	return fmt.Sprintf("%s?week=%s&day=%s", p.Pro.Week(), p.Week, p.Day)
}

// AtDay is the day of the hour that was picked.
func (p *weekPage) AtDay() string { day, _, _ := strings.Cut(p.At, "T"); return day }
