package routing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

func TestAProWhoLooksForWorkAtNightIsAnsweredAtOnce(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	l := stage.Leak("l1", stage.C, nil)
	require.NoError(t, l.Move(lead.PendingReview, w.Now(), lead.System, "nobody free"))
	l.Facts.Media = []lead.Media{{Object: "media/1.jpg", MIME: "image/jpeg"}}
	w.Lead(l)
	w.Advance(10 * time.Hour) // 22:00
	take := w.event(event.LeadTake, "m1", "l1")
	take.Pro, take.Chat = p1.ID, p1.Chat()
	require.Equal(t, http.StatusOK, w.Deliver(take.Published()))
	require.Equal(t, p1.ID, w.Read("l1").Offer.ProID)

	night := notice.Quiet{}.Gate(w.Now())
	heard := w.Said(p1.Chat())
	require.Len(t, heard, 2, "the offer and the picture")
	for _, n := range heard {
		require.True(t, n.Due(night), "%s", n.Kind)
	}
	told := w.Last(stage.C)
	require.False(t, told.Due(night), "the customer is asleep, and reads it when it leaves")
	require.NotContains(t, told.Text, "08:00")
}
