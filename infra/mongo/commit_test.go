package mongo_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/infra/mongo/mongotest"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

const customer = "972000000001@c.us"

// setOf is what a customer's first message does: a thread, a lead, an answer, an event.
func setOf(t *testing.T, claim string, c *conversation.Conversation, l *lead.Lead) *change.Set {
	t.Helper()
	s := &change.Set{Claim: claim, Now: noon}
	s.Touch(c)
	if l.Version == 0 {
		require.NoError(t, l.Move(lead.Contacted, noon, lead.Customer, "wrote"))
	}
	s.Update(l)
	s.Say(notice.Notice{Chat: c.ID, Kind: notice.KindReply, Text: "שלום", Reply: true})
	s.Alarms = append(s.Alarms, alarm.New(alarm.LeadClose, l.ID, 0, noon.Add(lead.Abandoned)))
	require.NoError(t, s.Emit(event.Lead{ID: claim + "/offer", Kind: event.LeadOffer, Lead: l.ID, At: noon}.Published()))
	s.Messages = append(s.Messages, &conversation.Message{ID: claim, Chat: c.ID, Kind: event.KindText, Text: "יש נזילה", SentAt: noon})
	return s
}

func count(t *testing.T, db *mongo.DB, collection string) int64 {
	t.Helper()
	n, err := db.Collection(collection).CountDocuments(t.Context(), bson.D{})
	require.NoError(t, err)
	return n
}

func TestCommitIsWholeAndOnce(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	c, l := &conversation.Conversation{ID: customer}, &lead.Lead{ID: "l1", ChatID: customer}
	require.NoError(t, db.Commit(ctx, setOf(t, "m1", c, l)))
	require.Equal(t, int64(1), c.Version)
	require.Equal(t, int64(1), c.Seq)
	require.Equal(t, int64(1), l.Version)
	require.Len(t, c.Recent, 2)

	again := setOf(t, "m1", &conversation.Conversation{ID: customer}, &lead.Lead{ID: "l1", ChatID: customer})
	require.ErrorIs(t, db.Commit(ctx, again), change.ErrDuplicate)

	old := *l
	old.Version = 7
	err := db.Commit(ctx, setOf(t, "m2", c, &old))
	require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
	require.Equal(t, int64(1), c.Version, "a set that was not written raises nothing")
	for collection, n := range map[string]int64{mongo.Inbox: 1, mongo.Notices: 1, mongo.Leads: 1, mongo.Alarms: 1, mongo.Messages: 1} {
		require.Equal(t, n, count(t, db, collection), collection)
	}
	var raw bson.M
	require.NoError(t, db.Collection(mongo.Notices).FindOne(ctx, bson.M{}).Decode(&raw))
	require.Equal(t, "waiting", raw["state"])
	require.NotNil(t, raw["purge_at"])
}

func TestCommitNumbersNoticesOfAChat(t *testing.T) {
	db := mongotest.New(t)
	var all sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		all.Go(func() {
			s := &change.Set{Claim: fmt.Sprint("c", i), Now: noon}
			s.Say(notice.Notice{Chat: customer, Text: "1"})
			s.Say(notice.Notice{Chat: customer, Text: "2"})
			errs[i] = db.Commit(context.Background(), s)
			for fault.KindOf(errs[i]) == fault.Conflict {
				errs[i] = db.Commit(context.Background(), s)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	cursor, err := db.Collection(mongo.Notices).Find(t.Context(), bson.M{})
	require.NoError(t, err)
	var notices []notice.Notice
	require.NoError(t, cursor.All(t.Context(), &notices))
	seen := map[int64]bool{}
	for _, n := range notices {
		seen[n.Seq] = true
	}
	require.Len(t, seen, 40)
	for seq := int64(1); seq <= 40; seq++ {
		require.True(t, seen[seq], "number %d", seq)
	}
	c, err := db.Conversation(t.Context(), customer)
	require.NoError(t, err)
	require.Zero(t, c.Version, "notices alone do not raise the version")
	require.Len(t, c.Recent, conversation.Kept)
}

type outside struct {
	published []string
	armed     []string
	refuse    error
}

func (o *outside) Publish(_ context.Context, p event.Published) error {
	if o.refuse != nil {
		return o.refuse
	}
	o.published = append(o.published, p.ID)
	return nil
}

func (o *outside) Arm(_ context.Context, a alarm.Alarm) error {
	o.armed = append(o.armed, a.ID)
	return nil
}

func TestRunFinishesWhatWasInterrupted(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	o := &outside{refuse: fault.New(fault.Unavailable, "publish", "away")}
	r := change.Runner{Store: db, Publisher: o, Ringer: o}
	c, l := &conversation.Conversation{ID: customer}, &lead.Lead{ID: "l1", ChatID: customer}
	require.Error(t, r.Run(ctx, setOf(t, "m1", c, l)), "committed, but nothing could leave")
	o.refuse = nil

	second := setOf(t, "m2", c, l)
	require.NoError(t, r.Run(ctx, second))
	require.Equal(t, []string{"m2"}, o.published, "only the doorbell: the older row's event goes first")

	require.ErrorIs(t, r.Run(ctx, setOf(t, "m1", &conversation.Conversation{ID: customer}, &lead.Lead{ID: "l1"})), change.ErrDuplicate)
	require.Equal(t, []string{"m2", "m1/offer", "m2/offer", "m1"}, o.published)
	require.Len(t, o.armed, 1, "both set the same alarm")
	require.Zero(t, countOf(t, db, mongo.Alarms, bson.M{"armed": false}))
	require.Zero(t, countOf(t, db, mongo.Inbox, bson.M{"pending": true}))
}

func countOf(t *testing.T, db *mongo.DB, collection string, filter any) int64 {
	t.Helper()
	n, err := db.Collection(collection).CountDocuments(t.Context(), filter)
	require.NoError(t, err)
	return n
}

func TestDeliveryNeverGoesBack(t *testing.T) {
	db := mongotest.New(t)
	ctx := t.Context()
	s := &change.Set{Claim: "c", Now: noon}
	s.Say(notice.Notice{ID: "n", Chat: customer, Text: "x"})
	require.NoError(t, db.Commit(ctx, s))
	require.NoError(t, db.Commit(ctx, &change.Set{Claim: "sent", Now: noon, Sent: &notice.Receipt{ID: "n", ProviderID: "P", At: noon}}))
	for _, report := range []notice.State{notice.Read, notice.Delivered, notice.Failed, notice.Sent} {
		require.NoError(t, db.Delivered(ctx, change.Delivery{ProviderID: "P", State: report, At: noon}))
	}
	var n notice.Notice
	require.NoError(t, db.Collection(mongo.Notices).FindOne(ctx, bson.M{"_id": "n"}).Decode(&n))
	require.Equal(t, notice.Read, n.State)
}
