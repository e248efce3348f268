package proxy_test

import (
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/proxy"
	"github.com/proli/proli/infra/local/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestRedisGoesAndComesBack(t *testing.T) {
	target, err := redis.ParseURL(servers.TestRedis(t))
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := proxy.Start(listener, target.Addr)

	client := redis.NewClient(&redis.Options{Addr: listener.Addr().String(), DB: target.DB, MaxRetries: -1})
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	ctx := t.Context()
	require.NoError(t, client.Set(ctx, "k", "v", time.Minute).Err())

	p.SetDown(true)
	require.Error(t, client.Get(ctx, "k").Err(), "the connection it had")
	require.Error(t, client.Get(ctx, "k").Err(), "a new one")

	p.SetDown(false)
	require.Equal(t, "v", client.Get(ctx, "k").Val())
	require.NoError(t, p.Stop())
	require.Error(t, client.Get(ctx, "k").Err())
}
