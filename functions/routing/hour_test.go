package routing_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/lead"
)

func TestAnHourBeyondTheHorizon(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	l := stage.Leak("l1", stage.C, &p1)
	l.Wanted = &lead.Wanted{Start: stage.Monday(10, 0).AddDate(0, 0, 70).UTC(), Grain: "hour"}
	w.Lead(l)
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Contains(t, w.Last(stage.C).Text, "עד 60 יום מראש")
	last := w.Question(stage.C).Options
	require.True(t, last[len(last)-1].Start.After(stage.Noon.AddDate(0, 0, 55)), "the nearest there are")
}

// TestAnHourThatWeDoNotOffer: who is free then is not said to be taken.
func TestAnHourThatWeDoNotOffer(t *testing.T) {
	for name, c := range map[string]struct {
		wanted time.Time
		night  bool
		said   string
	}{
		"too soon":                      {stage.Noon.Add(30 * time.Minute), false, "היום, 12:30 קרוב מדי: אפשר לקבוע משעה מעכשיו"},
		"too soon, at an odd minute":    {stage.Noon.Add(32 * time.Minute), false, "קרוב מדי"},
		"an odd minute":                 {stage.Monday(10, 2), false, "אלה השעות הפנויות אצל"},
		"passed":                        {stage.Noon.Add(-time.Hour), false, "אלה השעות הפנויות אצל"},
		"before the pro can be reached": {stage.Monday(8, 30), true, "אלה השעות הפנויות אצל"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p1, _ := w.two()
			if c.night {
				w.Advance(10 * time.Hour) // 22:00
			}
			l := stage.Leak("l1", stage.C, &p1)
			l.Wanted = &lead.Wanted{Start: c.wanted.UTC(), Grain: "minute"}
			w.Lead(l)
			require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
			require.Equal(t, lead.Contacted, w.Read("l1").Status)
			require.Len(t, w.Question(stage.C).Options, 5)
			text := w.Last(stage.C).Text
			require.Contains(t, text, c.said)
			require.NotContains(t, text, "לא פנוי")
			require.NotContains(t, text, "מראש")
		})
	}
}

// TestAChosenHourThatHasComeTooNear: it was not taken by anybody.
func TestAChosenHourThatHasComeTooNear(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	l := stage.Leak("l1", stage.C, &p1)
	l.Wanted = &lead.Wanted{Start: stage.Noon.Add(30 * time.Minute).UTC(), Grain: "minute"}
	w.Lead(l)
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	first := w.Question(stage.C).Options[0] // 13:00
	w.Advance(45 * time.Minute)
	require.Equal(t, http.StatusOK, w.choose("m2", "l1", first))
	require.Contains(t, w.Last(stage.C).Text, "קרוב מדי")
	require.NotContains(t, w.Last(stage.C).Text, "נתפס")
}
