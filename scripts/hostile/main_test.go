package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo/mongotest"
)

func TestNoLieLeaves(t *testing.T) {
	var out strings.Builder
	told, err := run(t.Context(), mongotest.New(t), Plan{Seed: 3, Turns: 180, Gate: true}, &out)
	require.NoError(t, err)
	require.Zero(t, told, "%s", out.String())
	require.NotContains(t, out.String(), "refused     0 ", "the model lied")
	require.Regexp(t, `bursts      [1-9]\d* turns of [1-9]`, out.String())
}

// TestTheCheckerSees has nothing hold the model back.
func TestTheCheckerSees(t *testing.T) {
	var out strings.Builder
	told, err := run(t.Context(), mongotest.New(t), Plan{Seed: 3, Turns: 180}, &out)
	require.NoError(t, err)
	require.Greater(t, told, 50, "%s", out.String())
	for _, kind := range []string{"price", "phone", "link", "name", "time", "promise", "decided", "markup", "prompt", "number"} {
		require.Contains(t, out.String(), "UNTRUE      "+kind+":")
	}
}
