package booking

import (
	"context"
	"time"

	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/pro"
)

// Store keeps the calendars, one document a pro.
type Store interface {
	// Calendar reads one pro's calendar; fault.NotFound when there is none.
	Calendar(ctx context.Context, pro string) (Calendar, error)
	// CalendarsOf reads those of several pros, as far as there are any, in any order.
	CalendarsOf(ctx context.Context, pros []string) ([]Calendar, error)
	// Take puts an entry into the pro's calendar if, in one atomic step, no other live entry
	// is nearer to it than the buffer, its lead adds no load above the limit, and the template
	// is of the version given (AnyTemplate: not asked). An entry that already lives under its
	// id is no obstacle: a hold gets the new hour and deadline, anything else stays as it is.
	// Holds that have expired at now are removed by the same step. It returns the calendar
	// as it is afterwards; fault.NotFound when the pro has none.
	Take(ctx context.Context, pro string, e Entry, template int64, now time.Time) (Calendar, error)
	// Extend gives a live entry another end if, in one atomic step, no other live entry is
	// then nearer to it than the buffer. It returns the calendar as it is afterwards;
	// fault.NotFound when the pro has none.
	Extend(ctx context.Context, pro, id string, end, now time.Time) (Calendar, error)
	// Release removes an entry by id; one that is not there is no error.
	Release(ctx context.Context, pro, id string) error
}

// AnyTemplate lets an hour be taken whatever the template has become.
const AnyTemplate int64 = -1

// Outcome is how an attempt to take an hour ended. None of them is a failure.
type Outcome string

// The outcomes.
const (
	Granted       Outcome = "granted"
	Taken         Outcome = "taken"          // somebody else has time in it
	Full          Outcome = "full"           // the pro has as many leads as the limit allows
	OutsideHours  Outcome = "outside_hours"  // the pro does not work then
	StaleTemplate Outcome = "stale_template" // the pro's hours have changed: read them again
)

// Request is an hour that somebody wants.
type Request struct {
	ID       string // of the entry; the owner's, so that the same request twice is one
	Lead     string
	Hour     calendar.Interval
	Deadline time.Time // until when it is held
	Urgent   bool      // an emergency, which some pros take outside their hours
}

// Service takes hours and gives them back.
type Service struct{ store Store }

// New is a service on a store.
func New(store Store) *Service { return &Service{store: store} }

// Take holds an hour until the request's deadline. Granted comes with the entry as it
// stands: when the owner's hold has already been confirmed, that is the appointment.
func (s *Service) Take(ctx context.Context, p pro.Pro, r Request, now time.Time) (Entry, Outcome, error) {
	if err := r.check(now); err != nil {
		return Entry{}, "", err
	}
	hours, err := calendar.Parse(p.Hours, p.Exceptions)
	if err != nil {
		return Entry{}, "", fault.New(fault.Invalid, "booking.Take", "pro %s: %w", p.ID, err)
	}
	anyHour := r.Urgent && p.Emergencies
	if !anyHour && !hours.Covers(r.Hour) {
		return Entry{}, OutsideHours, nil
	}
	return s.take(ctx, p.ID, r.hold(), p.TemplateVersion, now)
}

// Renew gives a hold a new deadline, or takes its hour again when it has expired and nobody
// has come in between. The hour was promised, so the template is not asked again.
func (s *Service) Renew(ctx context.Context, pro string, r Request, now time.Time) (Entry, Outcome, error) {
	if err := r.check(now); err != nil {
		return Entry{}, "", err
	}
	return s.take(ctx, pro, r.hold(), AnyTemplate, now)
}

// Block takes time out of a pro's calendar; it needs no working hours and is no load. What is
// left of a running day can be blocked, a day that is over cannot.
func (s *Service) Block(ctx context.Context, pro, id string, span calendar.Interval, now time.Time) (Entry, Outcome, error) {
	if err := checkSpan(id, span); err != nil {
		return Entry{}, "", err
	}
	if !span.End.After(now) {
		return Entry{}, "", refused(id, "its end %s has passed", span.End)
	}
	return s.take(ctx, pro, Entry{ID: id, Kind: Block, Start: span.Start.UTC(), End: span.End.UTC()}, AnyTemplate, now)
}

// Extend gives an hour, or a block, another end: the work takes longer than was thought, or
// less. Its start and its id stay. Granted and Taken are the outcomes; a lead's own record of its
// appointment is the caller's to write afterwards, and asking again changes nothing.
func (s *Service) Extend(ctx context.Context, pro, id string, end, now time.Time) (Entry, Outcome, error) {
	switch {
	case id == "":
		return Entry{}, "", fault.New(fault.Invalid, "booking.Extend", "the hour has no id")
	case !end.After(now):
		return Entry{}, "", refused(id, "its end %s has passed", end)
	case !end.Truncate(calendar.Step).Equal(end):
		return Entry{}, "", refused(id, "its end %s is not on a step of 5 minutes", end)
	}
	after, err := s.store.Extend(ctx, pro, id, end, now)
	if err != nil {
		return Entry{}, "", err
	}
	mine, found := after.Find(id)
	switch {
	case !found || !mine.Live(now):
		return Entry{}, "", fault.New(fault.NotFound, "booking.Extend", "pro %s has no hour %s", pro, id)
	case !end.After(mine.Start):
		return Entry{}, "", refused(id, "its end %s would not be after its start", end)
	case !mine.End.Equal(end):
		return mine, Taken, nil
	}
	return mine, Granted, nil
}

