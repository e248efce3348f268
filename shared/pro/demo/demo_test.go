package demo_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/pro"
	"github.com/proli/proli/shared/pro/demo"
)

func TestEveryTradeAndAreaIsThere(t *testing.T) {
	pros, err := demo.Pros()
	require.NoError(t, err)
	require.Len(t, pros, 10)
	trades := map[string]bool{}
	for _, p := range pros {
		trades[p.Trade] = true
		require.Empty(t, p.Resolve(), "areas of %s", p.BusinessName)
		require.NotEmpty(t, p.Prices)
		require.NotEmpty(t, p.SystemPrompt)
		require.NotEqual(t, "972000000021", p.PhoneNumber, "the admin's")
	}
	for _, trade := range pro.Trades {
		require.True(t, trades[trade], trade)
	}
	for _, code := range []string{"5000", "3000", "4000", "9000"} {
		require.True(t, slices.ContainsFunc(pros, func(p pro.Pro) bool { return slices.Contains(p.AreaCodes, code) }), code)
	}
}
