package triage

import (
	"context"

	"github.com/proli/proli/shared/usage"
)

// Model is a language model. What it says is a proposal: code checks it before anybody sees it.
type Model interface {
	// Ask makes one call. Any error means that nobody answered and the rules carry on.
	Ask(ctx context.Context, q Question) (Answer, error)
}

// Question is one call: what the model is, what was said before, and what the customer sent now.
type Question struct {
	System  string // its first line is "voice: dispatcher" or "voice: persona"
	History []Said // older turns, oldest first
	Parts   []Part // what the customer sent and nothing else: one text part a message, then media
}

// Said is one older turn.
type Said struct {
	ByCustomer bool
	Text       string
}

// Part is a text or a medium.
type Part struct {
	Text string
	MIME string // of Data
	Data []byte
}

// Answer is what the model answers, in the response schema of the call; null reads as empty.
type Answer struct {
	Reply         string `json:"reply"`
	Transcription string `json:"transcription"`
	Facts         Facts  `json:"facts"`
	Deal          bool   `json:"deal"` // the customer wishes to book

	Model string       `json:"-"` // which one answered
	Calls []usage.Call `json:"-"` // that were made for it, failed ones too, whether or not there is an answer
}

// Facts are the facts that the model read, in the customer's words.
type Facts struct {
	Name      string `json:"name"`
	Trade     string `json:"trade"`
	Issue     string `json:"issue"`
	City      string `json:"city"`
	Street    string `json:"street"`
	Number    string `json:"number"`
	Floor     string `json:"floor"`
	Apartment string `json:"apartment"`
	Time      string `json:"time"`
	Urgent    bool   `json:"urgent"`
}
