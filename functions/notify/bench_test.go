package notify_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkNotices sends replies to 32 chats with pacing off: what one notice costs the sender.
func BenchmarkNotices(b *testing.B) {
	w := newWorld(b)
	const burst = 320
	sent := 0
	for b.Loop() {
		b.StopTimer()
		for i := range burst {
			w.say(reply(fmt.Sprintf("9720000%05d@c.us", i%32), fmt.Sprint(sent, i)))
		}
		b.StartTimer()
		w.ring()
		sent += burst
	}
	require.Len(b, w.gateway.texts(), sent)
	b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "notices/s")
}
