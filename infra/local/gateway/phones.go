package gateway

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Roles of the people with phones.
const (
	RoleCustomer = "customer"
	RolePro      = "pro"
	RoleAdmin    = "admin"
)

// Kinds of message, as a phone shows them.
const (
	KindText     = "text"
	KindImage    = "image"
	KindVideo    = "video"
	KindAudio    = "audio"
	KindDocument = "document"
	KindPlace    = "place"
	KindButtons  = "buttons"
	KindPress    = "press"
)

// Ticks of a message. On what a phone wrote they say how far it came towards us; on what we wrote, towards the phone.
const (
	TickSent      = "sent"
	TickDelivered = "delivered"
	TickRead      = "read"
)

// Contact is a person whose phone the page offers.
type Contact struct {
	Chat     string `json:"chat"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Subtitle string `json:"subtitle"`
}

// Message is one bubble on a phone. Mine marks what the phone's owner wrote.
type Message struct {
	ID      string    `json:"id"`
	Chat    string    `json:"chat"`
	Mine    bool      `json:"mine"`
	Kind    string    `json:"kind"`
	Text    string    `json:"text"`
	Header  string    `json:"header,omitempty"`
	Footer  string    `json:"footer,omitempty"`
	Media   *Media    `json:"media,omitempty"`
	Place   *Place    `json:"place,omitempty"`
	Quote   *Quote    `json:"quote,omitempty"`
	Buttons []Button  `json:"buttons,omitempty"`
	Pressed string    `json:"pressed,omitempty"`
	Edited  bool      `json:"edited,omitempty"`
	Ticks   string    `json:"ticks"`
	At      time.Time `json:"at"`

	press *Press
	staff bool // typed by us on the instance's own phone, not sent through the API
}

// Media is a file that this server keeps.
type Media struct {
	URL  string `json:"url"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Size int    `json:"size"`
}

// Place is a point on the map.
type Place struct {
	Lat     float64 `json:"lat"`
	Lng     float64 `json:"lng"`
	Name    string  `json:"name"`
	Address string  `json:"address"`
}

// Quote is the message that another one answers.
type Quote struct {
	ID   string `json:"id"`
	Mine bool   `json:"mine"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Button is one reply button under an interactive message.
type Button struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Press names the pressed button of a message.
type Press struct {
	Message string `json:"message"`
	Button  string `json:"button"`

	index int
	text  string
}

type chat struct {
	id       string
	messages []*Message
}

func (c *chat) find(id string) *Message {
	for i := len(c.messages) - 1; i >= 0; i-- {
		if c.messages[i].ID == id {
			return c.messages[i]
		}
	}
	return nil
}

// Messages returns what the phone of this chat shows, oldest first.
func (g *Gateway) Messages(chatID string) []Message {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.chats[chatID]
	if c == nil {
		return nil
	}
	shown := make([]Message, len(c.messages))
	for i, m := range c.messages {
		shown[i] = *m
	}
	return shown
}

// Read marks all that a phone has received as read, as opening the chat does.
func (g *Gateway) Read(chatID string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := g.chats[chatID]
	if c == nil {
		return
	}
	for _, m := range c.messages {
		if !m.Mine && m.Ticks == TickDelivered {
			g.tick(m, TickRead)
		}
	}
}

// Contacts lists the phones: the known people, then those added by hand, then whoever else has a conversation.
func (g *Gateway) Contacts() []Contact {
	known := g.opts.Contacts() // may read a database: outside the lock
	g.mu.Lock()
	defer g.mu.Unlock()
	g.contacts = known
	all := slices.Clone(known)
	for i := range all {
		all[i].Role = knownRole(all[i].Role)
	}
	listed := func(id string) bool {
		return slices.ContainsFunc(all, func(c Contact) bool { return c.Chat == id })
	}
	for _, c := range g.added {
		if !listed(c.Chat) {
			all = append(all, c)
		}
	}
	for _, id := range g.order {
		if !listed(id) {
			all = append(all, Contact{Chat: id, Name: number(id), Role: RoleCustomer})
		}
	}
	return all
}

// Add gives a phone to somebody who is not among the contacts.
func (g *Gateway) Add(c Contact) error {
	if !validChat(c.Chat) {
		return invalid("add phone: the chat id is not like 972000000003@c.us")
	}
	if c.Name == "" {
		c.Name = number(c.Chat)
	}
	c.Role = knownRole(c.Role)
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.added) >= maxChats {
		return invalid("add phone: there are too many")
	}
	g.added = slices.DeleteFunc(g.added, func(o Contact) bool { return o.Chat == c.Chat })
	g.added = append(g.added, c)
	g.tell(event{Type: "phones"})
	return nil
}

func knownRole(role string) string {
	if role == RolePro || role == RoleAdmin {
		return role
	}
	return RoleCustomer
}

// name is the display name of a chat's owner. The caller holds mu.
func (g *Gateway) name(chatID string) string {
	for _, list := range [][]Contact{g.contacts, g.added} {
		for _, c := range list {
			if c.Chat == chatID {
				return c.Name
			}
		}
	}
	return number(chatID)
}

// put shows a message on its phone, making the phone when there is none. The caller holds mu.
func (g *Gateway) put(m *Message) {
	c := g.chats[m.Chat]
	if c == nil {
		if len(g.order) >= maxChats { // the oldest phone makes room
			delete(g.chats, g.order[0])
			g.order = g.order[1:]
		}
		c = &chat{id: m.Chat}
		g.chats[m.Chat] = c
		g.order = append(g.order, m.Chat)
	}
	if len(c.messages) >= maxPerChat {
		c.messages = slices.Delete(c.messages, 0, 1)
	}
	c.messages = append(c.messages, m)
	g.show(m)
}

// number is the readable part of a chat id.
func number(chatID string) string {
	n, _, _ := strings.Cut(chatID, "@")
	if strings.HasSuffix(chatID, "@c.us") {
		return "+" + n
	}
	return n
}

// messageID looks like WhatsApp's own.
func messageID() string { return "3EB0" + strings.ToUpper(randomHex(9)) }

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

func defaultContacts() []Contact {
	return []Contact{
		{Chat: "972000000001@c.us", Name: "דנה", Role: RoleCustomer},
		{Chat: "972000000002@c.us", Name: "יואב", Role: RoleCustomer},
		{Chat: "972000000011@c.us", Name: "משה אינסטלציה", Role: RolePro},
		{Chat: "972000000021@c.us", Name: "נועה, ניהול", Role: RoleAdmin},
	}
}
