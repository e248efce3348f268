package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Dependency is something that the dashboard or the system behind it lives on.
type Dependency struct {
	Name     string
	Required bool // without it no page can be shown
	Check    func(ctx context.Context) error
}

const (
	checkBudget = 2 * time.Second
	checkEvery  = 5 * time.Second
)

// readiness remembers the last look for a moment: the address is open to anybody, and the
// gateway counts our calls.
type readiness struct {
	dependencies []Dependency
	mu           sync.Mutex
	looked       time.Time
	states       map[string]string
	ready        bool
}

func (s *server) live(w http.ResponseWriter, _ *visit) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "up"})
}

// readyz says of each dependency whether it is up, and nothing else. Only a required one
// makes the service unready: without the gateway the dashboard is needed most.
func (s *server) readyz(w http.ResponseWriter, v *visit) {
	states, ready := s.ready.look(v.Context())
	status := http.StatusOK
	if !ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, states)
}

func (d *readiness) look(ctx context.Context) (map[string]string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.states != nil && time.Since(d.looked) < checkEvery {
		return d.states, d.ready
	}
	// Whoever asked first may go away; the others still want the answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkBudget)
	defer cancel()
	up := make([]bool, len(d.dependencies))
	var wait sync.WaitGroup
	for i, dependency := range d.dependencies {
		wait.Go(func() { up[i] = dependency.Check(ctx) == nil })
	}
	wait.Wait()
	d.states, d.ready, d.looked = map[string]string{}, true, time.Now()
	for i, dependency := range d.dependencies {
		d.states[dependency.Name] = "down"
		if up[i] {
			d.states[dependency.Name] = "up"
		}
		d.ready = d.ready && (up[i] || !dependency.Required)
	}
	return d.states, d.ready
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the visitor went away: nobody is left to tell
}

// writeFault is the error of every address that answers programs.
func writeFault(w http.ResponseWriter, status int, kind, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"kind": kind, "message": message}})
}
