package admin

import (
	"net/http"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/calendar"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

const (
	countBound   = 1000
	todayBound   = 50
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

type homePage struct {
	frame
	OnTheWay []tile
	Ended    []tile
	Schedule []leadRow
	Newest   []leadRow
}

func (*homePage) template() string { return "home" }

// Quiet reports whether there has been no lead yet.
func (p *homePage) Quiet() bool { return len(p.Newest) == 0 }

func (s *server) home(v *visit) (answer, error) {
	var (
		counts map[lead.Status]int
		today  []lead.Lead
		newest mongo.LeadPage
	)
	day := calendar.DateOf(v.now)
	begin, _ := calendar.LocalTime(day, 0) // midnight always exists: clocks change at two
	end, _ := calendar.LocalTime(day.Add(1), 0)
	group, ctx := errgroup.WithContext(v.Context())
	group.Go(func() (err error) {
		counts, err = s.Truth.CountLeads(ctx, countBound, append(append([]lead.Status{}, onTheWay...), ended...)...)
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
