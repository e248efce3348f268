package conversation

import (
	"time"

	"github.com/proli/proli/shared/pro"
)

// Draft is a business that is being registered, question by question. It stands nowhere else
// until it is confirmed.
type Draft struct {
	Name      string      `json:"name"`
	Phone     string      `json:"phone"` // asked only where the chat carries none
	Trade     string      `json:"trade"`
	Areas     []string    `json:"areas"`
	Prices    []pro.Price `json:"prices"`
	Priced    bool        `json:"priced"` // the question for prices was answered, perhaps with none
	StartedAt time.Time   `json:"started_at"`
}

// draftLife is how long a registration may be left lying.
const draftLife = 24 * time.Hour

// Registering reports whether a registration is under way here.
func (c *Conversation) Registering(now time.Time) bool {
	return c.Draft != nil && now.Before(c.Draft.StartedAt.Add(draftLife))
}
