package admin

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

type schedulePage struct {
	frame
	Query      mongo.ProQuery
	Trades     []string
	Days       []dayMark
	Rows       []weekRow
	Week       string
	Earlier    string
	Later      string
	This       string
	Back, Next string
}

// weekRow is one pro's week in a few figures.
type weekRow struct {
	proRow
	Cells []weekCell
}

// weekCell is one day of one pro.
type weekCell struct {
	Path  string
	Day   dayMark
	N     int // appointments
	Holds int
	Open  int // minutes worked
	Free  int // of them, not taken
	Off   bool
	Label string
}

func (*schedulePage) template() string { return "schedule" }
func (*schedulePage) topics() []string { return []string{mongo.Pros, mongo.Calendars} }

func (s *server) schedule(v *visit) (answer, error) {
	q, ok := proQuery(v.URL.Query())
	if !ok {
		return answer{}, fault.New(fault.NotFound, "admin.schedule", "no such list")
	}
	week := weekOf(askedDay(v, "week", calendar.DateOf(v.now)))
	list, err := s.Truth.ListProPage(v.Context(), q)
	if err != nil {
		return answer{}, err
	}
	calendars, err := s.calendarsOf(v, list.Pros)
	if err != nil {
		return answer{}, err
	}
	p := &schedulePage{Query: q, Trades: pro.Trades, Week: week.String()}
	for i := range 7 {
		p.Days = append(p.Days, mark(v, week.Add(i)))
	}
	for _, one := range list.Pros {
		p.Rows = append(p.Rows, weekRowOf(v, one, calendars[one.ID], p.Days))
	}
	at := func(d calendar.Date) string {
		asked := v.URL.Query()
		asked.Set("week", d.String())
		return "/schedule?" + asked.Encode()
	}
	p.Earlier, p.Later, p.This = at(week.Add(-7)), at(week.Add(7)), at(weekOf(calendar.DateOf(v.now)))
	p.Back, p.Next = proPages("/schedule", q, list)
	for _, page := range []*string{&p.Back, &p.Next} {
		if *page != "" {
			*page += "&week=" + week.String()
		}
	}
	return show(http.StatusOK, p), nil
}

func weekRowOf(v *visit, p pro.Pro, c booking.Calendar, days []dayMark) weekRow {
	row := weekRow{proRow: proRow{Pro: p, Load: c.Load("", v.now)}}
	hours, err := calendar.Parse(p.Hours, p.Exceptions)
	busy := calendar.Union(c.Busy(v.now))
	for _, day := range days {
		cell := weekCell{Day: day, Path: row.Week() + "?week=" + days[0].Date.String() + "&day=" + day.Date.String()}
		span := dayOf(day.Date)
		for _, e := range c.Entries {
			if !e.Live(v.now) || e.Start.Before(span.Start) || !e.Start.Before(span.End) {
				continue
			}
			switch e.Kind {
			case booking.Appointment:
				cell.N++
			case booking.Hold:
				cell.Holds++
			}
		}
		if err == nil && !p.OnVacation {
			for _, open := range hours.Within(span) {
				cell.Open += int(open.Length().Minutes())
				cell.Free += int(open.Length().Minutes())
				for _, b := range busy {
					if taken := b.Clip(open); !taken.Empty() {
						cell.Free -= int(taken.Length().Minutes())
					}
				}
			}
		}
		cell.Off = cell.Open == 0
		cell.Label = v.text("schedule.cell", "day", day.Long, "n", cell.N, "free", hoursText(cell.Free))
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// hoursText is minutes as hours with at most one decimal.
func hoursText(minutes int) string {
	if minutes%60 == 0 {
		return strconv.Itoa(minutes / 60)
	}
	return decimal(float64(minutes) / 60)
}

// FreeHours is what is left of a day, in hours.
func (c weekCell) FreeHours() string { return hoursText(c.Free) }

// BulkPath opens the page that opens and closes days, with the pros found here.
func (p *schedulePage) BulkPath() string {
	asked := url.Values{"from": {p.Days[0].Date.String()}}
	if p.Query.Search != "" {
		asked.Set("q", p.Query.Search)
	}
	if p.Query.Trade != "" {
		asked.Set("trade", p.Query.Trade)
	}
	return "/schedule/bulk?" + asked.Encode()
}
