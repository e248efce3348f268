package event

import (
	"strconv"
	"strings"
	"time"
)

// DeadSuffix makes a topic's name that of its dead letters.
const DeadSuffix = "-dead"

// Dead is an event that its handler has given up, as it is recorded and as its copy on the
// dead-letter topic says it. A dead letter without a reason is one that Pub/Sub gave up by
// itself after an outage: nothing is wrong with it.
type Dead struct {
	ID       string    `json:"_id"` // topic/event id
	Event    string    `json:"event"`
	Topic    string    `json:"topic"`
	Key      string    `json:"key"`
	Function string    `json:"function"`
	Kind     string    `json:"kind"`   // of the fault
	Reason   string    `json:"reason"` // the error, without anything that may not be logged
	Tries    int       `json:"tries"`  // failed for a reason of their own
	DiedAt   time.Time `json:"died_at"`
}

// Letter is one dead letter, as its reader holds it.
type Letter struct {
	Dead
	Data       []byte
	Attributes map[string]string
	BornAt     time.Time // when it came to lie there
	Hold       string    // what the server knows the reader's hold by
}

// PutBack is how often it was published again without anybody asking.
func (l Letter) PutBack() int {
	n, _ := strconv.Atoi(l.Attributes[AttrPutBack]) // absent: never
	return n
}

// DeadTopics are those whose dead letters are kept. A doorbell says nothing that is worth keeping.
var DeadTopics = []string{TopicMessages, TopicLeads, TopicBookings}

// The attributes that a dead letter has beside those of its event.
const (
	attrReason   = "reason"
	attrKind     = "kind"
	attrTries    = "tries"
	attrFunction = "function"
	attrDied     = "died_at"
	// AttrPutBack counts how often a dead letter without a reason was published again.
	AttrPutBack = "put_back"
)

// maxReason bounds a reason, in bytes: an attribute holds 1,024.
const maxReason = 900

// Attributes are those of the event and, beside them, what is known of its end.
func (d Dead) Attributes(of map[string]string) map[string]string {
	all := Alive(of)
	all[attrReason] = strings.ToValidUTF8(d.Reason[:min(len(d.Reason), maxReason)], "")
	all[attrKind], all[attrFunction] = d.Kind, d.Function
	all[attrTries], all[attrDied] = strconv.Itoa(d.Tries), d.DiedAt.UTC().Format(time.RFC3339)
	return all
}

// Alive are the attributes of a dead letter as its event had them, to be published again.
func Alive(attributes map[string]string) map[string]string {
	all := make(map[string]string, len(attributes)+5)
	for name, value := range attributes {
		switch {
		case name == attrReason, name == attrKind, name == attrTries, name == attrFunction, name == attrDied,
			name == AttrPutBack, strings.HasPrefix(name, "CloudPubSubDeadLetter"):
		default:
			all[name] = value
		}
	}
	return all
}

// DeadID names the record of an event that was given up.
func DeadID(topic, event string) string { return topic + "/" + event }

// ReadDead is what a dead letter says of itself.
func ReadDead(topic, key, messageID string, attributes map[string]string) Dead {
	d := Dead{
		Event: attributes["id"], Topic: topic, Key: key, Function: attributes[attrFunction],
		Kind: attributes[attrKind], Reason: attributes[attrReason],
	}
	if d.Event == "" {
		d.Event = messageID
	}
	d.ID = DeadID(topic, d.Event)
	d.Tries, _ = strconv.Atoi(attributes[attrTries])             // absent: 0
	d.DiedAt, _ = time.Parse(time.RFC3339, attributes[attrDied]) // absent: zero
	return d
}
