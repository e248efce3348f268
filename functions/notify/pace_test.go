package notify_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/notify"
)

// The pace is kept where notices leave, whatever holds one of them up, and by the next holder of the lease.
func TestNoNoticeLeavesSoonerThanItsPaceAllows(t *testing.T) {
	const pace = 100 * time.Millisecond
	w := newWorld(t)
	w.set("sending", bson.M{"pace_ms": pace.Milliseconds()})
	var left []time.Time
	w.gateway.after = func(string, string) error { left = append(left, time.Now()); return nil }
	slow := w.door(&slowMark{Store: w.db, every: 3, by: 2 * pace})
	for run := range 3 {
		for i := range 4 {
			w.say(reply(chatC, fmt.Sprint(run, i)))
		}
		require.Equal(t, http.StatusOK, ring(slow))
	}
	require.Len(t, left, 12)
	for i := range left[1:] {
		// The call itself takes its time, on a busy machine not always the same.
		require.Greater(t, left[i+1].Sub(left[i]), pace/2, "notice %d", i+1)
	}
}

// slowMark has the database take long over some of the marks before a send.
type slowMark struct {
	notify.Store
	every, n int
	by       time.Duration
}

func (s *slowMark) Sending(ctx context.Context, id string, at time.Time, doubt time.Duration) (bool, error) {
	if s.n++; s.n%s.every == 0 {
		time.Sleep(s.by)
	}
	return s.Store.Sending(ctx, id, at, doubt)
}
