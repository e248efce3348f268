package admin

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/analytics"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
)

const prosInFigures = 20

// countingBudget is for the first look at a large database, which counts every day there was; what
// it does not come to the next look goes on with.
const countingBudget = 27 * time.Second

// periods are what can be looked at, in days; 365 is shown by months.
var periods = []int{7, 30, 90, 365}

type analyticsPage struct {
	frame
	Days    int
	Span    analytics.Span
	Funnel  []funnelStep
	Volume  barChart
	Answer  spreadChart
	Book    spreadChart
	Money   barChart
	Trades  []figureRow
	Pros    []figureRow
	Others  int // pros with less than those shown
	Models  []analytics.Model
	Percent int // our share
}

func (*analyticsPage) template() string { return "analytics" }
func (*analyticsPage) topics() []string { return []string{mongo.Leads} }

// Periods are the choices above the page.
func (*analyticsPage) Periods() []int { return periods }

// Empty reports whether nothing has happened in this time.
func (p *analyticsPage) Empty() bool {
	return p.Span.All.Leads == 0 && p.Span.All.Work.Jobs == 0 && len(p.Span.All.Models) == 0
}

// Share is our part of an amount.
func (p *analyticsPage) Share(ils int) string { return p.Money0((ils*p.Percent + 50) / 100) }

// Money0 is an amount in shekels.
func (p *analyticsPage) Money0(ils int) string { return p.frame.Money(ils) }

// Dollars is what models cost, from millionths of a dollar.
func (p *analyticsPage) Dollars(micro int64) string { return fmt.Sprintf("$%.2f", float64(micro)/1e6) }

// Part is a share of a whole, in per cent.
func (p *analyticsPage) Part(n, of int) string { return percent(n, of) }

func percent(n, of int) string {
	if of == 0 {
		return "—"
	}
	return strconv.Itoa((n*100+of/2)/of) + "%"
}

// Stars is a mean of ratings.
func (p *analyticsPage) Stars(w analytics.Work) string {
	if w.Ratings == 0 {
		return "—"
	}
	return decimal(float64(w.Stars) / float64(w.Ratings))
}

// Cost is what all model calls cost.
func (p *analyticsPage) Cost() (sum analytics.Model) {
	for _, m := range p.Models {
		sum.Calls, sum.Failed, sum.In, sum.Out = sum.Calls+m.Calls, sum.Failed+m.Failed, sum.In+m.In, sum.Out+m.Out
		sum.MicroUSD, sum.Unpriced = sum.MicroUSD+m.MicroUSD, sum.Unpriced+m.Unpriced
	}
	return sum
}

// figureRow is a trade's or a pro's part, with its name.
type figureRow struct {
	analytics.Row
	Name, Path string
}

func (s *server) analytics(v *visit) (answer, error) {
	days := 30
	if asked := v.URL.Query().Get("days"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || !contains(periods, n) {
			return answer{}, fault.New(fault.NotFound, "admin.analytics", "no such period")
		}
		days = n
	}
	p := &analyticsPage{Days: days}
	var err error
	today, figures := calendar.DateOf(v.now), analytics.New(s.Truth)
	if days == 365 {
		p.Span, err = figures.Months(v.Context(), today, 12)
	} else {
		p.Span, err = figures.Days(v.Context(), today.Add(1-days), today)
	}
	if err == nil {
		p.Percent, err = s.commission(v.Context())
	}
	if err == nil {
		err = s.figuresNamed(v, p)
	}
	if err != nil {
		return answer{}, err
	}
	p.charts(v)
	return show(http.StatusOK, p), nil
}

// figuresNamed gives the rows of trades and pros their names, those with most work first.
func (s *server) figuresNamed(v *visit, p *analyticsPage) error {
	byWork := func(a, b analytics.Row) int {
		return cmp.Or(b.Work.Revenue-a.Work.Revenue, b.Work.Jobs-a.Work.Jobs, b.Booked-a.Booked, b.Leads-a.Leads, b.Offers-a.Offers, cmp.Compare(a.Key, b.Key))
	}
	trades, pros := slices.Clone(p.Span.All.Trades), slices.Clone(p.Span.All.Pros)
	slices.SortFunc(trades, byWork)
	slices.SortFunc(pros, byWork)
	p.Others = max(0, len(pros)-prosInFigures)
	pros = pros[:min(len(pros), prosInFigures)]
	ids := make([]string, len(pros))
	for i, r := range pros {
		ids[i] = r.Key
	}
	names, err := s.Truth.ProNames(v.Context(), ids)
	if err != nil {
		return err
	}
	for _, r := range trades {
		p.Trades = append(p.Trades, figureRow{Row: r, Name: (&frame{Lang: v.lang}).Trade(r.Key)})
	}
	for _, r := range pros {
		row := figureRow{Row: r, Name: cmp.Or(names[r.Key], v.text("analytics.unknown"))}
		if names[r.Key] != "" {
			row.Path = proRow{}.pathOf(r.Key)
		}
		p.Pros = append(p.Pros, row)
	}
	p.Models = slices.Clone(p.Span.All.Models)
	slices.SortFunc(p.Models, func(a, b analytics.Model) int { return cmp.Or(b.Calls-a.Calls, cmp.Compare(a.Model, b.Model)) })
	return nil
}

func (proRow) pathOf(id string) string { r := proRow{}; r.ID = id; return r.Path() }

// commission is our share in per cent, as the settings say.
func (s *server) commission(ctx context.Context) (int, error) {
	business, err := s.Truth.Business(ctx)
	return business.Commission(), err
}

// label names a part of the span below its bar.
func (p *analyticsPage) label(v *visit, d calendar.Date) (short, long string) {
	if p.Days == 365 {
		name := v.text("analytics.month." + strconv.Itoa(int(d.Month)))
		return name, fmt.Sprintf("%s %d", name, d.Year)
	}
	return fmt.Sprintf("%d/%d", d.Day, d.Month), (&frame{Lang: v.lang}).Date(midday(d))
}

// minutes is a wait as people say it.
func minutes(f *frame, d time.Duration) string {
	if d == 0 {
		return "—"
	}
	return f.Lasts(d)
}
