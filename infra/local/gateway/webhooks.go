package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// neighbourWait is how long a lone webhook waits for one to change places with while reordering is on.
const neighbourWait = 150 * time.Millisecond

// hook is one webhook until it has been accepted.
type hook struct {
	body   []byte
	at     time.Time // by the virtual clock: after a day it is dropped
	queued time.Time // by the real one: a delay counts from here
	passed bool      // its neighbour has already gone before it
	from   *Message  // the phone's message that it carries; gets its second tick on acceptance
}

// post queues a webhook when its setting is on. The caller holds mu.
func (g *Gateway) post(setting string, payload map[string]any, from *Message) {
	if g.settings[setting] != "yes" || g.settings["webhookUrl"] == "" {
		return
	}
	body, err := json.Marshal(payload)
	if err != nil { // maps of strings and numbers always marshal; a NaN coordinate would not
		return
	}
	if len(g.hooks) >= maxHooks {
		g.hooks = g.hooks[1:]
	}
	g.hooks = append(g.hooks, &hook{body: body, at: g.now(), queued: time.Now(), from: from})
	wake(g.hooksChanged)
}

// runHooks posts the queue: one at a time, in order, the same one again until it is accepted.
func (g *Gateway) runHooks(ctx context.Context) {
	for {
		h, twice, wait := g.nextHook()
		if h == nil {
			if !rest(ctx, wait, g.hooksChanged) {
				return
			}
			continue
		}
		g.settle(h, g.deliver(ctx, h, twice))
		if ctx.Err() != nil {
			return
		}
	}
}

// nextHook picks the webhook whose turn it is, or says how long to wait for one (negative: until something changes).
func (g *Gateway) nextHook() (h *hook, twice bool, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if d := g.retryAt.Sub(now); g.retrying != nil && d > 0 {
		return nil, false, d
	}
	for len(g.hooks) > 0 && g.now().Sub(g.hooks[0].at) > keepFor {
		if g.retrying == g.hooks[0] {
			g.retrying = nil
		}
		g.hooks = g.hooks[1:]
	}
	if g.retrying != nil {
		return g.retrying, g.switches.twice, 0
	}
	if len(g.hooks) == 0 {
		return nil, false, -1
	}
	first := g.hooks[0]
	if d := first.queued.Add(g.switches.delay).Sub(now); d > 0 {
		return nil, false, d
	}
	if g.switches.reorder && !first.passed {
		if len(g.hooks) > 1 {
			first.passed = true
			g.hooks[1].passed = true // it goes now; should it be refused, the pair is still swapped only once
			return g.hooks[1], g.switches.twice, 0
		}
		if d := first.queued.Add(g.switches.delay + neighbourWait).Sub(now); d > 0 {
			return nil, false, d
		}
	}
	return first, g.switches.twice, 0
}

// deliver posts a webhook, both copies at the same moment when twice, and reports whether all were answered 200.
func (g *Gateway) deliver(ctx context.Context, h *hook, twice bool) bool {
	if !twice {
		return g.postOnce(ctx, h)
	}
	second := make(chan bool, 1)
	go func() { second <- g.postOnce(ctx, h) }()
	first := g.postOnce(ctx, h)
	return <-second && first
}

func (g *Gateway) postOnce(ctx context.Context, h *hook) bool {
	g.mu.Lock()
	url, _ := g.settings["webhookUrl"].(string)
	token, _ := g.settings["webhookUrlToken"].(string)
	g.mu.Unlock()
	if url == "" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, webhookTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(h.body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := g.client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)) // so that the connection can be used again
	return res.StatusCode == http.StatusOK
}

// settle takes an accepted webhook out of the queue, or keeps it for another try.
func (g *Gateway) settle(h *hook, accepted bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.hooks, h)
	if i < 0 { // a reset came between
		return
	}
	if !accepted {
		g.retrying, g.retryAt = h, time.Now().Add(g.opts.RetryPause)
		return
	}
	g.hooks = slices.Delete(g.hooks, i, i+1)
	g.retrying = nil
	if h.from != nil && h.from.Ticks == TickSent {
		g.tick(h.from, TickDelivered)
		if g.answered(h.from) { // the answer was faster than the 200
			g.seen(h.from.Chat)
		}
	}
}
