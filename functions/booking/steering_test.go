package booking_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/appointment"
	"github.com/proli/proli/shared/audit"
	"github.com/proli/proli/shared/conversation"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/offering"
	"github.com/proli/proli/shared/steering"
)

// steer is the admins' desk on the same stage as the functions.
func (w world) steer() *steering.Desk {
	return &steering.Desk{
		Truth: w.DB, Offers: *w.leads, Commit: w.Stage, PrivacyURL: "https://proli.example/privacy",
		Appointments: appointment.Desk{Truth: w.DB, Calendars: w.Hours, Hours: w.leads},
	}
}

var forms int

func (w world) act(by string, seen int64) steering.Act {
	forms++
	return steering.Act{ID: fmt.Sprint("form-", forms), By: by, Seen: seen, At: w.Now()}
}

func (w world) audited(subject string) []audit.Entry {
	w.T.Helper()
	found, err := w.DB.Collection(mongo.Audit).Find(w.T.Context(), bson.M{"subject": subject})
	require.NoError(w.T, err)
	var list []audit.Entry
	require.NoError(w.T, found.All(w.T.Context(), &list))
	return list
}

func last(l lead.Lead) lead.Move { return l.History[len(l.History)-1] }

func TestAnAdminCancelsAsIfByChat(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	desk, act := w.steer(), w.act("dana", l.Version)
	_, err := desk.Move(t.Context(), act, "l1", lead.Cancelled, "הלקוחה התקשרה")
	require.NoError(t, err)
	after := w.Read("l1")
	require.Equal(t, lead.Cancelled, after.Status)
	require.Equal(t, lead.Move{Status: lead.Cancelled, At: w.Now().UTC(), By: lead.Admin, Why: "הלקוחה התקשרה"}, last(after))
	require.Empty(t, w.Entries(w.p1), "the hour is free")
	require.Contains(t, w.Last(stage.C).Text, "על ידי הצוות שלנו")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "השעה שוב פנויה")
	records := w.audited("leads/l1")
	require.Len(t, records, 1)
	require.Equal(t, "dana", records[0].By)
	require.Equal(t, "leads.cancel", records[0].Act)
	require.Equal(t, "booked", records[0].Before["status"])
	require.Equal(t, "cancelled", records[0].After["status"])

	told := len(w.Said(stage.C))
	_, err = desk.Move(t.Context(), act, "l1", lead.Cancelled, "")
	require.NoError(t, err, "the same form sent twice acts once")
	require.Len(t, w.Said(stage.C), told)
	_, err = desk.Move(t.Context(), w.act("avi", l.Version), "l1", lead.Cancelled, "")
	require.Equal(t, fault.Conflict, fault.KindOf(err), "the second admin is told: %v", err)
	_, err = desk.Move(t.Context(), w.act("avi", after.Version), "l1", lead.Booked, "")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.Len(t, w.audited("leads/l1"), 1)
}

func TestAnAdminMovesOnlyWhereTheTableAllows(t *testing.T) {
	w := newWorld(t)
	desk := w.steer()
	for i, to := range []lead.Status{lead.Booked, lead.Cancelled, lead.PendingReview} {
		id := fmt.Sprint("n", i)
		l := w.offered(id, fmt.Sprintf("97200000003%d@c.us", i))
		_, err := desk.Move(t.Context(), w.act("dana", l.Version), id, to, "")
		require.NoError(t, err)
		require.Equal(t, to, w.Read(id).Status)
		require.Equal(t, lead.Admin, last(w.Read(id)).By)
		if to != lead.Booked {
			_, err := w.DB.Calendar(t.Context(), w.p1.ID)
			require.NoError(t, err)
			require.Contains(t, w.Last(w.p1.Chat()).Text, "אין צורך להשיב")
			continue
		}
		require.Equal(t, []lead.Status{lead.Completed, lead.Cancelled}, steering.Moves(&lead.Lead{Status: lead.Booked}))
		_, err = desk.Move(t.Context(), w.act("dana", w.Read(id).Version), id, lead.Completed, "")
		require.NoError(t, err)
		require.Equal(t, lead.Completed, w.Read(id).Status)
		require.Equal(t, conversation.AskRating, w.Question(w.Read(id).ChatID).Kind)
	}
	require.Empty(t, w.Entries(w.p1))
	l := w.Read("n2")
	for _, to := range []lead.Status{lead.Booked, lead.Completed, lead.Contacted, lead.New, "nonsense"} {
		_, err := desk.Move(t.Context(), w.act("dana", l.Version), "n2", to, "")
		require.Equal(t, fault.Invalid, fault.KindOf(err), to)
	}
	_, err := desk.Move(t.Context(), w.act("dana", l.Version), "n2", lead.Rejected, "")
	require.NoError(t, err)
	require.Contains(t, w.Last(l.ChatID).Text, "לא נוכל לטפל")
	_, err = desk.Move(t.Context(), w.act("dana", 1), "nobody", lead.Rejected, "")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}

