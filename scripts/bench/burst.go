package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// The same words three ways: as a complete message, which the burst gate lets pass at once; as
// a pressed button, which never meets the gate and so is the chain's own time; and as the
// fragment of a sentence, which waits a second for more.
var gateWays = []struct {
	name     string
	replies  int
	delivery func(chat string, n int64) []byte
}{
	{"complete message", 200, delivery},
	{"without the gate", 200, pressed},
	{"lone fragment", 10, typed},
}

// gate measures what a lone message waits for at the burst gate, one chat at a time, the ways
// in turns so that the machine's moods are shared.
func (c *crowdOfChats) gate(ctx context.Context, b *bench) error {
	times := make([][]time.Duration, len(gateWays))
	rounds := gateWays[0].replies / perChat
	if b.short {
		rounds = 1
	}
	for round := range rounds {
		for i, way := range gateWays {
			n := perChat
			if way.replies < perChat {
				n = 1
			}
			if n == 1 && round >= way.replies {
				continue
			}
			chat, err := c.customer(ctx)
			if err != nil {
				return err
			}
			for range n {
				took, err := c.send(ctx, chat, way.delivery)
				if err != nil {
					return fmt.Errorf("%s: %w", way.name, err)
				}
				times[i] = append(times[i], took)
			}
		}
	}
	b.say("  through the burst gate, one chat in flight")
	b.say("  %-18s %10s %10s %20s", "", "p50", "p99", "more than the chain")
	own := part(times[1], 0.5)
	for i, way := range gateWays {
		b.say("  %-18s %10s %10s %20s", way.name, millis(part(times[i], 0.5)), millis(part(times[i], 0.99)), millis(part(times[i], 0.5)-own))
	}
	return nil
}

// pressed is a button that says the words of delivery.
func pressed(chat string, n int64) []byte {
	return incoming(chat, n, map[string]any{"typeMessage": "templateButtonsReplyMessage",
		"templateButtonReplyMessage": map[string]any{"stanzaId": "BENCH", "selectedId": "words", "selectedDisplayText": words(n)}})
}

// typed is a piece of a sentence.
func typed(chat string, n int64) []byte {
	return incoming(chat, n, map[string]any{"typeMessage": "textMessage", "textMessageData": map[string]any{"textMessage": "יש לי נזילה"}})
}

func words(n int64) string {
	return fmt.Sprintf("יש לי נזילה מתחת לכיור כבר %d ימים.", n%20+2)
}

// incoming is a message as the provider posts it.
func incoming(chat string, n int64, messageData map[string]any) []byte {
	body, err := json.Marshal(map[string]any{
		"typeWebhook":  "incomingMessageReceived",
		"instanceData": map[string]any{"idInstance": 1100000001, "wid": "972000000099@c.us", "typeInstance": "whatsapp"},
		"timestamp":    time.Now().Unix(),
		"idMessage":    fmt.Sprintf("BENCH%012d", n),
		"senderData":   map[string]any{"chatId": chat, "sender": chat, "chatName": "דנה", "senderName": "דנה"},
		"messageData":  messageData,
	})
	if err != nil {
		panic(err) // strings and numbers
	}
	return body
}
