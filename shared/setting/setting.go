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
func (b Business) Commission() int {
	if b.CommissionPercent == nil {
		return DefaultCommission
	}
	return *b.CommissionPercent
}

// Of is our share of an amount, in whole shekels, rounded to the nearest.
func (b Business) Of(ils int) int { return (ils*b.Commission() + 50) / 100 }
