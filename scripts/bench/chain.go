package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/scripts/internal/provider"
)

// chains: from the provider's delivery to our reply at the provider, through every process
// that stands in between, with a model that takes no time and no pause between sends; beside
// it the database alone, doing the writes of a reply and nothing else.
func chains(ctx context.Context, b *bench) error {
	loads := []struct{ chats, replies int }{{1, 300}, {8, 1200}, {32, 2400}}
	if b.short {
		loads = []struct{ chats, replies int }{{1, 5}, {4, 20}}
	}
	return b.whole(ctx, "bench_chain", 0, func(c *crowdOfChats) error {
		if _, _, err := c.talk(ctx, loads[len(loads)-1].chats, loads[len(loads)-1].replies/8+1); err != nil { // connections, caches, code
			return err
		}
		b.say("  delivery to reply, through all processes; %d messages a chat, the first begins a lead", perChat)
		b.say("  %-18s %10s %10s %12s %14s", "chats in flight", "p50", "p99", "replies/s", "× the database")
		for _, load := range loads {
			times, perSecond, err := c.talk(ctx, load.chats, load.replies)
			if err != nil {
				return err
			}
			ceiling, err := bareWrites(ctx, b, load.chats, load.replies)
			if err != nil {
				return err
			}
			b.say("  %-18d %10s %10s %12.0f %8.2f of %.0f", load.chats, millis(part(times, 0.5)), millis(part(times, 0.99)), perSecond, perSecond/ceiling, ceiling)
		}
		if err := c.gate(ctx, b); err != nil {
			return err
		}
		b.say("  memory of the process with all functions: %s", memory(c.program))
		return nil
	})
}

// hidden is an environment without real services.
func hidden(name string) (string, bool) {
	switch name {
	case "MONGO_URI", "REDIS_URL", "PRIVACY_KEY", "GREEN_API_URL", "GREEN_API_INSTANCE_ID", "GREEN_API_TOKEN", "GREEN_API_WEBHOOK_TOKEN",
		"GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION":
		return "", false
	}
	return os.LookupEnv(name)
}

// door stands before the gateway and tells when a reply arrives there; the model that stands
// beside it answers at once.
type door struct {
	mu    sync.Mutex
	waits map[string]chan time.Time
}

func (d *door) between(part string, standIn http.Handler) http.Handler {
	if part == "model" {
		return http.HandlerFunc(provider.Model)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, chat, ok := reply(r); ok {
			at := time.Now()
			d.mu.Lock()
			wait := d.waits[chat]
			delete(d.waits, chat)
			d.mu.Unlock()
			if wait != nil {
				wait <- at
			}
			r.Body = body
		}
		standIn.ServeHTTP(w, r)
	})
}

func (d *door) await(chat string) <-chan time.Time {
	wait := make(chan time.Time, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waits[chat] = wait
	return wait
}

// perChat bounds how much one chat writes: a customer may write twenty messages a minute and
// cause forty model calls a day.
const perChat = 12

// crowdOfChats are customers who write and wait for their reply.
type crowdOfChats struct {
	webhook string
	control string
	program string // with all functions
	door    *door
	db      *mongo.DB
	chats   atomic.Int64
	sent    atomic.Int64
}

// talk has so many chats write at the same time until so many replies have come.
func (c *crowdOfChats) talk(ctx context.Context, chats, replies int) (times []time.Duration, perSecond float64, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var all sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(replies))
	began := time.Now()
	for range chats {
		all.Go(func() {
			for {
				chat, err := c.customer(ctx)
				if err != nil {
					cancel(err)
					return
				}
				for range perChat {
					if left.Add(-1) < 0 || ctx.Err() != nil {
						return
					}
					took, err := c.write(ctx, chat)
					if err != nil {
						cancel(err)
						return
					}
					mu.Lock()
					times = append(times, took)
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if ctx.Err() != nil {
		return nil, 0, context.Cause(ctx)
	}
	slices.Sort(times)
	return times, float64(len(times)) / took.Seconds(), nil
}

// customer is a new one, who has agreed.
func (c *crowdOfChats) customer(ctx context.Context) (string, error) {
	chat := fmt.Sprintf("97200%07d@c.us", 1000+c.chats.Add(1))
	_, err := c.db.Collection(mongo.Conversations).UpdateOne(ctx, bson.M{"_id": chat},
		bson.M{"$set": bson.M{"consent_at": time.Now(), "created_at": time.Now(), "language": "he", "version": int64(0), "seq": int64(0)}},
		options.UpdateOne().SetUpsert(true))
	return chat, err
}

// patience bounds the wait for one reply.
const patience = 30 * time.Second

func (c *crowdOfChats) write(ctx context.Context, chat string) (time.Duration, error) {
	return c.send(ctx, chat, delivery)
}

// send delivers a message of some kind and waits for its reply.
func (c *crowdOfChats) send(ctx context.Context, chat string, kind func(chat string, n int64) []byte) (time.Duration, error) {
	wait := c.door.await(chat)
	began := time.Now()
	if err := provider.Post(ctx, c.webhook, kind(chat, c.sent.Add(1))); err != nil {
		return 0, err
	}
	select {
	case at := <-wait:
		return at.Sub(began), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(patience):
		return 0, fmt.Errorf("no reply to %s within %s", chat, patience)
	}
}
