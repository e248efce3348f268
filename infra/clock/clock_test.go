package clock_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/clock"
)

func TestClockReadsItsFileAtEachCall(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	now := clock.New(path)
	require.WithinDuration(t, time.Now(), now(), time.Minute, "no file: real time")

	for _, offset := range []time.Duration{-8760 * time.Hour, 31 * time.Minute, 0} {
		require.NoError(t, clock.Set(path, offset))
		require.Equal(t, offset, clock.Offset(path))
		require.WithinDuration(t, time.Now().Add(offset), now(), time.Minute)
	}
}

func TestClockWithoutNumberIsRealTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	for _, content := range []string{"", "\n", "soon"} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		require.Zero(t, clock.Offset(path))
	}
	require.WithinDuration(t, time.Now(), clock.New("")(), time.Minute)
}

func TestSetLeavesNoOtherFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, clock.Set(filepath.Join(dir, "clock"), time.Hour))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Error(t, clock.Set(filepath.Join(dir, "absent", "clock"), time.Hour))
}
