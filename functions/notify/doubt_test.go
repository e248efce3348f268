package notify_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/notice"
)

// hurried is a store that has what is in doubt looked up at once, and keeps how long it should
// have waited.
type hurried struct {
	notify.Store
	waits []time.Duration
}

func (h *hurried) InDoubt(ctx context.Context, id string, wait time.Duration) error {
	h.waits = append(h.waits, wait)
	return h.Store.InDoubt(ctx, id, 0)
}

func TestANoticeThatIsNeverTakenEnds(t *testing.T) {
	w := newWorld(t)
	patient := &hurried{Store: w.db}
	w.handler = w.door(patient)
	w.gateway.before = func(_, text string) error {
		if text == "poison" {
			return notify.ErrUnsure
		}
		return nil
	}
	w.say(reply(chatC, "poison"), reply(chatC, "good"))
	w.ring()
	require.Equal(t, notice.Failed, w.notice("poison").State)
	require.Equal(t, []string{"good"}, w.gateway.texts())
	s := time.Second
	require.Equal(t, []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s, 30 * s}, patient.waits)
}

func TestAProviderThatIsAwayForAMomentLosesNothing(t *testing.T) {
	w := newWorld(t)
	back := time.Now().Add(300 * time.Millisecond)
	w.gateway.before = func(chat, _ string) error {
		if chat == chatC && time.Now().Before(back) {
			return notify.ErrUnsure
		}
		return nil
	}
	w.say(reply(chatC, "hello"), reply(chatC, "next"), reply(chatD, "others go on"))
	w.ring()
	require.Equal(t, []string{"others go on", "hello", "next"}, w.gateway.texts())
	require.Equal(t, 2, w.notice("hello").Attempts)
}

func TestOnlyTriesInDoubtCount(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"))
	_, err := w.db.Collection(mongo.Notices).UpdateByID(t.Context(), w.notice("hello").ID, bson.M{"$set": bson.M{"attempts": 20}})
	require.NoError(t, err) // the provider was busy, or the account away
	w.handler = w.door(&hurried{Store: w.db})
	w.gateway.before = once(notify.ErrUnsure)
	w.ring()
	require.Equal(t, []string{"hello"}, w.gateway.texts())
}
