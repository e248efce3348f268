// Package event is the wire contract of our topics: what one function tells the
// next, versioned, as JSON. Readers refuse a version they do not know and
// ignore fields they do not know, so that a field can be added at any time.
package event

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/proli/proli/shared/fault"
)

// Version is what this code writes and reads.
const Version = 1

// Topics, each ordered by its key: a chat for messages, a lead for leads and
// bookings. A notice's doorbell carries no order.
const (
	TopicMessages = "messages"
	TopicLeads    = "leads"
	TopicBookings = "bookings"
	TopicNotices  = "notices"
)

// AccountKey orders the messages that belong to no chat.
const AccountKey = "account"

// Published is an event ready to go out, as an inbox row keeps it until the server has taken it.
type Published struct {
	ID    string          `json:"id"`
	Topic string          `json:"topic"`
	Key   string          `json:"key"`
	Data  json.RawMessage `json:"data"`
}

// ID derives an event's identity from what it is about: the same parts give the
// same 32 hexadecimal digits, whoever asks and however often.
func ID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "|")))
	return hex.EncodeToString(sum[:16])
}

// Doorbell tells the sender that a notice waits in the collection; it says nothing about which.
type Doorbell struct {
	V  int    `json:"v"`
	ID string `json:"id"`
}

// Published makes the doorbell ready to go out.
func (d Doorbell) Published() (Published, error) {
	d.V = Version
	return pack(d.ID, TopicNotices, "", d)
}

// DecodeDoorbell reads one.
func DecodeDoorbell(data []byte) (Doorbell, error) {
	var d Doorbell
	err := decode("decode doorbell", data, &d, func() string {
		return check(d.V, field{"id", d.ID})
	})
	return d, err
}

func pack(id, topic, key string, event any) (Published, error) {
	data, err := json.Marshal(event)
	if err != nil {
		return Published{}, fault.Wrap(fault.Invalid, "encode "+topic+" event "+id, err)
	}
	return Published{ID: id, Topic: topic, Key: key, Data: data}, nil
}

func decode(op string, data []byte, into any, problem func() string) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fault.Wrap(fault.Invalid, op, err)
	}
	if p := problem(); p != "" {
		return fault.New(fault.Invalid, op, "%s", p)
	}
	return nil
}

type field struct{ name, value string }

func check(version int, required ...field) string {
	if version != Version {
		return "unknown version"
	}
	for _, f := range required {
		if f.value == "" {
			return f.name + " is missing"
		}
	}
	return ""
}
