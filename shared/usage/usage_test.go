package usage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/usage"
)

func TestPriced(t *testing.T) {
	for name, c := range map[string]struct {
		call usage.Call
		want int64
	}{
		"text":     {usage.Call{Model: "gemini-3.5-flash-lite", TokensIn: 2000, TokensOut: 150}, 975},                   // 600 + 375
		"a voice":  {usage.Call{Model: "gemini-2.5-flash-lite", TokensIn: 1000, TokensSound: 400, TokensOut: 100}, 220}, // 60 + 120 + 40
		"no token": {usage.Call{Model: "gemini-3.5-flash"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			priced := c.call.Priced()
			require.NotNil(t, priced.MicroUSD)
			require.Equal(t, c.want, *priced.MicroUSD)
		})
	}
	require.Nil(t, usage.Call{Model: "gemini-9-flash", TokensIn: 10}.Priced().MicroUSD, "unknown is not free")
}
