package analytics_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/analytics"
	"github.com/proli/proli/shared/lead"
)

func TestTheMedianIsReadOffItsStep(t *testing.T) {
	var s analytics.Spread
	require.Zero(t, s.Median())
	for _, minutes := range []int{-3, 2, 4, 6, 9, 12, 14, 18, 19, 3000} {
		s.Add(time.Duration(minutes) * time.Minute)
	}
	require.Equal(t, 10, s.N())
	require.Equal(t, 10*time.Minute, s.Median(), "half of them took ten minutes at most")
	require.Equal(t, 24*time.Hour, s.Part(1), "of the last step only its beginning is known")
}

func TestDaysAddUp(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var first, second, both analytics.Figures
	for i, f := range []*analytics.Figures{&first, &second, &first} {
		charged := 100 * (i + 1)
		l := lead.Lead{Trade: "plumber", ProID: string(rune('a' + i)), Status: lead.Completed, CreatedAt: at, PriceCharged: &charged, History: []lead.Move{
			{Status: lead.New, At: at.Add(time.Minute), Pro: string(rune('a' + i))}, {Status: lead.New, At: at.Add(9 * time.Minute), By: lead.ByPro}, {Status: lead.Booked, At: at.Add(20 * time.Minute), By: lead.ByPro}}}
		for _, into := range []*analytics.Figures{f, &both} {
			into.Came(l)
			into.Done(l)
		}
	}
	first.Add(second)
	require.Equal(t, both, first)
	require.Equal(t, 600, both.Work.Revenue)
	require.Equal(t, 8*time.Minute, both.Answer.Part(0.6).Round(time.Minute), "the first answer counts, also a no")
	require.Len(t, both.Pros, 3)
	require.Equal(t, [3]int{1, 1, 1}, [3]int{both.Pros[0].Offers, both.Pros[1].Offers, both.Pros[2].Offers})
	require.Equal(t, 3, both.Trades[0].Offers)
	require.Len(t, both.Trades, 1)
}
