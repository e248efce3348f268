package routing_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/functions/internal/stage"
	"github.com/proli/proli/shared/change"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/pro"
)

var killed = fault.New(fault.Unavailable, "test", "killed")

func TestKilledBetweenTheHoldAndTheCommit(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))
	w.Crash(func(*change.Set) error { return killed })

	require.Equal(t, http.StatusServiceUnavailable, w.offer("m1", "l1"))
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	held := w.Entries(p1)
	require.Len(t, held, 1)
	require.Empty(t, w.Said(stage.C))

	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, lead.New, w.Read("l1").Status)
	require.Equal(t, held, w.Entries(p1), "the same entry")
	require.Len(t, w.Said(stage.C), 1)
}

func TestKilledAfterTheCommit(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))
	w.CrashAfter()
	require.Equal(t, http.StatusServiceUnavailable, w.offer("m1", "l1"))
	l := w.Read("l1")
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, l, w.Read("l1"))
	require.Len(t, w.Entries(p1), 1)
	require.Len(t, w.Said(stage.C), 1)
}

// cancel moves the lead as a customer does who changes the mind at just that moment.
func (w world) cancel(id string) {
	l := w.Read(id)
	require.NoError(w.T, l.Move(lead.Cancelled, w.Now(), lead.Customer, "asked to cancel"))
	w.Lead(l)
}

func TestAnHourIsGivenBackWhenTheLeadMovedMeanwhile(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))
	w.Crash(func(*change.Set) error { w.cancel("l1"); return nil })
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, lead.Cancelled, w.Read("l1").Status)
	require.Empty(t, w.Entries(p1))
	require.Empty(t, w.Said(p1.Chat()))

	w.Lead(stage.Leak("l2", stage.C, &p1))
	w.Crash(func(*change.Set) error { return killed })
	require.Equal(t, http.StatusServiceUnavailable, w.offer("m2", "l2"))
	require.Len(t, w.Entries(p1), 1)
	w.cancel("l2")
	require.Equal(t, http.StatusOK, w.offer("m2", "l2"))
	require.Empty(t, w.Entries(p1), "also by the redelivery")

	w.Lead(stage.Leak("l3", stage.C, nil)) // whose pro is not known beforehand
	w.Crash(func(*change.Set) error { w.cancel("l3"); return nil })
	require.Equal(t, http.StatusOK, w.offer("m3", "l3"))
	require.Empty(t, w.Entries(p1))
}

func TestAnHourIsGivenBackWhenTheCustomerMustChooseAfterAll(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	w.Lead(stage.Leak("l1", stage.C, &p1))
	w.Crash(func(*change.Set) error { return killed })
	require.Equal(t, http.StatusServiceUnavailable, w.offer("m1", "l1"))
	require.Len(t, w.Entries(p1), 1)

	l := w.Read("l1") // meanwhile: "tomorrow afternoon will do as well"
	day := w.Now().AddDate(0, 0, 1)
	l.Wanted = &lead.Wanted{Start: day, End: day.Add(4 * time.Hour)}
	w.Lead(l)
	require.Equal(t, http.StatusOK, w.offer("m1", "l1"))
	require.Equal(t, lead.Contacted, w.Read("l1").Status)
	require.NotEmpty(t, w.Question(stage.C).Options)
	require.Empty(t, w.Entries(p1))
}

func TestManyCustomersForOneHour(t *testing.T) {
	w := newWorld(t)
	p1, _ := w.two()
	const customers = 40
	var done sync.WaitGroup
	for i := range customers {
		id := fmt.Sprintf("l%d", i)
		w.Lead(stage.Leak(id, id+"@lid", &p1))
	}
	for i := range customers {
		done.Go(func() {
			id := fmt.Sprintf("l%d", i)
			for w.offer("m-"+id, id) != http.StatusOK {
			}
		})
	}
	done.Wait()
	entries := w.Entries(p1)
	require.Len(t, entries, 1)
	for i := range customers {
		l := w.Read(fmt.Sprintf("l%d", i))
		if l.ID == entries[0].Lead {
			require.Equal(t, lead.New, l.Status)
			continue
		}
		require.Equal(t, lead.Contacted, l.Status)
		require.Len(t, w.Question(l.ChatID).Options, 5, "who lost chooses among other hours")
	}
}

func TestNobodyIsEverAboveTheLimit(t *testing.T) {
	w := newWorld(t)
	var seeds []string
	for _, digit := range []string{"11", "15", "16", "17", "18"} {
		seeds = append(seeds, strings.Replace(stage.P1, "972000000011", "9720000000"+digit, 1))
	}
	pros := w.Pros("[" + strings.Join(seeds, ",") + "]")
	const leads = 200
	for i := range leads {
		l := stage.Leak(fmt.Sprintf("l%d", i), fmt.Sprintf("lead%d@lid", i), nil)
		l.Wanted = &lead.Wanted{ASAP: true}
		w.Lead(l)
	}
	var done sync.WaitGroup
	queue := make(chan string)
	for range 8 {
		done.Go(func() {
			for id := range queue {
				for w.offer("m-"+id, id) != http.StatusOK {
				}
			}
		})
	}
	for i := range leads {
		queue <- fmt.Sprintf("l%d", i)
	}
	close(queue)
	done.Wait()

	held := map[string]pro.Pro{}
	for _, p := range pros {
		entries := w.Entries(p)
		require.Len(t, entries, p.Limit(), "%s", p.BusinessName)
		for i, e := range entries {
			held[e.Lead] = p
			for _, other := range entries[:i] {
				require.False(t, e.Interval().Overlaps(other.Interval()))
			}
		}
	}
	for i := range leads {
		l := w.Read(fmt.Sprintf("l%d", i))
		if p, ok := held[l.ID]; ok {
			require.Equal(t, lead.New, l.Status)
			require.Equal(t, p.ID, l.ProID)
		} else {
			require.Equal(t, lead.PendingReview, l.Status)
		}
	}
}
