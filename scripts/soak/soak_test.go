package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/scripts/internal/program/programtest"
	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/notice"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

func TestNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	output, code := programtest.Run(t, "-d", "10s", "-seed", "1")
	require.Zero(t, code)
	require.Zero(t, programtest.Number(t, `violations +(\d+)`, output))
	require.Positive(t, programtest.Number(t, `messages +(\d+),`, output))
	require.Positive(t, programtest.Number(t, `mishaps +(\d+) kills`, output))
	require.Positive(t, programtest.Number(t, `(\d+) kills of the database`, output))
	require.Positive(t, programtest.Number(t, `(\d+) of \d+ model calls failed`, output))
	require.Positive(t, programtest.Number(t, `(\d+) leads:`, output)) // on a busy machine ten seconds book no hour
}

// A check that cannot fail proves nothing: make soak-broken.
func TestBrokenDesignsAreSeen(t *testing.T) {
	if os.Getenv("PROLI_SOAK") != "all" {
		t.Skip("builds the functions once for each design: PROLI_SOAK=all")
	}
	for _, name := range breakable() {
		t.Run(name, func(t *testing.T) {
			output, code := "", 0
			for seed := 1; seed <= 3 && code == 0; seed++ { // on a slow machine little happens in ten seconds
				output, code = programtest.Run(t, "-d", "10s", "-seed", strconv.Itoa(seed), "-break", name)
			}
			require.Equal(t, 1, code)
			require.Positive(t, programtest.Number(t, `violations +(\d+)`, output))
		})
	}
}

// The edits that take a design out fit the source as it is now.
func TestDesignsCanBeTakenOut(t *testing.T) {
	root := filepath.Dir(mod(t.Context()))
	for name, edits := range designs {
		t.Run(name, func(t *testing.T) {
			_, err := cut(root, t.TempDir(), edits)
			require.NoError(t, err)
		})
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{{"-break", "magic"}, {"-d", "0s"}, {"more"}, {"-at-once", "0"}} {
		require.Error(t, start(t.Context(), args, io.Discard))
	}
}

// well is a run in which everything went well: one message, its answer, an offer that was
// approved.
func well() *audit {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	return &audit{
		delivered: []Delivered{{Chat: "c", ID: "m1", Text: "סטטוס"}, {Chat: "c", ID: "m2", Text: "תודה"}},
		left:      []Left{{Chat: "c", ID: "P1", Text: "one"}, {Chat: "c", ID: "P2", Text: "two"}, {Chat: "p", ID: "P3", Text: "offer"}},
		messages:  map[string]message{"m1": {"m1", "c", 1}, "m2": {"m2", "c", 2}},
		notices: []notice.Notice{
			{ID: "n1", Chat: "c", Seq: 1, Cause: "m1", State: notice.Sent, ProviderID: "P1", Text: "one"},
			{ID: "n2", Chat: "c", Seq: 2, Cause: "m2", State: notice.Read, ProviderID: "P2", Text: "two", Kind: notice.KindPromise, LeadID: "l"},
			{ID: "n3", Chat: "p", Seq: 1, Cause: "m1/offer", State: notice.Delivered, ProviderID: "P3", Text: "offer", Kind: notice.KindOffer, LeadID: "l", Offer: 1},
		},
		leads: map[string]lead.Lead{"l": {
			ID: "l", Status: lead.Booked, ProID: "pro", Offers: 1, Appointment: &lead.Appointment{ID: "l/1", Start: at, End: at.Add(time.Hour)},
			History: []lead.Move{{Status: lead.Contacted}, {Status: lead.New}, {Status: lead.Booked}},
		}},
		alarms: map[string][]alarm.Alarm{"l": {{Kind: alarm.Completion, Armed: true}}},
		calendars: []booking.Calendar{{Pro: "pro", LoadLimit: 1, Entries: []booking.Entry{
			{ID: "l/1", Lead: "l", Kind: booking.Appointment, Start: at, End: at.Add(time.Hour)}}}},
		found: map[promise][]string{},
	}
}

// Each promise is seen to be broken when it is, and none when all is well.
func TestAuditSees(t *testing.T) {
	change := func(l *lead.Lead, f func(*lead.Lead)) lead.Lead { f(l); return *l }
	tests := []struct {
		name string
		do   func(*audit)
		want []promise
	}{
		{"all well", func(*audit) {}, nil},
		{"a message is not there", func(a *audit) { delete(a.messages, "m1") }, []promise{lost}},
		{"a message has no answer", func(a *audit) { a.notices[1].Cause = "other" }, []promise{lost}},
		{"a message has two answers", func(a *audit) { a.notices[1].Cause = "m1" }, []promise{lost, twice}},
		{"a message of nobody", func(a *audit) { a.messages["m3"] = message{"m3", "c", 3} }, []promise{twice}},
		{"a notice waits", func(a *audit) { a.notices[0].State = notice.Waiting }, []promise{lost, twice}},
		{"a notice never left", func(a *audit) { a.left = a.left[1:] }, []promise{lost}},
		{"a notice left twice", func(a *audit) { a.left = append(a.left, Left{Chat: "c", ID: "P9", Text: "one"}) }, []promise{twice}},
		{"left the other way round", func(a *audit) { a.left[0], a.left[1] = a.left[1], a.left[0] }, []promise{unruly}},
		{"handled the other way round", func(a *audit) { a.messages["m1"] = message{"m1", "c", 9} }, []promise{unruly}},
		{"answered the other way round", func(a *audit) { a.notices[0].Cause, a.notices[1].Cause = "m2", "m1" }, []promise{unruly}},
		{"a move that is none", func(a *audit) {
			l := a.leads["l"]
			a.leads["l"] = change(&l, func(l *lead.Lead) { l.History[1].Status = lead.Completed; l.Offers = 0 })
		}, []promise{illegal}},
		{"promised and not booked", func(a *audit) {
			l := a.leads["l"]
			a.leads["l"] = change(&l, func(l *lead.Lead) {
				l.Status, l.History = lead.Cancelled, append(l.History[:2], lead.Move{Status: lead.Cancelled})
			})
			a.calendars[0].Entries = nil
		}, []promise{illegal}},
		{"booked and not in the calendar", func(a *audit) { a.calendars[0].Entries = nil }, []promise{half}},
		{"in the calendar and not booked", func(a *audit) { a.calendars[0].Entries[0].ID = "l/2" }, []promise{half}},
		{"nothing will ring", func(a *audit) { a.alarms = nil }, []promise{stuck}},
		{"an alarm without a task", func(a *audit) { a.alarms["l"][0].Armed = false }, []promise{stuck}},
		{"unpublished", func(a *audit) { a.pending = []string{"m1"} }, []promise{lost}},
		{"given up", func(a *audit) { a.poison = 1 }, []promise{lost}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := well()
			test.do(a)
			a.check()
			var found []promise
			for _, p := range promises {
				if len(a.found[p]) > 0 {
					found = append(found, p)
				}
			}
			require.Equal(t, test.want, found, "%v", a.found)
		})
	}
}
