package admin

import (
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/lead"
	"github.com/proli/proli/shared/locale"
)

// Bounds of the board: cards in a column, of which the list has the rest, and how far leads are
// counted, which costs a look at each.
const (
	cardsInColumn = 12
	boardBound    = 100
)

// boardColumns are the statuses of the board, in the order in which a lead lives.
var boardColumns = []lead.Status{lead.PendingReview, lead.Contacted, lead.New, lead.Booked, lead.Completed}

type boardColumn struct {
	Status lead.Status
	Shown  string // how many leads have it
	Cards  []leadRow
	More   bool
}

type boardPage struct {
	frame
	Columns []boardColumn
	Ended   []tile
	Quiet   bool
}

func (*boardPage) template() string { return "leads_board" }

// Board says which of the two views of leads it is.
func (*boardPage) Board() bool { return true }

func (*boardPage) topics() []string { return []string{mongo.Leads} }

func (s *server) leadsBoard(v *visit) (answer, error) {
	columns := make([][]lead.Lead, len(boardColumns))
	var counts map[lead.Status]int
	group, ctx := errgroup.WithContext(v.Context())
	for i, status := range boardColumns {
		group.Go(func() (err error) { columns[i], err = s.Truth.LeadColumn(ctx, status, cardsInColumn+1); return err })
	}
	group.Go(func() (err error) {
		counts, err = s.Truth.CountLeads(ctx, boardBound, slices.Concat(onTheWay, ended)...)
		return err
	})
	if err := group.Wait(); err != nil {
		return answer{}, err
	}
	rows, err := s.rows(v.Context(), slices.Concat(columns...))
	if err != nil {
		return answer{}, err
	}
	p := &boardPage{Quiet: len(rows) == 0}
	for i, status := range boardColumns {
		n := len(columns[i])
		column := boardColumn{Status: status, Shown: boardTiles(counts, status)[0].Shown, More: n > cardsInColumn}
		column.Cards = rows[:min(n, cardsInColumn)]
		rows = rows[n:]
		p.Columns = append(p.Columns, column)
	}
	p.Ended = boardTiles(counts, lead.Cancelled, lead.Closed, lead.Rejected)
	return show(http.StatusOK, p), nil
}

// boardTiles are statuses with how many leads have them, as far as the board counts.
func boardTiles(counts map[lead.Status]int, statuses ...lead.Status) []tile {
	list := make([]tile, len(statuses))
	for i, status := range statuses {
		n := counts[status]
		list[i] = tile{Status: status, N: n, Shown: locale.Number(n)}
		if n >= boardBound {
			list[i].Shown = locale.Number(boardBound-1) + "+"
		}
	}
	return list
}

// Open are the moves of a card; what ends a lead is asked about on its own page.
func (p *boardPage) Open(c leadRow) []deed {
	var list []deed
	for _, d := range p.deeds(&c.Lead) {
		if d.Do == "move" && !d.Danger || d.Do == "route" && !d.Danger {
			d.Back = "/leads/board"
			list = append(list, d)
		}
	}
	return list
}
