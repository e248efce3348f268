package admin

import (
	"fmt"
	"strconv"

	"github.com/proli/proli/shared/analytics"
)

// The size of charts, in their own units. Wide ones lie in a box that keeps its height.
const (
	chartWide = 720
	chartHigh = 200
	chartFoot = 22 // for the labels
	chartHead = 16 // for the largest figure
)

// funnelStep is how many leads came so far.
type funnelStep struct {
	Key   string
	N     int
	Share string // of those that came in
	Width string
}

// barChart is one or two bars for each part of a span.
type barChart struct {
	Bars  []bar
	Lines []gridLine
	Max   int
}

type bar struct {
	X, Y, W, H string // of all
	Y2, H2     string // of the part that is filled
	Mid, Label string // a label below, where there is room for one
	Long       string
	N, M       int
	Text       string // what a pointer is told
}

type gridLine struct {
	Y    string
	Text string
}

// spreadChart is how long things took.
type spreadChart struct {
	Key    string
	N      int
	Median string
	Ninety string
	Steps  []spreadStep
}

type spreadStep struct {
	Label string
	N     int
	Share string
	Width string
}

func (p *analyticsPage) charts(v *visit) {
	f := &frame{Lang: v.lang}
	all := p.Span.All
	for _, step := range []funnelStep{{Key: "leads", N: all.Leads}, {Key: "offered", N: all.Offered}, {Key: "booked", N: all.Booked}, {Key: "completed", N: all.Completed}} {
		step.Share, step.Width = percent(step.N, all.Leads), width(step.N, all.Leads)
		p.Funnel = append(p.Funnel, step)
	}
	p.Volume = p.bars(v, func(g analytics.Figures) (int, int) { return g.Leads, g.Booked }, f.Number,
		func(n, m string) string { return v.text("analytics.volume.bar", "n", n, "m", m) })
	p.Money = p.bars(v, func(g analytics.Figures) (int, int) { return g.Work.Revenue, (g.Work.Revenue*p.Percent + 50) / 100 }, f.Money,
		func(n, m string) string { return v.text("analytics.money.bar", "n", n, "m", m) })
	p.Answer, p.Book = spreadOf(v, "answer", all.Answer), spreadOf(v, "book", all.Book)
}

// bars draws a span. What is drawn runs with the language: in Hebrew the first day is on the right.
func (p *analyticsPage) bars(v *visit, values func(analytics.Figures) (all, part int), number func(int) string, say func(n, m string) string) barChart {
	c := barChart{}
	for _, part := range p.Span.Parts {
		n, _ := values(part.Figures)
		c.Max = max(c.Max, n)
	}
	top := nice(c.Max)
	high := float64(chartHigh - chartFoot - chartHead)
	y := func(n int) float64 { return chartHead + high - high*float64(n)/float64(top) }
	c.Lines = append(c.Lines, gridLine{Y: fmt.Sprintf("%.1f", y(0))})
	for _, n := range []int{top / 2, top} {
		c.Lines = append(c.Lines, gridLine{Y: fmt.Sprintf("%.1f", y(n)), Text: number(n)})
	}
	step := float64(chartWide) / float64(len(p.Span.Parts))
	every := max(1, len(p.Span.Parts)/10)
	for i, part := range p.Span.Parts {
		n, m := values(part.Figures)
		at := float64(i) * step
		if v.lang.Dir() == "rtl" {
			at = chartWide - at - step
		}
		short, long := p.label(v, part.Day)
		b := bar{
			X: fmt.Sprintf("%.1f", at+step*0.12), W: fmt.Sprintf("%.1f", step*0.76), Mid: fmt.Sprintf("%.1f", at+step/2),
			Y: fmt.Sprintf("%.1f", y(n)), H: fmt.Sprintf("%.1f", high*float64(n)/float64(top)),
			Y2: fmt.Sprintf("%.1f", y(m)), H2: fmt.Sprintf("%.1f", high*float64(m)/float64(top)),
			Long: long, N: n, M: m, Text: long + ": " + say(number(n), number(m)),
		}
		if (len(p.Span.Parts)-1-i)%every == 0 {
			b.Label = short
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// nice is a round number not below n, for the top of a chart.
func nice(n int) int {
	for unit := 1; ; unit *= 10 {
		for _, step := range []int{2, 4, 6, 10} {
			if step*unit >= n {
				return step * unit
			}
		}
	}
}

func width(n, of int) string {
	if of == 0 {
		return "0"
	}
	return fmt.Sprintf("%.1f", 100*float64(n)/float64(of))
}

func spreadOf(v *visit, key string, s analytics.Spread) spreadChart {
	f := &frame{Lang: v.lang}
	c := spreadChart{Key: key, N: s.N(), Median: minutes(f, s.Median()), Ninety: minutes(f, s.Part(0.9))}
	most := 0
	for _, n := range s {
		most = max(most, n)
	}
	for i, n := range s {
		label := v.text("analytics.over", "n", boundText(v, len(analytics.Bounds)-1))
		if i < len(analytics.Bounds) {
			label = v.text("analytics.upto", "n", boundText(v, i))
		}
		c.Steps = append(c.Steps, spreadStep{Label: label, N: n, Share: percent(n, c.N), Width: width(n, most)})
	}
	return c
}

func boundText(v *visit, i int) string {
	n := analytics.Bounds[i]
	if n > 60 {
		return v.text("analytics.hours", "n", strconv.Itoa(n/60))
	}
	return v.text("analytics.minutes", "n", strconv.Itoa(n))
}

// What the parts of the template are given: the page, and what is drawn.

type chartPart struct {
	*analyticsPage
	Key   string
	Chart barChart
}

type waitsPart struct {
	*analyticsPage
	Spread spreadChart
}

type rowsPart struct {
	*analyticsPage
	Key  string
	Rows []figureRow
}

// Chart is a bar chart with the page that it stands on.
func (p *analyticsPage) Chart(key string, c barChart) chartPart { return chartPart{p, key, c} }

// Waits is a spread with the page that it stands on.
func (p *analyticsPage) Waits(s spreadChart) waitsPart { return waitsPart{p, s} }

// Rows are parts of the whole with the page that they stand on.
func (p *analyticsPage) Rows(key string, rows []figureRow) rowsPart { return rowsPart{p, key, rows} }

// ScaleX is where the figures of the scale begin: where a line of text does.
func (p *analyticsPage) ScaleX() int {
	if p.Dir() == "rtl" {
		return chartWide
	}
	return 0
}
