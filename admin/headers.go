package admin

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/proli/proli/infra/logging"
)

// policy lets pages load what we serve and nothing else; no script, style or frame of a stranger.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Not no-referrer: with it browsers send "Origin: null" from our own forms.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.Development {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes one line a request: the pattern of the address, never the address (ids and
// what was searched for may be personal), the role, never the name.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		line := &line{}
		ctx := logging.WithTrace(r.Context(), r.Header.Get("Traceparent"), r.Header.Get("X-Cloud-Trace-Context"))
		r = r.WithContext(context.WithValue(ctx, lineKey{}, line))
		out := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			broken := recover()
			if broken == http.ErrAbortHandler { //nolint:errorlint // it is this very value
				defer panic(broken) // the server ends the connection: a file that is not whole
			} else if broken != nil {
				line.attrs = append(line.attrs, slog.Any("panic", broken), slog.String("stack", string(debug.Stack())))
				if !out.begun {
					http.Error(out, "500", http.StatusInternalServerError)
				}
			}
			if out.status >= http.StatusInternalServerError {
				line.level = slog.LevelError
			}
			attrs := append([]slog.Attr{
				slog.String("method", r.Method), slog.String("route", line.route), slog.Int("status", out.status),
				slog.Int("bytes", out.bytes), slog.Int64("took_ms", time.Since(began).Milliseconds()),
			}, line.attrs...)
			s.Log.LogAttrs(r.Context(), line.level, "request", attrs...)
		}()
		next.ServeHTTP(out, r)
	})
}

type lineKey struct{}

// line is what the handler adds to its request's line in the log.
type line struct {
	route string
	level slog.Level
	attrs []slog.Attr
}

// lineOf is the request's line; every request has come through logged.
func lineOf(ctx context.Context) *line {
	if l, ok := ctx.Value(lineKey{}).(*line); ok {
		return l
	}
	return &line{}
}

type recorder struct {
	http.ResponseWriter
	status, bytes int
	begun         bool
}

// WriteHeader remembers the status.
func (o *recorder) WriteHeader(status int) {
	if !o.begun {
		o.status, o.begun = status, true
	}
	o.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (o *recorder) Write(p []byte) (int, error) {
	o.begun = true
	n, err := o.ResponseWriter.Write(p)
	o.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController through, for pages that stay open.
func (o *recorder) Unwrap() http.ResponseWriter { return o.ResponseWriter }
