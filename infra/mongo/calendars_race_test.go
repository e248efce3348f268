package mongo_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/pro"
)

// Of 200 who want overlapping hours at once exactly one gets them; of 200 who want
// different hours as many as the limit allows. Asking again gives the winners the same.
func TestConcurrentTakers(t *testing.T) {
	const takers = 200
	tests := []struct {
		name   string
		minute func(i int) int
		limit  int
		want   int
		losers booking.Outcome
	}{
		{"overlapping hours", func(i int) int { return 5 * (i % 11) }, 50, 1, booking.Taken},
		{"more leads than the limit", func(i int) int { return 5 * i }, 3, 3, booking.Full},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			db := mongotest.Empty(t)
			p := plumber(t, db, func(p *pro.Pro) { p.LoadLimit = test.limit; p.JobMinutes = 5 })
			service := booking.New(db)
			request := func(i int) booking.Request {
				r := hour(fmt.Sprintf("lead%03d", i), test.minute(i)-60)
				if test.losers == booking.Full {
					r.Hour = calendar.Span(noon.Add(21*time.Hour+time.Duration(i%90)*5*time.Minute), 5*time.Minute)
				}
				return r
			}
			round := func() map[string]booking.Outcome {
				var mu sync.Mutex
				var all sync.WaitGroup
				results := map[string]booking.Outcome{}
				for i := range takers {
					all.Go(func() {
						_, outcome, err := service.Take(t.Context(), p, request(i), noon)
						mu.Lock()
						defer mu.Unlock()
						if err != nil {
							outcome = booking.Outcome(err.Error())
						}
						results[request(i).ID] = outcome
					})
				}
				all.Wait()
				return results
			}
			first := round()
			won := 0
			for id, outcome := range first {
				require.Contains(t, []booking.Outcome{booking.Granted, booking.Taken, booking.Full}, outcome, id)
				if outcome == booking.Granted {
					won++
				}
			}
			require.Equal(t, test.want, won)
			c, err := db.Calendar(t.Context(), p.ID)
			require.NoError(t, err)
			require.Len(t, c.Entries, test.want)
			require.Equal(t, test.want, c.Load("", noon))
			for id, outcome := range round() {
				require.Equal(t, first[id] == booking.Granted, outcome == booking.Granted, id)
			}
		})
	}
}

// A confirmation in a transaction goes through while others take hours of the same pro.
func TestConfirmUnderContention(t *testing.T) {
	db := mongotest.Empty(t)
	p := plumber(t, db, func(p *pro.Pro) { p.LoadLimit = 50 })
	service := booking.New(db)
	_, _, err := service.Take(t.Context(), p, hour("mine", 0), noon)
	require.NoError(t, err)
	var others sync.WaitGroup
	for i := range 50 {
		others.Go(func() {
			_, _, err := service.Take(t.Context(), p, hour(fmt.Sprint("lead", i), 60+60*(i%5)), noon)
			require.NoError(t, err)
		})
	}
	session, err := db.Client().StartSession()
	require.NoError(t, err)
	defer session.EndSession(context.Background())
	_, err = session.WithTransaction(t.Context(), func(ctx context.Context) (any, error) {
		return nil, db.Apply(ctx, []booking.Step{{Act: booking.Confirm, Pro: p.ID, Entry: "mine/offer/1", Start: hour("mine", 0).Hour.Start}})
	})
	require.NoError(t, err)
	others.Wait()
	c, err := db.Calendar(t.Context(), p.ID)
	require.NoError(t, err)
	mine, found := c.Find("mine/offer/1")
	require.True(t, found)
	require.Equal(t, booking.Appointment, mine.Kind)
	require.Len(t, c.Entries, 6)
}
