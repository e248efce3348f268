package greenapi

import (
	"context"
	"net/http"
)

// State is the account's: authorized, notAuthorized, blocked, starting, yellowCard …
func (c *Client) State(ctx context.Context) (string, error) {
	var out struct {
		State string `json:"stateInstance"`
	}
	err := c.call(ctx, method{name: "getStateInstance", verb: http.MethodGet}, "", nil, &out)
	return out.State, err
}

// Settings are the instance's, by name.
func (c *Client) Settings(ctx context.Context) (map[string]any, error) {
	var out map[string]any
	err := c.call(ctx, method{name: "getSettings", verb: http.MethodGet}, "", nil, &out)
	return out, err
}

// SetSettings changes the given settings. It restarts the instance, which takes
// up to five minutes: give it only what differs from Settings.
func (c *Client) SetSettings(ctx context.Context, settings map[string]any) error {
	return c.call(ctx, method{name: "setSettings", verb: http.MethodPost}, "", settings, nil)
}

// CheckWhatsapp says whether a chat id belongs to an account, and by which other
// id the provider may know it. Asking often without a dialogue gets a number banned.
func (c *Client) CheckWhatsapp(ctx context.Context, chat string) (exists bool, id string, err error) {
	var out struct {
		Exists bool   `json:"existsWhatsapp"`
		ChatID string `json:"chatId"`
	}
	in := map[string]string{"chatId": chat}
	err = c.call(ctx, method{name: "checkWhatsapp", verb: http.MethodPost}, "", in, &out)
	return out.Exists, out.ChatID, err
}

// QR is what the owner scans to link the telephone again. Type is qrCode (then
// Message is a PNG in base64), alreadyLogged or error.
type QR struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// QR asks for a code; it is good for some twenty seconds.
func (c *Client) QR(ctx context.Context) (QR, error) {
	var out QR
	err := c.call(ctx, method{name: "qr", verb: http.MethodGet}, "", nil, &out)
	return out, err
}

// DownloadFile asks for the address of a message's file, when its delivery came without.
// A Permanent error means that the file is lost.
func (c *Client) DownloadFile(ctx context.Context, chat, providerID string) (string, error) {
	var out struct {
		URL string `json:"downloadUrl"`
	}
	in := map[string]string{"chatId": chat, "idMessage": providerID}
	err := c.call(ctx, method{name: "downloadFile", verb: http.MethodPost}, "", in, &out)
	return out.URL, err
}
