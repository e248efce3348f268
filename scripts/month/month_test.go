package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/servers"
	"github.com/proli/proli/infra/mongo/mongotest"
)

func TestMain(m *testing.M) { servers.Main(m) }

func TestAShortMonth(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-pros", "300", "-leads", "4000", "-days", "10"}, &out))
	t.Logf("\n%s", out.String())
	for _, line := range []string{"10 days, 300 pros, 4000 leads, seed 1", "best rated first", "round robin", "Jain's index among equals"} {
		require.Contains(t, out.String(), line)
	}
	require.Regexp(t, `limits passed, jobs overlapping +0 +0 +0`, out.String())
}

func TestTheSameSeedIsTheSameMonth(t *testing.T) {
	s := Scale{Seed: 7, Pros: 60, Leads: 300, Days: 3}
	first, err := live(t.Context(), s, policies[0], newMemory())
	require.NoError(t, err)
	again, err := live(t.Context(), s, policies[0], newMemory())
	require.NoError(t, err)
	require.Equal(t, first, again)
	s.Seed = 8
	other, err := live(t.Context(), s, policies[0], newMemory())
	require.NoError(t, err)
	require.NotEqual(t, first, other)
}

// What is measured on the model in memory is what the database would do.
func TestTheModelDoesWhatTheDatabaseDoes(t *testing.T) {
	s := Scale{Seed: 3, Pros: 60, Leads: 250, Days: 2}
	model, err := live(t.Context(), s, policies[0], newMemory())
	require.NoError(t, err)
	real, err := live(t.Context(), s, policies[0], mongotest.New(t))
	require.NoError(t, err)
	require.Equal(t, model, real)
	require.Positive(t, model.full, "the limit was felt")
}

func TestReportRefuses(t *testing.T) {
	fair := func() *Tally {
		return &Tally{offers: 20, rating: 98, equals: map[string]map[string]int{"x": {"a": 10, "b": 10}}}
	}
	for name, change := range map[string]func(*Tally){
		"a limit passed":  func(t *Tally) { t.breaches = 1 },
		"a favourite":     func(t *Tally) { t.equals["x"] = map[string]int{"a": 20, "b": 0} },
		"a poor rating":   func(t *Tally) { t.rating = 90 },
		"nothing, at all": nil,
	} {
		tally := fair()
		if change == nil {
			require.NoError(t, report(&bytes.Buffer{}, []*Tally{tally, fair(), fair()}))
			continue
		}
		change(tally)
		require.ErrorIs(t, report(&bytes.Buffer{}, []*Tally{tally, fair(), fair()}), errUnfair, name)
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-store", "paper"}, {"-pros", "0"}, {"-days", "0"}} {
		require.Error(t, run(t.Context(), args, &bytes.Buffer{}))
	}
}
