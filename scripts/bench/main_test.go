package main

import (
	"bytes"
	"os"
	"testing"

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
	for _, part := range []string{"cores", "MongoDB", "holds, each of another pro", "holds, all of one pro", "confirmations", "Eilat", "×", "chats in flight", "analytics, 90 days", "no-op function", "start p50"} {
		require.Contains(t, out.String(), part)
	}
}

func TestNoSuchSection(t *testing.T) {
	require.ErrorContains(t, run(t.Context(), []string{"-only", "magic"}, &bytes.Buffer{}), "magic")
}
