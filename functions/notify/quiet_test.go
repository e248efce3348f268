package notify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/notice"
)

func TestQuietHours(t *testing.T) {
	w := newWorld(t)
	w.now = noon.Add(12 * time.Hour) // midnight
	urgent := proactive(chatP, "water everywhere")
	urgent.Urgent = true
	w.say(proactive(chatP, "an offer"), reply(chatC, "an answer"), urgent)
	w.ring()
	require.ElementsMatch(t, []string{"an answer", "water everywhere"}, w.gateway.texts())
	require.Len(t, w.armed, 1)
	require.Equal(t, alarm.NoticeDue, w.armed[0].Kind)
	require.Equal(t, time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC), w.armed[0].DueAt, "at 08:00 in Israel")
	require.Empty(t, w.published, "an alarm set twice does not ring")
	w.ring()
	require.Len(t, w.armed, 1)
	require.Empty(t, w.published)

	w.now = w.armed[0].DueAt
	w.ring()
	require.Len(t, w.gateway.texts(), 3)
}

func TestQuietHoursSwitchedOff(t *testing.T) {
	w := newWorld(t)
	w.now = noon.Add(12 * time.Hour)
	w.set("sending", bson.M{"quiet_hours": false})
	w.say(proactive(chatP, "an offer"))
	w.ring()
	require.Equal(t, []string{"an offer"}, w.gateway.texts())
}

func TestWhatIsHeldBackDoesNotBlockReplies(t *testing.T) {
	w := newWorld(t)
	later := reply(chatC, "in an hour")
	later.NotBefore = noon.Add(time.Hour)
	w.say(later, reply(chatC, "now"))
	w.ring()
	require.Equal(t, []string{"now"}, w.gateway.texts())
	require.Equal(t, later.NotBefore, w.armed[0].DueAt)
}

func TestExpired(t *testing.T) {
	w := newWorld(t)
	stale := reply(chatC, "too late")
	stale.ExpiresAt = noon
	w.say(stale)
	w.ring()
	require.Empty(t, w.gateway.texts())
	n := w.notice("too late")
	require.Equal(t, notice.Dropped, n.State)
	require.NotEmpty(t, n.Reason)
}
