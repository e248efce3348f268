package main

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
)

// finder takes hours as one would at first: it looks whether the hour is free, and if so
// writes it down. It is wrong only when two do so at once.
type finder struct{ *mongo.DB }

// Take is booking.Store's.
func (f finder) Take(ctx context.Context, pro string, e booking.Entry, _ int64, now time.Time) (booking.Calendar, error) {
	c, err := f.Calendar(ctx, pro)
	if err != nil {
		return c, err
	}
	if mine, found := c.Find(e.ID); found && mine.Kind != booking.Hold {
		return c, nil
	}
	for _, other := range c.Entries {
		if other.ID != e.ID && other.Live(now) && other.Interval().Clashes(e.Interval(), c.Buffer()) {
			return c, nil
		}
	}
	if c.Load(e.Lead, now) >= c.LoadLimit {
		return c, nil
	}
	expired := bson.M{"kind": booking.Hold, "deadline": bson.M{"$lte": now}}
	for _, update := range []bson.M{
		{"$pull": bson.M{"entries": bson.M{"$or": bson.A{bson.M{"id": e.ID}, expired}}}},
		{"$push": bson.M{"entries": e}},
	} {
		if _, err := f.Collection(mongo.Calendars).UpdateByID(ctx, pro, update); err != nil {
			return c, err
		}
	}
	c.Entries = append(c.Entries, e)
	return c, nil
}
