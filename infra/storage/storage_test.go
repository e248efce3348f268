package storage_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/fault"
)

// cloud is as much of the JSON API as small objects need.
type cloud struct {
	mu      sync.Mutex
	objects map[string][]byte
	types   map[string]string
	away    bool
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name, isObject := strings.CutPrefix(r.URL.Path, "/storage/v1/b/media/o/")
	switch {
	case c.away:
		w.WriteHeader(http.StatusForbidden)
	case r.Method == http.MethodPost && r.URL.Path == "/upload/storage/v1/b/media/o":
		c.upload(w, r)
	case r.Method == http.MethodGet && r.URL.Path == "/storage/v1/b/media/o":
		var items []map[string]string
		for name := range c.objects {
			if strings.HasPrefix(name, r.URL.Query().Get("prefix")) {
				items = append(items, map[string]string{"name": name, "bucket": "media"})
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": items})
	case r.Method == http.MethodDelete && isObject && c.objects[name] != nil:
		delete(c.objects, name)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet && c.objects[strings.TrimPrefix(r.URL.Path, "/media/")] != nil:
		w.Header().Set("Content-Type", c.types[strings.TrimPrefix(r.URL.Path, "/media/")])
		_, _ = w.Write(c.objects[strings.TrimPrefix(r.URL.Path, "/media/")])
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (c *cloud) upload(w http.ResponseWriter, r *http.Request) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	parts := multipart.NewReader(r.Body, params["boundary"])
	var meta struct{ Name string }
	first, err := parts.NextPart()
	if err != nil || json.NewDecoder(first).Decode(&meta) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	second, err := parts.NextPart()
	if err != nil {
		return
	}
	body, err := io.ReadAll(second)
	if err != nil { // the sender gave up
		return
	}
	c.objects[meta.Name], c.types[meta.Name] = body, second.Header.Get("Content-Type")
	_ = json.NewEncoder(w).Encode(map[string]string{"name": meta.Name, "bucket": "media"})
}

func open(t *testing.T) (*cloud, *storage.Bucket, string) {
	t.Helper()
	c := &cloud{objects: map[string][]byte{}, types: map[string]string{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	host := server.Listener.Addr().String()
	t.Setenv("STORAGE_EMULATOR_HOST", host)
	b, err := storage.Open(t.Context(), "media", host)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return c, b, server.URL
}

func TestThereAndBack(t *testing.T) {
	c, b, _ := open(t)
	require.NoError(t, b.Put(t.Context(), "m1/0", "image/jpeg", strings.NewReader("photo"), 5))
	o, err := b.Get(t.Context(), "m1/0")
	require.NoError(t, err)
	body, err := io.ReadAll(o.Body)
	require.NoError(t, err)
	require.NoError(t, o.Body.Close())
	require.Equal(t, "photo", string(body))
	require.Equal(t, "image/jpeg", o.MIME)

	_, err = b.Get(t.Context(), "m2/0")
	require.Equal(t, fault.NotFound, fault.KindOf(err))

	require.NoError(t, b.Put(t.Context(), "m1/1", "image/jpeg", strings.NewReader("x"), 5))
	require.NoError(t, b.Put(t.Context(), "m10/0", "image/jpeg", strings.NewReader("x"), 5))
	require.NoError(t, b.Delete(t.Context(), "m1/"))
	require.NoError(t, b.Delete(t.Context(), "m1/"), "nothing there is as good")
	require.Len(t, c.objects, 1)
	require.Equal(t, fault.Invalid, fault.KindOf(b.Delete(t.Context(), "")))
}

func TestWhatIsNotKept(t *testing.T) {
	c, b, _ := open(t)
	err := b.Put(t.Context(), "m1/0", "image/jpeg", bytes.NewReader(make([]byte, 2000)), 1000)
	require.Equal(t, fault.Invalid, fault.KindOf(err), "%v", err)
	err = b.Put(t.Context(), "m1/1", "image/jpeg", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(fault.New(fault.NotFound, "fetch", "gone"))), 1000)
	require.Equal(t, fault.NotFound, fault.KindOf(err), "the source's own failure: %v", err)
	c.mu.Lock()
	require.Empty(t, c.objects)
	c.away = true
	c.mu.Unlock()
	err = b.Put(t.Context(), "m1/2", "image/jpeg", strings.NewReader("x"), 1000)
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
}

func TestLinkToAStandIn(t *testing.T) {
	_, b, base := open(t)
	require.NoError(t, b.Put(t.Context(), "m1/plan a.pdf", "application/pdf", strings.NewReader("plan"), 1000))
	link, err := b.Link(t.Context(), "m1/plan a.pdf", 12*time.Hour)
	require.NoError(t, err)
	require.Equal(t, base+"/media/m1/plan%20a.pdf", link)
	r, err := http.Get(link) //nolint:gosec // the test's own server
	require.NoError(t, err)
	defer func() { _ = r.Body.Close() }()
	require.Equal(t, http.StatusOK, r.StatusCode)
}
