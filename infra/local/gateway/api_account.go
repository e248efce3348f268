package gateway

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"net/http"
)

// defaultSettings are those of an instance set up for the product: every webhook it reads is on. The pause between
// sends is none, so that the product's own pace is the one that is seen.
func defaultSettings(o Options) map[string]any {
	s := map[string]any{
		"wid": ownChat, "typeAccount": "", "countryInstance": "", "proxyInstance": "",
		"webhookUrl": o.WebhookURL, "webhookUrlToken": o.WebhookToken,
		"delaySendMessagesMilliseconds": float64(0),
	}
	for _, on := range []string{
		"incomingWebhook", "outgoingWebhook", "outgoingMessageWebhook", "outgoingAPIMessageWebhook", "stateWebhook",
		"editedMessageWebhook", "deletedMessageWebhook", "pollMessageWebhook", "incomingCallWebhook", "markIncomingMessagesReadedOnReply",
	} {
		s[on] = "yes"
	}
	for _, off := range []string{
		"markIncomingMessagesReaded", "keepOnlineStatus", "deviceWebhook", "incomingBlockWebhook", "outgoingCallWebhook", "autoTyping", "linkPreview",
	} {
		s[off] = "no"
	}
	return s
}

func (g *Gateway) getStateInstance(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	state := g.account
	g.mu.Unlock()
	answer(w, http.StatusOK, map[string]string{"stateInstance": state})
}

func (g *Gateway) getSettings(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	s := make(map[string]any, len(g.settings))
	for k, v := range g.settings {
		s[k] = v
	}
	g.mu.Unlock()
	answer(w, http.StatusOK, s)
}

// setSettings changes the settings that are named; what an instance does not know is ignored, as by the real one.
func (g *Gateway) setSettings(w http.ResponseWriter, r *http.Request) {
	var change map[string]any
	if !g.body(w, r, &change) {
		return
	}
	if ms, named := change["delaySendMessagesMilliseconds"]; named {
		if n, ok := ms.(float64); !ok || n < 0 || n > 600_000 {
			g.reject(w, r, "Validation failed. Details: 'delaySendMessagesMilliseconds' must be less than or equal to 600000")
			return
		}
	}
	g.mu.Lock()
	for k, v := range change {
		old, known := g.settings[k]
		_, wasText := old.(string)
		_, isText := v.(string)
		if known && wasText == isText && k != "wid" {
			g.settings[k] = v
		}
	}
	wake(g.sendsChanged)
	g.mu.Unlock()
	answer(w, http.StatusOK, map[string]bool{"saveSettings": true})
}

// checkWhatsapp finds everybody: whoever has a number here has a phone.
func (g *Gateway) checkWhatsapp(w http.ResponseWriter, r *http.Request) {
	var req struct {
		PhoneNumber int64  `json:"phoneNumber"`
		ChatID      string `json:"chatId"`
	}
	if !g.body(w, r, &req) {
		return
	}
	switch {
	case req.PhoneNumber != 0:
		if req.PhoneNumber < 1_000_000_000 || req.PhoneNumber > 9_999_999_999_999 {
			g.reject(w, r, "bad phone number, valid 11 or 12 digits")
			return
		}
		answer(w, http.StatusOK, map[string]any{"existsWhatsapp": true})
	case chatProblem(req.ChatID) != "":
		g.reject(w, r, chatProblem(req.ChatID))
	default:
		answer(w, http.StatusOK, map[string]any{"existsWhatsapp": true, "chatId": req.ChatID})
	}
}

func (g *Gateway) reboot(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]bool{"isReboot": true})
}

// qr is what links a phone again after a log-out.
func (g *Gateway) qr(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	linked := g.account != "notAuthorized"
	g.mu.Unlock()
	if linked {
		answer(w, http.StatusOK, map[string]string{"type": "alreadyLogged", "message": "instance account already authorized"})
		return
	}
	picture, err := qrPicture()
	if err != nil {
		answer(w, http.StatusOK, map[string]string{"type": "error", "message": "qr not created"})
		return
	}
	answer(w, http.StatusOK, map[string]string{"type": "qrCode", "message": base64.StdEncoding.EncodeToString(picture)})
}

// qrPicture draws something that looks like a QR code; there is nothing behind it to link.
func qrPicture() ([]byte, error) {
	const modules, scale, quiet = 29, 8, 2
	side := (modules + 2*quiet) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	finder := func(x, y int) (dark, inside bool) {
		for _, c := range [][2]int{{0, 0}, {modules - 7, 0}, {0, modules - 7}} {
			dx, dy := x-c[0], y-c[1]
			if dx < -1 || dy < -1 || dx > 7 || dy > 7 {
				continue
			}
			ring := max(abs(dx-3), abs(dy-3))
			return ring != 2 && ring < 4, true
		}
		return false, false
	}
	for y := range modules {
		for x := range modules {
			dark, inside := finder(x, y)
			if !inside {
				dark = rand.IntN(2) == 0
			}
			if !dark {
				continue
			}
			for i := range scale * scale {
				img.SetColorIndex((x+quiet)*scale+i%scale, (y+quiet)*scale+i/scale, 1)
			}
		}
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

func abs(n int) int { return max(n, -n) }
