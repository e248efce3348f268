package lead_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/lead"
)

func TestALeadIsFoundByItsWords(t *testing.T) {
	l := lead.Lead{ID: "AB12", ChatID: "972000000001@c.us", IssueType: "נזילה בחנות \"שלום\"", ProID: "p1", Trade: "plumber",
		Facts: lead.Facts{Name: "דנה O'Hara", City: "תל אביב", Street: "ז׳בוטינסקי", Number: "50", Urgent: true},
		Place: &lead.Place{Code: "5000", Name: "תל אביב - יפו"}}
	for _, word := range []string{"ab12", "972000000001", "0001", "דנה", "ohara", "תל", "אביב", "יפו", "זבוטינסקי", "50", "נזילה", "שלום"} {
		require.Contains(t, l.Terms(), word)
	}
	require.Equal(t, []string{"trade:plumber", "pro:p1", "city:5000", "urgent"}, l.Facets())
	require.Empty(t, lead.Lead{}.Facets())
	l.IssueType = strings.Repeat("אבג ", 5000) + strings.Repeat("ד", 5000)
	require.LessOrEqual(t, len(l.Terms()), 30)
	require.Empty(t, lead.Words(" \u202e ,.! "))
}
