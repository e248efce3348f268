package acceptance_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/mongo"
)

// eavesdrop hands every call to the model on, and shows its body first.
func (w *world) eavesdrop(heard func(body string)) {
	w.Helper()
	w.meddles("model", func(a http.ResponseWriter, r *http.Request, standIn http.Handler) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			a.WriteHeader(http.StatusInternalServerError)
			return
		}
		heard(string(body))
		r.Body = io.NopCloser(bytes.NewReader(body))
		standIn.ServeHTTP(a, r)
	})
}

// TestChatsDoNotWaitForEachOther holds the model's answer about one customer's words until
// another customer has been served.
func TestChatsDoNotWaitForEachOther(t *testing.T) { // 9
	w := begin(t).agreed(dana, yossi)
	thinking, served := make(chan struct{}), make(chan struct{})
	var once sync.Once
	w.eavesdrop(func(body string) {
		if strings.Contains(body, "מטפטף") {
			once.Do(func() {
				close(thinking)
				select {
				case <-served:
				case <-time.After(18 * time.Second): // a call may take twenty
				}
			})
		}
	})
	w.types(dana, "הברז במטבח מטפטף ויש נזילה")
	<-thinking
	w.types(dana, "אני בתל אביב")
	w.types(yossi, "תודה")
	require.Eventually(t, func() bool { return len(w.peek(yossi)) == 1 }, 15*time.Second, 20*time.Millisecond)
	require.Empty(t, w.peek(dana), "the second message waits its turn")
	close(served)
	w.settle()

	said := w.news(dana)
	require.Len(t, said, 2)
	require.Contains(t, said[0].Text, "עיר")
	require.NotContains(t, said[1].Text, "באיזו עיר")
	l := w.lead(dana)
	require.Contains(t, l.Facts.Issue, "נזילה")
	require.Equal(t, "תל אביב - יפו", l.Facts.City)
	require.EqualValues(t, 1, w.count(mongo.Leads, nil2()))
}

// peek is what a phone has received, without having listened to it.
func (w *world) peek(chat string) []shown {
	w.Helper()
	before := w.heard[chat]
	defer func() { w.heard[chat] = before }()
	return w.news(chat)
}

func TestTheModelIsGivenTheSound(t *testing.T) { // 6
	w := begin(t).agreed(dana)
	var mu sync.Mutex
	var asked []string
	w.eavesdrop(func(body string) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, body)
	})
	w.attaches(dana, "audio/ogg", "note.oga", sound, "")
	w.attaches(dana, "video/mp4", "long.mp4", append(film, make([]byte, 11<<20)...), "סרטון")
	w.sends("S1", dana, textData("{{SWE001}}"))
	w.advance("1m")
	mu.Lock()
	defer mu.Unlock()
	require.NotEmpty(t, asked)
	require.Contains(t, asked[0], `"mimeType":"audio/ogg"`)
	for _, body := range asked {
		require.Less(t, len(body), 1<<20, "eleven megabytes stay with us")
		require.NotContains(t, body, "SWE001")
	}
}
