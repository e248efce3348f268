package analytics

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/proli/proli/shared/calendar"
)

// Store keeps the figures and knows what they are counted from.
type Store interface {
	// Clock is the database's time.
	Clock(ctx context.Context) (time.Time, error)
	// CountedTill is the database's time up to which every change has been counted; zero: nothing has.
	CountedTill(ctx context.Context) (time.Time, error)
	SetCountedTill(ctx context.Context, at time.Time) error
	// FirstDay is the day of the oldest lead or call; ok is false when there is nothing.
	FirstDay(ctx context.Context) (day calendar.Date, ok bool, err error)
	// ChangedDays are the days whose figures a change since then may concern.
	ChangedDays(ctx context.Context, since time.Time) ([]calendar.Date, error)
	// CountDays counts what happened in a span of whole days, by day; days without anything may be missing.
	CountDays(ctx context.Context, span calendar.Interval) (map[calendar.Date]*Figures, error)
	// SaveFigures keeps figures unless those that stand began to be counted later.
	SaveFigures(ctx context.Context, list []Figures) error
	// FiguresBetween reads figures by their ids, both included, in order.
	FiguresBetween(ctx context.Context, from, to string) ([]Figures, error)
}

// Service answers what happened.
type Service struct{ store Store }

// New is a service on a store.
func New(store Store) *Service { return &Service{store: store} }

// Fresh is how old an answer may be; overlap is more than any commit takes.
const (
	Fresh   = 2 * time.Second
	overlap = 2 * time.Minute
)

// Span is an answer: the days or months in order, each with its figures or empty ones, and
// all of them together.
type Span struct {
	From, To calendar.Date
	Parts    []Part
	All      Figures
}

// Part is one day, or one month beginning with it.
type Part struct {
	Day calendar.Date
	Figures
}

// Days are the figures of each day of a span, both ends included.
func (s *Service) Days(ctx context.Context, from, to calendar.Date) (Span, error) {
	if err := s.refresh(ctx); err != nil {
		return Span{}, err
	}
	found, err := s.store.FiguresBetween(ctx, dayID(from), dayID(to))
	if err != nil {
		return Span{}, err
	}
	span := Span{From: from, To: to}
	for d := from; !to.Before(d); d = d.Add(1) {
		span.add(d, dayID(d), found)
	}
	return span, nil
}

// Months are the figures of n whole months, the last of them that of a day.
func (s *Service) Months(ctx context.Context, last calendar.Date, n int) (Span, error) {
	if err := s.refresh(ctx); err != nil {
		return Span{}, err
	}
	begin := calendar.DateOf(time.Date(last.Year, last.Month-time.Month(n-1), 1, 12, 0, 0, 0, time.UTC))
	found, err := s.store.FiguresBetween(ctx, monthID(begin), monthID(last))
	if err != nil {
		return Span{}, err
	}
	span := Span{From: begin, To: last}
	for d := begin; !last.Before(d); d = nextMonth(d) {
		span.add(d, monthID(d), found)
	}
	return span, nil
}

func (s *Span) add(day calendar.Date, id string, found []Figures) {
	part := Part{Day: day}
	if i, ok := slices.BinarySearchFunc(found, id, func(f Figures, id string) int {
		if f.ID < id {
			return -1
		}
		if f.ID > id {
			return 1
		}
		return 0
	}); ok {
		part.Figures = found[i]
		s.All.Add(found[i])
	}
	s.Parts = append(s.Parts, part)
}

// refresh counts the days anew of which something has changed, and their months.
func (s *Service) refresh(ctx context.Context) error {
	began, err := s.store.Clock(ctx)
	if err != nil {
		return err
	}
	till, err := s.store.CountedTill(ctx)
	if err != nil || began.Sub(till) < Fresh {
		return err
	}
	days, upTo, err := s.stale(ctx, till, began)
	if err != nil {
		return err
	}
	months := map[string]calendar.Date{}
	for len(days) > 0 {
		run := together(days)
		if err := s.count(ctx, days[0], days[run-1], began); err != nil {
			return err
		}
		for _, day := range days[:run] {
			months[monthID(day)] = day
		}
		days = days[run:]
	}
	if err := s.sum(ctx, months, began); err != nil {
		return err
	}
	return s.store.SetCountedTill(ctx, upTo)
}

