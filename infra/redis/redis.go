// Package redis keeps close what is wanted soon again: each chat's recent thread,
// and how many messages came from it in the last minute. Everything here may be
// lost at any time, and costs no more than a moment when Redis is away: after a
// failure it is left alone for a while.
package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/proli/proli/shared/fault"
)

const (
	callLimit = 200 * time.Millisecond
	restAfter = 2 * time.Second // how long Redis is left alone after a failure
	keep      = 48 * time.Hour  // only bounds memory: no rule depends on it
	maxBlob   = 1 << 20         // a longer thread is not worth its way
)

var errAway = errors.New("left alone after a failure")

// Cache is a connection to one Redis.
type Cache struct {
	client *redis.Client
	until  atomic.Int64 // real time, in nanoseconds, until which Redis is left alone
}

// Config says where the cache is and how to enter.
type Config struct {
	URL string // redis://host:port/db, or rediss:// with TLS
	// Authorities are the certificates, in PEM, of who vouches for the server; empty: the machine's.
	Authorities string
	// Identity has the program sign in with its own service account, as Google's IAM knows it.
	Identity bool
}

// New makes a cache; it does not connect yet.
func New(c Config) (*Cache, error) { return open(c, identity()) }

// open is New with who gives the tokens.
func open(c Config, token func(context.Context) (string, error)) (*Cache, error) {
	o, err := redis.ParseURL(c.URL)
	if err != nil { // its text would show the password
		return nil, errors.New("open redis: the address does not parse")
	}
	if err := c.enter(o, token); err != nil {
		return nil, err
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = callLimit, callLimit, callLimit, callLimit
	o.ContextTimeoutEnabled = true
	o.MaxRetries, o.DialerRetries = -1, 1
	o.DisableIdentity = true
	return &Cache{client: redis.NewClient(o)}, nil
}

// Get is what was put last for a chat, with its version; ok is false on a miss, or when Redis is away.
func (c *Cache) Get(ctx context.Context, chat string) (blob []byte, version int64, ok bool) {
	err := c.do(ctx, func(ctx context.Context) error {
		found, err := c.client.HMGet(ctx, chatKey(chat), "version", "blob").Result()
		if err != nil {
			return err
		}
		v, isText := found[0].(string)
		b, hasBlob := found[1].(string)
		if !isText || !hasBlob {
			return nil
		}
		if version, err = strconv.ParseInt(v, 10, 64); err == nil {
			blob, ok = []byte(b), true
		}
		return nil
	})
	return blob, version, ok && err == nil
}

// put never lowers the version: of two writers the newer one's thread stays,
// whichever comes last.
var put = redis.NewScript(`
local known = redis.call('HGET', KEYS[1], 'version')
if known and tonumber(known) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'blob', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`)

// Put keeps a chat's thread unless a newer one is there. That it could not be
// kept shows in the next Get.
func (c *Cache) Put(ctx context.Context, chat string, version int64, blob []byte) {
	if len(blob) > maxBlob {
		return
	}
	_ = c.do(ctx, func(ctx context.Context) error {
		return put.Run(ctx, c.client, []string{chatKey(chat)}, version, blob, keep.Milliseconds()).Err()
	})
}

// Drop forgets all of a chat.
func (c *Cache) Drop(ctx context.Context, chat string) error {
	return c.do(ctx, func(ctx context.Context) error {
		return c.client.Del(ctx, chatKey(chat), windowKey(chat)).Err()
	})
}

// count holds a sorted set of message ids by time. Times compare with the caller's
// now, never with this server's clock; those far in the future are from before the
// caller's clock was set back.
var count = redis.NewScript(`
local now, window, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZADD', KEYS[1], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. (now + window), '+inf')
local n = redis.call('ZCARD', KEYS[1])
if n > most then redis.call('ZREMRANGEBYRANK', KEYS[1], 0, n - most - 1) end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return math.min(n, most)`)

// Count notes a message of a chat and says how many came in the window that ends
// now, this one included and each once however often it is delivered. It counts no
// further than a little beyond limit. On an error nobody is to be limited.
func (c *Cache) Count(ctx context.Context, chat, messageID string, now time.Time, window time.Duration, limit int) (n int, err error) {
	err = c.do(ctx, func(ctx context.Context) error {
		n, err = count.Run(ctx, c.client, []string{windowKey(chat)},
			now.UnixMilli(), window.Milliseconds(), limit+2, messageID, keep.Milliseconds()).Int()
		return err
	})
	return n, err
}

// Ping says whether Redis answers, without regard to what happened before.
func (c *Cache) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := c.client.Ping(ctx).Err(); err != nil {
		return fault.Wrap(fault.Unavailable, "ping redis", err)
	}
	return nil
}

// Close ends the connections.
func (c *Cache) Close() error { return c.client.Close() }

func (c *Cache) do(ctx context.Context, call func(context.Context) error) error {
	if time.Now().UnixNano() < c.until.Load() {
		return fault.Wrap(fault.Unavailable, "redis", errAway)
	}
	limited, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	err := call(limited)
	if err == nil {
		return nil
	}
	if ctx.Err() == nil { // not the caller's own time that is over
		c.until.Store(time.Now().Add(restAfter).UnixNano())
	}
	return fault.Wrap(fault.Unavailable, "redis", fmt.Errorf("call: %w", err))
}

func chatKey(chat string) string   { return "chat:" + chat }
func windowKey(chat string) string { return "window:" + chat }
