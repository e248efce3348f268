package reporter_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/functions/internal/job"
	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/functions/reporter"
	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
	"github.com/proli/proli/shared/reporting"
)

const admin = "972000000021@c.us"

type office struct {
	*stage.Stage
	jobs http.Handler
}

func newOffice(t *testing.T) *office {
	s := stage.New(t)
	r := &reporting.Reporter{Open: s.DB, Commit: change.Runner{Store: s.DB, Publisher: s, Ringer: s}, Admins: []string{admin, "972000000022@c.us"}}
	return &office{s, serve.JobHandler("Reporter", job.New(s.DB, s.Now, reporter.Works(r)).Handle)}
}

// report calls the job as the scheduler does at the present minute.
func (o *office) report() int {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"job":"reporter"}`))
	r.Header.Set("X-CloudScheduler-ScheduleTime", o.Now().Format(time.RFC3339))
	w := httptest.NewRecorder()
	o.jobs.ServeHTTP(w, r)
	return w.Code
}

func (o *office) digests(chat string) []notice.Notice {
	o.T.Helper()
	cursor, err := o.DB.Collection(mongo.Notices).Find(o.T.Context(), bson.M{"chat": chat}, options.Find().SetSort(bson.M{"seq": 1}))
	require.NoError(o.T, err)
	var all []notice.Notice
	require.NoError(o.T, cursor.All(o.T.Context(), &all))
	return all
}

// waits is a lead of a chat that has been in a status for so long.
func (o *office) waits(id, chat string, status lead.Status, age time.Duration) lead.Lead {
	o.T.Helper()
	at := o.Now().Add(-age)
	l := stage.Leak(id, chat, nil)
	l.CreatedAt, l.History[0].At = at, at
	switch status {
	case lead.PendingReview:
		require.NoError(o.T, l.Move(lead.PendingReview, at, lead.System, "nobody"))
	case lead.New:
		require.NoError(o.T, l.Move(lead.New, at, lead.System, "offer"))
	case lead.Booked:
		require.NoError(o.T, l.Move(lead.New, at, lead.System, "offer"))
		require.NoError(o.T, l.Move(lead.Booked, at, lead.ByPro, "approved"))
		l.Appointment = &lead.Appointment{ID: id + "/1", Start: at.Add(-time.Hour), End: at}
	}
	return l
}

func TestDigest(t *testing.T) {
	o := newOffice(t)
	o.Advance(10 * 24 * time.Hour)
	future := o.waits("l6", "972000000006@c.us", lead.Booked, 48*time.Hour)
	future.Appointment = &lead.Appointment{ID: "l6/1", Start: o.Now().Add(time.Hour), End: o.Now().Add(2 * time.Hour)}
	for _, l := range []lead.Lead{
		o.waits("l1", stage.C, lead.PendingReview, 25*time.Hour),
		o.waits("l2", stage.C2, lead.PendingReview, time.Hour),
		o.waits("l3", "972000000003@c.us", lead.New, 26*time.Hour),
		o.waits("l4", "972000000004@c.us", lead.Contacted, 23*time.Hour),
		o.waits("l5", "972000000005@c.us", lead.Booked, 30*time.Hour),
		future,
	} {
		o.Lead(l)
	}
	require.Equal(t, 200, o.report())
	require.Equal(t, 200, o.report(), "fired twice")
	for _, chat := range []string{admin, "972000000022@c.us"} {
		digests := o.digests(chat)
		require.Len(t, digests, 1)
		text := digests[0].Text
		for _, in := range []string{"***0001", "***0002", "***0003", "***0005", "(2)"} {
			require.Contains(t, text, in)
		}
		for _, out := range []string{"972000000", "0004", "0006"} {
			require.NotContains(t, text, out)
		}
		require.Less(t, strings.Index(text, "***0001"), strings.Index(text, "***0002"), "the oldest first")
		require.Equal(t, notice.KindDigest, digests[0].Kind)
		require.False(t, digests[0].Reply)
	}

	o.Advance(4 * time.Hour)
	require.Equal(t, 200, o.report())
	digests := o.digests(admin)
	require.Len(t, digests, 2)
	require.False(t, digests[0].ExpiresAt.After(o.Now()), "what could not go out is replaced")
}

func TestNothingStuckIsNothingSaid(t *testing.T) {
	o := newOffice(t)
	o.Lead(o.waits("l1", stage.C, lead.New, time.Hour))
	require.Equal(t, 200, o.report())
	require.Empty(t, o.digests(admin))
}

func TestALongDigestIsCut(t *testing.T) {
	o := newOffice(t)
	for i := range 120 {
		o.Lead(o.waits(fmt.Sprintf("l%03d", i), fmt.Sprintf("9720000%05d@c.us", i), lead.PendingReview, time.Duration(i)*time.Hour))
	}
	require.Equal(t, 200, o.report())
	text := o.digests(admin)[0].Text
	require.Contains(t, text, "(120)")
	require.Equal(t, 15, strings.Count(text, "נזילה"))
	require.Contains(t, text, "4 ימים", "the oldest first")
	require.NotContains(t, text, "שעות")
	require.Contains(t, text, "105")
}

func TestTheDigestsOfANightAreOne(t *testing.T) {
	o := newOffice(t)
	o.Lead(o.waits("l1", stage.C, lead.PendingReview, time.Hour))
	o.Advance(10 * time.Hour) // 22:00
	require.Equal(t, 200, o.report())
	o.Advance(2 * time.Hour)
	o.Lead(o.waits("l2", stage.C2, lead.PendingReview, time.Hour))
	require.Equal(t, 200, o.report())
	o.Advance(8 * time.Hour)
	require.Equal(t, 200, o.report())
	digests := o.digests(admin)
	require.Len(t, digests, 1)
	require.True(t, digests[0].NotBefore.Equal(stage.Monday(8, 0)), "at the first minute after")
	require.Contains(t, digests[0].Text, "***0001")
	require.Contains(t, digests[0].Text, "***0002", "with what the last of them found")
}
