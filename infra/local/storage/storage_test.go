package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	gcs "cloud.google.com/go/storage"
	"github.com/stretchr/testify/require"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"

	"github.com/proli/proli/infra/local/storage"
)

var now = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func open(t *testing.T, dir string) (*gcs.Client, *storage.Store, string) {
	t.Helper()
	store, err := storage.Open(dir, func() time.Time { return now }, "media")
	require.NoError(t, err)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	t.Setenv("STORAGE_EMULATOR_HOST", server.Listener.Addr().String())
	client, err := gcs.NewClient(t.Context(), option.WithoutAuthentication())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client, store, server.URL
}

func put(ctx context.Context, o *gcs.ObjectHandle, data []byte, chunk int) error {
	w := o.NewWriter(ctx)
	w.ContentType = "image/jpeg"
	w.Metadata = map[string]string{"chat": "c1"}
	w.ChunkSize = chunk
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

func read(t *testing.T, o *gcs.ObjectHandle, offset, length int64) []byte {
	t.Helper()
	r, err := o.NewRangeReader(t.Context(), offset, length)
	require.NoError(t, err)
	defer func() { require.NoError(t, r.Close()) }()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return data
}

func TestObjectsThroughTheClient(t *testing.T) {
	client, _, _ := open(t, t.TempDir())
	ctx := t.Context()
	photo := bytes.Repeat([]byte("0123456789"), 100_000) // 1 MB: four pieces of 256 KB
	for name, chunk := range map[string]int{"media/simple photo.jpg": 0, "media/נזילה.jpg": 16 << 20, "media/a/b?c#d.jpg": 256 << 10} {
		t.Run(name, func(t *testing.T) {
			o := client.Bucket("media").Object(name)
			require.NoError(t, put(ctx, o, photo, chunk))
			require.Equal(t, photo, read(t, o, 0, -1))
			require.Equal(t, "234567", string(read(t, o, 12, 6)))
			attrs, err := o.Attrs(ctx)
			require.NoError(t, err)
			require.Equal(t, name, attrs.Name)
			require.EqualValues(t, len(photo), attrs.Size)
			require.Equal(t, "image/jpeg", attrs.ContentType)
			require.Equal(t, map[string]string{"chat": "c1"}, attrs.Metadata)
			require.Equal(t, now, attrs.Created.UTC())
			require.NoError(t, o.Delete(ctx))
			_, err = o.Attrs(ctx)
			require.ErrorIs(t, err, gcs.ErrObjectNotExist)
			_, err = o.NewReader(ctx)
			require.ErrorIs(t, err, gcs.ErrObjectNotExist)
		})
	}
}

func TestConditionsOnGenerations(t *testing.T) {
	client, _, _ := open(t, t.TempDir())
	o := client.Bucket("media").Object("once")
	fresh := o.If(gcs.Conditions{DoesNotExist: true})
	require.NoError(t, put(t.Context(), fresh, []byte("first"), 0))
	require.ErrorContains(t, put(t.Context(), fresh, []byte("second"), 0), "412")
	require.Equal(t, "first", string(read(t, o, 0, -1)))
}

func TestListByPrefix(t *testing.T) {
	client, _, _ := open(t, t.TempDir())
	bucket := client.Bucket("media")
	for _, name := range []string{"media/c", "media/a", "media/b/deep", "profile/p1"} {
		require.NoError(t, put(t.Context(), bucket.Object(name), []byte("x"), 0))
	}
	list := func(q *gcs.Query) (names []string) {
		it := bucket.Objects(t.Context(), q)
		it.PageInfo().MaxSize = 1
		for {
			o, err := it.Next()
			if errors.Is(err, iterator.Done) {
				return names
			}
			require.NoError(t, err)
			names = append(names, o.Name+o.Prefix)
		}
	}
	require.Equal(t, []string{"media/a", "media/b/deep", "media/c"}, list(&gcs.Query{Prefix: "media/"}))
	require.ElementsMatch(t, []string{"media/a", "media/c", "media/b/"}, unique(list(&gcs.Query{Prefix: "media/", Delimiter: "/"})))
}

func unique(all []string) (once []string) {
	seen := map[string]bool{}
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return once
}

func TestBuckets(t *testing.T) {
	client, _, _ := open(t, t.TempDir())
	require.NoError(t, client.Bucket("other").Create(t.Context(), "p", nil))
	require.ErrorContains(t, client.Bucket("other").Create(t.Context(), "p", nil), "409")
	attrs, err := client.Bucket("other").Attrs(t.Context())
	require.NoError(t, err)
	require.Equal(t, "other", attrs.Name)
	_, err = client.Bucket("absent").Attrs(t.Context())
	require.ErrorIs(t, err, gcs.ErrBucketNotExist)
	require.Error(t, put(t.Context(), client.Bucket("absent").Object("x"), []byte("x"), 0))
}

func TestObjectsOutliveTheStoreUntilReset(t *testing.T) {
	dir := t.TempDir()
	client, _, _ := open(t, dir)
	require.NoError(t, put(t.Context(), client.Bucket("media").Object("kept"), []byte("photo"), 0))
	client, store, url := open(t, dir)
	require.Equal(t, "photo", string(read(t, client.Bucket("media").Object("kept"), 0, -1)))

	link := url + "/media/kept?X-Goog-Expires=43200&X-Goog-Signature=00"
	response, err := http.Get(link)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, "photo", string(body))
	require.Equal(t, "image/jpeg", response.Header.Get("Content-Type"))

	require.NoError(t, store.Reset())
	_, err = client.Bucket("media").Object("kept").Attrs(t.Context())
	require.ErrorIs(t, err, gcs.ErrObjectNotExist)
}
