package event

import (
	"strconv"
	"time"
)

// Kind is what a message is, whatever shape the provider gave it.
type Kind string

// Kinds of message. Account, quota and broken ones belong to no chat.
const (
	KindText       Kind = "text"
	KindMedia      Kind = "media"
	KindLocation   Kind = "location"
	KindContact    Kind = "contact"
	KindButton     Kind = "button"     // a reply button or a list's row was pressed
	KindEdit       Kind = "edit"       // new text for the message that Edits names
	KindDelete     Kind = "delete"     // the message that Edits names was taken back
	KindUnreadable Kind = "unreadable" // the provider could not read it (Detail: its marker); the real one may follow
	KindCall       Kind = "call"
	KindStatus     Kind = "status"   // delivery state of one of ours
	KindHandover   Kind = "handover" // someone of ours typed on the phone itself
	KindBlock      Kind = "block"    // the customer blocked us
	KindAccount    Kind = "account"  // state of the provider's account
	KindQuota      Kind = "quota"
	KindBroken     Kind = "broken" // a delivery that is no JSON: Raw
	KindTurn       Kind = "turn"   // our own: at ReceivedAt the pause after a burst of fragments is over
)

// MaxRaw bounds what is kept of a broken delivery, in bytes.
const MaxRaw = 64 << 10

// Message is one delivery by the WhatsApp provider.
type Message struct {
	V          int       `json:"v"`
	ID         string    `json:"id"` // what a second delivery of the same thing shares
	Kind       Kind      `json:"kind"`
	Chat       string    `json:"chat,omitempty"` // opaque; where to reply
	Sender     string    `json:"sender,omitempty"`
	SenderName string    `json:"sender_name,omitempty"`
	Text       string    `json:"text,omitempty"`      // text, caption, or what the pressed button says
	ButtonID   string    `json:"button_id,omitempty"` // may be empty on a button: Text decides then
	Quoted     string    `json:"quoted,omitempty"`    // provider id of the message that it answers
	Media      []Media   `json:"media,omitempty"`
	Location   *Location `json:"location,omitempty"`
	Contacts   []Contact `json:"contacts,omitempty"`
	ProviderID string    `json:"provider_id,omitempty"`
	Edits      string    `json:"edits,omitempty"`    // provider id of the message changed or deleted
	Status     string    `json:"status,omitempty"`   // delivery, call, block or account state, in the provider's word
	Detail     string    `json:"detail,omitempty"`   // the provider's description, or the marker of an unreadable one
	Readable   string    `json:"readable,omitempty"` // of an unreadable one: the id that its readable copy has, if it comes
	SentAt     time.Time `json:"sent_at"`            // the provider's time
	ReceivedAt time.Time `json:"received_at"`        // at the webhook
	Raw        []byte    `json:"raw,omitempty"`
}

// Media is one file. An empty URL is to be asked for by the message's provider id.
type Media struct {
	URL      string `json:"url,omitempty"`
	MIME     string `json:"mime,omitempty"`
	FileName string `json:"file_name,omitempty"`
	Caption  string `json:"caption,omitempty"`
}

// Location is a point on the map, in degrees.
type Location struct {
	Lat     float64 `json:"lat"`
	Lng     float64 `json:"lng"`
	Name    string  `json:"name,omitempty"`
	Address string  `json:"address,omitempty"`
}

// Contact is a card that was sent; Phone is its WhatsApp number's digits when it names one.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// MessageID is the id of a provider's message. State tells the several deliveries
// about one message apart (a call's or a status's steps); an unreadable copy must
// not use up the id of the readable one that may follow.
func MessageID(instance int64, chat, providerID, state string, unreadable bool) string {
	return ID(strconv.FormatInt(instance, 10), chat, providerID, state, strconv.FormatBool(unreadable))
}

// Key is what keeps messages in order: the chat, or one for all that have none. Delivery
// states come in any order anyway, and must not stand before what a customer writes.
func (m Message) Key() string {
	if m.Kind == KindStatus {
		return ""
	}
	if m.Chat == "" {
		return AccountKey
	}
	return m.Chat
}

// Published makes the message ready to go out.
func (m Message) Published() (Published, error) {
	m.V = Version
	return pack(m.ID, TopicMessages, m.Key(), m)
}

// DecodeMessage reads one; what it accepts has an id, a known kind, both times, and a chat where its kind has one.
func DecodeMessage(data []byte) (Message, error) {
	var m Message
	err := decode("decode message", data, &m, func() string {
		if p := check(m.V, field{"id", m.ID}, field{"kind", string(m.Kind)}); p != "" {
			return p
		}
		switch m.Kind {
		case KindText, KindMedia, KindLocation, KindContact, KindButton, KindEdit, KindDelete,
			KindUnreadable, KindCall, KindStatus, KindHandover, KindBlock, KindTurn:
			if m.Chat == "" {
				return "chat is missing"
			}
		case KindAccount, KindQuota, KindBroken:
		default:
			return "unknown kind"
		}
		if m.SentAt.IsZero() || m.ReceivedAt.IsZero() {
			return "a time is missing"
		}
		return ""
	})
	return m, err
}
