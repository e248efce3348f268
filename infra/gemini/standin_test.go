package gemini_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/gemini"
	local "github.com/proli/proli/infra/local/gemini"
	"github.com/proli/proli/shared/triage"
)

// TestAgainstTheStandIn holds this client and the model that stands in for the real ones to each other.
func TestAgainstTheStandIn(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	server := httptest.NewServer(local.New(func() time.Time { return now }))
	t.Cleanup(server.Close)
	c, err := gemini.New(t.Context(), gemini.Config{Names: []string{"gemini-2.5-flash-lite"}, Key: "dev", BaseURL: server.URL})
	require.NoError(t, err)
	a, err := c.Ask(t.Context(), triage.Question{
		System: "voice: dispatcher", Parts: []triage.Part{{Text: "שלום, שמי דנה, יש לי נזילה בחיפה"}, {MIME: "image/jpeg", Data: []byte{0xff, 0xd8, 0xff}}},
	})
	require.NoError(t, err)
	require.NotEmpty(t, a.Reply)
	require.Equal(t, "plumber", a.Facts.Trade)
	require.Equal(t, "חיפה", a.Facts.City)
	require.Positive(t, a.Calls[0].TokensIn)
}
