package greenapi

import (
	"context"
	"net/http"

	"github.com/proli/proli/shared/fault"
)

// Outgoing is a text to be sent.
type Outgoing struct {
	Chat   string
	Text   string // 20,000 characters at most
	Quoted string // provider id of the message it answers; may be empty
}

// OutgoingFile is a file that the gateway fetches from its address.
type OutgoingFile struct {
	Chat    string
	URL     string
	Name    string // with its extension
	Caption string
	Quoted  string
}

// Button is one reply button, its title of 25 characters at most.
type Button struct{ ID, Title string }

// OutgoingButtons is a text with one to three reply buttons.
type OutgoingButtons struct {
	Chat    string
	Text    string
	Buttons []Button
}

var (
	sendMessage = method{name: "sendMessage", verb: http.MethodPost, effect: true}
	sendFile    = method{name: "sendFileByUrl", verb: http.MethodPost, effect: true}
	sendButtons = method{name: "sendInteractiveButtonsReply", verb: http.MethodPost, effect: true, optional: true}
)

// Send queues a text at the gateway and returns its id there. That it was taken
// does not mean that it arrived: a delivery state follows.
func (c *Client) Send(ctx context.Context, o Outgoing) (providerID string, err error) {
	return c.send(ctx, sendMessage, struct {
		ChatID      string `json:"chatId"`
		Message     string `json:"message"`
		Quoted      string `json:"quotedMessageId,omitempty"`
		LinkPreview bool   `json:"linkPreview"` // off: the gateway would fetch every link first
	}{o.Chat, o.Text, o.Quoted, false})
}

// SendFile queues a file.
func (c *Client) SendFile(ctx context.Context, o OutgoingFile) (providerID string, err error) {
	return c.send(ctx, sendFile, struct {
		ChatID  string `json:"chatId"`
		URL     string `json:"urlFile"`
		Name    string `json:"fileName"`
		Caption string `json:"caption,omitempty"`
		Quoted  string `json:"quotedMessageId,omitempty"`
	}{o.Chat, o.URL, o.Name, o.Caption, o.Quoted})
}

// SendButtons queues a text with buttons. A Permanent error means that plain text is to be sent instead.
func (c *Client) SendButtons(ctx context.Context, o OutgoingButtons) (providerID string, err error) {
	type button struct {
		ID   string `json:"buttonId"`
		Text string `json:"buttonText"`
	}
	buttons := make([]button, len(o.Buttons))
	for i, b := range o.Buttons {
		buttons[i] = button{b.ID, b.Title}
	}
	return c.send(ctx, sendButtons, struct {
		ChatID  string   `json:"chatId"`
		Body    string   `json:"body"`
		Buttons []button `json:"buttons"`
	}{o.Chat, o.Text, buttons})
}

func (c *Client) send(ctx context.Context, m method, in any) (string, error) {
	var out struct {
		ID string `json:"idMessage"`
	}
	if err := c.call(ctx, m, "", in, &out); err != nil {
		return "", err
	}
	if out.ID == "" {
		e := &Error{Status: http.StatusOK, Reason: "no idMessage in the answer", class: ambiguous}
		return "", fault.Wrap(fault.Unavailable, "gateway "+m.name, e)
	}
	return out.ID, nil
}
