// Package webhook is the door in: the provider posts every delivery here.
//
// It guarantees that a delivery answered with 200 was published, or is one that nothing
// comes of: another instance's, or of a kind that we ignore. It thinks about nothing else,
// because any other answer makes the provider hold back everything that follows: a body
// that cannot be read is published as broken, and only a failed publish answers 5xx.
// It also serves the privacy notice.
package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/proli/proli/functions/internal/serve"
	"github.com/proli/proli/infra/whatsapp/greenapi"
	"github.com/proli/proli/shared/event"
	"github.com/proli/proli/shared/fault"
	"github.com/proli/proli/shared/locale"
)

// maxBody bounds a delivery, in bytes: thumbnails travel in it, but are not read. What is
// longer is cut, so that it is no JSON any more, and recorded as broken.
const maxBody = 8 << 20

// Publisher hands an event to its topic; when it returns nil the topic has it.
type Publisher interface {
	Publish(ctx context.Context, p event.Published) error
}

// Page is the privacy notice in a language, as HTML.
type Page func(lang locale.Language) []byte

// Webhook takes the deliveries to one instance.
type Webhook struct {
	instance  int64
	token     [sha256.Size]byte
	publisher Publisher
	privacy   Page
	policy    string
	now       func() time.Time
}

// New makes a webhook that believes deliveries with this token; policy is the
// Content-Security-Policy of the page.
func New(instance int64, token string, publisher Publisher, page Page, policy string, now func() time.Time) *Webhook {
	return &Webhook{
		instance: instance, token: sha256.Sum256([]byte(token)), publisher: publisher,
		privacy: page, policy: policy, now: now,
	}
}

// shared is this function's path in a process that serves several: what stands before such
// a process lets only our two requests through, and they differ in their method.
const shared = "/Webhook"

// Serve answers POST / and GET /privacy.
func (h *Webhook) Serve(w http.ResponseWriter, r *http.Request) (serve.Outcome, error) {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost && (path == "/" || path == shared):
		return h.deliver(r)
	case reads && (path == "/privacy" || path == shared):
		return h.page(w, r)
	case path == "/":
		return notAllowed(w, http.MethodPost)
	case path == "/privacy":
		return notAllowed(w, "GET, HEAD")
	case path == shared:
		return notAllowed(w, "GET, HEAD, POST")
	}
	return serve.Outcome{Result: "no_such_path"}, fault.New(fault.NotFound, "webhook", "no such path")
}

// deliver publishes one delivery.
func (h *Webhook) deliver(r *http.Request) (serve.Outcome, error) {
	if !h.believes(r.Header.Get("Authorization")) {
		return serve.Outcome{Result: "unauthorized"}, fault.New(fault.Forbidden, "webhook", "the token is missing or wrong")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil { // the provider hung up: it will come again
		return serve.Outcome{Result: "cut_off"}, fault.Wrap(fault.Unavailable, "webhook: read body", err)
	}
	m, v := greenapi.Parse(body, h.instance, h.now())
	switch v.Action {
	case greenapi.Ignore:
		return serve.Outcome{Result: "ignored"}, nil
	case greenapi.Foreign:
		return serve.Outcome{Result: "foreign"}, nil
	}
	p, err := m.Published()
	if err == nil {
		err = h.publisher.Publish(r.Context(), p)
	}
	if err != nil {
		return serve.Outcome{MessageID: m.ID}, fault.Wrap(fault.Unavailable, "webhook: publish "+m.ID, err)
	}
	if v.Action == greenapi.Broken {
		return serve.Outcome{Result: "broken", MessageID: m.ID}, nil
	}
	return serve.Outcome{Result: "published", MessageID: m.ID}, nil
}

// believes compares in constant time; the hash hides the length too.
func (h *Webhook) believes(authorization string) bool {
	for _, scheme := range []string{"Bearer ", "Basic "} {
		if len(authorization) >= len(scheme) && strings.EqualFold(authorization[:len(scheme)], scheme) {
			authorization = authorization[len(scheme):]
			break
		}
	}
	shown := sha256.Sum256([]byte(authorization))
	return subtle.ConstantTimeCompare(shown[:], h.token[:]) == 1
}

// page shows the privacy notice in the language asked for, by the address or by the browser.
func (h *Webhook) page(w http.ResponseWriter, r *http.Request) (serve.Outcome, error) {
	lang := locale.Hebrew
	if asked := r.URL.Query().Get("lang"); asked != "" {
		lang = locale.Of(asked)
	} else if strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language"))), "en") {
		lang = locale.English
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(lang))
	header.Set("Vary", "Accept-Language")
	header.Set("Cache-Control", "public, max-age=3600")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", h.policy)
	_, _ = w.Write(h.privacy(lang)) // a reader who has gone is no fault
	return serve.Outcome{Result: "privacy"}, nil
}

func notAllowed(w http.ResponseWriter, methods string) (serve.Outcome, error) {
	w.Header().Set("Allow", methods)
	http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	return serve.Outcome{Result: "method"}, nil
}
