package gateway

import (
	"path"
	"strconv"
	"strings"
)

// envelope is what every webhook begins with. The caller holds mu.
func (g *Gateway) envelope(typeWebhook string) map[string]any {
	id, _ := strconv.ParseInt(g.opts.Instance, 10, 64)
	return map[string]any{
		"typeWebhook":  typeWebhook,
		"instanceData": map[string]any{"idInstance": id, "wid": ownChat, "typeInstance": "whatsapp"},
		"timestamp":    g.now().Unix(),
	}
}

// messagePayload is the webhook of a message, either way. The caller holds mu.
func (g *Gateway) messagePayload(typeWebhook string, m *Message, data map[string]any) map[string]any {
	p := g.envelope(typeWebhook)
	name := g.name(m.Chat)
	sender, senderName := m.Chat, name
	if !m.Mine {
		sender, senderName = ownChat, "Proli"
	}
	p["idMessage"] = m.ID
	p["senderData"] = map[string]any{
		"chatId": m.Chat, "chatName": name, "sender": sender, "senderName": senderName, "senderContactName": "",
	}
	p["messageData"] = data
	return p
}

// statusPayload says how far a message of ours has come. The caller holds mu.
func (g *Gateway) statusPayload(m *Message, status, description string) map[string]any {
	p := g.envelope("outgoingMessageStatus")
	p["chatId"], p["idMessage"], p["status"], p["sendByApi"] = m.Chat, m.ID, status, !m.staff
	if description != "" {
		p["description"] = description
	}
	return p
}

// messageData is the part of a webhook that depends on the kind of message.
func (g *Gateway) messageData(m *Message) map[string]any {
	if m.Kind == KindPress {
		return pressData(m)
	}
	kind, fields := content(m)
	if m.Quote == nil {
		return map[string]any{"typeMessage": kind, dataKey(kind): fields}
	}
	quoted := map[string]any{"stanzaId": m.Quote.ID, "participant": author(m.Chat, m.Quote.Mine)}
	if c := g.chats[m.Chat]; c != nil {
		if q := c.find(m.Quote.ID); q != nil {
			for k, v := range flat(q) {
				quoted[k] = v
			}
		}
	}
	if kind == "textMessage" || kind == "extendedTextMessage" {
		return map[string]any{
			"typeMessage": "quotedMessage",
			"extendedTextMessageData": map[string]any{
				"text": m.Text, "stanzaId": m.Quote.ID, "participant": author(m.Chat, m.Quote.Mine),
			},
			"quotedMessage": quoted,
		}
	}
	return map[string]any{"typeMessage": kind, dataKey(kind): fields, "quotedMessage": quoted}
}

// content is a message's type and its fields, in the provider's words.
func content(m *Message) (kind string, fields map[string]any) {
	switch m.Kind {
	case KindImage, KindVideo, KindAudio, KindDocument:
		return m.Kind + "Message", map[string]any{
			"downloadUrl": m.Media.URL, "caption": m.Text, "fileName": fileName(m), "jpegThumbnail": "",
			"mimeType": m.Media.MIME, "forwardingScore": 0, "isForwarded": false,
		}
	case KindPlace:
		return "locationMessage", map[string]any{
			"nameLocation": m.Place.Name, "address": m.Place.Address, "jpegThumbnail": "",
			"latitude": m.Place.Lat, "longitude": m.Place.Lng, "forwardingScore": 0, "isForwarded": false,
		}
	case KindButtons:
		buttons := make([]any, len(m.Buttons))
		for i, b := range m.Buttons {
			buttons[i] = map[string]any{"type": "reply", "buttonId": b.ID, "buttonText": b.Text}
		}
		return "interactiveButtons", map[string]any{
			"titleText": m.Header, "contentText": m.Text, "footerText": m.Footer, "buttons": buttons,
		}
	}
	// A text with a link arrives as an extended one, with a preview that ours does not have.
	if strings.Contains(m.Text, "://") {
		return "extendedTextMessage", map[string]any{
			"text": m.Text, "description": "", "title": "", "previewType": "None", "jpegThumbnail": "",
			"forwardingScore": 0, "isForwarded": false,
		}
	}
	return "textMessage", map[string]any{"textMessage": m.Text}
}

// dataKey is the name under which a webhook carries the fields of a type.
func dataKey(kind string) string {
	switch kind {
	case "imageMessage", "videoMessage", "audioMessage", "documentMessage":
		return "fileMessageData"
	case "interactiveButtons":
		return "interactiveButtons"
	}
	return kind + "Data"
}

// pressData is a press in one of the two shapes that depend on the customer's device; ours goes by the number.
func pressData(m *Message) map[string]any {
	reply := map[string]any{
		"stanzaId": m.press.Message, "selectedIndex": m.press.index,
		"selectedId": m.press.Button, "selectedDisplayText": m.press.text,
	}
	digits, _, _ := strings.Cut(m.Chat, "@")
	if digits != "" && (digits[len(digits)-1]-'0')%2 == 0 {
		return map[string]any{"typeMessage": "templateButtonsReplyMessage", "templateButtonReplyMessage": reply}
	}
	return map[string]any{"typeMessage": "interactiveButtonsResponse", "interactiveButtonsResponse": reply}
}

// flat is a message as journals and quotations have it: the fields beside typeMessage.
func flat(m *Message) map[string]any {
	if m.Kind == KindPress {
		return pressData(m)
	}
	kind, fields := content(m)
	row := map[string]any{"typeMessage": kind}
	switch m.Kind {
	case KindPlace:
		row["location"] = fields
	case KindButtons:
		row["interactiveButtons"] = fields
	case KindText:
		if kind == "extendedTextMessage" {
			row["extendedTextMessage"] = fields
		}
		row["textMessage"] = m.Text
	default:
		for k, v := range fields {
			row[k] = v
		}
	}
	return row
}

func author(chatID string, mine bool) string {
	if mine {
		return chatID
	}
	return ownChat
}

// fileName is the real name of a document, and of any other file the one in its address.
func fileName(m *Message) string {
	if m.Kind == KindDocument {
		return m.Media.Name
	}
	return path.Base(m.Media.URL)
}
