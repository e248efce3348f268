package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/notice"
)

func TestRepliesFirstAndInOrderWithinAChat(t *testing.T) {
	w := newWorld(t)
	w.set("sending", bson.M{"pace_ms": 1})
	w.say(proactive(chatD, "d1"), proactive(chatP, "p1"), reply(chatP, "p2"), reply(chatC, "c1"), reply(chatC, "c2"))
	w.ring()
	require.Equal(t, []string{"c1", "p1", "c2", "p2", "d1"}, w.gateway.texts())
	n := w.notice("c1")
	require.Equal(t, notice.Sent, n.State)
	require.NotEmpty(t, n.ProviderID)
	require.Equal(t, noon, n.SentAt)
	w.ring()
	require.Len(t, w.gateway.texts(), 5, "nothing goes out twice")
}

func TestSeveralChatsAtOnceKeepTheirOrder(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 6 {
		for c := range 5 {
			w.say(reply(fmt.Sprintf("97200000001%d@c.us", c), fmt.Sprintf("%d-%d", c, i)))
		}
		want = append(want, fmt.Sprint(i))
	}
	var rings sync.WaitGroup
	for range 4 { // four doorbells at once: one sender
		rings.Go(func() { ring(w.handler) })
	}
	rings.Wait()
	got := map[string][]string{}
	for _, text := range w.gateway.texts() {
		chat, i, _ := strings.Cut(text, "-")
		got[chat] = append(got[chat], i)
	}
	require.Len(t, got, 5)
	for chat, numbers := range got {
		require.Equal(t, want, numbers, "chat %s", chat)
	}
}

func TestALeaseTakenIsAnsweredAtOnce(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"))
	taken, err := w.db.TakeLease(t.Context(), "account", "another", time.Minute)
	require.NoError(t, err)
	require.True(t, taken)
	w.ring()
	require.Empty(t, w.gateway.texts())

	require.NoError(t, w.db.GiveBack(t.Context(), "account", "another"))
	w.ring()
	require.Equal(t, []string{"hello"}, w.gateway.texts())
}

func TestADoorbellThatComesAgainTakesOverFromTheDead(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"))
	taken, err := w.db.TakeLease(t.Context(), "account", "killed", 300*time.Millisecond)
	require.NoError(t, err)
	require.True(t, taken)
	require.Equal(t, 200, deliver(w.handler, 2))
	require.Equal(t, []string{"hello"}, w.gateway.texts())
}

func TestADoorbellThatComesAgainWaitsForNobodyWhomItHadWoken(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"))
	taken, err := w.db.TakeLease(t.Context(), "account", "1/killed", time.Hour)
	require.NoError(t, err)
	require.True(t, taken)
	w.ring()
	require.Empty(t, w.gateway.texts(), "another doorbell says nothing of whether it lives")
	require.Equal(t, 200, deliver(w.handler, 2))
	require.Equal(t, []string{"hello"}, w.gateway.texts(), "at once, though the lease lasts an hour")

	taken, err = w.db.TakeLease(t.Context(), "account", "11/alive", time.Hour)
	require.NoError(t, err)
	require.True(t, taken)
	require.NoError(t, w.db.EndLease(t.Context(), "account", "1/"))
	taken, err = w.db.TakeLease(t.Context(), "account", "2/heir", time.Hour)
	require.NoError(t, err)
	require.False(t, taken, "who was woken by another doorbell keeps it")
}

func TestNothingGoesOut(t *testing.T) {
	for name, hold := range map[string]func(*world){
		"stopped by an admin": func(w *world) { w.set("sending", bson.M{"stopped": true}) },
		"yellow card":         func(w *world) { w.gateway.state = "yellowCard" },
		"the gateway is away": func(w *world) { w.gateway.state = "" },
		"known to be blocked": func(w *world) { w.set("account", bson.M{"state": "blocked", "at": noon}) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			hold(w)
			w.say(reply(chatC, "hello"))
			w.ring()
			require.Empty(t, w.gateway.texts())
			require.Equal(t, notice.Waiting, w.notice("hello").State)

			w.gateway.state = notice.Authorized
			w.set("sending", bson.M{"stopped": false})
			w.now = noon.Add(2*time.Minute + time.Second)
			w.ring()
			require.Equal(t, []string{"hello"}, w.gateway.texts())
		})
	}
}

func TestTheAccountIsAskedWhenWhatIsKnownIsOld(t *testing.T) {
	w := newWorld(t)
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{0, 1}, {2 * time.Minute, 1}, {2*time.Minute + time.Second, 2}, {time.Minute, 3}} {
		w.now = noon.Add(step.after) // the last one is a clock moved back
		w.say(reply(chatC, fmt.Sprint(step.asked, step.after)))
		w.ring()
		require.Equal(t, step.asked, w.gateway.asked)
	}
}

