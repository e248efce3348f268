package acceptance_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
)

// attaches sends a file from a phone and waits for what follows.
func (w *world) attaches(chat, mime, name string, data []byte, caption string) {
	w.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(w, form.WriteField("text", caption))
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {mime}})
	require.NoError(w, err)
	_, err = part.Write(data)
	require.NoError(w, err)
	require.NoError(w, form.Close())
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.phones+"/phones/api/phones/"+url.PathEscape(chat)+"/messages", &body)
	require.NoError(w, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w.do(r)
	w.settle()
}

// opens reads a link that somebody was sent.
func (w *world) opens(link string) []byte {
	w.Helper()
	response, err := http.Get(link)
	require.NoError(w, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(w, http.StatusOK, response.StatusCode, link)
	data, err := io.ReadAll(response.Body)
	require.NoError(w, err)
	return data
}

var (
	links = regexp.MustCompile(`https?://127\S+`)
	sound = []byte("OggS\x00\x02\x00\x00voice")
	film  = append([]byte("\x00\x00\x00\x18ftypmp42"), bytes.Repeat([]byte{1}, 5000)...)
	sheet = []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
)

func TestFilesReachThePro(t *testing.T) { // 6, 21
	for mime, c := range map[string]struct {
		kind, name string
		data       []byte
	}{
		"image/png":       {"image", "leak.png", picture},
		"audio/ogg":       {"audio", "note.oga", sound},
		"video/mp4":       {"video", "leak.mp4", film},
		"application/pdf": {"document", "plan.pdf", sheet},
	} {
		t.Run(mime, func(t *testing.T) {
			w := begin(t).agreed(dana)
			w.attaches(dana, mime, c.name, c.data, "נזילה מתחת לכיור")
			require.NotContains(t, w.hears(dana, "עיר"), "לא הצלחנו")
			media := w.lead(dana).Facts.Media
			require.Len(t, media, 1)
			require.Equal(t, mime, media[0].MIME)
			require.NotEmpty(t, media[0].Object)
			require.Contains(t, w.lead(dana).Facts.Issue, "נזילה מתחת לכיור", "the caption is what the customer says")

			w.writes(dana, "בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
			news := w.news(p1)
			require.Len(t, news, 2)
			link := links.FindString(news[0].Text)
			require.NotEmpty(t, link, news[0].Text)
			require.Equal(t, c.data, w.opens(link), "as a signed link")
			require.Equal(t, c.kind, news[1].Kind, "in the chat")
			require.Equal(t, c.data, w.opens(news[1].Media.URL))
		})
	}
}

func TestWhatWasSaidAloud(t *testing.T) { // 28
	w := begin(t).agreed(dana)
	w.attaches(dana, "audio/ogg", "note.oga", []byte("Water is flowing everywhere"), "")
	w.hears(dana)
	require.Equal(t, "Water is flowing everywhere", w.lead(dana).Facts.Transcription)
	require.Equal(t, "plumber", w.lead(dana).Trade)
	w.writes(dana, "בתל אביב, דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	w.hearsAll(p1, "Water is flowing everywhere")
}

func TestDangerSaidAloud(t *testing.T) {
	w := begin(t).agreed(dana)
	w.attaches(dana, "audio/ogg", "note.oga", []byte("יש ריח גז חזק בדירה"), "")
	w.hears(dana, "102")
}

func TestLargeVideo(t *testing.T) {
	w := begin(t).agreed(dana)
	w.attaches(dana, "video/mp4", "long.mp4", append(film, make([]byte, 40<<20)...), "נזילה בתל אביב")
	require.NotContains(t, w.hears(dana), "לא הצלחנו")
	require.NotEmpty(t, w.lead(dana).Facts.Media[0].Object)
}

// file is a delivery of a document at an address.
func file(kind, address, mime string) map[string]any {
	return map[string]any{"typeMessage": kind, "fileMessageData": map[string]any{
		"downloadUrl": address, "mimeType": mime, "fileName": "x", "caption": "נזילה בתל אביב"}}
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	w := begin(t).agreed(dana)
	for i, data := range []map[string]any{
		file("imageMessage", "http://169.254.169.254/latest/meta-data/", "image/jpeg"),
		file("imageMessage", "http://127.0.0.1:1/inside.jpg", "image/jpeg"),
		file("imageMessage", "https://evil.example/1.jpg", "image/jpeg"),
		file("imageMessage", w.phones+"/media/none/expired.jpg", "image/jpeg"),
		file("documentMessage", w.phones+"/", "application/vnd.ms-word"),
		file("audioMessage", "", "audio/ogg"),
	} {
		w.sends("F"+string(rune('1'+i)), dana, data)
		w.hears(dana, "לא הצלחנו לפתוח")
	}
	w.writes(dana, "דיזנגוף 50, קומה 3 דירה 12, מחר ב-10")
	offer := w.hearsAll(p1, "אשר")
	for _, inner := range []string{"169.254", "127.0.0.1:1/", "evil.example"} {
		require.NotContains(t, offer, inner, "nobody is sent there")
	}
	require.EqualValues(t, 7, w.count(mongo.Messages, nil2()))
}

// TestFileWithoutAddress has the provider name the address only when it is asked for it.
func TestFileWithoutAddress(t *testing.T) {
	w := begin(t).agreed(dana)
	w.turn(map[string]any{"drop": 1})
	w.attaches(dana, "image/png", "leak.png", picture, "נזילה")
	var sent struct {
		ID string
	}
	for _, m := range w.get(w.phones + "/phones/api/phones/" + url.PathEscape(dana) + "/messages")["messages"].([]any) {
		sent.ID = m.(map[string]any)["id"].(string)
	}
	w.turn(map[string]any{"drop": 0})
	w.sends(sent.ID, dana, file("imageMessage", "", "image/png"))
	require.NotContains(t, w.hears(dana), "לא הצלחנו")
	require.NotEmpty(t, w.lead(dana).Facts.Media[0].Object)
}

func TestAPointOnTheMap(t *testing.T) { // 6
	w := begin(t).agreed(dana)
	w.writes(dana, "יש לי נזילה מתחת לכיור")
	w.hears(dana)
	w.sends("L1", dana, map[string]any{"typeMessage": "locationMessage", "locationMessageData": map[string]any{
		"nameLocation": "", "address": "", "latitude": 32.0809, "longitude": 34.7749}})
	asked := w.hears(dana, "קומה")
	require.NotContains(t, asked, "רחוב")
	w.writes(dana, "קומה 3 דירה 12 מחר ב-10")
	w.hears(dana, "אינסטלציה דיזנגוף")
	offer := w.hears(p1, "מיקום במפה", "maps")
	require.True(t, strings.Contains(offer, "32.08") && strings.Contains(offer, "34.77"), offer)
	require.Equal(t, "תל אביב - יפו", w.lead(dana).Facts.City)
}
