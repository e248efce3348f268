package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/proli/proli/scripts/internal/provider"
)

// The provider's and the model's troubles, as shares of their calls.
const (
	timeouts = 0.02 // of sends, all of them really sent
	silent   = 0.05 // of those: not even an error comes back
	failures = 0.2  // of the model's calls
)

// world stands between the functions and the stand-ins: it has them misbehave, and writes down
// what left.
type world struct {
	left *receipts
	// offered is told of every message to a pro, heard of every one to a customer.
	offered func(chat, id, text string)

	mu     sync.Mutex
	random *rand.Rand
	ears   map[string]chan struct{}
	calm   atomic.Bool // no more trouble: everything is to come to rest

	sends, lapsed, asked, failed atomic.Int64
}

func (w *world) between(part string, standIn http.Handler) http.Handler {
	if part == "model" {
		return http.HandlerFunc(w.model)
	}
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		sent, ok := provider.Sends(r)
		if !ok {
			standIn.ServeHTTP(out, r)
			return
		}
		answer := &kept{header: http.Header{}}
		standIn.ServeHTTP(answer, r)
		var taken struct {
			ID string `json:"idMessage"`
		}
		if json.Unmarshal(answer.body.Bytes(), &taken) == nil && taken.ID != "" {
			w.took(sent, taken.ID)
			if w.happens(timeouts) {
				w.lapsed.Add(1)
				if w.happens(silent) {
					<-r.Context().Done() // until the caller has had enough
					panic(http.ErrAbortHandler)
				}
				http.Error(out, "Gateway Time-out", http.StatusGatewayTimeout)
				return
			}
		}
		answer.to(out)
	})
}

// took notes what the provider has taken and shows it to whom it is for.
func (w *world) took(sent provider.Sent, id string) {
	w.sends.Add(1)
	w.left.add(Left{At: time.Now(), Chat: sent.Chat, ID: id, Text: sent.Words()})
	w.mu.Lock()
	ear := w.ears[sent.Chat]
	w.mu.Unlock()
	if ear == nil {
		w.offered(sent.Chat, id, sent.Words())
		return
	}
	select {
	case ear <- struct{}{}:
	default:
	}
}

// listen gives a customer an ear, which hears that something came.
func (w *world) listen(chat string) <-chan struct{} {
	ear := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ears[chat] = ear
	return ear
}

func (w *world) happens(share float64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.random.Float64() < share && !w.calm.Load()
}

// model answers at once, or fails in one of the ways in which models do.
func (w *world) model(out http.ResponseWriter, r *http.Request) {
	w.asked.Add(1)
	if !w.happens(failures) {
		provider.Model(out, r)
		return
	}
	w.failed.Add(1)
	if w.happens(0.5) {
		http.Error(out, `{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}`, http.StatusServiceUnavailable)
		return
	}
	out.Header().Set("Content-Type", "application/json")
	_, _ = out.Write([]byte(`{"candidates":[{"content":{"role":"model","parts":[{"text":"prose"}]},"finishReason":"STOP"}]}`))
}

// isOffer reports whether a message puts a lead to a pro.
func isOffer(text string) bool {
	return strings.Contains(text, "*אשר*") && strings.Contains(text, "*דחה*")
}

// kept is an answer that is not given yet.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }
func (k *kept) WriteHeader(status int)      { k.status = status }

func (k *kept) to(w http.ResponseWriter) {
	for name, values := range k.header {
		w.Header()[name] = values
	}
	if k.status != 0 {
		w.WriteHeader(k.status)
	}
	_, _ = w.Write(k.body.Bytes()) // a caller gone away has its own reasons
}
