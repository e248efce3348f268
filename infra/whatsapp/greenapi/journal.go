package greenapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/proli/proli/shared/event"
)

// Row is a message of ours as the gateway's journal or queue knows it.
type Row struct {
	ID     string
	Chat   string
	Text   string    // to the letter: a text, a caption, or what stands above the buttons
	At     time.Time // zero while it waits in the queue
	Status string
}

// row is a journal's line: flat, unlike a delivery.
type row struct {
	messageData
	Type         string `json:"type"`
	IDMessage    string `json:"idMessage"`
	Timestamp    number `json:"timestamp"`
	ChatID       string `json:"chatId"`
	SenderID     string `json:"senderId"`
	SenderName   string `json:"senderName"`
	Deleted      bool   `json:"isDeleted"`
	Status       string `json:"statusMessage"`
	TextMessage  string `json:"textMessage"`
	ExtendedText struct {
		Text     string `json:"text"`
		StanzaID string `json:"stanzaId"`
	} `json:"extendedTextMessage"`
	URL      string `json:"downloadUrl"`
	Caption  string `json:"caption"`
	FileName string `json:"fileName"`
	MIME     string `json:"mimeType"`
	Place    struct {
		Name    string `json:"nameLocation"`
		Address string `json:"address"`
		Lat     number `json:"latitude"`
		Lng     number `json:"longitude"`
	} `json:"location"`
	Card    card `json:"contact"`
	Buttons struct {
		Text string `json:"contentText"`
	} `json:"interactiveButtons"`
}

// LastIncoming are the messages that the gateway recorded in the last minutes,
// oldest first, with the very ids that their deliveries have: one that was
// delivered too is known by its id. What a delivery would ignore is left out.
func (c *Client) LastIncoming(ctx context.Context, minutes int, receivedAt time.Time) ([]event.Message, error) {
	rows, err := c.last(ctx, "lastIncomingMessages", minutes)
	if err != nil {
		return nil, err
	}
	messages := make([]event.Message, 0, len(rows))
	for _, r := range rows {
		if r.Deleted || r.IDMessage == "" {
			continue
		}
		p := parser{delivery: r.delivery(), instance: c.instance}
		p.message.ReceivedAt, p.message.SentAt = receivedAt.UTC(), receivedAt.UTC()
		if at, ok := instant(r.Timestamp); ok {
			p.message.SentAt = at
		}
		if p.read().Action == Publish {
			messages = append(messages, p.message)
		}
	}
	return messages, nil
}

// LastOutgoing are the messages that left in the last minutes, oldest first.
func (c *Client) LastOutgoing(ctx context.Context, minutes int) ([]Row, error) {
	rows, err := c.last(ctx, "lastOutgoingMessages", minutes)
	if err != nil {
		return nil, err
	}
	sent := make([]Row, 0, len(rows))
	for _, r := range rows {
		at, _ := instant(r.Timestamp)
		text := firstOf(r.TextMessage, r.Text.Text, r.ExtendedText.Text, r.Extended.Text, r.Buttons.Text, r.Caption, r.File.Caption)
		sent = append(sent, Row{ID: r.IDMessage, Chat: r.ChatID, Text: text, At: at, Status: r.Status})
	}
	return sent, nil
}

// Queue are the messages that the gateway has taken and not sent yet.
func (c *Client) Queue(ctx context.Context) ([]Row, error) {
	var queue []struct {
		ID   string `json:"messageID"`
		Body struct {
			ChatID  string `json:"chatId"`
			Message string `json:"message"`
			Caption string `json:"caption"`
			Body    string `json:"body"`
		} `json:"body"`
	}
	if err := c.call(ctx, method{name: "showMessagesQueue", verb: http.MethodGet}, "", nil, &queue); err != nil {
		return nil, err
	}
	waiting := make([]Row, 0, len(queue))
	for _, q := range queue {
		waiting = append(waiting, Row{ID: q.ID, Chat: q.Body.ChatID, Text: firstOf(q.Body.Message, q.Body.Body, q.Body.Caption)})
	}
	return waiting, nil
}

func (c *Client) last(ctx context.Context, name string, minutes int) ([]row, error) {
	var raw []json.RawMessage
	query := "?minutes=" + strconv.Itoa(max(minutes, 1))
	if err := c.call(ctx, method{name: name, verb: http.MethodGet}, query, nil, &raw); err != nil {
		return nil, err
	}
	rows := make([]row, 0, len(raw))
	for _, line := range raw {
		var r row
		_ = json.Unmarshal(line, &r) // as with a delivery: what has an odd type is left empty
		rows = append(rows, r)
	}
	slices.Reverse(rows) // the gateway puts the newest first
	slices.SortStableFunc(rows, func(a, b row) int {
		first, _ := instant(a.Timestamp)
		second, _ := instant(b.Timestamp)
		return first.Compare(second)
	})
	return rows, nil
}

// delivery is the webhook's form of a journal's line.
func (r row) delivery() delivery {
	d := delivery{Type: "incomingMessageReceived", IDMessage: r.IDMessage, MessageData: r.messageData}
	d.SenderData.ChatID, d.SenderData.Sender, d.SenderData.SenderName = r.ChatID, firstOf(r.SenderID, r.ChatID), r.SenderName
	m := &d.MessageData
	m.Text.Text = firstOf(m.Text.Text, r.TextMessage)
	m.Extended.Text = firstOf(m.Extended.Text, r.ExtendedText.Text, r.TextMessage)
	m.Extended.StanzaID = firstOf(m.Extended.StanzaID, r.ExtendedText.StanzaID)
	m.File.URL, m.File.Caption = firstOf(m.File.URL, r.URL), firstOf(m.File.Caption, r.Caption)
	m.File.FileName, m.File.MIME = firstOf(m.File.FileName, r.FileName), firstOf(m.File.MIME, r.MIME)
	m.Contact = card{firstOf(m.Contact.Name, r.Card.Name), firstOf(m.Contact.VCard, r.Card.VCard)}
	if m.Location.Lat == "" {
		m.Location.Name, m.Location.Address, m.Location.Lat, m.Location.Lng = r.Place.Name, r.Place.Address, r.Place.Lat, r.Place.Lng
	}
	return d
}
