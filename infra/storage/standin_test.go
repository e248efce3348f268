package storage_test

import (
	"bytes"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	local "github.com/proli/proli/infra/local/storage"
	"github.com/proli/proli/infra/storage"
	"github.com/proli/proli/shared/fault"
)

// TestLargeObjects sends what takes several requests, to the stand-in of the whole API.
func TestLargeObjects(t *testing.T) {
	store, err := local.Open(t.TempDir(), time.Now, "media")
	require.NoError(t, err)
	server := httptest.NewServer(store)
	t.Cleanup(server.Close)
	host := server.Listener.Addr().String()
	t.Setenv("STORAGE_EMULATOR_HOST", host)
	b, err := storage.Open(t.Context(), "media", host)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })

	video := bytes.Repeat([]byte("0123456789abcdef"), 5<<16) // 5 MiB
	require.NoError(t, b.Put(t.Context(), "m1/0.mp4", "video/mp4", bytes.NewReader(video), int64(len(video))))
	require.NoError(t, b.Put(t.Context(), "m1/0.mp4", "video/mp4", bytes.NewReader(video), int64(len(video))), "done again")
	o, err := b.Get(t.Context(), "m1/0.mp4")
	require.NoError(t, err)
	got, err := io.ReadAll(o.Body)
	require.NoError(t, err)
	require.NoError(t, o.Body.Close())
	require.True(t, bytes.Equal(video, got))
	require.Equal(t, "video/mp4", o.MIME)

	err = b.Put(t.Context(), "m1/1.mp4", "video/mp4", bytes.NewReader(video), int64(len(video))-1)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, err = b.Get(t.Context(), "m1/1.mp4")
	require.Equal(t, fault.NotFound, fault.KindOf(err), "what is too large is not kept in part")
	require.NoError(t, b.Delete(t.Context(), "m1/"))
	_, err = b.Get(t.Context(), "m1/0.mp4")
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}
