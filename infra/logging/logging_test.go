package logging_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/proli/proli/infra/logging"
)

func line(ctx context.Context, t *testing.T, project string, write func(context.Context, *slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	write(ctx, logging.New(&out, slog.LevelInfo, project))
	var got map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &got), out.String())
	return got
}

func TestFormat(t *testing.T) {
	got := line(context.Background(), t, "p", func(ctx context.Context, l *slog.Logger) {
		l.With("function", "Triage").WarnContext(ctx, "handled", "took_ms", 3)
	})
	require.Equal(t, "WARNING", got["severity"])
	require.Equal(t, "handled", got["message"])
	require.Equal(t, "Triage", got["function"])
	require.NotEmpty(t, got["time"])
	require.NotContains(t, got, "logging.googleapis.com/trace")
}

func TestTrace(t *testing.T) {
	const id = "0af7651916cd43dd8448eb211c80319c"
	for name, c := range map[string]struct{ header, span string }{
		"w3c":    {"00-" + id + "-b7ad6b7169203331-01", "b7ad6b7169203331"},
		"google": {id + "/255;o=1", "00000000000000ff"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := logging.WithTrace(context.Background(), "", "nonsense", c.header)
			got := line(ctx, t, "p", func(ctx context.Context, l *slog.Logger) { l.With("a", 1).InfoContext(ctx, "x") })
			require.Equal(t, "projects/p/traces/"+id, got["logging.googleapis.com/trace"])
			require.Equal(t, c.span, got["logging.googleapis.com/spanId"])
			require.Equal(t, "00-"+id+"-"+c.span+"-01", logging.Traceparent(ctx))
		})
	}
	require.Empty(t, logging.Traceparent(logging.WithTrace(context.Background(), "", "nonsense")))

	began := logging.Traceparent(logging.Begin(context.Background(), "nonsense"))
	require.Regexp(t, `^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`, began, "a trace begins where none came")
	require.Equal(t, began, logging.Traceparent(logging.Begin(context.Background(), began)))
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"chat 972501234567@c.us is blocked": "chat ***4567@c.us is blocked",
		"120650379300963@lid":               "***0963@lid",
		"+972000000021":                     "+***0021",
		"lead 3eb0c767d097b7c7c03012345678": "lead 3eb0c767d097b7c7c03012345678",
		"took 1200 ms":                      "took 1200 ms",
		"lock_972000000001_chat":            "lock_***0001_chat",
		"message 3141592653589793":          "message 3141592653589793",
	} {
		require.Equal(t, want, logging.Mask(in))
	}
}
