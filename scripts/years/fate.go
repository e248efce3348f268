package main

import (
	"context"
	"fmt"
	"time"

	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// fate decides what becomes of an appointment: moved, cancelled, finished or forgotten.
func (w *world) fate(book *Book, job *Job, p pro.Pro) {
	hour := job.Hours[len(job.Hours)-1]
	between := func() time.Time { // some odd moment before it begins
		share := time.Duration(w.random.Int64N(int64(max(hour.Start.Sub(w.now), time.Minute))))
		return w.now.Add(share).Truncate(10 * time.Minute).Add(7*time.Minute + 33*time.Second)
	}
	switch draw := w.random.IntN(100); {
	case draw < 10 && len(job.Hours) < 3:
		w.when(later(between(), w.now), func(ctx context.Context) error { return w.move(ctx, book, job, p) })
	case draw < 20:
		w.when(later(between(), w.now), func(ctx context.Context) error {
			book.Cancelled++
			return w.end(ctx, job, true, event.Booking{ID: job.Lead + "/cancel", Kind: event.BookingCancel, Chat: job.Customer, By: string(lead.Customer)})
		})
	case draw < 80:
		done := hour.End.Add(time.Duration(w.random.IntN(20)) * time.Hour).Truncate(10 * time.Minute).Add(7*time.Minute + 21*time.Second)
		w.when(later(done, hour.End.Add(time.Second)), func(ctx context.Context) error {
			book.Finished++
			return w.end(ctx, job, false, event.Booking{ID: job.Lead + "/finish", Kind: event.BookingFinish, Chat: job.Pro, Pro: p.ID, By: string(lead.ByPro)})
		})
	}
}

func (w *world) end(ctx context.Context, job *Job, cancelled bool, e event.Booking) error {
	job.Ended, job.Cancelled = w.now, cancelled
	e.Lead = job.Lead
	return w.book(ctx, e)
}

// move gives the lead another hour, if there is one.
func (w *world) move(ctx context.Context, book *Book, job *Job, p pro.Pro) error {
	before := job.Hours[len(job.Hours)-1]
	if !w.now.Before(before.Start) {
		return nil
	}
	start := before.Start.Add(time.Duration(w.random.IntN(120)-20) * time.Hour).Truncate(time.Hour).Add(time.Duration(5+5*w.random.IntN(11)) * time.Minute)
	e := event.Booking{ID: fmt.Sprint(job.Lead, "/move/", len(job.Hours)), Kind: event.BookingMove, Lead: job.Lead, Chat: job.Customer,
		By: string(lead.Customer), Start: start, End: start.Add(time.Hour)}
	if err := w.book(ctx, e); err != nil {
		return err
	}
	moved, err := w.stands(ctx, job)
	if err != nil {
		return err
	}
	if moved {
		book.Moved++
	}
	w.fate(book, job, p)
	return nil
}

// stuck is a lead for which there is no pro: it waits for an admin who never comes.
func (w *world) stuck(ctx context.Context, book *Book, n int) error {
	l := &lead.Lead{ID: fmt.Sprint("stuck", n), ChatID: fmt.Sprintf("9720003%05d@c.us", n), Language: "he", Trade: "plumber",
		IssueType: "סתימה", CreatedAt: w.now.UTC()}
	if err := l.Move(lead.Contacted, w.now, lead.Customer, "wrote to us"); err != nil {
		return err
	}
	if err := l.Move(lead.PendingReview, w.now, lead.System, "nobody"); err != nil {
		return err
	}
	book.Reviews = append(book.Reviews, w.now)
	return w.runner.Run(ctx, &change.Set{Claim: l.ID + "/made", Now: w.now, Leads: []*lead.Lead{l}})
}

// schedule has every job ring at its hours, twice: two schedulers, or one that tries again.
func (w *world) schedule(till time.Time) {
	keep := func(context.Context) error { return nil }
	twice := func(at time.Time, job func(context.Context) error) {
		w.jobs++
		for range 2 {
			w.when(at, job)
		}
	}
	for day := w.plan.From; at(day, 0, 0).Before(till); day = day.AddDate(0, 0, 1) {
		twice(at(day, 8, 0), func(ctx context.Context) error { _, err := w.agenda.Run(ctx, w.now, keep); return err })
		for hour := 0; hour < 24; hour += 4 {
			slot := at(day, hour, 0)
			twice(slot, func(ctx context.Context) error { _, err := w.reporter.Run(ctx, w.now, slot, keep); return err })
		}
		if w.plan.Break == breakAlarms {
			continue
		}
		twice(at(day, 13, 3), func(ctx context.Context) error {
			n, err := w.healer.Run(ctx, w.now, keep)
			w.repaired += n
			return err
		})
	}
}
