package gemini

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"google.golang.org/genai"

	"github.com/proli/proli/shared/triage"
)

// Bounds of what a model may say, in bytes; more is a model that has lost its way.
const (
	maxReply  = 8 << 10
	maxSpeech = 32 << 10
	maxFact   = 1 << 10
)

// schema is what a model answers in; see triage.Answer.
var schema = &genai.Schema{
	Type: genai.TypeObject,
	Properties: map[string]*genai.Schema{
		"reply":         {Type: genai.TypeString, Description: "what is said to the customer"},
		"transcription": text("the words of a voice message, or what a picture or video shows"),
		"facts": {
			Type: genai.TypeObject,
			Properties: map[string]*genai.Schema{
				"name":      text("the customer's name"),
				"trade":     {Type: genai.TypeString, Nullable: genai.Ptr(true), Format: "enum", Enum: trades},
				"issue":     text("the problem in a few words"),
				"city":      text("city or town"),
				"street":    text("street without the number"),
				"number":    text("house number"),
				"floor":     text("floor"),
				"apartment": text("apartment"),
				"time":      text("the customer's own words for when, unchanged"),
				"urgent":    {Type: genai.TypeBoolean},
			},
			PropertyOrdering: []string{"name", "trade", "issue", "city", "street", "number", "floor", "apartment", "time", "urgent"},
			Required:         []string{"name", "trade", "issue", "city", "street", "number", "floor", "apartment", "time", "urgent"},
		},
		"deal": {Type: genai.TypeBoolean, Description: "whether the customer wishes to book"},
	},
	PropertyOrdering: []string{"transcription", "facts", "deal", "reply"}, // what was understood first, then what to say
	Required:         []string{"reply", "transcription", "facts", "deal"},
}

var trades = []string{"plumber", "electrician", "handyman", "locksmith", "painter", "cleaner", "general"}

func text(description string) *genai.Schema {
	return &genai.Schema{Type: genai.TypeString, Nullable: genai.Ptr(true), Description: description}
}

// Decode reads a model's answer: one JSON object of the schema, perhaps in a code
// fence, and nothing else. What is cut off, misses its reply or is absurdly long is
// an error; a null or an absent fact is empty, and a number where words belong is read.
func Decode(raw []byte) (triage.Answer, error) {
	raw = unfenced(raw)
	var a struct {
		Reply         *word `json:"reply"`
		Transcription word  `json:"transcription"`
		Facts         struct {
			Name      word  `json:"name"`
			Trade     word  `json:"trade"`
			Issue     word  `json:"issue"`
			City      word  `json:"city"`
			Street    word  `json:"street"`
			Number    word  `json:"number"`
			Floor     word  `json:"floor"`
			Apartment word  `json:"apartment"`
			Time      word  `json:"time"`
			Urgent    *bool `json:"urgent"`
		} `json:"facts"`
		Deal *bool `json:"deal"`
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&a); err != nil {
		return triage.Answer{}, errors.New("not the JSON that was asked for") // the error would quote the answer
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return triage.Answer{}, errors.New("more than one answer")
	}
	if a.Reply == nil || *a.Reply == "" {
		return triage.Answer{}, errors.New("no reply in the answer")
	}
	f := a.Facts
	for _, bound := range []struct {
		value word
		limit int
	}{
		{*a.Reply, maxReply}, {a.Transcription, maxSpeech}, {f.Name, maxFact}, {f.Trade, maxFact}, {f.Issue, maxFact}, {f.City, maxFact},
		{f.Street, maxFact}, {f.Number, maxFact}, {f.Floor, maxFact}, {f.Apartment, maxFact}, {f.Time, maxFact},
	} {
		if len(bound.value) > bound.limit {
			return triage.Answer{}, errors.New("an absurdly long value in the answer")
		}
	}
	return triage.Answer{
		Reply: string(*a.Reply), Transcription: string(a.Transcription),
		Facts: triage.Facts{
			Name: string(f.Name), Trade: string(f.Trade), Issue: string(f.Issue), City: string(f.City), Street: string(f.Street),
			Number: string(f.Number), Floor: string(f.Floor), Apartment: string(f.Apartment), Time: string(f.Time),
			Urgent: f.Urgent != nil && *f.Urgent,
		},
		Deal: a.Deal != nil && *a.Deal,
	}, nil
}

// word is a string; models write floors and house numbers as numbers, and "null" in quotes.
type word string

// UnmarshalJSON takes a string, a number or null.
func (w *word) UnmarshalJSON(b []byte) error {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
		*w = ""
	case string:
		*w = word(strings.TrimSpace(v))
		if *w == "null" {
			*w = ""
		}
	case json.Number:
		*w = word(v.String())
	default:
		return errors.New("neither words nor a number")
	}
	return nil
}

func unfenced(raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	rest, fenced := bytes.CutPrefix(raw, []byte("```"))
	if !fenced {
		return raw
	}
	rest, closed := bytes.CutSuffix(rest, []byte("```"))
	if !closed {
		return raw
	}
	return bytes.TrimSpace(bytes.TrimPrefix(rest, []byte("json")))
}
