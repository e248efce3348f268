package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/steering"
)

func (w world) talk(c conversation.Conversation) {
	w.T.Helper()
	_, err := w.DB.Collection(mongo.Conversations).InsertOne(w.T.Context(), c)
	require.NoError(w.T, err)
}

func (w world) chat(id string) *conversation.Conversation {
	w.T.Helper()
	c, err := w.DB.Conversation(w.T.Context(), id)
	require.NoError(w.T, err)
	return c
}

func TestAnAdminStepsIntoAChat(t *testing.T) {
	w := newWorld(t)
	w.talk(conversation.Conversation{ID: stage.C, Version: 3, NeedsHuman: true, UpdatedAt: w.Now().Add(-time.Minute)})
	desk := w.steer()
	require.NoError(t, desk.TakeOver(t.Context(), w.act("dana", 0), stage.C))
	c := w.chat(stage.C)
	require.Equal(t, "dana", c.Holder(w.Now()))
	require.True(t, c.Silent(w.Now().Add(14*time.Minute)))
	require.False(t, c.Silent(w.Now().Add(15*time.Minute)))
	require.True(t, c.NeedsHuman)
	err := desk.TakeOver(t.Context(), w.act("avi", 0), stage.C)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "the second admin is told")

	write := w.act("dana", c.Hands)
	require.NoError(t, desk.Write(t.Context(), write, stage.C, "  שלום, כאן דנה  "))
	require.NoError(t, desk.Write(t.Context(), write, stage.C, "שלום, כאן דנה"))
	said := w.Said(stage.C)
	require.Len(t, said, 1)
	require.Equal(t, "שלום, כאן דנה", said[0].Text)
	require.Equal(t, "dana", said[0].Author)
	require.True(t, said[0].Reply)
	c = w.chat(stage.C)
	require.False(t, c.NeedsHuman)
	require.NoError(t, desk.HandBack(t.Context(), w.act("dana", c.Hands), stage.C))
	c = w.chat(stage.C)
	require.False(t, c.Silent(w.Now()))
	require.NoError(t, desk.Bar(t.Context(), w.act("dana", c.Hands), stage.C, true))
	c = w.chat(stage.C)
	require.True(t, c.Blocked)
	err = desk.Write(t.Context(), w.act("dana", c.Hands), stage.C, "?")
	require.ErrorIs(t, err, steering.ErrBlocked)
	require.NoError(t, desk.Bar(t.Context(), w.act("dana", c.Hands), stage.C, false))
	require.Len(t, w.audited("inbox/"+stage.C), 5)
	for text, why := range map[string]error{" \n": steering.ErrEmpty, strings.Repeat("א", steering.MaxWritten+1): steering.ErrTooLong} {
		require.ErrorIs(t, desk.Write(t.Context(), w.act("dana", w.chat(stage.C).Hands), stage.C, text), why)
	}
	err = desk.TakeOver(t.Context(), w.act("dana", 0), "972000000099@c.us")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}

func TestWhatAnAdminWritesLaterIsProactive(t *testing.T) {
	w := newWorld(t)
	w.talk(conversation.Conversation{ID: stage.C, Version: 1, UpdatedAt: w.Now().Add(-25 * time.Hour)})
	w.talk(conversation.Conversation{ID: stage.C2, Version: 1, UpdatedAt: w.Now().Add(-25 * time.Hour), StoppedAt: w.Now().Add(-26 * time.Hour)})
	require.NoError(t, w.steer().Write(t.Context(), w.act("dana", 0), stage.C, "שלום"))
	require.False(t, w.Last(stage.C).Reply)
	err := w.steer().Write(t.Context(), w.act("dana", 0), stage.C2, "שלום")
	require.ErrorIs(t, err, steering.ErrStopped)
	require.Empty(t, w.Said(stage.C2))
}

func TestACustomerWritesWhileAnAdminDoes(t *testing.T) {
	w := newWorld(t)
	w.talk(conversation.Conversation{ID: stage.C, Version: 3, UpdatedAt: w.Now()})
	_, err := w.DB.Collection(mongo.Conversations).UpdateOne(t.Context(), bson.M{"_id": stage.C}, bson.M{"$inc": bson.M{"version": 1}})
	require.NoError(t, err)
	require.NoError(t, w.steer().Write(t.Context(), w.act("dana", 0), stage.C, "שלום"), "that is no other admin")
}

// TestWhoSaidStopAndPhonesHearsOfWhatIsNew has a customer who wants no more messages ask for somebody
// on the phone.
func TestWhoSaidStopAndPhonesHearsOfWhatIsNew(t *testing.T) {
	w := newWorld(t)
	w.talk(conversation.Conversation{ID: stage.C, ConsentAt: stage.Noon, StoppedAt: stage.Noon.Add(-time.Hour), Version: 1})
	call := steering.Call{Name: "דנה", Phone: "000-000-0001", Trade: "plumber", Issue: "נזילה מתחת לכיור", City: "תל אביב", Street: "דיזנגוף",
		Number: "50", Floor: "3", Apartment: "12", Time: "מחר ב-10", Language: "he"}
	_, bad, err := w.steer().Create(t.Context(), w.act("dana", 0), call)
	require.NoError(t, err)
	require.Empty(t, bad)
	require.True(t, w.chat(stage.C).StoppedAt.IsZero())
}
