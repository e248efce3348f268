package admin

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/proli/proli/infra/logging"
	"github.com/proli/proli/infra/mongo"
)

// Watcher tells of every change in the database, whichever instance or function made it.
type Watcher interface {
	// Watch runs until ctx ends or the database is away; began is called when it listens.
	Watch(ctx context.Context, began func(), changed func(collection, id string), collections ...string) error
}

// watched are the collections that pages show.
var watched = []string{
	mongo.Leads, mongo.Pros, mongo.Conversations, mongo.Messages, mongo.Notices, mongo.Calendars,
	mongo.Settings, mongo.Admins, mongo.Audit, mongo.Poison, mongo.Runs,
}

const (
	streamLife  = 10 * time.Minute // the browser comes back by itself
	stillHere   = 15 * time.Second
	breath      = 700 * time.Millisecond // between two tellings of one page
	listenAgain = time.Second
	maxOpen     = 500 // pages kept up to date by one instance
)

// hub passes changes on to the pages that are open at this instance.
type hub struct {
	mu        sync.Mutex
	listeners map[*listener]bool
}

// listener is one open page: what it shows, and whether something of it has changed.
type listener struct {
	topics []string
	wake   chan struct{}
}

func newHub() *hub { return &hub{listeners: map[*listener]bool{}} }

// follow watches until ctx ends. After a gap everybody is told: nobody knows what was missed.
func (h *hub) follow(ctx context.Context, watcher Watcher, log *slog.Logger) {
	for ctx.Err() == nil {
		err := watcher.Watch(ctx, h.tellAll, h.tell, watched...)
		if err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "watching for changes was interrupted", slog.String("error", logging.Mask(err.Error())))
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

func (h *hub) tell(collection, id string) {
	one := collection + "/" + id
	h.each(func(l *listener) bool {
		for _, topic := range l.topics {
			if topic == collection || topic == one {
				return true
			}
		}
		return false
	})
}

func (h *hub) tellAll() { h.each(func(*listener) bool { return true }) }

func (h *hub) each(concerns func(*listener) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if concerns(l) {
			select {
			case l.wake <- struct{}{}:
			default: // it is told already
			}
		}
	}
}

func (h *hub) join(topics []string) *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.listeners) >= maxOpen {
		return nil
	}
	l := &listener{topics: topics, wake: make(chan struct{}, 1)}
	h.listeners[l] = true
	return l
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
}

// stream tells an open page when something that it shows has changed, as server-sent
// events. What has changed the page asks for itself, with its visitor's rights. The stream
// ends with the session.
func (s *server) stream(w http.ResponseWriter, v *visit) {
	l := s.hub.join(strings.Fields(v.URL.Query().Get("topics")))
	if l == nil {
		writeFault(w, http.StatusServiceUnavailable, "unavailable", "too many pages are open")
		return
	}
	defer s.hub.leave(l)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	say := func(words string) bool {
		_ = out.SetWriteDeadline(time.Now().Add(stillHere)) // a test's recorder has none
		_, err := io.WriteString(w, words)
		return err == nil && out.Flush() == nil
	}
	ticks := time.NewTicker(stillHere)
	defer ticks.Stop()
	for open := say("retry: 1000\n\n"); open; {
		select {
		case <-s.stop:
			return
		case <-v.Context().Done():
			return
		case <-ticks.C:
			if err := s.recognise(v); err != nil || v.admin == nil {
				say("event: over\ndata: \n\n")
				return
			}
			open = say(": still here\n\n")
		case <-l.wake:
			if open = say("data: changed\n\n"); open {
				s.rest(v)
			}
		}
	}
}

// rest keeps a busy minute from becoming a request for each of its changes.
func (s *server) rest(v *visit) {
	select {
	case <-time.After(breath):
	case <-s.stop:
	case <-v.Context().Done():
	}
}
