package healer_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

const admin = "972000000021@c.us"

// alert is the word on which the log line of a run calls somebody; empty when it calls nobody.
func (w *ward) alert(job string) string {
	w.T.Helper()
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(logging.New(&out, slog.LevelInfo, "p"))
	defer slog.SetDefault(before)
	require.Equal(w.T, 200, w.run(job))
	var line struct{ Alert, Severity string }
	require.NoError(w.T, json.Unmarshal(out.Bytes(), &line))
	require.Equal(w.T, line.Alert != "", line.Severity == "ERROR")
	return line.Alert
}

func TestAnAccountThatIsDownCallsAnAdmin(t *testing.T) {
	w := newWard(t)
	for _, step := range []struct {
		after time.Duration
		state string
		alert string
	}{
		{0, "authorized", ""},
		{2 * time.Minute, "yellowCard", ""},
		{4 * time.Minute, "yellowCard", ""},
		{time.Minute, "notAuthorized", "account_down"}, // down for five minutes, whatever it is called
		{2 * time.Minute, "notAuthorized", ""},
		{58 * time.Minute, "", "account_down"}, // no answer is as bad
		{2 * time.Minute, "authorized", ""},
		{2 * time.Minute, "blocked", ""}, // begins anew
		{5 * time.Minute, "blocked", "account_down"},
	} {
		w.Advance(step.after)
		w.state = step.state
		require.Equal(t, step.alert, w.alert("watchdog"), "%s after %s", step.state, step.after)
	}
}

func TestHowLongTheOldestNoticeHasWaited(t *testing.T) {
	w := newWard(t)
	w.state = "authorized"
	oldest := func() (line map[string]any) {
		var out bytes.Buffer
		before := slog.Default()
		slog.SetDefault(logging.New(&out, slog.LevelInfo, "p"))
		defer slog.SetDefault(before)
		require.Equal(t, 200, w.run("watchdog"))
		require.NoError(t, json.Unmarshal(out.Bytes(), &line))
		return line
	}
	require.Equal(t, 0.0, oldest()["oldest_s"])
	night := w.Now().Add(-13 * time.Hour) // eleven at night, the world begins at noon
	for _, n := range []notice.Notice{
		{ID: "reply", Chat: admin, Reply: true, CreatedAt: w.Now().Add(-20 * time.Minute), State: notice.Waiting},
		{ID: "later", Chat: admin, Reply: true, CreatedAt: night, NotBefore: w.Now().Add(time.Hour), State: notice.Waiting},
		{ID: "sent", Chat: admin, Reply: true, CreatedAt: night, State: notice.Sent},
	} {
		_, err := w.DB.Collection(mongo.Notices).InsertOne(t.Context(), n)
		require.NoError(t, err)
	}
	require.Equal(t, 1200.0, oldest()["oldest_s"])
	_, err := w.DB.Collection(mongo.Notices).InsertOne(t.Context(), notice.Notice{ID: "night", Chat: admin, CreatedAt: night, State: notice.Waiting})
	require.NoError(t, err)
	require.Equal(t, 4*3600.0, oldest()["oldest_s"], "it could go out from eight in the morning on")
}

func TestAPromiseThatDoesNotArriveIsShown(t *testing.T) {
	w := newWard(t)
	pros := w.Pros("[" + stage.P1 + "]")
	w.Lead(stage.Leak("l1", stage.C, &pros[0]))
	w.Lead(stage.Leak("l2", stage.C2, &pros[0]))
	for id, chat := range map[string]string{"n1": stage.C, "n2": stage.C2} {
		s := &change.Set{Claim: "cause/" + id, Now: w.Now()}
		s.Say(notice.Notice{ID: id, Chat: chat, Kind: notice.KindPromise, Text: "10:00", LeadID: "l" + id[1:]})
		require.NoError(t, w.DB.Commit(t.Context(), s))
		require.NoError(t, w.DB.Sent(t.Context(), notice.Receipt{ID: id, ProviderID: "P" + id, At: w.Now()}))
	}
	require.NoError(t, w.DB.Delivered(t.Context(), change.Delivery{ProviderID: "Pn2", State: notice.Delivered, At: w.Now()}))
	w.Advance(9 * time.Minute)
	require.Equal(t, 200, w.run("watchdog"))
	require.Empty(t, w.Said(admin))
	w.Advance(time.Minute)
	require.Equal(t, 200, w.run("watchdog"))
	require.Equal(t, 200, w.run("watchdog"))
	told := w.Said(admin)
	require.Len(t, told, 1, "once, and not of what arrived")
	require.Contains(t, told[0].Text, "דנה")
	require.Contains(t, told[0].Text, "972000000001")
	c, err := w.DB.Conversation(t.Context(), stage.C)
	require.NoError(t, err)
	require.True(t, c.NeedsHuman)
}
