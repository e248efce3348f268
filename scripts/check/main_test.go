package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatCannotBeReachedIsSaidInWords(t *testing.T) {
	values := map[string]string{
		"ENVIRONMENT": "development", "MONGO_URI": "mongodb://127.0.0.1:1/proli?directConnection=true&serverSelectionTimeoutMS=200",
		"REDIS_URL": "redis://127.0.0.1:1/0", "GREEN_API_URL": "http://127.0.0.1:1", "GREEN_API_INSTANCE_ID": "1100000001",
		"GREEN_API_TOKEN": "not-to-be-seen", "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:1", "AI_MODELS": "one,two",
	}
	var out bytes.Buffer
	well := run(t.Context(), func(name string) (string, bool) { v, ok := values[name]; return v, ok }, &out)
	require.False(t, well)
	for _, word := range []string{"MongoDB", "Redis", "WhatsApp gateway", "model one", "model two", "cannot be used"} {
		require.Contains(t, out.String(), word)
	}
	require.NotContains(t, out.String(), "not-to-be-seen")
}

func TestMissingVariablesAreNamed(t *testing.T) {
	var out bytes.Buffer
	require.False(t, run(t.Context(), func(string) (string, bool) { return "", false }, &out))
	for _, name := range []string{"MONGO_URI", "REDIS_URL", "GREEN_API_TOKEN", "GEMINI_API_KEY"} {
		require.Contains(t, out.String(), name)
	}
}
