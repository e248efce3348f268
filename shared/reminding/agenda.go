// Package reminding tells pros and customers of what they have agreed on: each pro's agenda
// of the day, and the reminders before an appointment.
package reminding

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/pro"
)

// morning is when agendas go out.
const morning = calendar.Clock(8 * 60)

// page bounds how many pros are in memory at once.
const page = 100

// Booked is who works when.
type Booked interface {
	// BookedPros are pros with an appointment that begins in [from, till), in order of their ids after one.
	BookedPros(ctx context.Context, from, till time.Time, after string, limit int) ([]string, error)
	// ProLeads are a pro's leads of a status, in order of their hour.
	ProLeads(ctx context.Context, proID string, status lead.Status) ([]lead.Lead, error)
	// Pro is a pro by id; fault.NotFound when there is none.
	Pro(ctx context.Context, id string) (pro.Pro, error)
	SendingSettings(ctx context.Context) (notice.Settings, error)
	// Handled reports whether a claim was committed.
	Handled(ctx context.Context, claim string) (bool, error)
	// JobOff reports whether an admin has switched a job off.
	JobOff(ctx context.Context, job string) (bool, error)
}

// Committer writes a set and lets its effects out; see change.Runner.
type Committer interface {
	Run(ctx context.Context, s *change.Set) error
}

// Agenda tells each pro the day's appointments.
type Agenda struct {
	Booked Booked
	Commit Committer
}

// Run writes the agendas whose minute is now or has been today, and says how many; for those
// whose minute is later today it sets an alarm. One that was written before, by whichever run,
// is not written again.
func (a *Agenda) Run(ctx context.Context, now time.Time, keep func(context.Context) error) (did int, err error) {
	settings, err := a.Booked.SendingSettings(ctx)
	if err != nil {
		return 0, err
	}
	for _, d := range days(settings.Quiet(), now) {
		if d.send.After(now) {
			err = errors.Join(err, a.later(ctx, d, now))
			continue
		}
		n, failed := a.day(ctx, d, now, keep)
		did, err = did+n, errors.Join(err, failed)
	}
	return did, err
}

// until is how long after its minute an agenda that was missed is still made up for by itself.
const until = 4 * time.Hour

// Missed writes the agendas that this morning's run should have written and did not.
func (a *Agenda) Missed(ctx context.Context, now time.Time, keep func(context.Context) error) (int, error) {
	at, _ := calendar.LocalTime(calendar.DateOf(now), morning)
	if now.Before(at.Add(time.Minute)) || now.After(at.Add(until)) {
		return 0, nil
	}
	if off, err := a.Booked.JobOff(ctx, "agenda"); off || err != nil {
		return 0, err
	}
	return a.Run(ctx, now, keep)
}

// day is one whose agenda goes out at a moment.
type day struct {
	date calendar.Date
	send time.Time
}

// days are those whose agenda goes out today: today itself, and those that follow whose
// morning lies in quiet hours, which have theirs at the last allowed minute before.
func days(quiet notice.Quiet, now time.Time) []day {
	today := calendar.DateOf(now)
	var all []day
	for date := today; ; date = date.Add(1) {
		at, _ := calendar.LocalTime(date, morning) // the clock never changes at eight
		send := quiet.Last(at)
		switch {
		case calendar.DateOf(send) == today:
			all = append(all, day{date, send})
		case today.Before(calendar.DateOf(send)):
			return all
		}
	}
}

// later has the agendas of a day written when their minute comes, with what is booked by then.
func (a *Agenda) later(ctx context.Context, d day, now time.Time) error {
	s := &change.Set{Claim: "agenda/later/" + d.date.String() + "/" + d.send.UTC().Format(time.RFC3339), Now: now}
	if done, err := a.Booked.Handled(ctx, s.Claim); done || err != nil {
		return err
	}
	s.Alarms = []alarm.Alarm{alarm.OfAgenda(d.send)}
	if err := a.Commit.Run(ctx, s); err != nil && !errors.Is(err, change.ErrDuplicate) {
		return err
	}
	return nil
}

func (a *Agenda) day(ctx context.Context, d day, now time.Time, keep func(context.Context) error) (did int, err error) {
	from, _ := calendar.LocalTime(d.date, 0)
	till, _ := calendar.LocalTime(d.date.Add(1), 0)
	for last := ""; ; {
		if err := keep(ctx); err != nil {
			return did, err
		}
		pros, failed := a.Booked.BookedPros(ctx, from, till, last, page)
		if failed != nil {
			return did, errors.Join(err, failed)
		}
		for _, id := range pros {
			written, failed := a.pro(ctx, id, d, till, now)
			if err = errors.Join(err, failed); written {
				did++
			}
			if ctx.Err() != nil {
				return did, err
			}
			last = id
		}
		if len(pros) < page {
			return did, err
		}
	}
}

// pro writes one pro's agenda. What is booked only after its minute has no part in it: a run
// that comes late makes up for what was due then, and for nothing else.
func (a *Agenda) pro(ctx context.Context, id string, d day, till, now time.Time) (bool, error) {
	s := &change.Set{Claim: "agenda/" + id + "/" + d.date.String(), Now: now}
	if done, err := a.Booked.Handled(ctx, s.Claim); done || err != nil {
		return false, err
	}
	p, err := a.Booked.Pro(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	booked, err := a.Booked.ProLeads(ctx, id, lead.Booked)
	if err != nil {
		return false, err
	}
	lang := locale.Of(p.Language)
	parts := []string{locale.Text(lang, "agenda.title", "date", locale.Date(lang, till.Add(-time.Minute)))}
	due := false
	for _, l := range booked {
		if l.Appointment == nil || calendar.DateOf(l.Appointment.Start) != d.date {
			continue
		}
		due = due || !l.Since().After(d.send.Add(time.Minute))
		parts = append(parts, Job(lang, &l, locale.Text(lang, "agenda.line", "when", locale.Clock(l.Appointment.Start), "who", Who(&l))))
	}
	if !due {
		return false, nil
	}
	s.Say(notice.Notice{Chat: p.Chat(), Kind: notice.KindAgenda, ProID: id, Text: strings.Join(parts, "\n\n"), ExpiresAt: till.UTC()})
	err = a.Commit.Run(ctx, s)
	if errors.Is(err, change.ErrDuplicate) {
		return false, nil
	}
	return err == nil, err
}

// Who is a customer by name and number, as far as they are known.
func Who(l *lead.Lead) string {
	var known []string
	for _, s := range []string{l.Facts.Name, offering.Phone(l)} {
		if s != "" {
			known = append(known, locale.Isolate(s))
		}
	}
	return strings.Join(known, ", ")
}

// Job is a job for the one who does it: a first line, then what and where.
func Job(lang locale.Language, l *lead.Lead, first string) string {
	lines := []string{first}
	for _, s := range []string{l.IssueType, offering.Address(lang, l)} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}
