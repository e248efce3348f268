package notice

import "time"

// Receipt says that the provider took a notice: its id there, and when.
type Receipt struct {
	ID         string
	ProviderID string
	At         time.Time
}
