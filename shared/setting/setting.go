// Package setting is what owners can change about the business while it runs. Each document
// has a version, so that the second of two owners is told.
package setting

// Business are the terms of the house.
type Business struct {
	CommissionPercent *int  `json:"commission_percent"`
	Version           int64 `json:"version"`
}

// DefaultCommission is our share of what a pro charges, in per cent.
const DefaultCommission = 10

// Commission is our share in per cent.
func (b Business) Commission() int { return or(b.CommissionPercent, DefaultCommission) }

// Of is our share of an amount, in whole shekels, rounded to the nearest.
func (b Business) Of(ils int) int { return (ils*b.Commission() + 50) / 100 }

// Limits are on what one customer's chat may cost us; pros and admins have none.
type Limits struct {
	MessagesAMinute *int  `json:"messages_a_minute"`
	ModelCallsADay  *int  `json:"model_calls_a_day"`
	Version         int64 `json:"version"`
}

// What holds unless an owner says otherwise, and the bounds of what an owner may say. People
// write several short messages in a row: fewer than five a minute would stop them.
const (
	DefaultMessages   = 20
	LeastMessages     = 5
	MostMessages      = 200
	DefaultModelCalls = 40
	MostModelCalls    = 1000
)

// Messages is how many messages a customer may send within a minute.
func (l Limits) Messages() int {
	return min(max(or(l.MessagesAMinute, DefaultMessages), LeastMessages), MostMessages)
}

// ModelCalls is how many model calls a chat may cause in a day of Israel's; with 0 the rules
// answer alone.
func (l Limits) ModelCalls() int {
	return min(max(or(l.ModelCallsADay, DefaultModelCalls), 0), MostModelCalls)
}

func or(n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return *n
}
