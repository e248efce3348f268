package gateway

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrInvalid marks what a phone cannot send; its text says why.
var ErrInvalid = errors.New("invalid")

func invalid(why string) error { return fmt.Errorf("%w: %s", ErrInvalid, why) }

// Outgoing is what the owner of a phone sends: exactly one of a text, a file, a place, a press or an edit.
type Outgoing struct {
	// Text is the message, the caption of File, or the new text of Edit.
	Text  string `json:"text"`
	File  *File  `json:"-"`
	Place *Place `json:"place"`
	Press *Press `json:"press"`
	// Quote is the id of the message that this one answers.
	Quote string `json:"quote"`
	// Edit is the id of an own text that is replaced.
	Edit string `json:"edit"`
	// Staff marks a text typed by one of us on the instance's own phone: the owner of the chat receives it.
	Staff bool `json:"staff"`
}

// File is a file on its way. Voice makes it a voice note.
type File struct {
	Name  string
	MIME  string
	Data  []byte
	Voice bool
}

// Send lets the owner of a phone send. The message is on that phone when Send returns; its webhook follows.
func (g *Gateway) Send(chatID string, o Outgoing) (Message, error) {
	if !validChat(chatID) {
		return Message{}, invalid("send from a phone: the chat id is not like 972000000003@c.us")
	}
	if utf8.RuneCountInString(o.Text) > maxText {
		return Message{}, invalid("send from a phone: the text is longer than 20000 characters")
	}
	g.learnName(chatID)
	g.mu.Lock()
	defer g.mu.Unlock()
	if o.Edit != "" {
		return g.edit(chatID, o)
	}
	m := &Message{ID: messageID(), Chat: chatID, Mine: !o.Staff, Kind: KindText, Text: o.Text, Ticks: TickSent, At: g.now(), staff: o.Staff}
	switch {
	case o.Press != nil:
		if err := g.press(m, *o.Press); err != nil {
			return Message{}, err
		}
	case o.Place != nil:
		if o.Place.Lat < -90 || o.Place.Lat > 90 || o.Place.Lng < -180 || o.Place.Lng > 180 {
			return Message{}, invalid("send from a phone: no such place on earth")
		}
		p := *o.Place
		m.Kind, m.Text, m.Place = KindPlace, "", &p
	case o.File != nil:
		if len(o.File.Data) == 0 || len(o.File.Data) > maxFile {
			return Message{}, invalid("send from a phone: a file has 1 byte to 100 MB")
		}
		m.Kind, m.Media = g.keep(*o.File)
	case strings.TrimSpace(o.Text) == "":
		return Message{}, invalid("send from a phone: there is nothing to send")
	}
	if o.Quote != "" {
		m.Quote = g.quote(chatID, o.Quote)
	}
	g.put(m)
	g.announce(m)
	return *m, nil
}

// announce posts the webhook of a message from a phone. The caller holds mu.
func (g *Gateway) announce(m *Message) {
	if m.staff {
		g.post("outgoingMessageWebhook", g.messagePayload("outgoingMessageReceived", m, g.messageData(m)), nil)
		g.tick(m, TickDelivered)
		return
	}
	if g.drops() {
		return
	}
	g.post("incomingWebhook", g.messagePayload("incomingMessageReceived", m, g.messageData(m)), m)
}

// edit replaces an own text. The real gateway announces it as a message with an id of its own. The caller holds mu.
func (g *Gateway) edit(chatID string, o Outgoing) (Message, error) {
	var old *Message
	if c := g.chats[chatID]; c != nil {
		old = c.find(o.Edit)
	}
	if old == nil || !old.Mine || old.Kind != KindText || strings.TrimSpace(o.Text) == "" {
		return Message{}, invalid("edit on a phone: only an own text can be edited")
	}
	old.Text, old.Edited = o.Text, true
	g.show(old)
	notice := &Message{ID: messageID(), Chat: chatID, Mine: true, At: g.now()}
	data := map[string]any{
		"typeMessage":       "editedMessage",
		"editedMessageData": map[string]any{"textMessage": o.Text, "stanzaId": old.ID},
	}
	g.post("editedMessageWebhook", g.messagePayload("incomingMessageReceived", notice, data), nil)
	return *old, nil
}

// press makes m the press of a button. The caller holds mu.
func (g *Gateway) press(m *Message, p Press) error {
	var menu *Message
	if c := g.chats[m.Chat]; c != nil {
		menu = c.find(p.Message)
	}
	if menu == nil {
		return invalid("press a button: no such message on this phone")
	}
	i := slices.IndexFunc(menu.Buttons, func(b Button) bool { return b.ID == p.Button })
	if i < 0 || menu.Pressed != "" {
		return invalid("press a button: no such button, or one was pressed already")
	}
	p.index, p.text = i, menu.Buttons[i].Text
	menu.Pressed = p.Button
	g.show(menu)
	m.Kind, m.Text, m.press = KindPress, p.text, &p
	m.Quote = g.quote(m.Chat, menu.ID)
	return nil
}

// quote describes the quoted message; nil when the phone no longer has it. The caller holds mu.
func (g *Gateway) quote(chatID, id string) *Quote {
	c := g.chats[chatID]
	if c == nil {
		return nil
	}
	m := c.find(id)
	if m == nil {
		return nil
	}
	text := m.Text
	if m.Place != nil {
		text = m.Place.Name
	}
	return &Quote{ID: m.ID, Mine: m.Mine, Kind: m.Kind, Text: text}
}

// learnName reads the contacts again when a chat is not among them: a pro may have been seeded meanwhile.
func (g *Gateway) learnName(chatID string) {
	g.mu.Lock()
	known := g.name(chatID) != number(chatID)
	g.mu.Unlock()
	if known {
		return
	}
	contacts := g.opts.Contacts()
	g.mu.Lock()
	g.contacts = contacts
	g.mu.Unlock()
}

// drops decides whether this message is one of those that are recorded and never posted. Spread evenly, not at
// random: a share of a half drops every second one. The caller holds mu.
func (g *Gateway) drops() bool {
	g.dropped += g.switches.drop
	if g.dropped < 1-1e-9 { // ten tenths do not add up to one
		return false
	}
	g.dropped--
	return true
}
