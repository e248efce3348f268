package admin

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/roster"
)

type bulkPage struct {
	frame
	Form   *form
	Once   string
	Trades []option
	Days   [7]dayChoice
	Found  int
	Plan   []bulkRow // what would be done, or what is left
	Change int       // days that would change
	Kept   int       // days left alone
	Looked bool
}

type dayChoice struct {
	N       int
	Name    string
	Checked bool
}

// bulkRow is what becomes of one pro's days.
type bulkRow struct {
	Pro     proRow
	Changed int
	Kept    []keptDay
}

type keptDay struct {
	Date time.Time
	Hour time.Time
	Path string
	Hold bool
}

func (*bulkPage) template() string { return "schedule_bulk" }

// scheduleBulk shows what would become of the days that are asked for: nothing is done by a look.
func (s *server) scheduleBulk(v *visit) (answer, error) {
	asked := v.URL.Query()
	f := &form{v: v, values: asked, faults: map[string]string{}}
	if asked.Get("from") == "" {
		asked.Set("from", calendar.DateOf(v.now).Add(1).String())
	}
	if asked.Get("to") == "" {
		asked.Set("to", asked.Get("from"))
	}
	if asked.Get("mode") == "" {
		asked.Set("mode", string(roster.Close))
		return show(http.StatusOK, s.bulkForm(v, f)), nil
	}
	return s.bulkLook(v, f, http.StatusOK)
}

func (s *server) bulkForm(v *visit, f *form) *bulkPage {
	p := &bulkPage{Form: f, Once: (&frame{}).Once(), Trades: []option{{"", v.text("pros.trade.all")}}}
	for _, trade := range pro.Trades {
		p.Trades = append(p.Trades, option{trade, (&frame{Lang: v.lang}).Trade(trade)})
	}
	for i, day := range calendar.Days {
		p.Days[i] = dayChoice{i, v.text("pros.day." + day), f.Holds("day", strconv.Itoa(i))}
	}
	return p
}

// Modes are what can be done with days.
func (p *bulkPage) Modes() []option {
	return []option{
		{string(roster.Close), p.T("schedule.mode.close")}, {string(roster.Open), p.T("schedule.mode.open")}, {string(roster.Regular), p.T("schedule.mode.regular")},
	}
}

// bulkOf reads what is asked for.
func (s *server) bulkOf(v *visit, f *form) (roster.Days, []string, error) {
	w := roster.Days{Mode: roster.Mode(f.Value("mode"))}
	var errFrom, errTo error
	w.From, errFrom = calendar.ParseDate(f.Value("from"))
	w.To, errTo = calendar.ParseDate(f.Value("to"))
	if errFrom != nil {
		f.Refuse("from", "schedule.fault.date")
	}
	if errTo != nil {
		f.Refuse("to", "schedule.fault.date")
	}
	for _, n := range f.values["day"] {
		if i, err := strconv.Atoi(n); err == nil && i >= 0 && i < 7 {
			w.Weekdays = append(w.Weekdays, time.Weekday(i))
		}
	}
	if w.Mode == roster.Open {
		var err error
		if w.Hours, err = roster.ReadSpans(f.Text("hours", 100)); err != nil {
			f.Refuse("hours", "pros.fault.hours.wrong", "value", f.Value("hours"))
		}
	}
	if f.OK() {
		for _, problem := range w.Check(v.now) {
			f.Refuse(problem.Field, "schedule.fault."+problem.Key)
		}
	}
	if one := f.Value("pro"); one != "" {
		return w, []string{one}, nil
	}
	ids, err := s.Truth.ProIDs(v.Context(), mongo.ProQuery{Search: clipped(f.Value("q"), 60), Trade: f.Value("trade"), Limit: roster.MaxPros + 1})
	switch {
	case err != nil:
		return w, nil, err
	case len(ids) > roster.MaxPros:
		f.Refuse("q", "schedule.fault.pros", "most", roster.MaxPros)
	case len(ids) == 0:
		f.Refuse("q", "pros.none.found")
	}
	return w, ids, nil
}

func (s *server) bulkLook(v *visit, f *form, status int) (answer, error) {
	w, ids, err := s.bulkOf(v, f)
	if err != nil {
		return answer{}, err
	}
	p := s.bulkForm(v, f)
	if !f.OK() {
		return show(http.StatusUnprocessableEntity, p), nil
	}
	p.Looked, p.Found = true, len(ids)
	for _, r := range s.roster().LookAtDays(v.Context(), rosterAct(v, 0), ids, w) {
		if r.Err != nil && !fault.Final(r.Err) {
			return answer{}, r.Err
		}
		p.Change, p.Kept = p.Change+r.Changed, p.Kept+len(r.Kept)
		row := bulkRow{Pro: proRow{Pro: r.Pro}, Changed: r.Changed}
		for _, k := range r.Kept {
			row.Kept = append(row.Kept, keptDay{
				Date: midday(k.Date), Hour: k.Entry.Start, Hold: k.Entry.Kind == "hold",
				Path: row.Pro.Week() + "?week=" + weekOf(k.Date).String() + "&day=" + k.Date.String(),
			})
		}
		if row.Changed > 0 || len(row.Kept) > 0 {
			p.Plan = append(p.Plan, row)
		}
	}
	return show(status, p), nil
}

func (s *server) scheduleBulkDo(v *visit) (answer, error) {
	f := typed(v)
	w, ids, err := s.bulkOf(v, f)
	if err != nil {
		return answer{}, err
	}
	if !f.OK() {
		return show(http.StatusUnprocessableEntity, s.bulkForm(v, f)), nil
	}
	changed, kept, failed := 0, 0, 0
	for _, r := range s.roster().SetDays(v.Context(), rosterAct(v, 0), ids, w) {
		changed, kept = changed+r.Changed, kept+len(r.Kept)
		if r.Err != nil {
			s.fail(v, r.Err)
			failed++
			changed -= r.Changed
		}
	}
	if to := f.Value("pro"); to != "" && kept == 0 && failed == 0 {
		return s.done(v, "/schedule/"+url.PathEscape(to)+"?week="+weekOf(w.From).String()+"&day="+w.From.String(), "schedule.day.done"), nil
	}
	to := url.Values{}
	for _, name := range bulkFields {
		if values := f.values[name]; len(values) > 0 {
			to[name] = values
		}
	}
	key, say := "schedule.bulk.done", s.done
	switch {
	case failed > 0:
		key, say = "schedule.bulk.failed", s.refused
	case kept > 0:
		key, say = "schedule.bulk.kept", s.refused
	}
	return say(v, "/schedule/bulk?"+to.Encode(), key, "n", changed, "kept", kept, "failed", failed), nil
}

// Names are the fields that say what is done with whose days.
func (*bulkPage) Names() []string { return bulkFields }

// Values are what a field holds.
func (p *bulkPage) Values(name string) []string { return p.Form.values[name] }

var bulkFields = []string{"q", "trade", "pro", "from", "to", "mode", "hours", "day"}
