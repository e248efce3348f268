package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWrongConfigurationStopsTheStart starts each function as the cloud does, with nothing set.
func TestWrongConfigurationStopsTheStart(t *testing.T) {
	program := filepath.Join(t.TempDir(), "run")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	for _, entry := range []string{"Webhook", "Triage", "Routing", "Booking", "Notify", "Timer", "Healer", "Reporter", "Reminder"} {
		start := exec.CommandContext(t.Context(), program)
		start.Env = []string{"FUNCTION_TARGET=" + entry, "PORT=1", "GREEN_API_INSTANCE_ID=seven"}
		out, err := start.CombinedOutput()
		require.Error(t, err, entry)
		require.Contains(t, string(out), entry+" cannot start")
		require.Contains(t, string(out), "ENVIRONMENT is missing")
		require.Contains(t, string(out), "GOOGLE_CLOUD_PROJECT is missing")
	}
}
