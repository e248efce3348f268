package main

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	serveInstead()
	os.Exit(m.Run())
}

// The figures of a short run mean nothing; that every section works and prints them does.
func TestShort(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-short"}, &out))
	t.Logf("%s", out.String())
	for _, part := range []string{"cores", "MongoDB", "holds, each of another pro", "holds, all of one pro", "confirmations", "Eilat", "×", "chats in flight", "sustained", "of the limit", "home", "board", "table", "a lead, of 120 messages", "p50 ratio", "analytics, 90 days", "the plain way", "no-op function", "start p50"} {
		require.Contains(t, out.String(), part)
	}
}

func TestAhead(t *testing.T) {
	start := time.Now()
	at := func(ms ...int) (all []time.Time) {
		for _, m := range ms {
			all = append(all, start.Add(time.Duration(m)*time.Millisecond))
		}
		return all
	}
	for want, row := range map[time.Duration][]time.Time{
		0:                      at(0, 100, 200, 310),
		30 * time.Millisecond:  at(0, 130, 200, 300),
		100 * time.Millisecond: at(0, 100, 300, 300, 400),
	} {
		require.Equal(t, want, ahead(row, 100*time.Millisecond))
	}
}

func TestNoSuchSection(t *testing.T) {
	require.ErrorContains(t, run(t.Context(), []string{"-only", "magic"}, &bytes.Buffer{}), "magic")
}
