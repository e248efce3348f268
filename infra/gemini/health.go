package gemini

import (
	"sync"
	"time"
)

// A model that failed so often in a row is left alone for so long, then tried once:
// while it is away its customers do not wait for its time-out first.
const (
	tolerated = 3
	rest      = time.Minute
)

type health struct {
	mu     sync.Mutex
	models map[string]*record
}

type record struct {
	failures int
	until    time.Time
	gone     bool
}

func newHealth() *health { return &health{models: map[string]*record{}} }

func (h *health) of(model string) *record {
	r := h.models[model]
	if r == nil {
		r = &record{}
		h.models[model] = r
	}
	return r
}

// well says whether a model may be asked. Of those who come when its rest is over
// the first tries it, and the rest goes on for the others until it has answered.
func (h *health) well(model string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.of(model)
	if r.gone || now.Before(r.until) {
		return false
	}
	if r.failures >= tolerated {
		r.until = now.Add(rest)
	}
	return true
}

func (h *health) succeeded(model string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.of(model)
	r.failures, r.until = 0, time.Time{}
}

func (h *health) failed(model string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.of(model)
	if r.failures++; r.failures >= tolerated {
		r.until = now.Add(rest)
	}
}

// gone marks a model as withdrawn until the program starts again; true the first time.
func (h *health) gone(model string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.of(model)
	first := !r.gone
	r.gone = true
	return first
}
