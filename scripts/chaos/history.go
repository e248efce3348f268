package main

import (
	"cmp"
	"slices"
	"time"
)

// life is the time in which an hour was certainly taken: from its acknowledgement until the
// first thing that may have ended it was begun. The true times were longer.
type life struct {
	noted
	from, to time.Time // to is zero: to the end
}

// always: the receipts alone tell that at no instant of the run two jobs overlapped, or a pro
// had more leads than the limit, also where the final store no longer shows it.
func (a *audit) always() {
	taken := map[string][]life{} // by pro
	for _, account := range a.books.leads {
		for _, d := range account.dones {
			if d.Entry == "" {
				continue
			}
			l := life{noted: d, from: d.at, to: account.left(d)}
			if !d.Deadline.IsZero() { // a hold: another worker's clock may be ahead by as much as clocks differ
				if expired := d.Deadline.Add(-skew); l.to.IsZero() || expired.Before(l.to) {
					l.to = expired
				}
			}
			if l.to.IsZero() || l.from.Before(l.to) {
				taken[d.Pro] = append(taken[d.Pro], l)
			}
		}
	}
	for pro, lives := range taken {
		a.sweep(pro, lives)
	}
}

// sweep goes through one pro's lives in order of time.
func (a *audit) sweep(pro string, lives []life) {
	c := a.calendars[pro]
	slices.SortFunc(lives, func(x, y life) int { return cmp.Or(x.from.Compare(y.from), cmp.Compare(x.Entry, y.Entry)) })
	var now []life
	for _, l := range lives {
		now = slices.DeleteFunc(now, func(o life) bool { return !o.to.IsZero() && !o.to.After(l.from) })
		leads := map[string]bool{l.Lead: true}
		for _, o := range now {
			leads[o.Lead] = true
			if o.Entry != l.Entry && o.Hour.Clashes(l.Hour, c.Buffer()) {
				a.broken(overlap, "%s, at %s: %s and %s", pro, l.from.Format(time.TimeOnly), l.Entry, o.Entry)
			}
		}
		if now = append(now, l); len(leads) > c.LoadLimit {
			a.broken(overload, "%s, at %s: %d leads, the limit is %d", pro, l.from.Format(time.TimeOnly), len(leads), c.LoadLimit)
		}
	}
}
