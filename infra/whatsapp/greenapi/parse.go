// Package greenapi speaks with the Green API gateway: it reads what the gateway
// delivers and calls its methods. What it reads is lenient, because an answer
// other than 200 blocks every later delivery of the number for a day.
package greenapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/proli/proli/shared/event"
)

// Action is what becomes of a delivery. All are answered with 200.
type Action string

// Actions. A broken delivery is published too, as event.KindBroken, so that someone can look at it.
const (
	Publish Action = "publish"
	Ignore  Action = "ignore"
	Foreign Action = "foreign" // of another instance, or of none
	Broken  Action = "broken"  // no JSON
)

// Verdict is an action with the reason of an ignored or broken delivery, a word or two to be counted.
type Verdict struct {
	Action Action
	Reason string
}

var publish = Verdict{Action: Publish}

func ignore(reason string) Verdict { return Verdict{Ignore, reason} }

// Parse reads one delivery to the given instance. The message is filled when the verdict is Publish or Broken.
func Parse(body []byte, instance int64, receivedAt time.Time) (event.Message, Verdict) {
	receivedAt = receivedAt.UTC()
	d, err := decode(body)
	if err == nil && d.Type == "" && d.ReceiptID != "" && len(d.Body) > 0 {
		body = d.Body
		d, err = decode(body)
	}
	if err != nil {
		return event.Message{
			ID: event.ID(strconv.FormatInt(instance, 10), "broken", digest(body)), Kind: event.KindBroken,
			SentAt: receivedAt, ReceivedAt: receivedAt, Raw: body[:min(len(body), event.MaxRaw)],
		}, Verdict{Broken, "not_json"}
	}
	if d.InstanceData.ID != number(strconv.FormatInt(instance, 10)) {
		return event.Message{}, Verdict{Foreign, "instance"}
	}
	p := parser{delivery: d, instance: instance, body: body}
	p.message.ReceivedAt, p.message.SentAt = receivedAt, receivedAt
	if at, ok := instant(d.Timestamp); ok {
		p.message.SentAt = at
	}
	v := p.read()
	if v.Action != Publish {
		return event.Message{}, v
	}
	return p.message, v
}

// decode fails only on what is no JSON: a value of an unexpected type leaves its field empty.
func decode(body []byte) (delivery, error) {
	var d delivery
	err := json.Unmarshal(body, &d)
	if wrongType := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrongType) {
		return d, nil
	}
	return d, err
}

type parser struct {
	delivery
	instance int64
	body     []byte
	message  event.Message
}

func (p *parser) read() Verdict {
	if p.QuotaData != nil { // comes under two names, one of them that of a block
		return p.quota()
	}
	switch p.Type {
	case "incomingMessageReceived":
		if v := p.chat(p.SenderData.ChatID); v.Action != Publish {
			return v
		}
		p.message.Sender = limit(p.SenderData.Sender, maxID)
		p.message.SenderName = limit(clean(firstOf(p.SenderData.SenderName, p.SenderData.ChatName)), maxName)
		return p.incoming()
	case "outgoingMessageReceived":
		if v := p.chat(p.SenderData.ChatID); v.Action != Publish {
			return v
		}
		switch p.MessageData.Type {
		case "reactionMessage", "deletedMessage":
			return ignore("echo")
		}
		return p.as(event.KindHandover, p.MessageData.Type == "")
	case "outgoingAPIMessageReceived":
		return ignore("echo")
	case "outgoingMessageStatus":
		p.message.Status, p.message.Detail = p.Status, limit(clean(p.Description), maxDetail)
		return p.state(event.KindStatus, p.ChatID)
	case "incomingCall":
		p.message.Status = p.Status
		return p.state(event.KindCall, p.From)
	case "incomingBlock":
		p.message.Status = p.ChatState
		return p.state(event.KindBlock, p.ChatID)
	case "stateInstanceChanged":
		if p.StateInstance == "" {
			return ignore("empty")
		}
		p.message.Kind, p.message.Status = event.KindAccount, limit(p.StateInstance, maxID)
		p.message.ID = event.ID(strconv.FormatInt(p.instance, 10), "account", p.StateInstance, p.message.SentAt.Format(time.RFC3339))
		return publish
	case "statusInstanceChanged", "outgoingCall", "deviceInfo", "avatarInfo":
		return ignore(p.Type)
	}
	return ignore("unknown_type:" + word(p.Type))
}

// state finishes what tells the state of something: each state of one thing is a message of its own.
func (p *parser) state(kind event.Kind, chat string) Verdict {
	if v := p.chat(chat); v.Action != Publish {
		return v
	}
	if p.message.Status == "" || p.IDMessage == "" && kind != event.KindBlock {
		return ignore("empty")
	}
	p.message.Status = limit(p.message.Status, maxID)
	p.message.Kind, p.message.ProviderID = kind, limit(p.IDMessage, maxID)
	id := p.IDMessage
	if id == "" {
		id = p.message.SentAt.Format(time.RFC3339)
	}
	p.message.ID = event.MessageID(p.instance, chat, id, string(kind)+":"+p.message.Status, false)
	return publish
}

// quota carries neither a time nor an id, and comes with every message that is refused: the
// same warning is one for the day.
func (p *parser) quota() Verdict {
	q := p.QuotaData
	p.message.Kind, p.message.Status = event.KindQuota, limit(q.Status, maxID)
	p.message.Detail = limit(clean(q.Method), maxID) + " " + limit(string(q.Used), 20) + "/" + limit(string(q.Total), 20)
	p.message.ID = event.ID(strconv.FormatInt(p.instance, 10), "quota", q.Method, q.Status, p.message.SentAt.Format(time.DateOnly))
	return publish
}

// chat accepts private chats only. The id stays opaque: @lid ones hold no telephone number.
func (p *parser) chat(id string) Verdict {
	name, kind, found := strings.Cut(id, "@")
	switch {
	case id == "":
		return ignore("no_chat")
	case kind == "g.us":
		return ignore("group")
	case !found || name == "" || kind != "c.us" && kind != "lid" || len(id) > maxID || strings.ContainsAny(id, "/|\n"):
		return ignore("not_private")
	}
	p.message.Chat = id
	return publish
}

func (p *parser) as(kind event.Kind, unreadable bool) Verdict {
	p.message.Kind, p.message.ProviderID = kind, limit(p.IDMessage, maxID)
	id := p.IDMessage
	if id == "" {
		id = digest(p.body)
	}
	p.message.ID = event.MessageID(p.instance, p.message.Chat, id, "", unreadable)
	if kind == event.KindUnreadable {
		p.message.Readable = event.MessageID(p.instance, p.message.Chat, id, "", false)
	}
	return publish
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
