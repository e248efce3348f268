package acceptance_test

import (
	"net/http"
	"sync"
)

// meddler stands between the functions and the stand-ins and has them misbehave.
type meddler struct {
	mu sync.Mutex
	by map[string]meddling
}

// meddling answers a call, or passes it on to the stand-in.
type meddling func(w http.ResponseWriter, r *http.Request, standIn http.Handler)

func (m *meddler) between(part string, standIn http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		by := m.by[part]
		m.mu.Unlock()
		if by == nil {
			standIn.ServeHTTP(w, r)
			return
		}
		by(w, r, standIn)
	})
}

// meddles has a stand-in ("gateway", "model") misbehave until the test ends.
func (w *world) meddles(part string, by meddling) {
	set := func(by meddling) {
		m := &w.house.meddler
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.by == nil {
			m.by = map[string]meddling{}
		}
		m.by[part] = by
	}
	set(by)
	w.Cleanup(func() { set(nil) })
}
