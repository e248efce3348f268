package notify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/notify"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/notice"
)

func TestAPlanThatIsUsedUpIsSaidOnce(t *testing.T) {
	w := newWorld(t)
	w.gateway.before = func(chat, _ string) error {
		if chat != chatA {
			return fmt.Errorf("%w: answer 466: CORRESPONDENTS_QUOTE_EXCEEDED", notify.ErrQuota)
		}
		return nil
	}
	menu := reply(chatD, "1. yes")
	menu.Buttons = []notice.Button{{ID: "1", Title: "yes"}}
	w.set("sending", bson.M{"buttons": true})
	w.say(reply(chatC, "one"), menu, reply(chatC, "two"))
	w.ring()
	w.ring()
	said := w.gateway.texts()
	require.Len(t, said, 1, "to the admin")
	require.Contains(t, said[0], "QUOTE_EXCEEDED")
	for _, text := range []string{"one", "1. yes", "two"} {
		require.Equal(t, notice.Failed, w.notice(text).State)
		require.Contains(t, w.notice(text).Reason, "QUOTE_EXCEEDED")
	}

	w.now = noon.AddDate(0, 1, 0)
	w.say(reply(chatC, "next month"))
	w.ring()
	require.Len(t, w.gateway.texts(), 2)
}

func TestDeliveryReports(t *testing.T) {
	at := noon.Add(time.Second)
	report := func(state notice.State) change.Delivery {
		return change.Delivery{ProviderID: "P1", State: state, At: at, Reason: map[notice.State]string{notice.Failed: "failed SWE004"}[state]}
	}
	for name, c := range map[string]struct {
		before, after []notice.State // the sender's own record of the send
		want          notice.State
	}{
		"in order":                        {nil, []notice.State{notice.Sent, notice.Delivered, notice.Read}, notice.Read},
		"out of order":                    {nil, []notice.State{notice.Read, notice.Delivered, notice.Sent}, notice.Read},
		"twice":                           {nil, []notice.State{notice.Delivered, notice.Delivered}, notice.Delivered},
		"failed":                          {nil, []notice.State{notice.Failed, notice.Sent}, notice.Failed},
		"failed and arrived all the same": {nil, []notice.State{notice.Failed, notice.Delivered}, notice.Delivered},
		"faster than the record":          {[]notice.State{notice.Sent, notice.Delivered}, nil, notice.Delivered},
		"some before, some after":         {[]notice.State{notice.Delivered}, []notice.State{notice.Sent}, notice.Delivered},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.gateway.after = func(string, string) error {
				for _, state := range c.before {
					require.NoError(t, w.db.Delivered(t.Context(), report(state)))
				}
				return nil
			}
			w.say(reply(chatC, "hello"))
			w.ring()
			found, err := w.db.Reconcile(t.Context(), 10) // as the relay does each minute
			require.NoError(t, err)
			kept := slices.DeleteFunc(slices.Clone(c.before), func(s notice.State) bool { return s == notice.Sent })
			require.Len(t, kept, found)
			for _, state := range c.after {
				require.NoError(t, w.db.Delivered(t.Context(), report(state)))
			}
			n := w.notice("hello")
			require.Equal(t, c.want, n.State)
			require.Equal(t, c.want == notice.Failed, n.Reason != "")
		})
	}
}

func TestAReportOfSomebodyElsesMessageChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.say(reply(chatC, "hello"))
	for _, id := range []string{"", "typed on the phone"} {
		require.NoError(t, w.db.Delivered(t.Context(), change.Delivery{ProviderID: id, State: notice.Failed, At: noon}))
	}
	require.Equal(t, notice.Waiting, w.notice("hello").State)
	var kept struct {
		At      time.Time `json:"at"`
		PurgeAt time.Time `json:"purge_at"`
	}
	require.NoError(t, w.db.Collection(mongo.Receipts).FindOne(t.Context(), bson.M{}).Decode(&kept))
	require.Equal(t, time.Hour, kept.PurgeAt.Sub(kept.At))
}

func TestACaptionIsCutToWhatTheProviderTakes(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("א", 1500)
	photo := reply(chatC, long)
	photo.File = &notice.File{Object: "media/1.jpg", Name: "1.jpg", MIME: "image/jpeg"}
	w.handler = w.door(&hurried{Store: w.db})
	w.gateway.after = once(notify.ErrUnsure) // taken, and looked up by what was really said
	w.say(photo)
	w.ring()
	require.Equal(t, []string{long[:2*1024]}, w.gateway.texts())
	require.Equal(t, notice.Sent, w.notice(long).State)
}
