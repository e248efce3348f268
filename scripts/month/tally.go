package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// Tally is what came of a month under one policy.
type Tally struct {
	name      string
	events    int
	offers    int
	firsts    int // offers that were a lead's first
	atOnce    int // of these: at the wanted time
	nearby    int // and a few hours from it
	booked    int
	cancelled int
	nobody    int // leads for whom there was nobody, in the end
	rating    float64
	km        float64
	breaches  int // calendars above the limit, or with two entries that overlap
	full      int // calendars at their very limit
	equals    map[string]map[string]int
}

func newTally(name string) *Tally { return &Tally{name: name, equals: map[string]map[string]int{}} }

// offered counts an offer. Equal pros are of one trade, one rating, one limit and one point.
func (t *Tally) offered(p pro.Pro, r *request, look routing.Look) {
	t.offers++
	t.rating += float64(p.SocialProof.Sum) / float64(p.SocialProof.Count)
	t.km += look.Km
	if r.offers == 1 {
		t.firsts++
		switch look.Free {
		case routing.AtOnce:
			t.atOnce++
		case routing.Nearby:
			t.nearby++
		}
	}
	t.equals[class(p)][p.ID]++
}

func class(p pro.Pro) string {
	return fmt.Sprint(p.Trade, p.SocialProof, p.Limit(), p.Location.Coordinates)
}

// known lets a pro count among its equals, also one who never gets an offer.
func (t *Tally) known(p pro.Pro) {
	if t.equals[class(p)] == nil {
		t.equals[class(p)] = map[string]int{}
	}
	t.equals[class(p)][p.ID] = 0
}

func (t *Tally) watched(p pro.Pro, c booking.Calendar, now time.Time) {
	switch load := c.Load("", now); {
	case load > p.Limit():
		t.breaches++
	case load == p.Limit():
		t.full++
	}
	for i, e := range c.Entries {
		for _, other := range c.Entries[:i] {
			if e.Live(now) && other.Live(now) && e.Interval().Clashes(other.Interval(), c.Buffer()) {
				t.breaches++
			}
		}
	}
}

// fairness is Jain's index of the offers among equals: 1 when all of them have as many, 1/n
// when one of n has all. Of all groups it is the mean by heads, and the worst; groups of one,
// and those with fewer than ten offers a head, say nothing.
func (t *Tally) fairness() (mean, worst float64, groups int) {
	heads := 0
	worst = 1
	for _, group := range t.equals {
		sum, squares := 0.0, 0.0
		for _, n := range group {
			sum += float64(n)
			squares += float64(n * n)
		}
		if len(group) < 2 || sum < 10*float64(len(group)) {
			continue
		}
		jain := sum * sum / (float64(len(group)) * squares)
		mean += jain * float64(len(group))
		worst = min(worst, jain)
		heads += len(group)
		groups++
	}
	if groups == 0 {
		return 1, 1, 0 // so small a world says nothing
	}
	return mean / float64(heads), worst, groups
}

func (t *Tally) meanRating() float64 { return t.rating / float64(max(t.offers, 1)) }

// errUnfair ends a month that does not keep what is promised.
var errUnfair = errors.New("a limit was passed, equals were not treated as equals, or the rating suffered")

// What is promised of the first of the tallies, which is the product's.
const (
	fairEnough = 0.9
	goodEnough = 0.98
)

func report(out io.Writer, tallies []*Tally) error {
	line := func(what string, value func(t *Tally) string) {
		_, _ = fmt.Fprintf(out, "%-38s", what) // a terminal gone away must not stop a measurement
		for _, t := range tallies {
			_, _ = fmt.Fprintf(out, "%18s", value(t))
		}
		_, _ = fmt.Fprintln(out)
	}
	share := func(n, of int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(of, 1))) }
	line("", func(t *Tally) string { return t.name })
	line("offers", func(t *Tally) string { return fmt.Sprint(t.offers) })
	line("appointments", func(t *Tally) string { return fmt.Sprint(t.booked) })
	line("leads without a pro", func(t *Tally) string { return fmt.Sprint(t.nobody) })
	line("first offer at the wanted time", func(t *Tally) string { return share(t.atOnce, t.firsts) })
	line("  within hours of it", func(t *Tally) string { return share(t.nearby, t.firsts) })
	line("mean distance", func(t *Tally) string { return fmt.Sprintf("%.1f km", t.km/float64(max(t.offers, 1))) })
	line("offers that filled a pro's limit", func(t *Tally) string { return share(t.full, t.offers) })
	line("limits passed, jobs overlapping", func(t *Tally) string { return fmt.Sprint(t.breaches) })
	line("mean rating of the chosen", func(t *Tally) string { return fmt.Sprintf("%.3f", t.meanRating()) })
	best := tallies[1].meanRating()
	line("  of best rated first", func(t *Tally) string { return fmt.Sprintf("%.1f %%", 100*t.meanRating()/best) })
	line("Jain's index among equals", func(t *Tally) string { mean, _, _ := t.fairness(); return fmt.Sprintf("%.3f", mean) })
	line("  in the worst group", func(t *Tally) string { _, worst, n := t.fairness(); return fmt.Sprintf("%.3f of %d", worst, n) })
	mean, _, _ := tallies[0].fairness()
	if tallies[0].breaches > 0 || mean < fairEnough || tallies[0].meanRating() < goodEnough*best {
		return errUnfair
	}
	return nil
}