func TestInDoubt(t *testing.T) {
	took := func(w *world) { w.gateway.after = once(notify.ErrUnsure) }
	lost := func(w *world) { w.gateway.before = once(notify.ErrUnsure) }
	for name, c := range map[string]struct {
		fail func(*world)
		want []string
	}{
		"it was taken":                    {took, []string{"hello", "next"}},
		"it was not":                      {lost, []string{"hello", "next"}},
		"the same words were said before": {func(w *world) { w.say(reply(chatC, "hello")); w.ring(); lost(w) }, []string{"hello", "hello", "next"}},
		"said to another": {func(w *world) {
			lost(w)
			w.gateway.rows = append(w.gateway.rows, notify.Row{ID: "X", Chat: chatD, Text: "hello", At: noon})
		}, []string{"hello", "hello", "next"}},
		"said long ago": {func(w *world) {
			lost(w)
			w.gateway.rows = append(w.gateway.rows, notify.Row{ID: "X", Chat: chatC, Text: "hello", At: noon.Add(-time.Hour)})
		}, []string{"hello", "hello", "next"}},
		"it stands in the provider's queue": {func(w *world) {
			lost(w)
			w.gateway.queue = []notify.Row{{ID: "Q", Chat: chatC, Text: "hello"}}
		}, []string{"next"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.handler = w.door(&hurried{Store: w.db})
			c.fail(w)
			w.say(reply(chatC, "hello"), reply(chatC, "next"))
			w.ring()
			require.Equal(t, c.want, w.gateway.texts())
			require.Equal(t, notice.Sent, w.notice("next").State)
			left, err := w.db.Collection(mongo.Notices).CountDocuments(t.Context(), bson.M{"state": bson.M{"$ne": notice.Sent}})
			require.NoError(t, err)
			require.Zero(t, left)
		})
	}
}

func TestASenderThatDied(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"), reply(chatC, "next"), reply(chatD, "others go on"))
	marked, err := w.db.Sending(t.Context(), w.notice("hello").ID, noon, 0) // its time is over at once
	require.NoError(t, err)
	require.True(t, marked)
	w.gateway.silent = true
	w.ring()
	require.Equal(t, []string{"others go on"}, w.gateway.texts(), "nothing overtakes what is in doubt")
	require.Equal(t, notice.Sending, w.notice("hello").State)

	w.gateway.silent = false
	w.ring()
	require.Equal(t, []string{"others go on", "hello", "next"}, w.gateway.texts())
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	w.gateway.before = func(_, text string) error {
		if text == "bad" {
			return fmt.Errorf("%w: 'message' is too long", notify.ErrRefused)
		}
		return nil
	}
	w.say(reply(chatC, "bad"), reply(chatC, "good"))
	w.ring()
	require.Equal(t, []string{"good"}, w.gateway.texts())
	require.Equal(t, notice.Failed, w.notice("bad").State)
	require.Contains(t, w.notice("bad").Reason, "too long")

	w.gateway.before = once(notify.ErrAccount)
	w.say(reply(chatC, "later"))
	asked := w.gateway.asked
	w.ring()
	require.Equal(t, []string{"good", "later"}, w.gateway.texts())
	require.Equal(t, asked+1, w.gateway.asked, "the account is asked before anything else goes out")

	w.gateway.before = once(notify.ErrBusy)
	w.say(reply(chatC, "once more"))
	w.ring()
	require.Equal(t, "once more", w.gateway.texts()[2])
	require.Equal(t, 2, w.notice("once more").Attempts)
}

func TestButtonsAndFiles(t *testing.T) {
	w := newWorld(t)
	w.set("sending", bson.M{"buttons": true})
	menu := reply(chatC, "1. yes\n2. no")
	menu.Buttons = []notice.Button{{ID: "1", Title: "yes"}, {ID: "2", Title: "no"}}
	old := reply(chatC, "a phone with no buttons")
	old.Buttons = menu.Buttons
	photo := reply(chatC, "the leak")
	photo.File = &notice.File{Object: "media/1.jpg", Name: "1.jpg", MIME: "image/jpeg"}
	w.say(menu, old, photo)
	w.ring()
	require.Equal(t, []string{menu.Text, old.Text, photo.Text}, w.gateway.texts())
	require.Equal(t, [][]notice.Button{menu.Buttons}, w.gateway.taps)
	require.Equal(t, []string{"https://storage/media/1.jpg?signed 1.jpg"}, w.gateway.files)

	w.set("sending", bson.M{"buttons": false})
	again := menu
	again.Text = "1. yes"
	w.say(again)
	w.ring()
	require.Len(t, w.gateway.taps, 1)
}

func TestWithoutTheDatabaseTheDoorbellComesAgain(t *testing.T) {
	w := newWorld(t)
	w.handler = w.door(away{w.db})
	require.Equal(t, 503, ring(w.handler))
}

// away is a store whose lease cannot be reached.
type away struct{ notify.Store }

func (away) TakeLease(context.Context, string, string, time.Duration) (bool, error) {
	return false, errors.New("no primary")
}

// once fails the first call.
func once(err error) func(string, string) error {
	failed := false
	return func(string, string) error {
		if failed {
			return nil
		}
		failed = true
		return err
	}
}
