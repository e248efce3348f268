package conversation

import "time"

// Customer is a person who writes to us wanting work done. One may have several chats.
type Customer struct {
	ID        string    `json:"_id"`
	Chats     []string  `json:"chats"`
	Name      string    `json:"name"`
	Phone     string    `json:"phone"`
	Language  string    `json:"language"`
	ConsentAt time.Time `json:"consent_at"`
	CreatedAt time.Time `json:"created_at"`
}
