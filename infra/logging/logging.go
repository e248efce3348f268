// Package logging writes slog records as Cloud Logging reads them, ties them to
// the trace of the request, and masks telephone numbers.
package logging

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// New makes a logger whose lines Cloud Logging understands. Project completes the
// name of a trace; without it the bare trace id is written.
func New(w io.Writer, level slog.Level, project string) *slog.Logger {
	json := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: rename})
	return slog.New(&handler{Handler: json, project: project})
}

// Mask hides every telephone number in a text, leaving its last four digits.
func Mask(text string) string {
	var b strings.Builder
	done := 0
	for _, at := range number.FindAllStringIndex(text, -1) {
		from, to := at[0], at[1]
		if to-from > longest || from > 0 && letter(text[from-1]) || to < len(text) && letter(text[to]) {
			continue // an id
		}
		b.WriteString(text[done:from] + "***" + text[to-4:to])
		done = to
	}
	return b.String() + text[done:]
}

var number = regexp.MustCompile(`\d{8,}`)

// longest is a telephone number's most digits.
const longest = 15

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

type handler struct {
	slog.Handler
	project string
}

// Handle adds the request's trace to the record.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	if t, ok := ctx.Value(traceKey{}).(trace); ok {
		name := t.id
		if h.project != "" {
			name = "projects/" + h.project + "/traces/" + t.id
		}
		r = r.Clone()
		r.AddAttrs(slog.String("logging.googleapis.com/trace", name), slog.String("logging.googleapis.com/spanId", t.span))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps the trace on derived loggers.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{Handler: h.Handler.WithAttrs(attrs), project: h.project}
}

// WithGroup keeps the trace on derived loggers.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{Handler: h.Handler.WithGroup(name), project: h.project}
}

func rename(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.MessageKey:
		a.Key = "message"
	case slog.LevelKey:
		a.Key = "severity"
		if level, ok := a.Value.Any().(slog.Level); ok && level == slog.LevelWarn {
			a.Value = slog.StringValue("WARNING")
		}
	}
	return a
}
