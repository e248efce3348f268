package logging

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
)

// trace is where a request stands in a chain of calls.
type trace struct{ id, span string }

type traceKey struct{}

var (
	// version-trace-span-flags, W3C
	traceparent = regexp.MustCompile(`^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$`)
	// trace/span;o=1, Google's older one, its span in decimal
	cloudTrace = regexp.MustCompile(`^([0-9a-f]{32})/(\d{1,20})(;.*)?$`)
)

// WithTrace remembers the first of the headers that names a trace, either as
// traceparent or as X-Cloud-Trace-Context writes it; others are passed over.
func WithTrace(ctx context.Context, headers ...string) context.Context {
	for _, h := range headers {
		if h == "" {
			continue
		}
		if m := traceparent.FindStringSubmatch(h); m != nil {
			return context.WithValue(ctx, traceKey{}, trace{id: m[1], span: m[2]})
		}
		if m := cloudTrace.FindStringSubmatch(h); m != nil {
			if span, err := strconv.ParseUint(m[2], 10, 64); err == nil {
				return context.WithValue(ctx, traceKey{}, trace{id: m[1], span: fmt.Sprintf("%016x", span)})
			}
		}
	}
	return ctx
}

// Begin is WithTrace for what comes from outside: without a usable header a trace begins here.
func Begin(ctx context.Context, headers ...string) context.Context {
	ctx = WithTrace(ctx, headers...)
	if _, ok := ctx.Value(traceKey{}).(trace); ok {
		return ctx
	}
	return context.WithValue(ctx, traceKey{}, trace{
		id:   fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()|1), // all zeros would be no trace
		span: fmt.Sprintf("%016x", rand.Uint64()|1),
	})
}

// Traceparent is what to send along, so that the next one's lines belong to the same trace; empty without one.
func Traceparent(ctx context.Context) string {
	t, ok := ctx.Value(traceKey{}).(trace)
	if !ok {
		return ""
	}
	return "00-" + t.id + "-" + t.span + "-01"
}
