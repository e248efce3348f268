package healer_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/pro"
)

// paths lead from a lead's beginning to each status that is no end.
var paths = map[lead.Status][]lead.Status{
	lead.Contacted:     nil,
	lead.New:           {lead.New},
	lead.Booked:        {lead.New, lead.Booked},
	lead.PendingReview: {lead.PendingReview},
}

// moved is a lead that has taken a path and then one more move, with what belongs to its status.
func moved(t *testing.T, id string, p pro.Pro, step lead.Step, by lead.By, at time.Time) *lead.Lead {
	t.Helper()
	l := stage.Leak(id, id+"@c.us", &p)
	for _, to := range paths[step.From] {
		for _, s := range lead.Steps() {
			if s.From == l.Status && s.To == to {
				require.NoError(t, l.Move(to, stage.Noon, s.By[0], "on the way"))
				break
			}
		}
	}
	require.Equal(t, step.From, l.Status)
	require.NoError(t, l.Move(step.To, at, by, "the move"))
	switch step.To {
	case lead.New:
		l.Offers = 1
		l.Offer = &lead.Offer{N: 1, ProID: p.ID, Hold: l.HoldID(1), Start: stage.Monday(10, 0), End: stage.Monday(11, 0)}
	case lead.Booked:
		l.Appointment = &lead.Appointment{ID: l.HoldID(1), Start: stage.Monday(10, 0), End: stage.Monday(11, 0)}
	}
	return &l
}

// TestEveryMoveHasADeadline walks the table of moves. Whoever makes one, a lead that has not
// ended has an alarm in the truth afterwards; and when every alarm is lost with its task, the
// jobs move the lead on from its own times.
func TestEveryMoveHasADeadline(t *testing.T) {
	w := newWard(t)
	p := w.Pros("[" + stage.P1 + "]")[0]
	runner := change.Runner{Store: w.DB, Publisher: w, Ringer: w}
	at := stage.Noon.Add(time.Minute)
	w.Advance(time.Minute)
	var open []*lead.Lead
	rows := 0
	for _, step := range lead.Steps() {
		for _, by := range step.By {
			id := fmt.Sprintf("l%02d", rows)
			rows++
			l := moved(t, id, p, step, by, at)
			require.NoError(t, runner.Run(t.Context(), &change.Set{Claim: id, Now: at, Leads: []*lead.Lead{l}}))
			name := fmt.Sprintf("%s to %s by %s", step.From, step.To, by)
			due, ok := l.Deadline()
			require.Equal(t, !step.To.Final(), ok, name)
			var found []alarm.Alarm
			cursor, err := w.DB.Collection(mongo.Alarms).Find(t.Context(), bson.M{"lead_id": id, "rung": false})
			require.NoError(t, err)
			require.NoError(t, cursor.All(t.Context(), &found))
			if !ok {
				require.Empty(t, found, name)
				continue
			}
			require.Len(t, found, 1, name)
			require.True(t, due.Truncate(time.Second).Equal(found[0].DueAt), name)
			require.True(t, due.After(at), name)
			open = append(open, l)
		}
	}
	require.Greater(t, rows, 30)
	require.NotEmpty(t, open)

	_, err := w.DB.Collection(mongo.Alarms).DeleteMany(t.Context(), bson.M{})
	require.NoError(t, err)
	w.Published()
	w.Advance(5 * 24 * time.Hour)
	for range 2 {
		require.Equal(t, 200, w.run("healer"))
		require.Equal(t, 200, w.run("janitor"))
	}
	asked := map[string]bool{}
	for _, e := range w.Published() {
		asked[e.Key] = true
	}
	for _, l := range open {
		now := w.Read(l.ID)
		require.True(t, now.Status.Final() || asked[l.ID], "%s stays in %s for ever", l.ID, l.Status)
	}
}

