package timer_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/lead"
)

func TestSilence(t *testing.T) {
	c := newClocked(t)
	c.Lead(stage.Leak("l1", stage.C, nil))
	a := alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(lead.Silence))
	c.set(a)
	c.spoke(stage.Noon.Add(20 * time.Minute))

	c.Advance(30 * time.Minute)
	require.Equal(t, 200, c.ring(a))
	require.Empty(t, c.notices(stage.C), "who spoke ten minutes ago is not silent")
	next := alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(50*time.Minute))
	require.False(t, c.rung(next))

	c.Advance(20 * time.Minute)
	require.Equal(t, 200, c.ring(next))
	require.Len(t, c.notices(stage.C), 1)

	later := alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(2*time.Hour))
	c.set(later)
	c.Advance(2 * time.Hour)
	require.Equal(t, 200, c.ring(later))
	require.Len(t, c.notices(stage.C), 1, "one nudge")
	require.True(t, c.rung(later))
}

func TestWhoWasJustAskedIsNotSilent(t *testing.T) {
	for name, c := range map[string]struct {
		about string
		next  time.Duration
	}{
		"about this request":    {"l1", 58 * time.Minute},
		"about something older": {"another", 34 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			w := newClocked(t)
			w.Lead(stage.Leak("l1", stage.C, nil))
			a := alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(lead.Silence))
			w.set(a)
			w.spoke(stage.Noon.Add(4 * time.Minute))
			chat, err := w.DB.Conversation(t.Context(), stage.C)
			require.NoError(t, err)
			chat.Ask(conversation.AskHour, c.about, stage.Noon.Add(28*time.Minute)) // the pro has refused
			s := &change.Set{Claim: "asked", Now: w.Now()}
			s.Touch(chat)
			require.NoError(t, w.DB.Commit(t.Context(), s))

			w.Advance(30 * time.Minute)
			require.Equal(t, 200, w.ring(a))
			require.Empty(t, w.notices(stage.C))
			next := alarm.New(alarm.LeadSilence, "l1", 0, stage.Noon.Add(c.next))
			require.False(t, w.rung(next))
			w.Advance(c.next - 30*time.Minute)
			require.Equal(t, 200, w.ring(next))
			require.Len(t, w.notices(stage.C), 1)
		})
	}
}

func TestSilenceAtNightIsLookedAtInTheMorning(t *testing.T) {
	c := newClocked(t)
	c.Lead(stage.Leak("l1", stage.C, nil))
	c.Advance(9*time.Hour + 30*time.Minute)
	a := alarm.New(alarm.LeadSilence, "l1", 0, c.Now())
	c.set(a)
	require.Equal(t, 200, c.ring(a))
	require.Empty(t, c.notices(stage.C))
	require.False(t, c.rung(alarm.New(alarm.LeadSilence, "l1", 0, stage.Monday(8, 0))))
}
