// Package provider stands in for the delivering half of the WhatsApp gateway where a benchmark
// or a soak delivers itself: it writes deliveries as the provider posts them, and reads what
// the product sends.
package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Instance is the account of a local system.
const Instance = 1100000001

const (
	own    = "972000000099@c.us"
	bearer = "Bearer s3cret"
)

// Text is one message from a phone; with Quoted it answers a message of ours, by the provider's id.
type Text struct {
	ID, Chat, Name, Text, Quoted string
	At                           time.Time // when it was written, by the system's clock
}

// Delivery is the text as the provider posts it.
func Delivery(t Text) []byte {
	data := map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": t.Text}}
	if t.Quoted != "" {
		quote := map[string]any{"stanzaId": t.Quoted, "participant": own}
		data = map[string]any{
			"typeMessage":             "quotedMessage",
			"extendedTextMessageData": map[string]any{"text": t.Text, "stanzaId": t.Quoted, "participant": own},
			"quotedMessage":           quote,
		}
	}
	body, err := json.Marshal(map[string]any{
		"typeWebhook":  "incomingMessageReceived",
		"instanceData": map[string]any{"idInstance": Instance, "wid": own, "typeInstance": "whatsapp"},
		"timestamp":    t.At.Unix(),
		"idMessage":    t.ID,
		"senderData":   map[string]any{"chatId": t.Chat, "sender": t.Chat, "chatName": t.Name, "senderName": t.Name},
		"messageData":  data,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	return body
}

// Client keeps enough connections for a crowd.
var Client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: time.Minute}

// Post posts a delivery once to the webhook, which must take it.
func Post(ctx context.Context, webhook string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, webhook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", bearer)
	answer, err := Client.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if closed := answer.Body.Close(); err == nil {
		err = closed
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", webhook, answer.StatusCode)
	}
	return err
}

// Sent is a message that the product hands over.
type Sent struct {
	Chat    string `json:"chatId"`
	Text    string `json:"message"`
	Caption string `json:"caption"` // of a file
}

// Words are what the phone shows.
func (s Sent) Words() string { return s.Text + s.Caption }

// Sends reads what a call of the gateway sends, and leaves its body to be read again; ok is
// false when the call sends nothing.
func Sends(r *http.Request) (s Sent, ok bool) {
	if !strings.Contains(r.URL.Path, "/send") {
		return s, false
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return s, true
	}
	_ = json.Unmarshal(body, &s) // the stand-in will say what is wrong with it
	return s, true
}

// Model answers every question at once, in the service's own wrapping: a reply, and no facts.
func Model(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, modelAnswer)
}

const modelAnswer = `{"candidates":[{"content":{"role":"model","parts":[{"text":"{\"reply\":\"באיזו עיר מדובר?\",\"transcription\":null,` +
	`\"facts\":{\"name\":null,\"trade\":null,\"issue\":null,\"city\":null,\"street\":null,\"number\":null,\"floor\":null,\"apartment\":null,\"time\":null,\"urgent\":false},\"deal\":false}"}]},` +
	`"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":900,"candidatesTokenCount":60}}`
