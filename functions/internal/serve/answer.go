package serve

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/shared/fault"
)

// log writes the line of one handled event. What was answered with 200 in spite
// of a fault is an error for us to look at; what will come again is a warning.
func (c call) log(ctx context.Context, out Outcome, err error, status int, took time.Duration) {
	level, result := slog.LevelInfo, out.Result
	var crash *panicked
	switch {
	case err == nil && result == "":
		result = "done"
	case err == nil:
	case errors.As(err, &crash):
		level, result = slog.LevelError, "panic"
	case status == http.StatusOK:
		level, result = slog.LevelError, "refused"
	case fault.Final(err):
		level, result = slog.LevelWarn, "refused"
	default:
		level, result = slog.LevelWarn, "retry"
	}
	id := out.MessageID
	if id == "" {
		id = c.messageID
	}
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs, slog.String("function", c.function), slog.String("outcome", result))
	for _, a := range [...]struct{ key, value string }{
		{"message_id", id}, {"lead_id", out.LeadID}, {"pro_id", out.ProID},
		{"appointment_id", out.AppointmentID}, {"notice_id", out.NoticeID},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, a.value))
		}
	}
	if c.attempt > 0 {
		attrs = append(attrs, slog.Int("attempt", c.attempt))
	}
	if out.Count > 0 {
		attrs = append(attrs, slog.Int("count", out.Count))
	}
	if out.Oldest != nil {
		attrs = append(attrs, slog.Int64("oldest_s", int64(out.Oldest.Seconds())))
	}
	if out.Alert != "" {
		level = slog.LevelError
		attrs = append(attrs, slog.String("alert", out.Alert))
	}
	attrs = append(attrs, slog.Int64("took_ms", took.Milliseconds()))
	if err != nil {
		attrs = append(attrs, slog.String("kind", string(fault.KindOf(err))), slog.String("error", logging.Mask(err.Error())))
	}
	if crash != nil {
		attrs = append(attrs, slog.String("stack", string(crash.stack)))
	}
	slog.LogAttrs(ctx, level, "handled", attrs...)
}

// statusOf is the answer to a caller that reads status codes. Forbidden is 401:
// the only caller that can be refused here is one whose token is wrong.
func statusOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Permanent:
		return http.StatusBadRequest
	case fault.Forbidden:
		return http.StatusUnauthorized
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	}
	return http.StatusServiceUnavailable
}

var messages = map[fault.Kind]string{
	fault.Invalid:     "the request is not valid",
	fault.Permanent:   "the request cannot be carried out",
	fault.Forbidden:   "not allowed",
	fault.NotFound:    "no such thing",
	fault.Conflict:    "changed meanwhile, try again",
	fault.Unavailable: "try again later",
}

// writeError says what kind of thing went wrong and nothing of what it was about.
func writeError(w http.ResponseWriter, status int, kind fault.Kind) {
	type body struct {
		Kind    fault.Kind `json:"kind"`
		Message string     `json:"message"`
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The caller may be gone; the log line tells what happened anyway.
	_ = json.NewEncoder(w).Encode(map[string]body{"error": {kind, messages[kind]}})
}

func methodNotAllowed(w http.ResponseWriter) {
	w.Header().Set("Allow", http.MethodPost)
	writeError(w, http.StatusMethodNotAllowed, fault.Invalid)
}
