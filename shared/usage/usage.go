// Package usage is what the language models cost: each call that was made, and its price.
package usage

import (
	"math"
	"time"
)

// Call is one call of a model, answered or not; failed ones are paid for too.
type Call struct {
	ID          string    `json:"_id"` // the event's id and a number
	Model       string    `json:"model"`
	Outcome     string    `json:"outcome"`
	MadeAt      time.Time `json:"made_at"`
	TookMS      int64     `json:"took_ms"`
	TokensIn    int       `json:"tokens_in"`    // sound included
	TokensSound int       `json:"tokens_sound"` // which some models charge more for
	TokensOut   int       `json:"tokens_out"`   // thinking included
	MicroUSD    *int64    `json:"micro_usd"`    // millionths of a dollar; null when the model's price is not known
	LeadID      string    `json:"lead_id"`
	MessageID   string    `json:"message_id"`
}

// How a call can end.
const (
	Answered  = "answered"
	Withdrawn = "withdrawn" // no such model any more
	TimedOut  = "timed_out"
	Failed    = "failed"   // refused, or no answer
	Unusable  = "unusable" // blocked, cut off, or not what was asked for
)

// price is what a million tokens cost, in dollars.
type price struct{ in, sound, out float64 }

// prices are those of https://ai.google.dev/gemini-api/docs/pricing for paid, interactive
// calls, as it stood on 2026-10-07; Vertex charges the same for these models. A model that
// is added to AI_MODELS needs its row here, otherwise its calls are kept without a price.
var prices = map[string]price{
	"gemini-2.5-flash-lite": {0.10, 0.30, 0.40},
	"gemini-2.5-flash":      {0.30, 1.00, 2.50},
	"gemini-3.1-flash-lite": {0.25, 0.50, 1.50},
	"gemini-3.5-flash-lite": {0.30, 0.30, 2.50},
	"gemini-3.5-flash":      {1.50, 1.50, 9.00},
}

// Priced gives a call its price. A dollar for a million tokens is a millionth for each.
func (c Call) Priced() Call {
	p, known := prices[c.Model]
	if !known {
		return c
	}
	cost := float64(c.TokensIn-c.TokensSound)*p.in + float64(c.TokensSound)*p.sound + float64(c.TokensOut)*p.out
	micro := int64(math.Ceil(cost))
	c.MicroUSD = &micro
	return c
}
