package admin

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
	"github.com/proli/proli/shared/notice"
)

const (
	countBound   = 1000
	todayBound   = 12
	newestOnHome = 6
)

// onTheWay and ended are the statuses in the order in which a lead lives.
var (
	onTheWay = []lead.Status{lead.PendingReview, lead.Contacted, lead.New, lead.Booked}
	ended    = []lead.Status{lead.Completed, lead.Cancelled, lead.Closed, lead.Rejected}
)

// tile is one status with how many leads have it.
type tile struct {
	Status lead.Status
	N      int
	Shown  string
}

// HomeStore is what stands at a glance.
type HomeStore interface {
	Standing(ctx context.Context, now, from, to time.Time, bound int) (mongo.Standing, error)
}

type homePage struct {
	frame
	Standing mongo.Standing
	OnTheWay []tile
	Ended    []tile
	Schedule []leadRow
	Newest   []leadRow
}

func (*homePage) template() string { return "home" }

func (*homePage) topics() []string {
	return []string{mongo.Leads, mongo.Conversations, mongo.Pros, mongo.Settings, mongo.Poison}
}

// stuckAfter is how long a message that may go out can wait before somebody should look.
const stuckAfter = 5 * time.Minute

// Down reports whether the account is known not to send.
func (p *homePage) Down() bool {
	return p.Standing.Account.State != "" && p.Standing.Account.State != notice.Authorized
}

// Stuck reports whether messages do not leave, and nobody wants it so.
func (p *homePage) Stuck() bool {
	oldest := p.Standing.OldestWait
	return !oldest.IsZero() && p.Now.Sub(oldest) > stuckAfter && !p.Standing.Stopped && !p.Down()
}

// Trouble reports whether anything is wrong.
func (p *homePage) Trouble() bool {
	return p.Standing.Stopped || p.Down() || p.Stuck() || p.Standing.GivenUp > 0
}

// More is how many of today's appointments are not listed.
func (p *homePage) More() int { return max(p.Standing.Today-len(p.Schedule), 0) }

// Quiet reports whether there has been no lead yet.
func (p *homePage) Quiet() bool { return len(p.Newest) == 0 }

func (s *server) home(v *visit) (answer, error) {
	var (
		counts = map[lead.Status]int{}
		mu     sync.Mutex
		now    mongo.Standing
		today  []lead.Lead
		newest mongo.LeadPage
	)
	day := calendar.DateOf(v.now)
	begin, _ := calendar.LocalTime(day, 0) // midnight always exists: clocks change at two
	end, _ := calendar.LocalTime(day.Add(1), 0)
	group, ctx := errgroup.WithContext(v.Context())
	for _, status := range slices.Concat(onTheWay, ended) { // side by side: each reads up to its bound
		group.Go(func() error {
			found, err := s.Truth.CountLeads(ctx, countBound, status)
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(counts, found)
			return err
		})
	}
	group.Go(func() (err error) {
		now, err = s.Truth.Standing(ctx, v.now, begin, end, countBound)
		return err
	})
	group.Go(func() (err error) {
		today, err = s.Truth.AppointmentsBetween(ctx, begin, end, todayBound)
		return err
	})
	group.Go(func() (err error) {
		newest, err = s.Truth.ListLeads(ctx, mongo.LeadQuery{Limit: newestOnHome})
		return err
	})
	if err := group.Wait(); err != nil {
		return answer{}, err
	}
	rows, err := s.rows(v.Context(), append(today, newest.Leads...))
	if err != nil {
		return answer{}, err
	}
	return show(http.StatusOK, &homePage{
		Standing: now,
		OnTheWay: tiles(counts, onTheWay),
		Ended:    tiles(counts, ended),
		Schedule: rows[:len(today)],
		Newest:   rows[len(today):],
	}), nil
}

func tiles(counts map[lead.Status]int, order []lead.Status) []tile {
	list := make([]tile, len(order))
	for i, status := range order {
		n := counts[status]
		list[i] = tile{Status: status, N: n, Shown: locale.Number(n)}
		if n >= countBound {
			list[i].Shown = locale.Number(countBound-1) + "+"
		}
	}
	return list
}