// together is how many of the first days follow each other, a month's worth at most: they are
// counted in one walk.
func together(days []calendar.Date) int {
	n := 1
	for n < len(days) && n < 31 && days[n] == days[n-1].Add(1) {
		n++
	}
	return n
}

// stale are the days to be counted, in order, and up to when everything is counted then.
func (s *Service) stale(ctx context.Context, till, began time.Time) (days []calendar.Date, upTo time.Time, err error) {
	if till.IsZero() || till.After(began) {
		return s.every(ctx, began)
	}
	days, err = s.store.ChangedDays(ctx, till.Add(-overlap))
	slices.SortFunc(days, func(a, b calendar.Date) int { return strings.Compare(a.String(), b.String()) })
	return days, began, err
}

// every is every day there is: nothing was counted yet, or the clock of the database was set
// back. Days that a walk which did not come to its end has counted lately are not counted again.
func (s *Service) every(ctx context.Context, began time.Time) (days []calendar.Date, upTo time.Time, err error) {
	first, ok, err := s.store.FirstDay(ctx)
	if err != nil || !ok {
		return nil, began, err
	}
	changed, err := s.store.ChangedDays(ctx, time.Time{}) // also days that lie ahead, where clocks are virtual
	if err != nil {
		return nil, began, err
	}
	last := calendar.DateOf(began)
	for _, d := range changed {
		if last.Before(d) {
			last = d
		}
	}
	counted, err := s.store.FiguresBetween(ctx, dayID(first), dayID(last))
	if err != nil {
		return nil, began, err
	}
	lately := map[string]bool{}
	upTo = began
	for _, f := range counted {
		if f.Began.After(began.Add(-time.Hour)) && !f.Began.After(began) {
			lately[f.ID] = true
			if f.Began.Before(upTo) {
				upTo = f.Began
			}
		}
	}
	for d := first; !last.Before(d); d = d.Add(1) {
		if !lately[dayID(d)] {
			days = append(days, d)
		}
	}
	return days, upTo, nil
}

func (s *Service) count(ctx context.Context, first, last calendar.Date, began time.Time) error {
	from, _ := calendar.LocalTime(first, 0) // midnight always exists: clocks change at two
	to, _ := calendar.LocalTime(last.Add(1), 0)
	found, err := s.store.CountDays(ctx, calendar.Interval{Start: from, End: to})
	if err != nil {
		return err
	}
	var list []Figures
	for day := first; !last.Before(day); day = day.Add(1) {
		f := Figures{}
		if counted := found[day]; counted != nil {
			f = *counted
		}
		f.ID, f.Began = dayID(day), began
		list = append(list, f)
	}
	return s.store.SaveFigures(ctx, list)
}

func (s *Service) sum(ctx context.Context, months map[string]calendar.Date, began time.Time) error {
	var list []Figures
	for _, id := range slices.Sorted(maps.Keys(months)) {
		day := months[id]
		first := calendar.Date{Year: day.Year, Month: day.Month, Day: 1}
		days, err := s.store.FiguresBetween(ctx, dayID(first), dayID(nextMonth(first).Add(-1)))
		if err != nil {
			return err
		}
		var f Figures
		for _, d := range days {
			f.Add(d)
		}
		f.ID, f.Began = id, began
		list = append(list, f)
	}
	return s.store.SaveFigures(ctx, list)
}

func nextMonth(d calendar.Date) calendar.Date {
	return calendar.DateOf(time.Date(d.Year, d.Month+1, 1, 12, 0, 0, 0, time.UTC))
}

func dayID(d calendar.Date) string   { return "day/" + d.String() }
func monthID(d calendar.Date) string { return "month/" + d.String()[:len("2006-01")] }