// TestALeadThatNobodyTakesOnGoesToAnAdmin: the event that should have found the next pro was
// given up; a human is called, and the hour is free.
func TestALeadThatNobodyTakesOnGoesToAnAdmin(t *testing.T) {
	w := newWard(t)
	w.offered()
	w.Advance(10 * time.Minute)
	require.Equal(t, 200, w.run("healer"))
	require.Len(t, w.Published(), 1, "the next pro is to be found")
	w.Advance(30 * time.Minute)
	require.Equal(t, 200, w.run("healer"))
	require.Equal(t, lead.New, w.Read("l1").Status)
	w.Advance(time.Hour)
	for range 2 {
		require.Equal(t, 200, w.run("healer"))
	}
	l := w.Read("l1")
	require.Equal(t, lead.PendingReview, l.Status)
	require.Nil(t, l.Offer)
	require.Len(t, w.Said(stage.C), 1)
	require.Equal(t, notice.KindNudge, w.Last(stage.C).Kind)
}

// TestAnAppointmentThatNobodyCompletesIsCompleted: nobody has said that the work is done, and the
// event that should have completed the lead was given up.
func TestAnAppointmentThatNobodyCompletesIsCompleted(t *testing.T) {
	w := newWard(t)
	p := w.Pros("[" + stage.P1 + "]")[0]
	l := stage.Leak("l1", stage.C, &p)
	require.NoError(t, l.Move(lead.New, stage.Noon, lead.System, "offer"))
	l.Offers = 1
	w.takes(p.ID, booking.Entry{ID: l.HoldID(1), Lead: l.ID, Kind: booking.Appointment, Start: stage.Monday(10, 0).UTC(), End: stage.Monday(11, 0).UTC()})
	require.NoError(t, l.Move(lead.Booked, stage.Noon, lead.ByPro, "approved"))
	l.Appointment = &lead.Appointment{ID: l.HoldID(1), Start: stage.Monday(10, 0), End: stage.Monday(11, 0)}
	w.Lead(l)
	require.Len(t, w.Entries(p), 1)

	w.Advance(stage.Monday(11, 2).Add(lead.Unsaid).Sub(w.Now()))
	require.Equal(t, 200, w.run("healer"))
	events := w.Published()
	require.Len(t, events, 1)
	require.Contains(t, string(events[0].Data), `"finish"`)
	w.Advance(30 * time.Minute)
	require.Equal(t, 200, w.run("healer"))
	require.Equal(t, lead.Booked, w.Read("l1").Status, "the event is under way")
	w.Advance(time.Hour)
	for range 2 {
		require.Equal(t, 200, w.run("healer"))
	}
	require.Empty(t, w.Published())
	now := w.Read("l1")
	require.Equal(t, lead.Completed, now.Status)
	require.Equal(t, lead.System, now.History[len(now.History)-1].By)
	require.Empty(t, w.Entries(p), "its hour counts for the pro's load no more")
	require.Empty(t, w.Said(stage.C))
}

func TestALeadWhoseProVanished(t *testing.T) {
	w := newWard(t)
	w.offered()
	p, err := w.DB.Pro(t.Context(), w.Read("l1").Offer.ProID)
	require.NoError(t, err)
	booked := stage.Leak("l2", stage.C2, &p)
	require.NoError(t, booked.Move(lead.New, stage.Noon, lead.System, "offer"))
	require.NoError(t, booked.Move(lead.Booked, stage.Noon, lead.ByPro, "approved"))
	booked.Appointment = &lead.Appointment{ID: booked.HoldID(1), Start: stage.Monday(12, 0), End: stage.Monday(13, 0)}
	w.Lead(booked)
	require.Equal(t, 200, w.run("healer"))
	require.Empty(t, w.Published(), "all is well")

	for _, c := range []string{mongo.Pros, mongo.Calendars} {
		_, err = w.DB.Collection(c).DeleteOne(t.Context(), bson.M{"_id": p.ID})
		require.NoError(t, err)
	}
	for range 2 {
		require.Equal(t, 200, w.run("healer"))
	}
	published := w.Published()
	require.Len(t, published, 2, "each once")
	next, err := event.DecodeLead(published[0].Data)
	require.NoError(t, err)
	require.Equal(t, event.LeadNext, next.Kind)
	require.Equal(t, 1, next.Offer)
	cancel, err := event.DecodeBooking(published[1].Data)
	require.NoError(t, err)
	require.Equal(t, event.BookingCancel, cancel.Kind)
	require.Equal(t, "l2", cancel.Lead)
	require.Equal(t, p.ID, cancel.Pro)
}