func TestAnAdminReroutes(t *testing.T) {
	w := newWorld(t)
	desk := w.steer()
	l := w.offered("l1", stage.C)
	_, err := desk.Reroute(t.Context(), w.act("dana", l.Version), "l1", "")
	require.NoError(t, err)
	l = w.Read("l1")
	require.Equal(t, w.p2.ID, l.Offer.ProID)
	require.Equal(t, lead.Admin, last(l).By)
	require.Zero(t, l.Reroutes, "an admin's own do not count")
	require.Empty(t, w.Entries(w.p1))
	require.Contains(t, w.Last(w.p1.Chat()).Text, "עברה הלאה")

	_, err = desk.Reroute(t.Context(), w.act("dana", l.Version), "l1", "")
	require.NoError(t, err)
	l = w.Read("l1")
	require.Equal(t, lead.PendingReview, l.Status, "nobody is left")
	_, err = desk.Reroute(t.Context(), w.act("dana", l.Version), "l1", "")
	require.ErrorIs(t, err, offering.ErrNobody)
	require.Equal(t, l, w.Read("l1"), "nothing has changed")

	end := stage.Monday(12, 0)
	choice := event.Choice{ProID: w.p1.ID, Start: stage.Monday(11, 0), End: end}
	w.Take(w.p1, "other", stage.Monday(11, 0))
	err = desk.Assign(t.Context(), w.act("dana", l.Version), "l1", choice)
	require.ErrorIs(t, err, offering.ErrHourTaken)
	choice.Start, choice.End = stage.Monday(14, 0), stage.Monday(15, 0)
	require.NoError(t, desk.Assign(t.Context(), w.act("dana", l.Version), "l1", choice))
	l = w.Read("l1")
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, w.p1.ID, l.Offer.ProID, "an admin may ask again who was passed over")
	require.Equal(t, stage.Monday(14, 0).UTC(), l.Offer.Start.UTC())
	require.NotContains(t, l.Excluded, w.p1.ID)
	told := w.Said(w.p1.Chat())
	require.Contains(t, told[len(told)-2].Text, "14:00", "the last is the photo")
}

func TestAnAdminReplacesThePro(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	_, err := w.steer().Reroute(t.Context(), w.act("dana", l.Version), "l1", "")
	require.NoError(t, err)
	require.Equal(t, lead.Cancelled, w.Read("l1").Status)
	require.Equal(t, lead.Admin, last(w.Read("l1")).By)
	require.Empty(t, w.Entries(w.p1))
	require.Contains(t, w.Last(stage.C).Text, "מחפשים מישהו אחר")
	require.Contains(t, w.Last(w.p1.Chat()).Text, "בוטל")
	e, err := event.DecodeLead(w.Published()[0].Data)
	require.NoError(t, err)
	_, err = w.leads.Handle(t.Context(), e, w.Now())
	require.NoError(t, err)
	require.Equal(t, w.p2.ID, w.Read(e.Lead).ProID)
}

func TestAnAdminAsksWhetherTheWorkIsDone(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	_, err := w.steer().Check(t.Context(), w.act("dana", l.Version), "l1")
	require.Equal(t, fault.Invalid, fault.KindOf(err), "before it begins there is nothing to ask")
	w.Advance(23 * time.Hour)
	outcome, err := w.steer().Check(t.Context(), w.act("dana", l.Version), "l1")
	require.NoError(t, err)
	require.Equal(t, appointment.AskedBoth, outcome)
	require.Equal(t, notice.KindCheck, w.Last(w.p1.Chat()).Kind)
	require.Equal(t, notice.KindCheck, w.Last(stage.C).Kind, "the customer too, as when the job asks")
	require.True(t, w.chat(stage.C).Asked(conversation.AskDone))
	require.Equal(t, lead.Booked, w.Read("l1").Status)
	require.Equal(t, w.Now(), w.Read("l1").CheckedAt.UTC(), "the job does not ask again at once")
	require.Len(t, w.audited("leads/l1"), 1)
	_, err = w.steer().Check(t.Context(), w.act("avi", l.Version), "l1")
	require.Equal(t, fault.Conflict, fault.KindOf(err), "the second admin is told")
}

