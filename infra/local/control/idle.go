package control

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	look     = 2 * time.Millisecond
	maxWait  = 10 * time.Minute
	givenUp  = 5 * time.Second // nothing ran for so long: what is left waits for an outage to end
	readTime = 5 * time.Second // of one look at the truth
)

func (c *Control) getIdle(w http.ResponseWriter, r *http.Request) {
	wait := time.Duration(0)
	if asked := r.URL.Query().Get("wait"); asked != "" {
		var err error
		if wait, err = time.ParseDuration(asked); err != nil || wait < 0 || wait > maxWait {
			fail(w, http.StatusBadRequest, "invalid", fmt.Sprintf("wait %q is no duration between 0s and %s", asked, maxWait))
			return
		}
	}
	over := time.Now().Add(wait)
	for {
		left := c.left(r.Context())
		if left == "" && c.moves() > 0 {
			left = "a move of the clock"
		}
		if left == "" {
			write(w, http.StatusOK, map[string]any{"idle": true})
			return
		}
		if !time.Now().Before(over) {
			fail(w, http.StatusRequestTimeout, "timeout", "unfinished: "+left)
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(min(look, max(time.Until(over), 0))):
		}
	}
}

func (c *Control) moves() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy
}

// left says what is unfinished, or is empty. The parts are looked at in the
// order in which work passes through them, the truth in between, and then all
// once more: what moved on while we looked is seen at its next station, or in
// the count of calls.
func (c *Control) left(ctx context.Context) string {
	calls := c.options.Calls.Calls()
	if left := c.inHand(); left != "" {
		return left
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	left, err := c.options.Unfinished(ctx)
	if err != nil {
		return "unknown, the database does not answer"
	}
	if left != "" {
		return left
	}
	if left := c.inHand(); left != "" {
		return left
	}
	if c.options.Calls.Calls() != calls {
		return "a call that came meanwhile"
	}
	return ""
}

func (c *Control) inHand() string {
	for _, part := range []struct {
		name string
		part Part
	}{
		{"deliveries and sends at the gateway", c.options.Gateway},
		{"calls of functions", c.options.Calls},
		{"messages in Pub/Sub", c.options.Push},
		{"alarms that are due", c.options.Tasks},
		{"jobs", c.options.Jobs},
	} {
		if n := part.part.Backlog(); n > 0 {
			return fmt.Sprintf("%d %s", n, part.name)
		}
	}
	return ""
}

// settle waits until nothing is unfinished, or until nothing has run, or the database has not
// answered, for a while: what an outage holds up must not hold up the clock.
func (c *Control) settle(ctx context.Context) {
	ran, calls := time.Now(), int64(-1)
	answered, asked := time.Now(), time.Now()
	for c.left(ctx) != "" {
		if time.Since(asked) > time.Second {
			if _, err := c.options.Unfinished(ctx); err == nil {
				answered = time.Now()
			}
			asked = time.Now()
		}
		if time.Since(answered) > givenUp {
			return
		}
		if n := c.options.Calls.Calls(); n != calls || c.options.Calls.Backlog() > 0 {
			ran, calls = time.Now(), n
		}
		if time.Since(ran) > givenUp {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		}
	}
}
