package redis_test

import (
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/redis"
	"github.com/proli/proli/shared/fault"
)

const chat = "972000000001@c.us"

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { servers.Main(m) }

func open(t *testing.T, url string) *redis.Cache {
	t.Helper()
	c, err := redis.New(redis.Config{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func TestTheNewerVersionStays(t *testing.T) {
	c := open(t, servers.TestRedis(t))
	_, _, ok := c.Get(t.Context(), chat)
	require.False(t, ok)
	for _, step := range []struct {
		version int64
		blob    string
		want    string
		at      int64
	}{{3, "three", "three", 3}, {2, "two", "three", 3}, {3, "three again", "three again", 3}, {1 << 40, "many", "many", 1 << 40}} {
		c.Put(t.Context(), chat, step.version, []byte(step.blob))
		blob, version, ok := c.Get(t.Context(), chat)
		require.True(t, ok)
		require.Equal(t, step.want, string(blob))
		require.Equal(t, step.at, version)
	}
	require.NoError(t, c.Drop(t.Context(), chat))
	_, _, ok = c.Get(t.Context(), chat)
	require.False(t, ok)
}

func TestManyWritersOneWinner(t *testing.T) {
	c := open(t, servers.TestRedis(t))
	var all sync.WaitGroup
	for v := range int64(50) {
		all.Go(func() { c.Put(t.Context(), chat, v+1, fmt.Append(nil, v+1)) })
	}
	all.Wait()
	blob, version, ok := c.Get(t.Context(), chat)
	require.True(t, ok)
	require.EqualValues(t, 50, version)
	require.Equal(t, "50", string(blob))
}

func TestWindow(t *testing.T) {
	c := open(t, servers.TestRedis(t))
	count := func(id string, at time.Time) int {
		n, err := c.Count(t.Context(), chat, id, at, time.Minute, 20)
		require.NoError(t, err)
		return n
	}
	require.Equal(t, 1, count("a", now))
	require.Equal(t, 1, count("a", now.Add(time.Second)), "the same message again")
	require.Equal(t, 2, count("b", now.Add(2*time.Second)))
	for i := range 30 {
		count(fmt.Sprint(i), now.Add(3*time.Second))
	}
	require.Equal(t, 22, count("c", now.Add(3*time.Second)), "counted a little beyond the limit, no further")
	require.Equal(t, 1, count("d", now.Add(2*time.Minute)), "the window has passed")
	require.Equal(t, 1, count("e", now), "the clock was set back")
	n, err := c.Count(t.Context(), "972000000002@c.us", "a", now, time.Minute, 20)
	require.NoError(t, err)
	require.Equal(t, 1, n, "each chat by itself")
}

func TestWithoutRedisNothingIsLostButTheCache(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	c := open(t, "redis://"+l.Addr().String()+"/0")
	c.Put(t.Context(), chat, 2, []byte("y"))
	_, _, ok := c.Get(t.Context(), chat)
	require.False(t, ok)
	_, err = c.Count(t.Context(), chat, "a", now, time.Minute, 20)
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	require.ErrorContains(t, err, "left alone", "it is not asked again at once")
	require.Equal(t, fault.Unavailable, fault.KindOf(c.Ping(t.Context())))
}

func TestAServerThatHangsCostsAMomentOnce(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts, and never answers
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	c := open(t, "redis://"+l.Addr().String()+"/0")
	for range 1000 { // each waiting its turn, these would take minutes
		_, _, ok := c.Get(t.Context(), chat)
		require.False(t, ok)
	}
}

func TestAddressWithAPasswordIsNotShown(t *testing.T) {
	_, err := redis.New(redis.Config{URL: "redis://:s3cret@host:port:port/x"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "s3cret")
}
