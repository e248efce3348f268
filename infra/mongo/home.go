package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

// Standing is what an operator wants to know at a glance, each count up to a bound.
type Standing struct {
	ActivePros int // approved and not on vacation
	Applicants int // pros who wait for an approval
	NeedHuman  int // chats in which a person was asked for
	Today      int // appointments that begin in the day asked for
	GivenUp    int // events
	Stopped    bool
	Account    notice.Account
	OldestWait time.Time // of the messages that may go out; zero when none waits
}

// Standing looks at all of it side by side; the day is [from, to).
func (db *DB) Standing(ctx context.Context, now, from, to time.Time, bound int) (Standing, error) {
	var s Standing
	group, ctx := errgroup.WithContext(ctx)
	count := func(collection string, filter any, into *int) {
		group.Go(func() error {
			n, err := db.Collection(collection).CountDocuments(ctx, filter, options.Count().SetLimit(int64(bound)))
			*into = int(n)
			return err
		})
	}
	count(Pros, routable, &s.ActivePros)
	count(Pros, applying, &s.Applicants)
	count(Conversations, bson.M{"needs_human": true}, &s.NeedHuman)
	count(Poison, bson.M{"put_away": nil}, &s.GivenUp)
	count(Leads, bson.M{
		"status": bson.M{"$in": bson.A{lead.Booked, lead.Completed}}, "appointment.start": bson.M{"$gte": from.UTC(), "$lt": to.UTC()},
	}, &s.Today)
	group.Go(func() error {
		settings, account, err := db.Door(ctx)
		s.Stopped, s.Account = settings.Stopped, account
		return err
	})
	group.Go(func() (err error) {
		s.OldestWait, err = db.OldestWaiting(ctx, now)
		return err
	})
	return s, wrap("mongo.Standing", group.Wait())
}

// WaitForUs counts leads in review and chats that need a person, each up to a bound.
func (db *DB) WaitForUs(ctx context.Context, bound int) (leads, chats int, err error) {
	group, ctx := errgroup.WithContext(ctx)
	count := func(collection string, filter bson.M, into *int) {
		group.Go(func() error {
			n, err := db.Collection(collection).CountDocuments(ctx, filter, options.Count().SetLimit(int64(bound)))
			*into = int(n)
			return err
		})
	}
	count(Leads, bson.M{"status": lead.PendingReview}, &leads)
	count(Conversations, bson.M{"needs_human": true}, &chats)
	return leads, chats, wrap("mongo.WaitForUs", group.Wait())
}