// Release gives an hour or a block back by its id.
func (s *Service) Release(ctx context.Context, pro, id string) error {
	return s.store.Release(ctx, pro, id)
}

// Hours lists up to n free hours of a pro nearest to the wanted one, in order of time.
func (s *Service) Hours(ctx context.Context, p pro.Pro, wanted time.Time, urgent bool, n int, now time.Time) ([]calendar.Interval, error) {
	c, err := s.store.Calendar(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	return Hours(p, c, wanted, urgent, n, now)
}

// Hours is the pure part of Service.Hours: the free hours of a pro with this calendar. A
// zero wanted time means as soon as possible.
func Hours(p pro.Pro, c Calendar, wanted time.Time, urgent bool, n int, now time.Time) ([]calendar.Interval, error) {
	hours, err := calendar.Parse(p.Hours, p.Exceptions)
	if err != nil {
		return nil, fault.New(fault.Invalid, "booking.Hours", "pro %s: %w", p.ID, err)
	}
	return hours.Free(c.Busy(now), Query(p, wanted, urgent, now), n), nil
}

// FreeAmong tells which of some pros have a free hour that begins in a window: each one's
// first, by the pro's id.
func (s *Service) FreeAmong(ctx context.Context, pros []pro.Pro, window calendar.Interval, urgent bool, now time.Time) (map[string]calendar.Interval, error) {
	ids := make([]string, len(pros))
	for i, p := range pros {
		ids[i] = p.ID
	}
	found, err := s.store.CalendarsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	busy := make(map[string][]calendar.Interval, len(found))
	for _, c := range found {
		busy[c.Pro] = c.Busy(now)
	}
	free := map[string]calendar.Interval{}
	for _, p := range pros {
		hours, err := calendar.Parse(p.Hours, p.Exceptions)
		if err != nil {
			return nil, fault.New(fault.Invalid, "booking.FreeAmong", "pro %s: %w", p.ID, err)
		}
		taken, has := busy[p.ID]
		if first := hours.FreeIn(taken, Query(p, window.Start, urgent, now), window, 1); has && len(first) > 0 {
			free[p.ID] = first[0]
		}
	}
	return free, nil
}

// Query is what is asked of a pro's calendar for a job.
func Query(p pro.Pro, wanted time.Time, urgent bool, now time.Time) calendar.Query {
	q := calendar.Query{Length: p.JobLength(), Buffer: p.Buffer(), Near: wanted, Now: now, Urgent: urgent}
	if urgent {
		q.Length, q.AnyHour = calendar.Emergency, p.Emergencies
	}
	return q
}

func (s *Service) take(ctx context.Context, pro string, e Entry, template int64, now time.Time) (Entry, Outcome, error) {
	after, err := s.store.Take(ctx, pro, e, template, now)
	if err != nil {
		return Entry{}, "", err
	}
	mine, outcome := after.judge(e, template, now)
	return mine, outcome, nil
}

// judge tells from the calendar that an attempt left behind how the attempt ended.
func (c Calendar) judge(e Entry, template int64, now time.Time) (Entry, Outcome) {
	mine, found := c.Find(e.ID)
	if found && (mine.Kind != Hold || mine.Start.Equal(e.Start) && mine.End.Equal(e.End) && mine.Live(now)) {
		return mine, Granted
	}
	if template != AnyTemplate && template != c.TemplateVersion {
		return Entry{}, StaleTemplate
	}
	for _, other := range c.Entries {
		if other.ID != e.ID && other.Live(now) && other.Interval().Clashes(e.Interval(), c.Buffer()) {
			return Entry{}, Taken
		}
	}
	return Entry{}, Full
}

func (r Request) hold() Entry {
	return Entry{ID: r.ID, Lead: r.Lead, Kind: Hold, Start: r.Hour.Start.UTC(), End: r.Hour.End.UTC(), Deadline: r.Deadline.UTC()}
}

func (r Request) check(now time.Time) error {
	if err := checkSpan(r.ID, r.Hour); err != nil {
		return err
	}
	switch {
	case r.Lead == "":
		return fault.New(fault.Invalid, "booking.Take", "hour %s: it has no lead", r.ID)
	case r.Hour.Start.Before(now):
		return refused(r.ID, "its start %s has passed", r.Hour.Start)
	case r.Hour.Start.After(now.Add(calendar.Horizon)):
		return refused(r.ID, "its start %s is more than 60 days ahead", r.Hour.Start)
	case !r.Deadline.After(now):
		return refused(r.ID, "its deadline %s has passed", r.Deadline)
	}
	return nil
}

func checkSpan(id string, span calendar.Interval) error {
	switch {
	case id == "":
		return fault.New(fault.Invalid, "booking.Take", "the hour has no id")
	case span.Length() == 0:
		return refused(id, "it has no length: it ends when it starts, at %s", span.Start)
	case span.Empty():
		return refused(id, "its end is before its start %s", span.Start)
	case !calendar.OnStep(span):
		return refused(id, "start %s and length are not on steps of 5 minutes", span.Start)
	}
	return nil
}

func refused(id, format string, at time.Time) error {
	return fault.New(fault.Invalid, "booking", "hour %s: "+format, id, at.UTC().Format(time.RFC3339))
}
