package redis_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/redis"
)

// guarded is a server that speaks TLS only and wants a token; it gives its authority too.
func guarded(t *testing.T) (server *miniredis.Miniredis, authority string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	server = miniredis.NewMiniRedis()
	require.NoError(t, server.StartTLS(&tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}}}))
	t.Cleanup(server.Close)
	return server, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
}

func TestItSignsInWithItsIdentity(t *testing.T) {
	server, authority := guarded(t)
	server.RequireAuth("first")
	var token atomic.Value
	token.Store("first")
	asked := atomic.Int32{}
	enter := func() *redis.Cache {
		c, err := redis.Open(redis.Config{URL: "rediss://" + server.Addr() + "/0", Authorities: authority, Identity: true},
			func(context.Context) (string, error) {
				asked.Add(1)
				return token.Load().(string), nil
			})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, c.Close()) })
		return c
	}
	c := enter()
	require.NoError(t, c.Ping(t.Context()))
	c.Put(t.Context(), chat, 1, []byte("thread"))
	_, version, ok := c.Get(t.Context(), chat)
	require.True(t, ok)
	require.EqualValues(t, 1, version)
	require.EqualValues(t, 1, asked.Load(), "a connection that stands needs no other token")

	server.RequireAuth("second") // an hour later
	require.Error(t, enter().Ping(t.Context()))
	token.Store("second")
	require.NoError(t, enter().Ping(t.Context()), "a new connection asks for the token of its time")
}

func TestWhoIsNotKnownStaysOutside(t *testing.T) {
	server, authority := guarded(t)
	server.RequireAuth("right")
	say := func(token string, err error) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return token, err }
	}
	for name, x := range map[string]struct {
		c     redis.Config
		token func(context.Context) (string, error)
	}{
		"a wrong token":        {redis.Config{Authorities: authority, Identity: true}, say("wrong", nil)},
		"no token to be had":   {redis.Config{Authorities: authority, Identity: true}, say("", errors.New("no metadata server"))},
		"an unknown authority": {redis.Config{Identity: true}, say("right", nil)},
		"nobody signs in":      {redis.Config{Authorities: authority}, nil},
		"a token that is awaited": {redis.Config{Authorities: authority, Identity: true}, func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			x.c.URL = "rediss://" + server.Addr() + "/0"
			c, err := redis.Open(x.c, x.token)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, c.Close()) })
			began := time.Now()
			require.Error(t, c.Ping(t.Context()))
			require.Less(t, time.Since(began), 5*time.Second, "it costs a moment, whatever is wrong")
		})
	}
}

func TestATokenGoesOverTLSOnly(t *testing.T) {
	for problem, c := range map[string]redis.Config{
		"token goes over rediss":     {URL: "redis://127.0.0.1:1/0", Identity: true},
		"certificates are of use":    {URL: "redis://127.0.0.1:1/0", Authorities: "x"},
		"are no certificates in PEM": {URL: "rediss://127.0.0.1:1/0", Authorities: "x"},
	} {
		_, err := redis.New(c)
		require.ErrorContains(t, err, problem)
	}
}
