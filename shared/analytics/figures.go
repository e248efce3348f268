// Package analytics is what happened, counted by day: leads on the day they came in and what
// became of them, work and money on the day it was done, model calls on the day they were made.
// Days are counted once and again only when something of them has changed, so that a look at a
// year costs what its days cost and not what its leads do.
package analytics

import (
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/usage"
)

// Figures are those of a day, or of a span of days.
type Figures struct {
	ID    string    `json:"_id"`
	Began time.Time `json:"began"` // the database's time when the counting began

	// Leads that came in, and how far each has got.
	Leads     int    `json:"leads"`
	Offered   int    `json:"offered"`
	Booked    int    `json:"booked"`
	Completed int    `json:"completed"`
	Cancelled int    `json:"cancelled"`
	Closed    int    `json:"closed"`
	Rejected  int    `json:"rejected"`
	Answer    Spread `json:"answer"` // from an offer to its pro's answer
	Book      Spread `json:"book"`   // from the first word to the appointment

	// Work that was done, whenever its lead came in.
	Work Work `json:"work"`

	Trades []Row   `json:"trades"`
	Pros   []Row   `json:"pros"`
	Models []Model `json:"models"`
}

// Work is jobs done, and what is known of their price and rating.
type Work struct {
	Jobs    int `json:"jobs"`
	Priced  int `json:"priced"`  // of them, those whose pro told the price
	Revenue int `json:"revenue"` // whole shekels, of those
	Ratings int `json:"ratings"`
	Stars   int `json:"stars"`
}

// Row is one trade's or one pro's part.
type Row struct {
	Key    string `json:"key"`
	Leads  int    `json:"leads"`
	Booked int    `json:"booked"`
	Work   Work   `json:"work"`
	Offers int    `json:"offers"` // made to the pro, or for the trade: a lead may bring several
}

// Model is what one language model was asked.
type Model struct {
	Model    string `json:"model"`
	Calls    int    `json:"calls"`
	Failed   int    `json:"failed"`
	In       int    `json:"in"`
	Out      int    `json:"out"`
	MicroUSD int64  `json:"micro_usd"`
	Unpriced int    `json:"unpriced"` // calls of a model whose price is not known
}

// Came counts a lead on the day it came in.
func (f *Figures) Came(l lead.Lead) {
	f.Leads++
	offered, booked := first(l, lead.New), first(l, lead.Booked)
	if offered != nil {
		f.Offered++
	}
	row := Row{Leads: 1}
	if booked != nil {
		f.Booked, row.Booked = f.Booked+1, 1
		f.Book.Add(booked.At.Sub(l.CreatedAt))
	}
	if answered := answer(l); answered != nil {
		f.Answer.Add(answered.At.Sub(offered.At))
	}
	switch l.Status {
	case lead.Completed:
		f.Completed++
	case lead.Cancelled:
		f.Cancelled++
	case lead.Closed:
		f.Closed++
	case lead.Rejected:
		f.Rejected++
	}
	f.share(l, row)
	for _, m := range l.History {
		if m.Pro == "" {
			continue
		}
		f.Pros = addRow(f.Pros, Row{Key: m.Pro, Offers: 1})
		if l.Trade != "" {
			f.Trades = addRow(f.Trades, Row{Key: l.Trade, Offers: 1})
		}
	}
}

// Done counts a lead on the day its work was done.
func (f *Figures) Done(l lead.Lead) {
	w := Work{Jobs: 1}
	if l.PriceCharged != nil {
		w.Priced, w.Revenue = 1, *l.PriceCharged
	}
	if l.RatingGiven != nil {
		w.Ratings, w.Stars = 1, *l.RatingGiven
	}
	f.Work.add(w)
	f.share(l, Row{Work: w})
}

// Called counts a model's call.
func (f *Figures) Called(c usage.Call) {
	m := Model{Model: c.Model, Calls: 1, In: c.TokensIn, Out: c.TokensOut}
	if c.Outcome != usage.Answered {
		m.Failed = 1
	}
	if c.MicroUSD == nil {
		m.Unpriced = 1
	} else {
		m.MicroUSD = *c.MicroUSD
	}
	f.Models = addModel(f.Models, m)
}

func (f *Figures) share(l lead.Lead, row Row) {
	if row.Key = l.Trade; row.Key != "" {
		f.Trades = addRow(f.Trades, row)
	}
	if row.Key = l.ProID; row.Key != "" {
		f.Pros = addRow(f.Pros, row)
	}
}

// first is a lead's first move to a status; nil when there was none.
func first(l lead.Lead, s lead.Status) *lead.Move {
	for i := range l.History {
		if l.History[i].Status == s {
			return &l.History[i]
		}
	}
	return nil
}

// answer is the first move that a pro made after the first offer.
func answer(l lead.Lead) *lead.Move {
	offered := false
	for i, m := range l.History {
		if offered && m.By == lead.ByPro {
			return &l.History[i]
		}
		offered = offered || m.Status == lead.New
	}
	return nil
}

// Add counts other days in.
func (f *Figures) Add(o Figures) {
	f.Leads, f.Offered, f.Booked, f.Completed = f.Leads+o.Leads, f.Offered+o.Offered, f.Booked+o.Booked, f.Completed+o.Completed
	f.Cancelled, f.Closed, f.Rejected = f.Cancelled+o.Cancelled, f.Closed+o.Closed, f.Rejected+o.Rejected
	f.Answer.merge(o.Answer)
	f.Book.merge(o.Book)
	f.Work.add(o.Work)
	for _, r := range o.Trades {
		f.Trades = addRow(f.Trades, r)
	}
	f.Pros = mergeRows(f.Pros, o.Pros)
	for _, m := range o.Models {
		f.Models = addModel(f.Models, m)
	}
}

func (w *Work) add(o Work) {
	w.Jobs, w.Priced, w.Revenue = w.Jobs+o.Jobs, w.Priced+o.Priced, w.Revenue+o.Revenue
	w.Ratings, w.Stars = w.Ratings+o.Ratings, w.Stars+o.Stars
}

func (r *Row) add(o Row) {
	r.Leads, r.Booked, r.Offers = r.Leads+o.Leads, r.Booked+o.Booked, r.Offers+o.Offers
	r.Work.add(o.Work)
}

// addRow keeps rows in the order of their keys.
func addRow(rows []Row, r Row) []Row {
	i, found := slices.BinarySearchFunc(rows, r.Key, func(r Row, key string) int { return strings.Compare(r.Key, key) })
	if !found {
		return slices.Insert(rows, i, r)
	}
	rows[i].add(r)
	return rows
}

// mergeRows adds two ordered lists, in one walk.
func mergeRows(a, b []Row) []Row {
	merged := make([]Row, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0].Key, b[0].Key) {
		case -1:
			merged, a = append(merged, a[0]), a[1:]
		case 1:
			merged, b = append(merged, b[0]), b[1:]
		default:
			r := a[0]
			r.add(b[0])
			merged, a, b = append(merged, r), a[1:], b[1:]
		}
	}
	return append(append(merged, a...), b...)
}

func addModel(models []Model, m Model) []Model {
	i := slices.IndexFunc(models, func(o Model) bool { return o.Model == m.Model })
	if i < 0 {
		return append(models, m)
	}
	o := &models[i]
	o.Calls, o.Failed, o.In, o.Out = o.Calls+m.Calls, o.Failed+m.Failed, o.In+m.In, o.Out+m.Out
	o.MicroUSD, o.Unpriced = o.MicroUSD+m.MicroUSD, o.Unpriced+m.Unpriced
	return models
}
