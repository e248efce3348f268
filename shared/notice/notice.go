// Package notice is the noun of one outbound message that we decided to send, and the
// rules of when it may go.
package notice

import "time"

// State is where a notice is on its way.
type State string

// The states, in order of travel; failed and dropped are ends of their own.
const (
	Waiting   State = "waiting"
	Sending   State = "sending"
	Sent      State = "sent"
	Delivered State = "delivered"
	Read      State = "read"
	Failed    State = "failed"
	Dropped   State = "dropped"
)

// Kind says what a notice is about.
type Kind string

// The kinds that something depends on; all others are KindReply.
const (
	KindReply    Kind = "reply"
	KindConsent  Kind = "consent"
	KindOffer    Kind = "offer"
	KindMedia    Kind = "media"
	KindNudge    Kind = "nudge"
	KindAnswer   Kind = "answer"  // the other side's answer: approved, refused, moved, cancelled
	KindPromise  Kind = "promise" // an answer that promises the customer an hour: undelivered it is shown to an admin
	KindAgenda   Kind = "agenda"
	KindReminder Kind = "reminder"
	KindCheck    Kind = "completion_check"
	KindDigest   Kind = "digest"
	KindAlert    Kind = "alert"
	KindRating   Kind = "rating"
	KindWritten  Kind = "written" // by an admin, in own words
)

// Notice is one outbound message.
type Notice struct {
	ID         string    `json:"_id"` // derived from its cause
	Chat       string    `json:"chat"`
	Kind       Kind      `json:"kind"`
	Text       string    `json:"text"`
	Buttons    []Button  `json:"buttons"` // an extra; the text says the same with numbers
	File       *File     `json:"file"`
	Seq        int64     `json:"seq"`
	Reply      bool      `json:"reply"`  // caused by a message in its own chat, or the other side's answer
	Urgent     bool      `json:"urgent"` // about an emergency: quiet hours do not hold it
	NotBefore  time.Time `json:"not_before"`
	ExpiresAt  time.Time `json:"expires_at"` // pointless afterwards; zero: never
	State      State     `json:"state"`
	Reason     string    `json:"reason"` // why it was dropped or failed
	LeadID     string    `json:"lead_id"`
	ProID      string    `json:"pro_id"`
	Offer      int       `json:"offer"` // the number of the lead's offer that it carries
	Cause      string    `json:"cause"`
	Author     string    `json:"author"` // the admin who wrote it; empty for what we say by ourselves
	ProviderID string    `json:"provider_id"`
	ShownAt    time.Time `json:"shown_at"` // to an admin, because it was not delivered
	Attempts   int       `json:"attempts"`
	Doubts     int       `json:"doubts"` // those of them that were looked up and not found
	CreatedAt  time.Time `json:"created_at"`
	SentAt     time.Time `json:"sent_at"`
	StateAt    time.Time `json:"state_at"`
}

// Button is one reply button.
type Button struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// File is a photo or sound that goes with a notice, by its name in our bucket.
type File struct {
	Object string `json:"object"`
	Name   string `json:"name"`
	MIME   string `json:"mime"`
}

// rank orders the states of travel; a status that arrives late never goes back.
var rank = map[State]int{Waiting: 0, Sending: 1, Sent: 2, Failed: 3, Delivered: 4, Read: 5}

// Follows reports whether a delivery state may replace another: delivery reports come late,
// twice and out of order, and a failure is final unless the message arrived after all.
func (s State) Follows(before State) bool { return rank[s] > rank[before] && before != Dropped }
