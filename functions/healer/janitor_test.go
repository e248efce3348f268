package healer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
)

func TestJanitor(t *testing.T) {
	w := newWard(t)
	for i := range 130 { // more than a page
		w.Lead(stage.Leak(fmt.Sprintf("old%03d", i), fmt.Sprintf("9720000%05d@c.us", i), nil))
	}
	w.Advance(23 * time.Hour)
	young := stage.Leak("young", stage.C, nil)
	young.CreatedAt, young.History[0].At = w.Now(), w.Now()
	w.Lead(young)
	again := stage.Leak("again", stage.C2, nil) // it has been with a pro, and came back an hour ago
	require.NoError(t, again.Move(lead.New, stage.Noon, lead.System, "offer"))
	require.NoError(t, again.Move(lead.Contacted, w.Now(), lead.ByPro, "hour gone"))
	w.Lead(again)

	w.Advance(2 * time.Hour)
	require.Equal(t, 200, w.run("janitor"))
	require.Equal(t, lead.Closed, w.Read("old000").Status)
	require.Equal(t, lead.Closed, w.Read("old129").Status)
	require.Equal(t, lead.Contacted, w.Read("young").Status)
	require.Equal(t, lead.Contacted, w.Read("again").Status)
	require.EqualValues(t, 130, w.count(mongo.Notices))
}
