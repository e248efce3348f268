package healer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
)

func TestMessagesThatWereNeverDelivered(t *testing.T) { // 44
	w := newWard(t)
	for i := range 230 {
		w.recorded = append(w.recorded, event.Message{ID: fmt.Sprintf("m%03d", i), Kind: event.KindText, Chat: stage.C, Text: "שלום",
			SentAt: w.Now(), ReceivedAt: w.Now()})
		if i != 7 && i != 229 {
			w.leave(&change.Set{Claim: fmt.Sprintf("m%03d", i)})
		}
	}
	require.Equal(t, 200, w.run("healer"))
	published := w.Published()
	require.Len(t, published, 2)
	require.Equal(t, "m007", published[0].ID)
	require.Equal(t, event.TopicMessages, published[0].Topic)
	require.Equal(t, stage.C, published[0].Key)
	require.Equal(t, "m229", published[1].ID)

	w.offered()
	w.Advance(10 * time.Minute)
	w.state = "" // without the provider the deadlines are looked after all the same
	require.Equal(t, 503, w.run("healer"))
	require.Len(t, w.Published(), 1)
}

func TestWhatWasGivenUpIsNotFetchedAgain(t *testing.T) {
	w := newWard(t)
	for _, id := range []string{"lost", "given up"} {
		w.recorded = append(w.recorded, event.Message{ID: id, Kind: event.KindText, Chat: stage.C, Text: "שלום", SentAt: w.Now(), ReceivedAt: w.Now()})
	}
	dead := event.ReadDead(event.TopicMessages, stage.C, "", map[string]string{"id": "given up"})
	require.NoError(t, w.DB.Bury(t.Context(), dead))
	fetched := func() (ids []string) {
		require.Equal(t, 200, w.run("healer"))
		for _, p := range w.Published() {
			ids = append(ids, p.ID)
		}
		return ids
	}
	require.Equal(t, []string{"lost"}, fetched())
	require.NoError(t, w.DB.Unbury(t.Context(), dead.ID)) // an admin has thrown it away
	require.Equal(t, []string{"lost"}, fetched())
	left, err := w.DB.GivenUp(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, left)
	none, err := w.DB.GaveUp(t.Context(), dead.ID)
	require.NoError(t, err)
	require.Nil(t, none)
	standing, err := w.DB.Standing(t.Context(), w.Now(), w.Now(), w.Now(), 10)
	require.NoError(t, err)
	require.Zero(t, standing.GivenUp)

	require.NoError(t, w.DB.Bury(t.Context(), dead)) // published again, it failed again
	left, err = w.DB.GivenUp(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, left, 1)
}
