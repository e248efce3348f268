package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	maxWatchers = 100
	heartbeat   = 10 * time.Second
)

// event is one line of the phones' event stream.
type event struct {
	Type    string     `json:"type"` // hello, message, typing, phones, reset, clock
	Chat    string     `json:"chat,omitempty"`
	Message *Message   `json:"message,omitempty"`
	Ms      int64      `json:"ms,omitempty"`
	Now     *time.Time `json:"now,omitempty"`
	Control bool       `json:"control,omitempty"`
}

// show tells the pages that a message is new or has changed. The caller holds mu.
func (g *Gateway) show(m *Message) { g.tell(event{Type: "message", Chat: m.Chat, Message: m}) }

// typing tells the pages that Proli is writing.
func (g *Gateway) typing(chatID string, d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tell(event{Type: "typing", Chat: chatID, Ms: d.Milliseconds()})
}

// tell sends an event to every page. One that does not keep up is cut off and, coming back, reads all anew. The
// caller holds mu.
func (g *Gateway) tell(e event) {
	if len(g.watchers) == 0 {
		return
	}
	line, err := json.Marshal(e)
	if err != nil {
		return
	}
	for w := range g.watchers {
		select {
		case w <- line:
		default:
			g.unwatch(w)
		}
	}
}

// unwatch ends a stream. The caller holds mu.
func (g *Gateway) unwatch(w chan []byte) {
	if _, ok := g.watchers[w]; ok {
		delete(g.watchers, w)
		close(w)
	}
}

// serveEvents streams what happens on the phones, and every few seconds the time.
func (g *Gateway) serveEvents(w http.ResponseWriter, r *http.Request) {
	lines := make(chan []byte, 1024)
	g.mu.Lock()
	full := len(g.watchers) >= maxWatchers
	if !full {
		g.watchers[lines] = struct{}{}
	}
	g.mu.Unlock()
	if full {
		problem(w, http.StatusServiceUnavailable, "too many pages are open")
		return
	}
	defer func() { g.mu.Lock(); g.unwatch(lines); g.mu.Unlock() }()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	write := func(line []byte) bool {
		_ = out.SetWriteDeadline(time.Now().Add(heartbeat)) // not every writer has one; then the connection's own end must do
		_, err := fmt.Fprintf(w, "data: %s\n\n", line)
		return err == nil && out.Flush() == nil
	}
	clock := func(kind string) []byte {
		now := g.now()
		line, _ := json.Marshal(event{Type: kind, Now: &now, Control: g.opts.ControlURL != ""})
		return line
	}
	if !write(clock("hello")) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			if !write(clock("clock")) {
				return
			}
		case line, open := <-lines:
			if !open || !write(line) {
				return
			}
		}
	}
}
