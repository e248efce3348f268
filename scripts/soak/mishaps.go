package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/proli/proli/infra/local"
	"github.com/proli/proli/infra/local/servers"
)

// How often what breaks.
const (
	dying     = 0.1 // of all calls of functions
	killFrom  = 200 * time.Millisecond
	killTo    = 800 * time.Millisecond
	databases = time.Minute // the first kill comes after half of it, or of the run
)

// mishaps breaks things while the customers write.
type mishaps struct {
	plan     Plan
	system   *local.System
	database *servers.Mongo

	kills, crashes, flushes int
}

// storm goes on until writing ends; the database is there again when it returns.
func (m *mishaps) storm(writing, ctx context.Context) (err error) {
	random := rand.New(rand.NewPCG(m.plan.Seed, 7))
	o, err := redis.ParseURL(m.system.RedisURL)
	if err != nil {
		return err
	}
	cache := redis.NewClient(o)
	defer func() { _ = cache.Close() }()
	length := m.plan.Length
	if length == 0 {
		length = 2 * time.Minute // of which the thirds are the times of the flushes
	}
	flushes := []<-chan time.Time{time.After(length / 3), time.After(length * 2 / 3)}
	crash := time.After(min(databases, length) / 2)
	var restarted chan error
	for {
		select {
		case <-writing.Done():
			if restarted != nil {
				err = <-restarted
			}
			return err
		case <-flushes[0]:
			m.flush(ctx, cache)
		case <-flushes[1]:
			m.flush(ctx, cache)
		case <-crash:
			m.crashes++
			m.database.Kill()
			restarted = make(chan error, 1)
			go func(done chan<- error) { done <- m.database.Restart(ctx) }(restarted)
			crash = time.After(databases)
		case err := <-restarted:
			if restarted = nil; err != nil {
				return fmt.Errorf("the database: %w", err)
			}
		case <-time.After(killFrom + time.Duration(random.Int64N(int64(killTo-killFrom)))):
			if made, died := m.system.Calls(); float64(died) < dying*float64(made) {
				m.kills++
				m.system.KillFunctions()
			}
		}
	}
}

func (m *mishaps) flush(ctx context.Context, cache *redis.Client) {
	if cache.FlushAll(ctx).Err() == nil {
		m.flushes++
	}
}
