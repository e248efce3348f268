package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/proli/proli/scripts/internal/provider"
)

// gains: what the whole system carries. Without a pace: how many messages a second, until the
// last trace of them is written. With one: how near the notices come to what the number may
// send, and that they never go beyond.
func gains(ctx context.Context, b *bench) error {
	chats, messages := 64, 6000
	if b.short {
		chats, messages = 4, 20
	}
	if err := b.whole(ctx, "bench_sustained", 0, func(c *crowdOfChats) error {
		if _, _, err := c.talk(ctx, chats, messages/10); err != nil { // connections, caches, code
			return err
		}
		began := time.Now()
		if _, _, err := c.talk(ctx, chats, messages); err != nil {
			return err
		}
		if err := c.rest(ctx); err != nil {
			return err
		}
		took := time.Since(began)
		b.say("  sustained, no pace: %.0f messages/s through everything (%d messages from %d chats at once, in %.1f s until nothing was under way)",
			float64(messages)/took.Seconds(), messages, chats, took.Seconds())
		return nil
	}); err != nil {
		return err
	}
	for _, pace := range []time.Duration{500 * time.Millisecond, 100 * time.Millisecond} { // what a number may send, and five times that
		if err := b.paced(ctx, pace); err != nil {
			return err
		}
	}
	return nil
}

// paced has so many chats ask at the same time that replies stand in line for a while.
func (b *bench) paced(ctx context.Context, pace time.Duration) error {
	notices := 80
	if b.short {
		notices = 5
	}
	return b.whole(ctx, "bench_paced", pace, func(c *crowdOfChats) error {
		waits := make([]<-chan time.Time, notices)
		for i := range waits {
			chat, err := c.customer(ctx)
			if err != nil {
				return err
			}
			waits[i] = c.door.await(chat)
			if err := provider.Post(ctx, c.webhook, delivery(chat, c.sent.Add(1))); err != nil {
				return err
			}
		}
		at := make([]time.Time, notices)
		for i, wait := range waits {
			select {
			case at[i] = <-wait:
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(patience + time.Duration(notices)*pace):
				return errors.New("a reply did not come")
			}
		}
		slices.SortFunc(at, time.Time.Compare)
		limit := 1 / pace.Seconds()
		perSecond := float64(notices-1) / at[notices-1].Sub(at[0]).Seconds()
		b.say("  paced to %4.1f/s: %6.3f notices/s, %.1f %% of the limit; never more than %s ahead of it (%d notices)",
			limit, perSecond, 100*perSecond/limit, millis(ahead(at, pace)), notices)
		return nil
	})
}

// ahead is by how much the worst row of notices, of any length, left sooner than its pace allows.
func ahead(at []time.Time, pace time.Duration) (most time.Duration) {
	var latest time.Duration // of the time by which an earlier one was late
	for i, t := range at {
		late := t.Sub(at[0]) - time.Duration(i)*pace
		most = max(most, latest-late)
		latest = max(latest, late)
	}
	return most
}

// rest waits until nothing is under way.
func (c *crowdOfChats) rest(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.control+"/idle?wait=2m", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if err := answer.Body.Close(); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not at rest: %s", answer.Status)
	}
	return nil
}
