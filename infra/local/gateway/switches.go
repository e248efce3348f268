package gateway

import "time"

// authorized is the only state in which an account sends.
const authorized = "authorized"

// switches are the mishaps that a visitor or a test can bring about.
type switches struct {
	down    bool
	twice   bool
	reorder bool
	delay   time.Duration
	drop    float64
}

// SetAccount changes the account's state (authorized, yellowCard, notAuthorized, blocked, starting) and announces it.
// What is sent while it is not authorized stays in the queue, for a day.
func (g *Gateway) SetAccount(state string) {
	if state == "" {
		state = authorized
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if state == g.account {
		return
	}
	g.account = state
	p := g.envelope("stateInstanceChanged")
	p["stateInstance"] = state
	g.post("stateWebhook", p, nil)
	wake(g.sendsChanged)
}

// SetGateway takes the provider's API down or brings it back. Webhooks and what is queued go on.
func (g *Gateway) SetGateway(down bool) { g.set(func(s *switches) { s.down = down }) }

// SetDeliverTwice posts every webhook twice, both at the same moment.
func (g *Gateway) SetDeliverTwice(on bool) { g.set(func(s *switches) { s.twice = on }) }

// SetReorder lets waiting webhooks change places with their neighbours.
func (g *Gateway) SetReorder(on bool) { g.set(func(s *switches) { s.reorder = on }) }

// SetDelay posts every webhook this much (of real time) after its cause.
func (g *Gateway) SetDelay(d time.Duration) { g.set(func(s *switches) { s.delay = max(d, 0) }) }

// SetDrop is the share, 0 to 1, of the phones' messages that are recorded but never posted.
func (g *Gateway) SetDrop(share float64) {
	g.set(func(s *switches) { s.drop = min(max(share, 0), 1) })
}

func (g *Gateway) set(change func(*switches)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change(&g.switches)
	wake(g.hooksChanged)
}

// Backlog counts webhooks not yet accepted and sends not yet delivered. Sends that the account's state holds back
// do not count: nothing will move them.
func (g *Gateway) Backlog() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := len(g.hooks)
	if g.account == authorized {
		n += len(g.sends)
	}
	return n
}

func (g *Gateway) now() time.Time { return g.opts.Now().UTC() }
