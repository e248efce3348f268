package triage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/phone"
)

// How much a pro is shown at once.
const (
	pastShown    = 10
	reviewsShown = 5
)

// linkLife is how long a pro can open the customer's files.
const linkLife = 12 * time.Hour

// details lists the booked jobs with the ways to reach and to find the customer.
func details(ctx context.Context, t *turn) error {
	_, booked, err := t.load(ctx, t.self)
	if err != nil {
		return err
	}
	if len(booked) == 0 {
		t.say("pro.no_jobs")
		return nil
	}
	parts := make([]string, len(booked))
	for i := range booked {
		if parts[i], err = t.jobDetails(ctx, i+1, &booked[i]); err != nil {
			return err
		}
	}
	t.sayText("reply", strings.Join(parts, "\n\n"))
	return nil
}

// jobDetails is one job, a line for each thing that is known.
func (t *turn) jobDetails(ctx context.Context, n int, l *lead.Lead) (string, error) {
	number := offering.Phone(l)
	lines := []string{locale.Text(t.lang, "pro.details.title", "n", n, "when", locale.DateTime(t.lang, l.Appointment.Start))}
	add := func(key, name, value string) {
		if value != "" {
			lines = append(lines, locale.Text(t.lang, key, name, value))
		}
	}
	add("offer.pro.name", "name", locale.Isolate(l.Facts.Name))
	add("offer.pro.phone", "phone", locale.Isolate(number))
	if parsed, ok := phone.Parse(number); ok {
		add("pro.details.chat", "link", "https://wa.me/"+parsed.String())
	}
	add("offer.pro.issue", "issue", l.IssueType)
	add("offer.pro.address", "address", offering.Address(t.lang, l))
	add("offer.pro.map", "link", l.MapLink())
	for _, m := range l.Facts.Media {
		if m.Object == "" || t.Files == nil {
			continue
		}
		link, err := t.Files.Link(ctx, m.Object, linkLife)
		if err != nil {
			return "", err
		}
		add("pro.details.file", "link", link)
	}
	return strings.Join(lines, "\n"), nil
}

// history lists the last jobs that have ended.
func history(ctx context.Context, t *turn) error {
	ended, err := t.Books.ProEnded(ctx, t.self.ID, false, pastShown)
	if err != nil {
		return err
	}
	if len(ended) == 0 {
		t.say("pro.no_history")
		return nil
	}
	lines := []string{locale.Text(t.lang, "pro.history.title")}
	for _, l := range ended {
		at := l.UpdatedAt
		if l.Appointment != nil {
			at = l.Appointment.Start
		}
		line := locale.Text(t.lang, "pro.history."+string(l.Status), "when", locale.Date(t.lang, at), "issue", l.IssueType, "address", offering.Address(t.lang, &l))
		if l.PriceCharged != nil {
			line += " · " + locale.Isolate(locale.Money(*l.PriceCharged))
		}
		lines = append(lines, line)
	}
	t.sayText("reply", strings.Join(lines, "\n"))
	return nil
}

// report tells a pro the own figures, of this month and in all.
func report(ctx context.Context, t *turn) error {
	local := t.now.In(t.Israel)
	since := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, t.Israel)
	f, err := t.Books.ProFigures(ctx, t.self.ID, since)
	if err != nil {
		return err
	}
	_, booked, err := t.load(ctx, t.self)
	if err != nil {
		return err
	}
	t.say("pro.report", "done", f.DoneSince, "charged", locale.Isolate(locale.Money(f.ChargedSince)), "cancelled", f.CancelledSince,
		"all", f.Done, "all_charged", locale.Isolate(locale.Money(f.Charged)), "booked", len(booked), "rating", t.ratingLine())
	return nil
}

// ratingLine is how customers rate this pro.
func (t *turn) ratingLine() string {
	r := t.self.SocialProof
	return locale.Count(t.lang, "booking.rating", r.Count, "mean", mean(r.Mean()))
}

// reviews are the last words of customers.
func reviews(ctx context.Context, t *turn) error {
	ended, err := t.Books.ProEnded(ctx, t.self.ID, true, reviewsShown)
	if err != nil {
		return err
	}
	if len(ended) == 0 {
		t.say("pro.no_reviews")
		return nil
	}
	parts := []string{locale.Text(t.lang, "pro.reviews.title", "rating", t.ratingLine())}
	for _, l := range ended {
		stars := ""
		if l.RatingGiven != nil {
			stars = strings.Repeat("⭐", *l.RatingGiven)
		}
		parts = append(parts, strings.TrimSpace(stars+" "+locale.Date(t.lang, l.UpdatedAt))+"\n"+locale.Isolate(clip(l.Review, 300)))
	}
	t.sayText("reply", strings.Join(parts, "\n\n"))
	return nil
}

func mean(rating float64) string { return fmt.Sprintf("%.1f", rating) }
