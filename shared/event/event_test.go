package event_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
)

var at = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestMessageThereAndBack(t *testing.T) {
	in := event.Message{
		ID: event.MessageID(1100000001, "972000000001@c.us", "A1", "", false), Kind: event.KindMedia,
		Chat: "972000000001@c.us", Sender: "972000000001@c.us", SenderName: "דנה", Text: "נזילה", Quoted: "Q1",
		Media:    []event.Media{{URL: "http://127.0.0.1:8080/media/1.jpg", MIME: "image/jpeg", Caption: "נזילה"}},
		Location: &event.Location{Lat: 32.08, Lng: 34.77}, ProviderID: "A1", SentAt: at, ReceivedAt: at.Add(time.Second),
	}
	p, err := in.Published()
	require.NoError(t, err)
	require.Equal(t, event.TopicMessages, p.Topic)
	require.Equal(t, in.Chat, p.Key)
	require.Equal(t, in.ID, p.ID)
	out, err := event.DecodeMessage(p.Data)
	require.NoError(t, err)
	in.V = event.Version
	require.Equal(t, in, out)
}

func TestKeyWithoutChat(t *testing.T) {
	p, err := event.Message{ID: "x", Kind: event.KindAccount, SentAt: at, ReceivedAt: at}.Published()
	require.NoError(t, err)
	require.Equal(t, event.AccountKey, p.Key)
	_, err = event.DecodeMessage(p.Data)
	require.NoError(t, err)
}

func TestWorkThereAndBack(t *testing.T) {
	l := event.Lead{ID: "m/offer", Kind: event.LeadOffer, Lead: "l1", Chat: "c", Cause: "m", At: at,
		Choice: &event.Choice{ProID: "p", Start: at, End: at.Add(time.Hour)}}
	p, err := l.Published()
	require.NoError(t, err)
	require.Equal(t, "l1", p.Key)
	gotLead, err := event.DecodeLead(p.Data)
	require.NoError(t, err)
	l.V = event.Version
	require.Equal(t, l, gotLead)

	b := event.Booking{ID: "m/approve", Kind: event.BookingApprove, Lead: "l1", Pro: "p", At: at, By: "pro"}
	p, err = b.Published()
	require.NoError(t, err)
	require.NotContains(t, string(p.Data), "start")
	gotBooking, err := event.DecodeBooking(p.Data)
	require.NoError(t, err)
	b.V = event.Version
	require.Equal(t, b, gotBooking)

	p, err = event.Doorbell{ID: "n1"}.Published()
	require.NoError(t, err)
	bell, err := event.DecodeDoorbell(p.Data)
	require.NoError(t, err)
	require.Equal(t, event.Doorbell{V: event.Version, ID: "n1"}, bell)
}

func TestRefused(t *testing.T) {
	message := func(s string) error { _, err := event.DecodeMessage([]byte(s)); return err }
	lead := func(s string) error { _, err := event.DecodeLead([]byte(s)); return err }
	booking := func(s string) error { _, err := event.DecodeBooking([]byte(s)); return err }
	const times = `"sent_at":"2026-03-01T10:00:00Z","received_at":"2026-03-01T10:00:00Z"`
	for name, c := range map[string]struct {
		decode func(string) error
		in     string
	}{
		"no json":              {message, `{`},
		"no version":           {message, `{"id":"1","kind":"text","chat":"c",` + times + `}`},
		"version of tomorrow":  {message, `{"v":2,"id":"1","kind":"text","chat":"c",` + times + `}`},
		"message without id":   {message, `{"v":1,"kind":"text","chat":"c",` + times + `}`},
		"unknown kind":         {message, `{"v":1,"id":"1","kind":"smell","chat":"c",` + times + `}`},
		"text without chat":    {message, `{"v":1,"id":"1","kind":"text",` + times + `}`},
		"message without time": {message, `{"v":1,"id":"1","kind":"text","chat":"c"}`},
		"lead without lead":    {lead, `{"v":1,"id":"1","kind":"offer","at":"2026-03-01T10:00:00Z"}`},
		"lead of no kind":      {lead, `{"v":1,"id":"1","lead":"l","at":"2026-03-01T10:00:00Z"}`},
		"lead without time":    {lead, `{"v":1,"id":"1","kind":"offer","lead":"l"}`},
		"choice without hour":  {lead, `{"v":1,"id":"1","kind":"offer","lead":"l","at":"2026-03-01T10:00:00Z","choice":{"pro_id":"p"}}`},
		"move without hour":    {booking, `{"v":1,"id":"1","kind":"move","lead":"l","at":"2026-03-01T10:00:00Z"}`},
		"booking of no kind":   {booking, `{"v":1,"id":"1","kind":"","lead":"l","at":"2026-03-01T10:00:00Z"}`},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.decode(c.in)
			require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
		})
	}
}

func TestUnknownFieldsAreIgnored(t *testing.T) {
	m, err := event.DecodeMessage([]byte(`{"v":1,"id":"1","kind":"text","chat":"c","mood":"good",
		"sent_at":"2026-03-01T10:00:00Z","received_at":"2026-03-01T10:00:00Z"}`))
	require.NoError(t, err)
	require.Equal(t, "c", m.Chat)
}

func TestIDs(t *testing.T) {
	id := event.MessageID(1, "c", "p", "", false)
	require.Len(t, id, 32)
	require.Equal(t, id, event.MessageID(1, "c", "p", "", false))
	for _, other := range []string{
		event.MessageID(2, "c", "p", "", false), event.MessageID(1, "d", "p", "", false), event.MessageID(1, "c", "q", "", false),
		event.MessageID(1, "c", "p", "sent", false), event.MessageID(1, "c", "p", "", true),
	} {
		require.NotEqual(t, id, other)
	}
}
