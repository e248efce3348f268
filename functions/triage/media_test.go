package triage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	functriage "github.com/proli/proli/functions/triage"
	"github.com/proli/proli/infra/whatsapp"
	"github.com/proli/proli/shared/event"
)

// shelf is a bucket in memory.
type shelf struct {
	mu   sync.Mutex
	size map[string]int64
}

func (s *shelf) Put(_ context.Context, object, _ string, r io.Reader, limit int64) error {
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size[object] = n
	return nil
}

// links gives the address of a file anew, or refuses.
type links struct {
	address string
	err     error
	asked   []string
}

func (l *links) DownloadFile(_ context.Context, chat, id string) (string, error) {
	l.asked = append(l.asked, chat+" "+id)
	return l.address, l.err
}

func photo(address string) event.Message {
	return event.Message{ID: "m1", Chat: "972000000001@c.us", ProviderID: "P1", Media: []event.Media{{URL: address, MIME: "image/jpeg"}}}
}

var jpeg = append([]byte("\xff\xd8\xff\xe0"), bytes.Repeat([]byte{7}, 2000)...)

// provider serves /photo, /video of 40 MB, /expired and /page.
func provider(t *testing.T) (*httptest.Server, *functriage.Media, *links, *shelf) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/photo":
			w.Header().Set("Content-Type", "image/jpeg")
			_, _ = w.Write(jpeg)
		case "/video":
			w.Header().Set("Content-Type", "video/mp4")
			chunk := make([]byte, 1<<20)
			for range 40 {
				_, _ = w.Write(chunk)
			}
		case "/page":
			_, _ = w.Write([]byte("<!DOCTYPE html><html>sign in</html>"))
		default:
			http.Error(w, "expired", http.StatusForbidden)
		}
	}))
	t.Cleanup(server.Close)
	fetcher, err := whatsapp.NewFetcher([]string{server.URL}, nil)
	require.NoError(t, err)
	again, kept := &links{}, &shelf{size: map[string]int64{}}
	return server, &functriage.Media{Fetcher: fetcher, Links: again, Bucket: kept}, again, kept
}

func TestKeptMedia(t *testing.T) {
	server, media, again, kept := provider(t)
	for name, c := range map[string]struct {
		address, anew string
		refused       error
		object        string // none when it cannot be had
		shown         int
		asked, known  bool // for a new address; the old one stays with the lead
	}{
		"a photo":                {address: server.URL + "/photo", object: "media/m1-0.jpg", shown: len(jpeg), known: true},
		"no address":             {anew: server.URL + "/photo", object: "media/m1-0.jpg", shown: len(jpeg), asked: true},
		"an expired one":         {address: server.URL + "/old", anew: server.URL + "/photo", object: "media/m1-0.jpg", shown: len(jpeg), asked: true, known: true},
		"expired twice":          {address: server.URL + "/old", anew: server.URL + "/old", asked: true, known: true},
		"lost by the provider":   {refused: errors.New("answer 500"), asked: true},
		"a page":                 {address: server.URL + "/page", known: true},
		"a video of 40 MB":       {address: server.URL + "/video", object: "media/m1-0.mp4", known: true},
		"a private address":      {address: "http://127.0.0.1:1/photo"},
		"the cloud's own":        {address: "http://169.254.169.254/computeMetadata/v1/"},
		"a file of this machine": {address: "file:///etc/passwd"},
	} {
		t.Run(name, func(t *testing.T) {
			again.address, again.err, again.asked = c.anew, c.refused, nil
			got, data, err := media.Keep(t.Context(), photo(c.address), 0)
			require.Equal(t, c.object != "", err == nil, "%v", err)
			require.Equal(t, c.object, got.Object)
			require.Len(t, data, c.shown)
			if c.asked {
				require.Equal(t, []string{"972000000001@c.us P1"}, again.asked)
			} else {
				require.Empty(t, again.asked)
			}
			require.Equal(t, c.known, got.URL != "")
		})
	}
	require.EqualValues(t, 40<<20, kept.size["media/m1-0.mp4"], "what a model is not given is kept all the same")
}

// TestTwoAtOnce has three files fetched at the same time; the third waits, no longer than its caller does.
func TestTwoAtOnce(t *testing.T) {
	var now, most atomic.Int32
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for before := most.Load(); n > before && !most.CompareAndSwap(before, n); before = most.Load() {
		}
		<-release
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(jpeg)
	}))
	defer slow.Close()
	fetcher, err := whatsapp.NewFetcher([]string{slow.URL}, nil)
	require.NoError(t, err)
	media := &functriage.Media{Fetcher: fetcher, Links: &links{}, Bucket: &shelf{size: map[string]int64{}}}
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() { _, _, _ = media.Keep(context.Background(), photo(slow.URL), 0) })
	}
	require.Eventually(t, func() bool { return now.Load() == 2 }, 10*time.Second, time.Millisecond)
	hurried, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, _, err = media.Keep(hurried, photo(slow.URL), 0)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	close(release)
	all.Wait()
	require.EqualValues(t, 2, most.Load())
}

// TestSlowServerEnds has a server that never answers: the wait is bounded by the caller's turn.
func TestSlowServerEnds(t *testing.T) {
	done := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write([]byte(strings.Repeat("\xff\xd8\xff", 300)))
		w.(http.Flusher).Flush()
		<-done
	}))
	defer stuck.Close()
	defer close(done)
	fetcher, err := whatsapp.NewFetcher([]string{stuck.URL}, nil)
	require.NoError(t, err)
	media := &functriage.Media{Fetcher: fetcher, Links: &links{}, Bucket: &shelf{size: map[string]int64{}}}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	got, data, err := media.Keep(ctx, photo(stuck.URL), 0)
	require.Error(t, err)
	require.Empty(t, data)
	require.Empty(t, got.Object)
}
