package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/crowd"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/place"
	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/routing"
)

// routes: one decision at a time, of ever larger crowds with as many leads as a year brings,
// against the plain way. Fifty pros in Eilat tell whether the rest of the country matters.
func routes(ctx context.Context, b *bench) error {
	sizes, leads, decisions, plain := []int{1_000, 10_000, 100_000}, 100_000, 2000, 100
	if b.short {
		sizes, leads, decisions, plain = []int{200, 400}, 500, 20, 5
	}
	b.say("  %-8s %10s %10s %10s %10s %8s %8s %12s", "pros", "p50", "p99", "plain p50", "plain p99", "p50", "p99", "Eilat p50")
	for _, size := range sizes {
		if err := routeAmong(ctx, b, size, leads, decisions, plain); err != nil {
			return err
		}
	}
	return nil
}

func routeAmong(ctx context.Context, b *bench, size, leads, decisions, plain int) (err error) {
	db, leave, err := b.open(ctx, fmt.Sprint("bench_routing_", size))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	people := crowd.New(1)
	pros, err := populate(ctx, db, people, size)
	if err != nil {
		return err
	}
	if err := employ(ctx, db, people, pros, leads); err != nil {
		return err
	}
	router := routing.New(db)
	decide := func(at func() place.Place) func(i int) error {
		return func(i int) error {
			l := people.Lead(leads+i, at(), noon)
			_, _, err := router.Choose(ctx, l, l.Wanted.Start, noon)
			return err
		}
	}
	naive := func(i int) error {
		return plainRoute(ctx, db, people.Lead(leads+i, people.Place(), noon))
	}
	if err := warm(decide(people.Place), naive); err != nil {
		return err
	}
	ours, err := times(decisions, decide(people.Place))
	if err != nil {
		return err
	}
	theirs, err := times(plain, naive)
	if err != nil {
		return err
	}
	far, err := times(decisions/4, decide(crowd.Far))
	if err != nil {
		return err
	}
	p50, p99, q50, q99 := part(ours, 0.5), part(ours, 0.99), part(theirs, 0.5), part(theirs, 0.99)
	b.say("  %-8d %10s %10s %10s %10s %7.0f× %7.0f× %12s", size, millis(p50), millis(p99), millis(q50), millis(q99),
		float64(q50)/float64(p50), float64(q99)/float64(p99), millis(part(far, 0.5)))
	return nil
}

func warm(things ...func(int) error) error {
	for _, do := range things {
		if _, err := times(5, do); err != nil {
			return err
		}
	}
	return nil
}

// times tells how long each of n calls took, one after the other.
func times(n int, do func(i int) error) ([]time.Duration, error) {
	list := make([]time.Duration, n)
	for i := range list {
		began := time.Now()
		if err := do(i); err != nil {
			return nil, err
		}
		list[i] = time.Since(began)
	}
	return list, nil
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// populate makes the pros: fifty in Eilat, all others elsewhere.
func populate(ctx context.Context, db *mongo.DB, people *crowd.Crowd, size int) ([]pro.Pro, error) {
	pros := make([]pro.Pro, size)
	for i := range pros {
		at := crowd.Far()
		if i >= 50 {
			at = people.Place()
		}
		pros[i] = people.Pro(i, at)
	}
	return db.AddPros(ctx, pros, noon)
}

// employ makes the leads: those still open have their hours in the calendars, up to each
// pro's limit; all others are done.
func employ(ctx context.Context, db *mongo.DB, people *crowd.Crowd, pros []pro.Pro, leads int) error {
	service := booking.New(db)
	open := min(leads/3, len(pros))
	_, err := rate(ctx, open, func(ctx context.Context, i int) error {
		p := pros[(i*7919)%len(pros)]
		hours, err := service.Hours(ctx, p, noon.Add(time.Duration(i%60)*time.Hour), false, 1, noon)
		if err != nil || len(hours) == 0 {
			return err
		}
		id := fmt.Sprintf("lead%07d", i)
		e := booking.Entry{ID: id + "/offer/1", Lead: id, Kind: booking.Appointment, Start: hours[0].Start, End: hours[0].End}
		_, err = db.Take(ctx, p.ID, e, booking.AnyTemplate, noon)
		return err
	})
	if err != nil {
		return err
	}
	for from := 0; from < leads; from += 1000 {
		var chunk []any
		for i := from; i < min(from+1000, leads); i++ {
			l := people.Lead(i, people.Place(), noon)
			p := pros[(i*7919)%len(pros)]
			l.ProID, l.Version, l.Status = p.ID, 3, lead.Completed
			if i < open {
				l.Status = lead.Booked
			}
			chunk = append(chunk, l)
		}
		if _, err := db.Collection(mongo.Leads).InsertMany(ctx, chunk); err != nil {
			return err
		}
	}
	return plainly(ctx, db)
}

// plainPros are the same pros with the index that the plain way wants.
const plainPros = "plain_pros"

func plainly(ctx context.Context, db *mongo.DB) error {
	copied, err := db.Collection(mongo.Pros).Aggregate(ctx, bson.A{bson.D{{Key: "$out", Value: plainPros}}})
	if err == nil {
		err = copied.Close(ctx)
	}
	if err == nil {
		_, err = db.Collection(plainPros).Indexes().CreateOne(ctx, driver.IndexModel{Keys: bson.D{{Key: "location", Value: "2dsphere"}}})
	}
	return err
}

// plainRoute finds the active pros near the place, counts each one's open leads and sorts.
func plainRoute(ctx context.Context, db *mongo.DB, l *lead.Lead) error {
	for _, km := range routing.Steps {
		near := bson.D{{Key: "$geoWithin", Value: bson.D{{Key: "$centerSphere", Value: bson.A{bson.A{l.Place.Lng, l.Place.Lat}, float64(km) / 6371}}}}}
		found, err := db.Collection(plainPros).Find(ctx, bson.D{
			{Key: "location", Value: near}, {Key: "trade", Value: bson.D{{Key: "$in", Value: bson.A{l.Trade, pro.General}}}},
			{Key: "is_active", Value: true}, {Key: "approved", Value: true}, {Key: "on_vacation", Value: false},
		})
		if err != nil {
			return err
		}
		var pros []pro.Pro
		if err := found.All(ctx, &pros); err != nil {
			return err
		}
		var best *pro.Pro
		var lightest int64
		for i, p := range pros {
			load, err := db.Collection(mongo.Leads).CountDocuments(ctx, bson.D{
				{Key: "pro_id", Value: p.ID}, {Key: "status", Value: bson.D{{Key: "$in", Value: bson.A{lead.New, lead.Booked}}}},
			})
			if err != nil {
				return err
			}
			better := best == nil || p.SocialProof.Shrunk() > best.SocialProof.Shrunk() ||
				p.SocialProof.Shrunk() == best.SocialProof.Shrunk() && load < lightest
			if load < int64(p.Limit()) && better {
				best, lightest = &pros[i], load
			}
		}
		if best != nil {
			return nil
		}
	}
	return nil
}
