package lead_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/lead"
)

var (
	noon = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	all  = []lead.Status{lead.Contacted, lead.New, lead.Booked, lead.Completed, lead.Rejected, lead.Cancelled, lead.Closed, lead.PendingReview}
	who  = []lead.By{lead.System, lead.ByPro, lead.Customer, lead.Admin}
)

// table is the product's table of moves, written out once more.
var table = map[lead.Status][]lead.Status{
	"":                 {lead.Contacted},
	lead.Contacted:     {lead.New, lead.PendingReview, lead.Cancelled, lead.Rejected, lead.Closed},
	lead.New:           {lead.Booked, lead.New, lead.Contacted, lead.PendingReview, lead.Cancelled},
	lead.Booked:        {lead.Booked, lead.Completed, lead.Cancelled},
	lead.PendingReview: {lead.New, lead.Closed, lead.Cancelled, lead.Rejected},
}

func TestTheMovesAreThoseOfTheTable(t *testing.T) {
	for _, from := range append([]lead.Status{""}, all...) {
		for _, to := range all {
			moved := false
			for _, by := range who {
				l := lead.Lead{ID: "l", Status: from}
				err := l.Move(to, noon, by, "why")
				if err != nil {
					require.Equal(t, fault.Invalid, fault.KindOf(err))
					require.Equal(t, from, l.Status, "a refused move changes nothing")
					require.Empty(t, l.History)
					continue
				}
				moved = true
				require.Equal(t, []lead.Move{{Status: to, At: noon, By: by, Why: "why"}}, l.History)
			}
			require.Equal(t, contains(table[from], to), moved, "%q → %q", from, to)
		}
	}
}

func contains(list []lead.Status, s lead.Status) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}

func TestEndsHaveNoMoves(t *testing.T) {
	for _, s := range all {
		require.Equal(t, len(table[s]) == 0, s.Final(), s)
	}
}

func TestCompletionIsDated(t *testing.T) {
	l := lead.Lead{ID: "l", Status: lead.Booked}
	require.NoError(t, l.Move(lead.Completed, noon, lead.ByPro, "finished"))
	require.Equal(t, noon, l.CompletedAt)
}

func TestAddressSaysOnlyWhatApplies(t *testing.T) {
	f := lead.Facts{Street: "דיזנגוף", Number: "50", Floor: "3", Apartment: "12", City: "תל אביב"}
	require.Equal(t, "דיזנגוף 50, קומה 3, דירה 12, תל אביב", f.Address("קומה", "דירה"))
	f.Floor, f.Apartment = lead.NotApplicable, lead.NotApplicable
	require.Equal(t, "דיזנגוף 50, תל אביב", f.Address("קומה", "דירה"))
	require.Equal(t, "תל אביב", lead.Facts{City: "תל אביב"}.Address("קומה", "דירה"))
}

func TestMapLink(t *testing.T) {
	l := lead.Lead{Facts: lead.Facts{Street: "הרצל", Number: "1", City: "חיפה", Floor: "3"}}
	require.Equal(t, "https://www.google.com/maps/search/?api=1&query=%D7%94%D7%A8%D7%A6%D7%9C+1%2C+%D7%97%D7%99%D7%A4%D7%94", l.MapLink())
	l = lead.Lead{Place: &lead.Place{Lat: 32.08, Lng: 34.77}}
	require.Equal(t, "https://www.google.com/maps/search/?api=1&query=32.08000%2C34.77000", l.MapLink())
}
