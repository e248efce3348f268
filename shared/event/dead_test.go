package event_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/event"
)

func TestADeadLetterSaysWhy(t *testing.T) {
	d := event.Dead{
		ID: "leads/l1/next", Event: "l1/next", Topic: event.TopicLeads, Key: "l1", Function: "Routing", Kind: "not_found",
		Reason: "no such lead", Tries: 1, DiedAt: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
	}
	born := map[string]string{"id": "l1/next", "traceparent": "00-a-b-01"}
	attributes := d.Attributes(born)
	require.Equal(t, d, event.ReadDead(event.TopicLeads, "l1", "77", attributes))
	require.Equal(t, born, event.Alive(attributes), "what is published again is as it was")
	require.Len(t, born, 2)

	d.Reason = strings.Repeat("x", 5000)
	require.LessOrEqual(t, len(d.Attributes(nil)["reason"]), 1024, "Pub/Sub takes no more")
	require.Equal(t, event.Dead{ID: "leads/77", Event: "77", Topic: "leads"}, event.ReadDead("leads", "", "77", nil))
}
