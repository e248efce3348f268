package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/usage"
)

func TestTheReadmeShowsWhatIsComputed(t *testing.T) {
	var table strings.Builder
	require.NoError(t, run(nil, &table))
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), table.String(), "go run ./scripts/cost prints the README's table")
}

func TestEveryPriceIsUsedAndEveryUseHasAPrice(t *testing.T) {
	prices, err := read(list)
	require.NoError(t, err)
	code, err := os.ReadFile("main.go")
	require.NoError(t, err)
	used := map[string]bool{}
	for _, found := range regexp.MustCompile(`price\["(\w+)"\]`).FindAllStringSubmatch(string(code), -1) {
		used[found[1]] = true
		require.Contains(t, prices, found[1])
	}
	for name := range prices {
		require.True(t, used[name], name)
	}
	for _, line := range strings.Split(strings.TrimSpace(list), "\n")[2:] {
		require.Regexp(t, `\t20\d\d-\d\d$`, line, "a price has its date")
	}
	_, err = read("x\tmuch\tday\tnowhere\t2026-11")
	require.ErrorContains(t, err, "x")
	_, err = read("x\t1")
	require.ErrorContains(t, err, "columns")
}

func TestTheAlertsAreThoseOfTerraform(t *testing.T) {
	alerts, err := os.ReadFile("../../terraform/alerts.tf")
	require.NoError(t, err)
	table, err := os.ReadFile("../../terraform/table.tf")
	require.NoError(t, err)
	jobs := strings.Count(string(table), "silence =")
	require.Equal(t, conditions, strings.Count(string(alerts), `playbook = "`)-1+jobs, "one of them is each job's")
}

func TestTheModelCostsWhatTheLedgerSays(t *testing.T) {
	prices, err := read(list)
	require.NoError(t, err)
	call := usage.Call{Model: "gemini-3.5-flash-lite", TokensIn: 1e6, TokensOut: 1e6}.Priced()
	require.NotNil(t, call.MicroUSD)
	require.InDelta(t, prices["model_million_in"]+prices["model_million_out"], float64(*call.MicroUSD)/1e6, 1e-6)
}

func TestMoreLeadsCostMoreAndEachCostsLess(t *testing.T) {
	prices, err := read(list)
	require.NoError(t, err)
	before, each := 0.0, 1e9
	for _, leads := range []float64{0, 1, 100, 1000, 3000} {
		sum := total(month(prices, leads))
		require.GreaterOrEqual(t, sum, before)
		if leads > 0 {
			require.Less(t, sum/leads, each)
			each = sum / leads
		}
		before = sum
	}
}
