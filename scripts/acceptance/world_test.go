// Package acceptance tells the product's stories from the outside: a phone writes, the whole
// system runs as it does for a visitor, and what the phones show and the database holds is
// compared with what was promised.
package acceptance_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/proli/proli/infra/mongo"
	"github.com/proli/proli/shared/booking"
	"github.com/proli/proli/shared/lead"
)

// The people of the stories.
const (
	dana  = "972000000001@c.us"
	yossi = "972000000002@c.us"
	p1    = "972000000011@c.us"
	p2    = "972000000012@c.us"
	e1    = "972000000013@c.us"
	admin = "972000000021@c.us"
)

// sundayNoon is when every story begins unless it says otherwise.
const sundayNoon = "2026-03-01T12:00:00+02:00"

// world is the running system as a story sees it.
type world struct {
	*testing.T
	house   *house
	phones  string // addresses
	control string
	webhook string
	db      *mongo.DB
	heard   map[string]int // how many of a phone's messages a story has listened to
}

// begin waits for a free house, and resets it to the fixtures: three pros, Sunday noon, no pause
// between sends.
func begin(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	h := <-free
	t.Cleanup(func() { free <- h })
	return beginIn(t, h)
}

// beginIn is begin in a house that no other story is told in.
func beginIn(t *testing.T, h *house) *world {
	t.Helper()
	w := &world{T: t, house: h, heard: map[string]int{}}
	w.connect()
	w.post(w.control+"/reset", nil)
	w.seed()
	w.post(w.control+"/clock", map[string]any{"now": sundayNoon})
	w.post(w.control+"/switches", map[string]any{"pace": "0s"})
	return w
}

// agreed makes customers whose consent is on record.
func (w *world) agreed(chats ...string) *world {
	w.Helper()
	for _, chat := range chats {
		_, err := w.db.Collection(mongo.Conversations).UpdateOne(w.Context(), bson.M{"_id": chat},
			bson.M{"$set": bson.M{"consent_at": time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "language": "he", "version": int64(0), "seq": int64(0)}},
			options.UpdateOne().SetUpsert(true))
		require.NoError(w, err)
	}
	return w
}

func (w *world) post(address string, body any) map[string]any {
	w.Helper()
	data, err := json.Marshal(body)
	require.NoError(w, err)
	if body == nil {
		data = nil
	}
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, address, bytes.NewReader(data))
	require.NoError(w, err)
	r.Header.Set("Content-Type", "application/json")
	return w.do(r)
}

func (w *world) get(address string) map[string]any {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodGet, address, nil)
	require.NoError(w, err)
	return w.do(r)
}

func (w *world) do(r *http.Request) map[string]any {
	w.Helper()
	response, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(w, err)
	require.Equal(w, http.StatusOK, response.StatusCode, "%s %s: %s", r.Method, r.URL, body)
	answer := map[string]any{}
	if len(bytes.TrimSpace(body)) > 0 {
		require.NoError(w, json.Unmarshal(body, &answer), "%s", body)
	}
	return answer
}

// settle waits until nothing is under way. What a killed process left behind is found by the
// relay, which the scheduler calls each minute: here it is called as soon as it can find something.
func (w *world) settle() {
	w.Helper()
	for range 8 {
		response, err := http.Get(w.control + "/idle?wait=11s")
		require.NoError(w, err)
		require.NoError(w, response.Body.Close())
		if response.StatusCode == http.StatusOK {
			return
		}
		w.post(w.control+"/jobs/relay", nil)
	}
	w.get(w.control + "/idle?wait=1s")
}

// writes sends a text from a phone and waits until everything that follows is done.
func (w *world) writes(chat, text string) {
	w.Helper()
	w.types(chat, text)
	w.settle()
}

// types sends a text and does not wait.
func (w *world) types(chat, text string) {
	w.Helper()
	w.post(w.phones+"/phones/api/phones/"+url.PathEscape(chat)+"/messages", map[string]any{"text": text})
}

// shows sends a picture with a caption and waits.
func (w *world) shows(chat, caption string) {
	w.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(w, form.WriteField("text", caption))
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="leak.png"`}, "Content-Type": {"image/png"}})
	require.NoError(w, err)
	_, err = part.Write(picture)
	require.NoError(w, err)
	require.NoError(w, form.Close())
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.phones+"/phones/api/phones/"+url.PathEscape(chat)+"/messages", &body)
	require.NoError(w, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w.do(r)
	w.settle()
}

// picture is the smallest PNG: one transparent pixel.
var picture = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82")

// shown is one message that we sent to a phone.
type shown struct {
	ID    string `json:"id"`
	Mine  bool   `json:"mine"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Ticks string `json:"ticks"`
	Media *struct {
		URL string `json:"url"`
	} `json:"media"`
}

// news are the messages that a phone received since the story last listened.
func (w *world) news(chat string) []shown {
	w.Helper()
	answer := w.get(w.phones + "/phones/api/phones/" + url.PathEscape(chat) + "/messages")
	raw, err := json.Marshal(answer["messages"])
	require.NoError(w, err)
	var all, received []shown
	require.NoError(w, json.Unmarshal(raw, &all))
	for _, m := range all {
		if !m.Mine {
			received = append(received, m)
		}
	}
	before := min(w.heard[chat], len(received))
	w.heard[chat] = len(received)
	return received[before:]
}

// hears expects exactly one new message on a phone, holding all the parts, and gives its text.
func (w *world) hears(chat string, parts ...string) string {
	w.Helper()
	news := w.news(chat)
	require.Len(w, news, 1, "%s received %s", chat, texts(news))
	for _, part := range parts {
		require.Contains(w, news[0].Text, part)
	}
	return news[0].Text
}

// hearsAll expects any number of new messages that together hold all the parts.
func (w *world) hearsAll(chat string, parts ...string) string {
	w.Helper()
	all := texts(w.news(chat))
	for _, part := range parts {
		require.Contains(w, all, part)
	}
	return all
}

// hearsNothing expects silence on a phone.
func (w *world) hearsNothing(chat string) {
	w.Helper()
	news := w.news(chat)
	require.Empty(w, news, "%s received %s", chat, texts(news))
}

func texts(messages []shown) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n---\n")
}

// lead is the newest lead of a chat.
func (w *world) lead(chat string) lead.Lead {
	w.Helper()
	l, err := w.db.LatestLead(w.Context(), chat)
	require.NoError(w, err)
	require.NotNil(w, l, "no lead of %s", chat)
	return *l
}

// calendar is what stands in a pro's calendar.
func (w *world) calendar(chat string) []booking.Entry {
	w.Helper()
	p, err := w.db.ProByChat(w.Context(), chat)
	require.NoError(w, err)
	c, err := w.db.Calendar(w.Context(), p.ID)
	require.NoError(w, err)
	return c.Entries
}

func (w *world) count(collection string, filter bson.M) int64 {
	w.Helper()
	n, err := w.db.Collection(collection).CountDocuments(w.Context(), filter)
	require.NoError(w, err)
	return n
}

// statuses are the steps of a lead's history.
func statuses(l lead.Lead) []lead.Status {
	steps := make([]lead.Status, len(l.History))
	for i, m := range l.History {
		steps[i] = m.Status
	}
	return steps
}

func utc(value string) time.Time {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// advance moves the clock and waits for all that was due on the way.
func (w *world) advance(by string) {
	w.Helper()
	w.post(w.control+"/clock", map[string]any{"advance": by})
	w.settle()
}

// turn sets switches.
func (w *world) turn(switches map[string]any) {
	w.Helper()
	w.post(w.control+"/switches", switches)
}
