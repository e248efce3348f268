package main

import (
	"context"
	"strings"
	"time"

	"github.com/proli/proli/shared/alarm"
	"github.com/proli/proli/shared/event"
)

// inPlay is how long somebody takes who types a sentence in pieces.
const inPlay = 300 * time.Millisecond

// piece is how many words such a person sends at once.
const piece = 3

// pieces cuts a text into what is sent while it is being typed; in haste nobody ends a sentence.
func pieces(text string) []string {
	words := strings.Fields(strings.TrimRight(text, ".!?"))
	if len(words) == 0 {
		return []string{text}
	}
	var list []string
	for len(words) > 0 {
		n := min(piece, len(words))
		list = append(list, strings.Join(words[:n], " "))
		words = words[n:]
	}
	return list
}

// inPieces writes a message as several, one after the other, and rings the alarms that begin its
// turn as the timer does.
func (c *customer) inPieces(ctx context.Context, m event.Message) error {
	list := pieces(m.Text)
	for i, text := range list {
		part := m
		part.Text = text
		at := noon.Add(time.Duration(c.typed+i) * inPlay)
		if err := c.deliverAt(ctx, part, at); err != nil {
			return err
		}
	}
	c.typed += len(list)
	return c.ring(ctx)
}

// ring begins the turn of the fragments that wait in a chat, if any do.
func (c *customer) ring(ctx context.Context) error {
	thread, err := c.db.Conversation(ctx, c.chat)
	if err != nil || len(thread.Burst) == 0 {
		return err
	}
	c.bursts.Add(1)
	c.world.typed.Add(int64(len(thread.Burst)))
	for range attempts {
		if _, err = c.alarms.Answer(ctx, alarm.OfTurn(c.chat, thread.TurnAt), thread.TurnAt); err != nil {
			return err
		}
		if thread, err = c.db.Conversation(ctx, c.chat); err != nil || len(thread.Burst) == 0 {
			break
		}
	}
	return err
}
