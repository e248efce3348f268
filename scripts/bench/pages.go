package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

// pages are the dashboard's pages about pros, one request at a time, at ever more leads: of an
// index and of days counted once they know nothing of the number. Analytics stands beside the
// plain way, which groups the leads of the same days anew for each look.
func pages(ctx context.Context, b *bench) error {
	sizes, pros, looks := []int{10_000, 100_000}, 1000, 60
	if b.short {
		sizes, pros, looks = []int{200}, 20, 3
	}
	b.say("  %-26s %8s %10s %10s %10s %10s", "page", "leads", "p50", "p95", "bytes", "plain p50")
	for _, size := range sizes {
		if err := pagesAt(ctx, b, size, pros, looks); err != nil {
			return err
		}
	}
	return nil
}

func pagesAt(ctx context.Context, b *bench, size, count, looks int) (err error) {
	db, leave, err := b.open(ctx, fmt.Sprint("bench_pages_", size))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	people := crowd.New(1)
	pros, err := populate(ctx, db, people, count)
	if err != nil {
		return err
	}
	if err := remember(ctx, db, people, pros, size); err != nil {
		return err
	}
	desk, leaveIt, err := visit(ctx, db)
	if err != nil {
		return err
	}
	defer leaveIt()
	first := time.Now()
	if _, err := desk.get(ctx, "/analytics"); err != nil {
		return err
	}
	b.say("  %-26s %8d %10s", "analytics, first counting", size, millis(time.Since(first)))
	for _, page := range []struct {
		name, path string
		plain      int // days that the plain way would group
	}{
		{"pros", "/pros", 0}, {"pros, searched", "/pros?q=" + url.QueryEscape("99"), 0}, {"a pro", "/pros/" + pros[7].ID, 0},
		{"schedule, all", "/schedule", 0}, {"a pro's week", "/schedule/" + pros[7].ID, 0}, {"a past week", "/schedule/" + pros[7].ID + "?week=2026-01-04", 0},
		{"analytics, 7 days", "/analytics?days=7", 7}, {"analytics, 30 days", "/analytics?days=30", 30},
		{"analytics, 90 days", "/analytics?days=90", 90}, {"analytics, 12 months", "/analytics?days=365", 365},
	} {
		var bytes int
		took, err := times(looks, func(int) error {
			n, err := desk.get(ctx, page.path)
			bytes = n
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", page.name, err)
		}
		plain := ""
		if page.plain > 0 {
			theirs, err := times(max(3, looks/10), func(int) error { return plainFigures(ctx, db, noon.AddDate(0, 0, -page.plain)) })
			if err != nil {
				return err
			}
			plain = millis(part(theirs, 0.5))
		}
		b.say("  %-26s %8d %10s %10s %10d %10s", page.name, size, millis(part(took, 0.5)), millis(part(took, 0.95)), bytes, plain)
	}
	return nil
}

// remember is a year of leads, in the state that their age has brought.
func remember(ctx context.Context, db *mongo.DB, people *crowd.Crowd, pros []pro.Pro, size int) error {
	rows := make([]any, 0, 1000)
	for i := range size {
		p := pros[people.Intn(len(pros))]
		at := noon.Add(-time.Duration(float64(i) / float64(size) * 365 * 24 * float64(time.Hour)))
		l := people.Lead(i, people.Place(), at)
		l.Trade, l.CreatedAt, l.Version = p.Trade, at, 3
		l.History = []lead.Move{{Status: lead.Contacted, At: at, By: lead.Customer, Why: "wrote to us"}}
		if i%6 > 0 {
			l.ProID = p.ID
			l.History = append(l.History, lead.Move{Status: lead.New, At: at.Add(5 * time.Minute), By: lead.System, Why: "facts complete"},
				lead.Move{Status: lead.Booked, At: at.Add(time.Duration(8+i%40) * time.Minute), By: lead.ByPro, Why: "approved"})
			start := calendar.NextHalfHour(at.Add(time.Duration(20+i%50) * time.Hour))
			l.Status, l.Appointment = lead.Booked, &lead.Appointment{ID: l.HoldID(1), Start: start, End: start.Add(time.Hour)}
			if start.Before(noon) {
				charged, stars := 150+i%9*50, 3+i%3
				l.Status, l.CompletedAt, l.PriceCharged, l.RatingGiven = lead.Completed, start.Add(time.Hour), &charged, &stars
			}
		} else if at.Before(noon.Add(-24 * time.Hour)) {
			l.Status = lead.Closed
		}
		if rows = append(rows, l); len(rows) == cap(rows) || i == size-1 {
			if _, err := db.Collection(mongo.Leads).InsertMany(ctx, rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return nil
}

// plainFigures groups the leads of some days as a first version would.
func plainFigures(ctx context.Context, db *mongo.DB, since time.Time) error {
	cursor, err := db.Collection(mongo.Leads).Aggregate(ctx, bson.A{
		bson.M{"$match": bson.M{"created_at": bson.M{"$gte": since}}},
		bson.M{"$group": bson.M{"_id": bson.M{
			"day": bson.M{"$dateToString": bson.M{"date": "$created_at", "format": "%Y-%m-%d", "timezone": "Asia/Jerusalem"}}, "status": "$status", "pro": "$pro_id", "trade": "$trade",
		}, "n": bson.M{"$sum": 1}, "revenue": bson.M{"$sum": "$price_charged"}}},
	})
	if err != nil {
		return err
	}
	var rows []bson.Raw
	return cursor.All(ctx, &rows)
}