func TestWhatAnAdminAsksAtNightCountsFromTheMorning(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	w.Advance(stage.Monday(22, 0).Sub(w.Now()))
	_, err := w.steer().Check(t.Context(), w.act("dana", l.Version), "l1")
	require.NoError(t, err)
	require.Equal(t, stage.Monday(8, 0).AddDate(0, 0, 1).UTC(), w.Read("l1").CheckedAt.UTC())
}

func TestACustomerWhoTalksOfSomethingElseIsNotAsked(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	w.Advance(23 * time.Hour)
	_, err := w.DB.Collection(mongo.Conversations).UpdateOne(t.Context(), map[string]any{"_id": stage.C},
		map[string]any{"$set": map[string]any{"lead_id": "another"}, "$inc": map[string]any{"version": 1}})
	require.NoError(t, err)
	before := len(w.Said(stage.C))
	outcome, err := w.steer().Check(t.Context(), w.act("dana", l.Version), "l1")
	require.NoError(t, err)
	require.Equal(t, appointment.AskedPro, outcome)
	require.Len(t, w.Said(stage.C), before)
}

func TestAnAdminFinishesTheWork(t *testing.T) {
	w := newWorld(t)
	l := w.booked("l1", stage.C)
	w.Advance(23 * time.Hour)
	_, err := w.steer().Move(t.Context(), w.act("dana", l.Version), "l1", lead.Completed, "")
	require.NoError(t, err)
	require.Equal(t, lead.Completed, w.Read("l1").Status)
	require.Equal(t, notice.KindRating, w.Last(stage.C).Kind)
	require.Contains(t, w.Last(w.p1.Chat()).Text, "כמה נגבה", "commission is counted from what the pro says")
	require.True(t, w.chat(w.p1.Chat()).Asked(conversation.AskCharged))
}

func TestALeadIsCreatedByHand(t *testing.T) {
	w := newWorld(t)
	call := steering.Call{Name: "דנה", Phone: "000-000-0001", Trade: "plumber", Issue: "נזילה מתחת לכיור", City: "תל אביב", Street: "דיזנגוף",
		Number: "50", Floor: "3", Apartment: "12", Time: "מחר ב-10", Language: "he"}
	act := w.act("dana", 0)
	_, bad, err := w.steer().Create(t.Context(), act, call)
	require.NoError(t, err)
	require.Equal(t, steering.Problems{"agreed": steering.Missing}, bad)
	call.Agreed = true
	id, bad, err := w.steer().Create(t.Context(), act, call)
	require.NoError(t, err)
	require.Empty(t, bad)
	again, _, err := w.steer().Create(t.Context(), act, call)
	require.NoError(t, err)
	require.Equal(t, id, again)
	l := w.Read(id)
	require.Equal(t, lead.Contacted, l.Status)
	require.Equal(t, lead.Admin, last(l).By)
	require.Equal(t, stage.C, l.ChatID)
	require.Equal(t, "דיזנגוף 50, קומה 3, דירה 12, תל אביב - יפו", l.FullAddress)
	require.Contains(t, w.Last(stage.C).Text, "https://proli.example/privacy")
	require.False(t, w.chat(stage.C).ConsentAt.IsZero())

	e, err := event.DecodeLead(w.Published()[0].Data)
	require.NoError(t, err)
	_, err = w.leads.Handle(t.Context(), e, w.Now())
	require.NoError(t, err)
	l = w.Read(id)
	require.Equal(t, lead.New, l.Status)
	require.Equal(t, w.p1.ID, l.Offer.ProID)
	require.Equal(t, stage.Monday(10, 0).UTC(), l.Offer.Start.UTC())
	require.Equal(t, http.StatusOK, w.approve("yes", id, w.p1))
	require.Equal(t, lead.Booked, w.Read(id).Status)

	open, bad, err := w.steer().Create(t.Context(), w.act("dana", 0), call)
	require.NoError(t, err)
	require.Equal(t, steering.Problems{"another": steering.HasLead}, bad)
	require.Equal(t, id, open)
	_, bad, err = w.steer().Create(t.Context(), w.act("dana", 0), steering.Call{
		Name: "", Phone: "12", Trade: "pirate", City: "אטלנטיס", Time: "אתמול בבוקר", Floor: string(make([]byte, 300)), Urgent: true})
	require.NoError(t, err)
	require.Equal(t, steering.Problems{"name": steering.Missing, "phone": steering.Unread, "trade": steering.Unknown,
		"city": steering.Unknown, "time": steering.Unread, "floor": steering.TooLong}, bad)
	call.Phone = w.p1.PhoneNumber
	_, bad, err = w.steer().Create(t.Context(), w.act("dana", 0), call)
	require.NoError(t, err)
	require.Equal(t, steering.OfPro, bad["phone"])
}
