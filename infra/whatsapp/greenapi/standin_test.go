package greenapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/local/gateway"
	"github.com/proli/proli/infra/whatsapp"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/event"
)

const dana = "972000000001@c.us"

// TestAgainstTheStandIn holds this client and the gateway that stands in for the
// real one to each other: what is delivered and what the journal says of it are one message.
func TestAgainstTheStandIn(t *testing.T) {
	delivered := make(chan []byte, 100)
	hooks := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		delivered <- body
	}))
	t.Cleanup(hooks.Close)
	server := httptest.NewUnstartedServer(nil)
	url := "http://" + server.Listener.Addr().String()
	g := gateway.New(gateway.Options{
		Instance: "1100000001", Token: "dev", WebhookURL: hooks.URL, BaseURL: url, RetryPause: time.Millisecond, Now: func() time.Time { return received },
	})
	server.Config.Handler = g
	server.Start()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, g.Stop(ctx))
		server.Close()
	})
	c := greenapi.New(url, instance, "dev")

	id, err := c.SendButtons(t.Context(), greenapi.OutgoingButtons{Chat: dana, Text: "לאשר?", Buttons: []greenapi.Button{{ID: "yes", Title: "כן"}}})
	require.NoError(t, err)
	text, err := c.Send(t.Context(), greenapi.Outgoing{Chat: dana, Text: "שלום\nhttps://proli.example"})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return g.Backlog() == 0 }, 10*time.Second, time.Millisecond)
	for _, o := range []gateway.Outgoing{
		{Text: "יש לי נזילה"},
		{Text: "ראו https://example.org", Quote: text},
		{Text: "ככה", File: &gateway.File{Name: "tap.jpg", MIME: "image/jpeg", Data: append([]byte("\xff\xd8\xff\xe0"), make([]byte, 600)...)}},
		{Place: &gateway.Place{Lat: 32.08, Lng: 34.77, Name: "הבית"}},
		{Press: &gateway.Press{Message: id, Button: "yes"}},
	} {
		_, err := g.Send(dana, o)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return g.Backlog() == 0 }, 10*time.Second, time.Millisecond)

	var want []event.Message
	for len(delivered) > 0 {
		m, v := greenapi.Parse(<-delivered, instance, received)
		require.NotEqual(t, greenapi.Broken, v.Action)
		if v.Action == greenapi.Publish && m.Kind != event.KindStatus {
			want = append(want, m)
		}
	}
	require.Len(t, want, 5)
	got, err := c.LastIncoming(t.Context(), 60, received)
	require.NoError(t, err)
	require.ElementsMatch(t, want, got)
	var kinds []event.Kind
	for _, m := range want {
		kinds = append(kinds, m.Kind)
	}
	require.Equal(t, []event.Kind{event.KindText, event.KindText, event.KindMedia, event.KindLocation, event.KindButton}, kinds)
	require.Equal(t, text, want[1].Quoted)

	sent, err := c.LastOutgoing(t.Context(), 60)
	require.NoError(t, err)
	require.Len(t, sent, 2)
	require.ElementsMatch(t, []string{"לאשר?", "שלום\nhttps://proli.example"}, []string{sent[0].Text, sent[1].Text})
	waiting, err := c.Queue(t.Context())
	require.NoError(t, err)
	require.Empty(t, waiting)
	state, err := c.State(t.Context())
	require.NoError(t, err)
	require.Equal(t, "authorized", state)

	photo := want[2]
	again, err := c.DownloadFile(t.Context(), dana, photo.ProviderID)
	require.NoError(t, err)
	require.Equal(t, photo.Media[0].URL, again)
	fetcher, err := whatsapp.NewFetcher([]string{url}, nil)
	require.NoError(t, err)
	file, err := fetcher.Open(t.Context(), again, photo.Media[0].MIME, 1<<20)
	require.NoError(t, err)
	body, err := io.ReadAll(file.Body)
	require.NoError(t, err)
	require.NoError(t, file.Body.Close())
	require.Len(t, body, 604)
}
